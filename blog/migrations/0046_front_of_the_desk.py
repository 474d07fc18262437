"""The ledger of posts by day, kept as migration 0012 keeps that by month; and the indexes of the
calendar and the board."""

from django.db import migrations, models

COUNTED = """SELECT (published_at AT TIME ZONE zone)::date AS day, published_at, {sign}1 AS n
            FROM {rows} WHERE status = 'published' AND kind = 'post'"""
ADDED = COUNTED.format(sign="", rows="added")
REMOVED = COUNTED.format(sign="-", rows="removed")
ADD = """
CREATE FUNCTION blog_postdaytally_add(days date[], sinces timestamptz[], counts bigint[])
RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF days IS NULL THEN
        RETURN;
    ELSIF pg_try_advisory_xact_lock('blog_postdaytally'::regclass::oid::bigint) THEN
        WITH folded AS (
            DELETE FROM blog_postdaytally WHERE day = ANY (days) RETURNING day, since, count
        )
        INSERT INTO blog_postdaytally (day, since, count)
        SELECT day, blog_counts_since(since), sum(count)
        FROM (SELECT * FROM folded UNION ALL SELECT * FROM unnest(days, sinces, counts))
            AS rows (day, since, count)
        GROUP BY 1, 2 HAVING sum(count) <> 0;
    ELSE
        INSERT INTO blog_postdaytally (day, since, count)
        SELECT * FROM unnest(days, sinces, counts);
    END IF;
END $$
"""
SUMMED = """SELECT array_agg(day), array_agg(since), array_agg(n) INTO days, sinces, counts
        FROM (
            SELECT day, blog_counts_since(published_at) AS since, sum(n) AS n
            FROM ({changes}) AS changes GROUP BY 1, 2 HAVING sum(n) <> 0
        ) AS summed;"""
TALLIED = f"""
CREATE FUNCTION blog_post_tallied_by_day() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    zone text := blog_time_zone();
    days date[]; sinces timestamptz[]; counts bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        {SUMMED.format(changes=ADDED)}
    ELSIF TG_OP = 'DELETE' THEN
        {SUMMED.format(changes=REMOVED)}
    ELSE
        {SUMMED.format(changes=f"{ADDED} UNION ALL {REMOVED}")}
    END IF;
    PERFORM blog_postdaytally_add(days, sinces, counts);
    RETURN NULL;
END $$;
CREATE TRIGGER tallied_by_day_insert AFTER INSERT ON blog_post REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION blog_post_tallied_by_day();
CREATE TRIGGER tallied_by_day_update AFTER UPDATE ON blog_post
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_post_tallied_by_day();
CREATE TRIGGER tallied_by_day_delete AFTER DELETE ON blog_post
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_post_tallied_by_day()
"""
RECOUNT = f"""
CREATE FUNCTION blog_postdaytally_recount() RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    zone text := blog_time_zone();
BEGIN
    LOCK TABLE blog_post IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM blog_postdaytally;
    INSERT INTO blog_postdaytally (day, since, count)
    SELECT day, blog_counts_since(published_at), sum(n)
    FROM ({COUNTED.format(sign="", rows="blog_post")}) AS counted GROUP BY 1, 2;
END $$;
CREATE FUNCTION blog_postdaytally_recounted() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM blog_postdaytally_recount();
    RETURN NULL;
END $$;
CREATE TRIGGER recounted_by_day AFTER TRUNCATE ON blog_post
    FOR EACH STATEMENT EXECUTE FUNCTION blog_postdaytally_recounted();
SELECT blog_postdaytally_recount()
"""
# A day is of the site's time zone.
TIME_ZONE = """
CREATE TRIGGER post_days_recounted AFTER UPDATE ON blog_sitesettings
    FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone)
    EXECUTE FUNCTION blog_postdaytally_recounted();
CREATE TRIGGER post_days_counted AFTER INSERT OR DELETE ON blog_sitesettings
    FOR EACH STATEMENT EXECUTE FUNCTION blog_postdaytally_recounted()
"""
DROPS = [
    "DROP FUNCTION blog_post_tallied_by_day, blog_postdaytally_recounted CASCADE",
    "DROP FUNCTION blog_postdaytally_recount, blog_postdaytally_add",
]


class Migration(migrations.Migration):

    dependencies = [("blog", "0045_corrections")]

    operations = [
        migrations.CreateModel(
            name="PostDayTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("count", models.BigIntegerField()),
                ("day", models.DateField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "indexes": [models.Index(fields=["day"], name="postdaytally_by_day")],
            },
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["status", "updated_at", "id"],
                condition=models.Q(("kind", "post"), ("status__in", ["draft", "review"])),
                name="post_by_stage",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["published_at", "id"],
                condition=models.Q(("kind", "post"), ("published_at__isnull", False), models.Q(("status", "binned"), _negated=True)),
                name="post_in_calendar",
            ),
        ),
        migrations.RunSQL([ADD, TALLIED, RECOUNT, TIME_ZONE], DROPS, elidable=False),
    ]
