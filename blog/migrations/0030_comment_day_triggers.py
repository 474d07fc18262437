"""The ledger of comments by day and state, kept as migration 0018 keeps that of posts."""

from django.db import migrations

# The site's, or UTC where this server does not know it: that is no reason to refuse a comment.
ZONE = """
CREATE FUNCTION blog_time_zone() RETURNS text LANGUAGE plpgsql STABLE
SET search_path FROM CURRENT AS $$
DECLARE
    zone text := coalesce((SELECT time_zone FROM blog_sitesettings WHERE id = 1), 'UTC');
BEGIN
    PERFORM now() AT TIME ZONE zone;
    RETURN zone;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN 'UTC';
END $$
"""
ALWAYS = "'1000-01-01 00:00+00'::timestamptz"
ADD = f"""
CREATE FUNCTION blog_commentdaytally_add(days date[], states text[], counts bigint[])
RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF days IS NULL THEN
        RETURN;
    ELSIF pg_try_advisory_xact_lock('blog_commentdaytally'::regclass::oid::bigint) THEN
        WITH changed AS (
            SELECT * FROM unnest(days, states, counts) AS rows (day, state, count)
        ), folded AS (
            DELETE FROM blog_commentdaytally AS kept USING changed
            WHERE kept.state = changed.state AND kept.day = changed.day
            RETURNING kept.day, kept.state, kept.count
        )
        INSERT INTO blog_commentdaytally (day, state, since, count)
        SELECT day, state, {ALWAYS}, sum(count)
        FROM (SELECT * FROM folded UNION ALL SELECT * FROM changed) AS rows
        GROUP BY 1, 2 HAVING sum(count) <> 0;
    ELSE
        INSERT INTO blog_commentdaytally (day, state, since, count)
        SELECT day, state, {ALWAYS}, count
        FROM unnest(days, states, counts) AS rows (day, state, count);
    END IF;
END $$
"""
ADDED, REMOVED = (
    f"SELECT created_at, state, {sign}1 AS n FROM {rows}"
    for rows, sign in (("added", ""), ("removed", "-"))
)
SUMMED = """SELECT array_agg(day), array_agg(state), array_agg(n) INTO days, states, counts
        FROM (
            SELECT (created_at AT TIME ZONE zone)::date AS day, state, sum(n) AS n
            FROM ({changes}) AS changes GROUP BY 1, 2 HAVING sum(n) <> 0
        ) AS summed;"""
TALLIED = f"""
CREATE FUNCTION blog_comment_tallied_by_day() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    zone text := blog_time_zone();
    days date[]; states text[]; counts bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        {SUMMED.format(changes=ADDED)}
    ELSIF TG_OP = 'DELETE' THEN
        {SUMMED.format(changes=REMOVED)}
    ELSE
        {SUMMED.format(changes=f"{ADDED} UNION ALL {REMOVED}")}
    END IF;
    PERFORM blog_commentdaytally_add(days, states, counts);
    RETURN NULL;
END $$;
CREATE TRIGGER tallied_by_day_insert AFTER INSERT ON blog_comment REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION blog_comment_tallied_by_day();
CREATE TRIGGER tallied_by_day_update AFTER UPDATE ON blog_comment
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_comment_tallied_by_day();
CREATE TRIGGER tallied_by_day_delete AFTER DELETE ON blog_comment
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_comment_tallied_by_day()
"""
RECOUNT = f"""
CREATE FUNCTION blog_commentdaytally_recount() RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    zone text := blog_time_zone();
BEGIN
    LOCK TABLE blog_comment IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM blog_commentdaytally;
    INSERT INTO blog_commentdaytally (day, state, since, count)
    SELECT (created_at AT TIME ZONE zone)::date, state, {ALWAYS}, count(*)
    FROM blog_comment GROUP BY 1, 2;
END $$;
CREATE FUNCTION blog_commentdaytally_recounted() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM blog_commentdaytally_recount();
    RETURN NULL;
END $$;
CREATE TRIGGER recounted_by_day AFTER TRUNCATE ON blog_comment
    FOR EACH STATEMENT EXECUTE FUNCTION blog_commentdaytally_recounted();
SELECT blog_commentdaytally_recount()
"""
# A day is of the site's time zone.
TIME_ZONE = """
CREATE TRIGGER comment_days_recounted AFTER UPDATE ON blog_sitesettings
    FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone)
    EXECUTE FUNCTION blog_commentdaytally_recounted();
CREATE TRIGGER comment_days_counted AFTER INSERT OR DELETE ON blog_sitesettings
    FOR EACH STATEMENT EXECUTE FUNCTION blog_commentdaytally_recounted()
"""
DROPS = [
    "DROP FUNCTION blog_comment_tallied_by_day, blog_commentdaytally_recounted CASCADE",
    "DROP FUNCTION blog_commentdaytally_recount, blog_commentdaytally_add, blog_time_zone",
]


class Migration(migrations.Migration):
    dependencies = [("blog", "0029_comment_days")]
    operations = [
        migrations.RunSQL([ZONE, ADD, TALLIED, RECOUNT, TIME_ZONE], DROPS, elidable=False)
    ]
