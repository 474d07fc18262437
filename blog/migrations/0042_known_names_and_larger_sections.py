"""Labels and sources that readers knew are remembered; larger sections of the sitemap."""

import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models

# A label or a source is public as long as a row of a published post has it. `removed` are the rows
# that a statement took away or replaced, so what it took from readers is among them. Rows are
# locked in the order of their keys, and only the first time: two who do this at once do not wait
# for one another in a circle.
KNOWN = """
CREATE FUNCTION {table}_was_known() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    keys bigint[];
BEGIN
    SELECT array_agg(DISTINCT key) INTO keys FROM ({keys}) AS seen (key, published_at)
    WHERE published_at <= now();
    PERFORM FROM {named} WHERE id = ANY (keys) AND NOT was_public ORDER BY id FOR NO KEY UPDATE;
    UPDATE {named} SET was_public = true WHERE id = ANY (keys) AND NOT was_public;
    RETURN NULL;
END $$;
CREATE TRIGGER known_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_was_known();
CREATE TRIGGER known_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_was_known()
"""
LABELS = {
    "table": "blog_labelling",
    "named": "blog_label",
    "keys": "SELECT tag_id, published_at FROM removed",
}
SOURCES = {
    "table": "blog_pullquote",
    "named": "blog_source",
    "keys": "SELECT source_id, published_at FROM removed"
    " UNION ALL SELECT speaker_id, published_at FROM removed",
}
STATEMENTS = [KNOWN.format(**kept) for kept in (LABELS, SOURCES)]
DROPS = [f"DROP FUNCTION {kept['table']}_was_known CASCADE" for kept in (LABELS, SOURCES)]
FLAG = models.BooleanField(db_default=False, default=False, editable=False)


class Migration(migrations.Migration):
    dependencies = [("blog", "0041_what_readers_see")]
    operations = [
        migrations.AddField("label", "was_public", FLAG),
        migrations.AddField("source", "was_public", FLAG.clone()),
        migrations.RunSQL(STATEMENTS, DROPS, elidable=False),
        migrations.RemoveIndex("post", "post_section_last_changed"),
        migrations.AddIndex(
            "post",
            models.Index(
                django.db.models.expressions.CombinedExpression(
                    models.F("id"), "/", models.Value(5000)
                ),
                models.OrderBy(
                    django.db.models.functions.comparison.Greatest("updated_at", "published_at"),
                    descending=True,
                ),
                condition=models.Q(status="published"),
                name="post_section_last_changed",
            ),
        ),
    ]
