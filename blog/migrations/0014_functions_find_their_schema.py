"""The triggers find the tables whatever the search path is: a restore of data alone sets none."""

from django.db import migrations

FIX = """
DO $$
DECLARE name regprocedure;
BEGIN
    FOR name IN
        SELECT oid FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
          AND starts_with(proname, 'blog_') AND proconfig IS NULL
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path FROM CURRENT', name);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0013_readers_know_it")]
    operations = [migrations.RunSQL(FIX, migrations.RunSQL.noop)]
