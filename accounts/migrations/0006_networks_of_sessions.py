"""A session is kept with the network that it was begun from, not the address: whoever writes it."""

from django.db import migrations

NETWORK = """
CREATE FUNCTION session_network(address inet) RETURNS inet LANGUAGE sql IMMUTABLE AS $$
    SELECT host(network(set_masklen(address, CASE family(address) WHEN 4 THEN 24 ELSE 48 END)))::inet
$$;
CREATE FUNCTION keep_network_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.ip := session_network(NEW.ip);
    RETURN NEW;
END
$$;
CREATE TRIGGER session_network BEFORE INSERT OR UPDATE OF ip ON usersessions_usersession
    FOR EACH ROW EXECUTE FUNCTION keep_network_of_session();
UPDATE usersessions_usersession SET ip = ip;
"""
BACK = """
DROP TRIGGER session_network ON usersessions_usersession;
DROP FUNCTION keep_network_of_session();
DROP FUNCTION session_network(inet);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_letters_of_the_desk"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunSQL(NETWORK, BACK)]
