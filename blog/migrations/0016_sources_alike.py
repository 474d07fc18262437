"""Sources and labels with a name like the word that found nothing, along an index."""

from django.db import migrations

MAKE = """
DO $$ BEGIN
    IF to_regproc('strict_word_similarity') IS NOT NULL THEN
        CREATE INDEX source_names_alike ON blog_source USING gin (name gin_trgm_ops);
        CREATE INDEX label_names_alike ON blog_label USING gin (name gin_trgm_ops);
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0015_source_day_tallies")]
    operations = [
        migrations.RunSQL(
            MAKE, "DROP INDEX IF EXISTS source_names_alike; DROP INDEX IF EXISTS label_names_alike"
        ),
    ]
