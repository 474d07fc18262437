"""The ledger of comments by writer and state, kept as migration 0018 keeps that of posts.

Counting anew stops nobody: with the trigger, what is wrong by writer is the same before and after
whatever is written meanwhile, so one look at both tables tells it.
"""

from django.db import migrations, models

ALWAYS = "'1000-01-01 00:00+00'::timestamptz"
LOCK = "('blog_writertally'::regclass::oid::bigint)"
ADD = f"""
CREATE FUNCTION blog_writertally_add(writers text[], states text[], counts bigint[])
RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF writers IS NULL THEN
        RETURN;
    ELSIF pg_try_advisory_xact_lock{LOCK} THEN
        WITH changed AS (
            SELECT * FROM unnest(writers, states, counts) AS rows (writer, state, count)
        ), folded AS (
            DELETE FROM blog_writertally AS kept USING changed
            WHERE kept.writer = changed.writer AND kept.state = changed.state
            RETURNING kept.writer, kept.state, kept.count
        )
        INSERT INTO blog_writertally (writer, state, since, count)
        SELECT writer, state, {ALWAYS}, sum(count)
        FROM (SELECT * FROM folded UNION ALL SELECT * FROM changed) AS rows
        GROUP BY 1, 2 HAVING sum(count) <> 0;
    ELSE
        INSERT INTO blog_writertally (writer, state, since, count)
        SELECT writer, state, {ALWAYS}, count
        FROM unnest(writers, states, counts) AS rows (writer, state, count);
    END IF;
END $$
"""
# As `Comment.writer`.
WRITTEN = "SELECT coalesce(user_id::text, nullif(email_digest, '')) AS writer, state FROM {}"
ADDED, REMOVED = (
    f"SELECT writer, state, {sign}1 AS n FROM ({WRITTEN.format(rows)}) AS {rows}_by_writer"
    for rows, sign in (("added", ""), ("removed", "-"))
)
SUMMED = """SELECT array_agg(writer), array_agg(state), array_agg(n) INTO writers, states, counts
        FROM (
            SELECT writer, state, sum(n) AS n FROM ({changes}) AS changes
            WHERE writer IS NOT NULL GROUP BY 1, 2 HAVING sum(n) <> 0
        ) AS summed;"""
TALLIED = f"""
CREATE FUNCTION blog_comment_tallied_by_writer() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    writers text[]; states text[]; counts bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        {SUMMED.format(changes=ADDED)}
    ELSIF TG_OP = 'DELETE' THEN
        {SUMMED.format(changes=REMOVED)}
    ELSE
        {SUMMED.format(changes=f"{ADDED} UNION ALL {REMOVED}")}
    END IF;
    PERFORM blog_writertally_add(writers, states, counts);
    RETURN NULL;
END $$;
CREATE TRIGGER tallied_by_writer_insert AFTER INSERT ON blog_comment
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION blog_comment_tallied_by_writer();
CREATE TRIGGER tallied_by_writer_update AFTER UPDATE ON blog_comment
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_comment_tallied_by_writer();
CREATE TRIGGER tallied_by_writer_delete AFTER DELETE ON blog_comment
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_comment_tallied_by_writer()
"""
RECOUNT = f"""
CREATE FUNCTION blog_writertally_recount() RETURNS void LANGUAGE sql
SET search_path FROM CURRENT AS $$
    INSERT INTO blog_writertally (writer, state, since, count)
    SELECT writer, state, {ALWAYS}, sum(n)
    FROM (
        SELECT writer, state, count(*) AS n
        FROM ({WRITTEN.format("blog_comment")}) AS written GROUP BY 1, 2
        UNION ALL
        SELECT writer, state, -sum(count) FROM blog_writertally GROUP BY 1, 2
    ) AS differences
    WHERE writer IS NOT NULL GROUP BY 1, 2 HAVING sum(n) <> 0;
$$;
CREATE FUNCTION blog_writertally_recounted() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM blog_writertally_recount();
    RETURN NULL;
END $$;
CREATE TRIGGER recounted_by_writer AFTER TRUNCATE ON blog_comment
    FOR EACH STATEMENT EXECUTE FUNCTION blog_writertally_recounted()
"""
# Only who holds the lock deletes rows. It is waited for here, with nothing else held.
FORGET = f"""
CREATE FUNCTION blog_writertally_forget() RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_advisory_xact_lock{LOCK};
    DELETE FROM blog_writertally WHERE (writer, state) IN (
        SELECT writer, state FROM blog_writertally GROUP BY 1, 2 HAVING sum(count) = 0
    );
END $$
"""
DROPS = [
    "DROP FUNCTION blog_comment_tallied_by_writer, blog_writertally_recounted CASCADE",
    "DROP FUNCTION blog_writertally_forget, blog_writertally_recount, blog_writertally_add",
]


class Migration(migrations.Migration):
    dependencies = [("blog", "0062_locked_threads")]
    operations = [
        migrations.CreateModel(
            name="WriterTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("count", models.BigIntegerField()),
                ("writer", models.CharField(max_length=32)),
                ("state", models.CharField(max_length=8)),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["writer", "state"], name="writertally_of_writer")
                ],
            },
        ),
        migrations.RunSQL([ADD, TALLIED, RECOUNT, FORGET], DROPS, elidable=False),
    ]
