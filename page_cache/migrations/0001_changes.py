"""The changes, and the function that triggers on other tables call.

A trigger names a condition on rows, `page_cache_changed('status = ''published''')`, or none. Under
each statement's own names `added` and `removed` are its rows.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION page_cache_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    this text := pg_current_xact_id()::text;
    is_seen boolean := true;
BEGIN
    -- Set for this transaction alone, and taken back with a savepoint, as the row itself is.
    IF current_setting('page_cache.changed_by', true) = this THEN
        RETURN NULL;
    END IF;
    IF TG_NARGS > 0 THEN
        EXECUTE concat(
            'SELECT ',
            concat_ws(
                ' OR ',
                CASE WHEN TG_OP <> 'DELETE' THEN
                    format('EXISTS (SELECT FROM added WHERE %s)', TG_ARGV[0]) END,
                CASE WHEN TG_OP <> 'INSERT' THEN
                    format('EXISTS (SELECT FROM removed WHERE %s)', TG_ARGV[0]) END
            )
        ) INTO is_seen;
    END IF;
    IF is_seen THEN
        INSERT INTO page_cache_change DEFAULT VALUES;
        PERFORM set_config('page_cache.changed_by', this, true);
    END IF;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION page_cache_changed", elidable=False),
    ]
