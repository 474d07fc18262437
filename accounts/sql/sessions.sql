-- Sessions are stored with the client's network in place of its IP address.

CREATE OR REPLACE FUNCTION session_network(address inet) RETURNS inet LANGUAGE sql IMMUTABLE AS $$
    SELECT host(network(set_masklen(address, CASE family(address) WHEN 4 THEN 24 ELSE 48 END)))::inet
$$;
CREATE OR REPLACE FUNCTION keep_network_of_session() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    NEW.ip := session_network(NEW.ip);
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER session_network BEFORE INSERT OR UPDATE OF ip ON usersessions_usersession
    FOR EACH ROW EXECUTE FUNCTION keep_network_of_session();
