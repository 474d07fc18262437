"""How many quotations a source has of each date; blog/models/tallies.py says what for.

As migration 0012 keeps the other tallies, but for a key of three columns.
"""

import django.db.models.deletion
from django.db import migrations, models

# Each row's date of publication and key. What was said at no known date has the calendar's first.
COUNTED = """
SELECT published_at, credited, coalesce(said_on, '0001-01-01'), said_precision
FROM {rows}, LATERAL (VALUES (source_id), (speaker_id)) AS roles (credited)
WHERE published_at IS NOT NULL AND credited IS NOT NULL
"""

ADD = """
CREATE FUNCTION blog_sourcedaytally_add(
    sources bigint[], days date[], precisions text[], sinces timestamptz[], counts bigint[]
) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF sources IS NULL THEN
        RETURN;
    ELSIF pg_try_advisory_xact_lock('blog_sourcedaytally'::regclass::oid::bigint) THEN
        WITH touched AS (
            SELECT DISTINCT * FROM unnest(sources, days, precisions) AS keys (source, day, known)
        ), folded AS (
            DELETE FROM blog_sourcedaytally USING touched
            WHERE source_id = source AND said_on = day AND said_precision = known
            RETURNING source_id, said_on, said_precision, since, count
        )
        INSERT INTO blog_sourcedaytally (source_id, said_on, said_precision, since, count)
        SELECT source, day, known, blog_counts_since(since), sum(count)
        FROM (
            SELECT * FROM folded
            UNION ALL SELECT * FROM unnest(sources, days, precisions, sinces, counts)
        ) AS rows (source, day, known, since, count)
        GROUP BY 1, 2, 3, 4 HAVING sum(count) <> 0;
    ELSE
        INSERT INTO blog_sourcedaytally (source_id, said_on, said_precision, since, count)
        SELECT * FROM unnest(sources, days, precisions, sinces, counts);
    END IF;
END $$
"""

ADDED, REMOVED = (
    f"SELECT *, {sign}1 AS n FROM ({COUNTED.format(rows=rows)})"
    " AS counted (published_at, source, day, known)"
    for rows, sign in (("added", ""), ("removed", "-"))
)
SUMMED = """SELECT array_agg(source), array_agg(day), array_agg(known), array_agg(since),
            array_agg(n) INTO sources, days, precisions, sinces, counts
        FROM (
            SELECT source, day, known, blog_counts_since(published_at) AS since, sum(n) AS n
            FROM ({changes}) AS changes GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0
        ) AS summed;"""
TALLIED = f"""
CREATE FUNCTION blog_pullquote_days_tallied() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    sources bigint[]; days date[]; precisions text[]; sinces timestamptz[]; counts bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        {SUMMED.format(changes=ADDED)}
    ELSIF TG_OP = 'DELETE' THEN
        {SUMMED.format(changes=REMOVED)}
    ELSE
        {SUMMED.format(changes=f"{ADDED} UNION ALL {REMOVED}")}
    END IF;
    PERFORM blog_sourcedaytally_add(sources, days, precisions, sinces, counts);
    RETURN NULL;
END $$;
CREATE TRIGGER days_tallied_insert AFTER INSERT ON blog_pullquote REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION blog_pullquote_days_tallied();
CREATE TRIGGER days_tallied_update AFTER UPDATE ON blog_pullquote
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_pullquote_days_tallied();
CREATE TRIGGER days_tallied_delete AFTER DELETE ON blog_pullquote
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_pullquote_days_tallied()
"""

RECOUNT = f"""
CREATE FUNCTION blog_sourcedaytally_recount() RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    LOCK TABLE blog_pullquote IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM blog_sourcedaytally;
    INSERT INTO blog_sourcedaytally (source_id, said_on, said_precision, since, count)
    SELECT source, day, known, blog_counts_since(published_at), count(*)
    FROM ({COUNTED.format(rows="blog_pullquote")}) AS counted (published_at, source, day, known)
    GROUP BY 1, 2, 3, 4;
END $$;
CREATE FUNCTION blog_sourcedaytally_recounted() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM blog_sourcedaytally_recount();
    RETURN NULL;
END $$;
CREATE TRIGGER days_recounted AFTER TRUNCATE ON blog_pullquote
    FOR EACH STATEMENT EXECUTE FUNCTION blog_sourcedaytally_recounted();
SELECT blog_sourcedaytally_recount()
"""

DROPS = [
    "DROP FUNCTION blog_pullquote_days_tallied, blog_sourcedaytally_recounted CASCADE",
    "DROP FUNCTION blog_sourcedaytally_recount, blog_sourcedaytally_add",
]


class Migration(migrations.Migration):
    dependencies = [("blog", "0014_functions_find_their_schema")]
    operations = [
        migrations.CreateModel(
            name="SourceDayTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("count", models.BigIntegerField()),
                ("said_on", models.DateField()),
                ("said_precision", models.CharField(max_length=5)),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="day_tallies",
                        to="blog.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["source", "said_on"], name="sourcedaytally_by_day")
                ],
            },
        ),
        migrations.RunSQL([ADD, TALLIED, RECOUNT], DROPS, elidable=False),
    ]
