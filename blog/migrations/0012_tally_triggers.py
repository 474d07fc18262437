"""The triggers that keep the tallies; blog/models/tallies.py says what for.

They look at whole statements: `added` are the rows that one wrote, `removed` those that it took
away or replaced. A row of a published post has a date, whatever the date (migration 0005), so what
is counted can be seen in the rows alone, and a post that is published or taken back passes that on
to its rows. `since` in the ledger says from when on readers see it.
"""

from django.db import migrations

# What is counted: the tally and its key, the key's type, and each row's date and key.
TALLIED = {
    "blog_post": (
        "blog_monthtally", "month", "date",
        """SELECT published_at, blog_month(published_at) FROM {rows}
           WHERE status = 'published' AND kind = 'post'""",
    ),
    "blog_labelling": (
        "blog_labeltally", "label_id", "bigint",
        "SELECT published_at, tag_id FROM {rows} WHERE published_at IS NOT NULL",
    ),
    "blog_authorship": (
        "blog_authortally", "author_id", "bigint",
        "SELECT published_at, user_id FROM {rows} WHERE published_at IS NOT NULL",
    ),
    "blog_pullquote": (
        "blog_sourcetally", "source_id", "bigint",
        """SELECT published_at, credited
           FROM {rows}, LATERAL (VALUES (source_id), (speaker_id)) AS roles (credited)
           WHERE published_at IS NOT NULL AND credited IS NOT NULL""",
    ),
}

# Rows that count already need not say since when; folded, they are one.
SINCE = """
CREATE FUNCTION blog_counts_since(published_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN published_at <= now() THEN '1000-01-01 00:00+00' ELSE published_at END
$$
"""

MONTH = """
CREATE FUNCTION blog_month(published_at timestamptz) RETURNS date
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN date_trunc('month', published_at AT TIME ZONE coalesce(
        (SELECT time_zone FROM blog_sitesettings WHERE id = 1), 'UTC'));
EXCEPTION WHEN invalid_parameter_value THEN
    -- A zone that Python knows and this server does not is no reason to refuse a post.
    RETURN date_trunc('month', published_at AT TIME ZONE 'UTC');
END $$
"""


def add(tally: str, key: str, type: str) -> str:
    """Add to a tally and fold the rows of its keys, unless somebody else is folding.

    The lock is only tried for, and only its holder deletes rows: nobody waits here.
    """
    return f"""
CREATE FUNCTION {tally}_add(keys {type}[], sinces timestamptz[], counts bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF keys IS NULL THEN
        RETURN;
    ELSIF pg_try_advisory_xact_lock('{tally}'::regclass::oid::bigint) THEN
        WITH folded AS (
            DELETE FROM {tally} WHERE {key} = ANY (keys) RETURNING {key}, since, count
        )
        INSERT INTO {tally} ({key}, since, count)
        SELECT {key}, blog_counts_since(since), sum(count)
        FROM (SELECT * FROM folded UNION ALL SELECT * FROM unnest(keys, sinces, counts))
            AS rows ({key}, since, count)
        GROUP BY 1, 2 HAVING sum(count) <> 0;
    ELSE
        INSERT INTO {tally} ({key}, since, count) SELECT * FROM unnest(keys, sinces, counts);
    END IF;
END $$
"""


def tallied(table: str) -> str:
    """The trigger function of a table: what a statement changed, in one addition.

    Rows that only changed otherwise cancel out, and nothing is written.
    """
    tally, _key, type, counted = TALLIED[table]
    added, removed = (
        f"SELECT published_at, key, {sign}1 AS n FROM ({counted.format(rows=rows)})"
        " AS counted (published_at, key)"
        for rows, sign in (("added", ""), ("removed", "-"))
    )
    summed = """SELECT array_agg(key), array_agg(since), array_agg(n) INTO keys, sinces, counts
        FROM (
            SELECT key, blog_counts_since(published_at) AS since, sum(n) AS n
            FROM ({changes}) AS changes GROUP BY 1, 2 HAVING sum(n) <> 0
        ) AS summed;"""
    return f"""
CREATE FUNCTION {table}_tallied() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    keys {type}[]; sinces timestamptz[]; counts bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        {summed.format(changes=added)}
    ELSIF TG_OP = 'DELETE' THEN
        {summed.format(changes=removed)}
    ELSE
        {summed.format(changes=f"{added} UNION ALL {removed}")}
    END IF;
    PERFORM {tally}_add(keys, sinces, counts);
    RETURN NULL;
END $$;
CREATE TRIGGER tallied_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_tallied();
CREATE TRIGGER tallied_update AFTER UPDATE ON {table}
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_tallied();
CREATE TRIGGER tallied_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_tallied()
"""


