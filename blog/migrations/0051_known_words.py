"""Words of titles and names, added by triggers; blog/models/known_words.py says what for."""

import django.db.models.deletion
from django.db import migrations, models

WORDS_OF = r"""
CREATE FUNCTION blog_words_of(words text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT found[1] FROM regexp_matches(words, '\w{3,40}', 'g') AS found
$$
"""
# Whether a word need not be added. Where it is of a source that only drafts quote, which is not
# looked for here, it waits for the day's task.
KNOWN = """
SELECT FROM blog_knownword LEFT JOIN blog_post AS seen ON seen.id = post_id
WHERE blog_knownword.word = words.word AND (
    source_id IS NOT NULL OR seen.status = 'published' AND seen.published_at <= now()
)
"""
# Of each table: the column with the key, that with the words, and which rows count.
TEXTS = {
    "blog_post": ("post_id", "title", "status = 'published' AND kind = 'post'"),
    "blog_source": ("source_id", "name", "true"),
}


def add(rows: str, table: str, condition: str = "true", known: str = KNOWN) -> str:
    key, column, counting = TEXTS[table]
    return f"""
    INSERT INTO blog_knownword (word, {key})
    SELECT DISTINCT ON (words.word) words.word, texts.id
    FROM {rows} AS texts, blog_words_of(texts.{column}) AS words (word)
    WHERE {counting} AND {condition} AND NOT EXISTS ({known});
    """


def trigger(table: str) -> str:
    """Of what an update did not change nothing is looked up."""
    _key, column, counting = TEXTS[table]
    changed = f"""NOT EXISTS (
        SELECT FROM removed WHERE removed.id = texts.id
        AND removed.{column} = texts.{column} AND {counting}
    )"""
    return f"""
CREATE FUNCTION {table}_words_known() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {add("added", table)}
    ELSE
        {add("added", table, changed)}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER words_known_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_words_known();
CREATE TRIGGER words_known_update AFTER UPDATE ON {table}
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_words_known()
"""


# All that readers see, where what they do not see was taken away before.
ANY = "SELECT FROM blog_knownword WHERE blog_knownword.word = words.word"
ALL = f"""
CREATE FUNCTION blog_know_words() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    {add("blog_post", "blog_post", "published_at <= now()", ANY)}
    {add("blog_source", "blog_source", '''EXISTS (
        SELECT FROM blog_sourcetally AS tally WHERE tally.source_id = texts.id AND since <= now()
        HAVING sum(count) > 0
    )''', ANY)}
END $$
"""
ALIKE = """
DO $$ BEGIN
    -- Suggestions: words that are spelt like the one that found nothing.
    CREATE INDEX known_words_alike ON blog_knownword USING gin (word gin_trgm_ops)
    WITH (fastupdate = off);
    DROP INDEX IF EXISTS post_published_titles_alike;
EXCEPTION WHEN undefined_object THEN
    NULL;  -- No pg_trgm, see migration 0010.
END $$
"""
# What there was before, see migration 0010.
TITLES_ALIKE = """
DO $$ BEGIN
    CREATE INDEX post_published_titles_alike ON blog_post USING gin (title gin_trgm_ops)
    WHERE status = 'published';
EXCEPTION WHEN undefined_object THEN
    NULL;
END $$
"""


def drops(table: str) -> str:
    return f"""
DROP TRIGGER words_known_insert ON {table};
DROP TRIGGER words_known_update ON {table};
DROP FUNCTION {table}_words_known()
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0047_stage_index_said_plainly")]
    operations = [
        migrations.CreateModel(
            name='KnownWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=40)),
                ('post', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='blog.post')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='blog.source')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['word'], name='knownword_by_word')],
                'constraints': [models.CheckConstraint(condition=models.Q(('post__isnull', True), ('source__isnull', True), _connector='XOR'), name='knownword_of_one_text')],
            },
        ),
        migrations.RunSQL(
            # What is published while it is filled waits for the day's task, and no reader for this.
            [WORDS_OF, ALL, "SELECT blog_know_words()", *map(trigger, TEXTS), ALIKE],
            [
                "DROP FUNCTION blog_know_words()",
                *map(drops, TEXTS),
                "DROP FUNCTION blog_words_of(text)",
                TITLES_ALIKE,
            ],
            elidable=False,
        ),
    ]
