"""pg_trgm where the server has it and lets us: it tells which words are spelt alike."""

from django.db import migrations

MAKE = """
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    -- Suggestions: titles with a word like the one that found nothing.
    CREATE INDEX post_published_titles_alike ON blog_post USING gin (title gin_trgm_ops)
    WHERE status = 'published';
EXCEPTION WHEN feature_not_supported OR undefined_file OR insufficient_privilege OR undefined_object
THEN
    RAISE NOTICE 'No pg_trgm: a search that finds nothing will suggest nothing.';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0009_search_index")]
    operations = [
        migrations.RunSQL(MAKE, "DROP INDEX IF EXISTS post_published_titles_alike"),
    ]