def recount(table: str) -> str:
    """Count all anew, also after the table was emptied. Whoever writes it waits or is waited for:
    what they have not committed would be counted by neither."""
    tally, key, _type, counted = TALLIED[table]
    return f"""
CREATE FUNCTION {tally}_recount() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM {tally};
    INSERT INTO {tally} ({key}, since, count)
    SELECT key, blog_counts_since(published_at), count(*)
    FROM ({counted.format(rows=table)}) AS counted (published_at, key) GROUP BY 1, 2;
END $$;
CREATE FUNCTION {tally}_recounted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM {tally}_recount();
    RETURN NULL;
END $$;
CREATE TRIGGER recounted AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {tally}_recounted();
SELECT {tally}_recount()
"""


# A month is of the site's time zone.
TIME_ZONE = """
CREATE TRIGGER months_recounted AFTER UPDATE ON blog_sitesettings
    FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone)
    EXECUTE FUNCTION blog_monthtally_recounted();
CREATE TRIGGER months_counted AFTER INSERT OR DELETE ON blog_sitesettings
    FOR EACH STATEMENT EXECUTE FUNCTION blog_monthtally_recounted()
"""


# As migration 0005 has them, and two things more. Labels and authors of a page have no date: they
# are listed and counted with posts alone. And the post is locked, whatever its state: one that is
# being published at this moment would not see a row that is not committed yet, and that row not
# the post's new state. A save locks its post first, so rows of one post wait for one another as
# it is.
KEEP_DATE = """
CREATE OR REPLACE FUNCTION {table}_keep_date() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.published_at := (
        SELECT CASE WHEN {listed} THEN published_at END
        FROM blog_post WHERE id = NEW.{post} FOR NO KEY UPDATE
    );
    RETURN NEW;
END $$;
UPDATE {table} SET published_at = NULL
WHERE {post} IN (SELECT id FROM blog_post WHERE kind = 'page')
"""
KEEP_DATE_BEFORE = """
CREATE OR REPLACE FUNCTION {table}_keep_date() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.published_at := (
        SELECT published_at FROM blog_post WHERE id = NEW.{post} AND status = 'published'
    );
    RETURN NEW;
END $$
"""
POST = "status = 'published' AND kind = 'post'"
KEPT = [
    {"table": "blog_labelling", "post": "content_object_id", "listed": POST},
    {"table": "blog_authorship", "post": "post_id", "listed": POST},
    {"table": "blog_pullquote", "post": "post_id", "listed": "status = 'published'"},
]

STATEMENTS = [
    *(KEEP_DATE.format(**kept) for kept in KEPT),
    SINCE,
    MONTH,
    *(add(*kept[:3]) for kept in TALLIED.values()),
    *(tallied(table) for table in TALLIED),
    *(recount(table) for table in TALLIED),
    TIME_ZONE,
]
DROPS = [
    *(f"DROP FUNCTION {table}_tallied CASCADE" for table in TALLIED),
    *(f"DROP FUNCTION {kept[0]}_recounted CASCADE" for kept in TALLIED.values()),
    *(f"DROP FUNCTION {kept[0]}_recount, {kept[0]}_add" for kept in TALLIED.values()),
    "DROP FUNCTION blog_month, blog_counts_since",
    *(KEEP_DATE_BEFORE.format(**kept) for kept in KEPT),
]


class Migration(migrations.Migration):
    dependencies = [("blog", "0011_tallies")]
    operations = [migrations.RunSQL(STATEMENTS, DROPS, elidable=False)]
