"""The words of posts and quotations, with the indexes that find them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models.functions import Coalesce, Left, NullIf

from blog.search_index import Languages, SearchIndexField


def words(column, weight, language, most):
    configuration = models.Func(language, function="search_configuration")
    return SearchVector(Left(column, most), weight=weight, config=configuration)


POST = (
    words("title", "A", "language", 120_000)
    + words("summary", "B", "language", 2000)
    + words("html", "D", "language", 120_000)
    + Languages("language")
)
SAID_IN = Coalesce(
    NullIf("language", models.Value("")), "post_language", output_field=models.CharField()
)
PULLQUOTE = (
    words("text", "A", SAID_IN, 60_000)
    + words("attribution", "B", "post_language", 120_000)
    + words("translation", "A", "post_language", 60_000)
    + Languages(SAID_IN, "post_language")
)

# How many rows the planner expects, which decides how a search goes about it.
MAKE_ESTIMATE = """
CREATE FUNCTION search_estimate(rows regclass, query tsquery) RETURNS float8
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE format('EXPLAIN (FORMAT json) SELECT FROM %s WHERE search @@ %L::tsquery', rows, query)
    INTO plan;
    RETURN plan->0->'Plan'->>'Plan Rows';
END $$
"""
# Always true. A vector lies outside of its row, so comparing it takes 15 microseconds, which the
# planner prices like an addition; beside this it prefers the index to reading the whole table.
MAKE_COST = """
CREATE FUNCTION search_reads(words tsvector) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000 AS $$ BEGIN RETURN true; END $$
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0008_search_languages")]
    operations = [
        migrations.RunSQL(MAKE_ESTIMATE, "DROP FUNCTION search_estimate(regclass, tsquery)"),
        migrations.RunSQL(MAKE_COST, "DROP FUNCTION search_reads(tsvector)"),
        migrations.AddField("post", "search", SearchIndexField(expression=POST)),
        migrations.AddField("pullquote", "search", SearchIndexField(expression=PULLQUOTE)),
        migrations.AddIndex(
            "post",
            GinIndex(
                fields=["search"],
                condition=models.Q(status="published"),
                fastupdate=False,
                name="post_published_words",
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                fields=["language"],
                condition=models.Q(status="published"),
                name="post_published_languages",
            ),
        ),
        migrations.AddIndex(
            "pullquote",
            GinIndex(fields=["search"], fastupdate=False, name="pullquote_words"),
        ),
        migrations.AddIndex(
            "pullquote",
            models.Index(
                fields=["language"],
                condition=~models.Q(language=""),
                name="pullquote_own_languages",
            ),
        ),
    ]
