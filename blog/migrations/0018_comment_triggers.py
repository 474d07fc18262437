"""What the database keeps of comments; blog/models/comments.py says what for."""

from django.db import migrations

PATH = """
CREATE FUNCTION blog_comment_path() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    answered blog_comment;
BEGIN
    IF NEW.parent_id IS NULL THEN
        NEW.path := ARRAY[NEW.id];
        RETURN NEW;
    END IF;
    SELECT * INTO answered FROM blog_comment WHERE id = NEW.parent_id AND post_id = NEW.post_id;
    IF NOT FOUND THEN
        RAISE check_violation USING
            MESSAGE = 'a reply stands under the same post as what it answers',
            CONSTRAINT = 'comment_parent_of_post';
    END IF;
    NEW.path := answered.path[1:2] || NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER make_path BEFORE INSERT ON blog_comment
    FOR EACH ROW EXECUTE FUNCTION blog_comment_path()
"""

# The rows above are locked from the thread's first down, so that two who approve in one thread
# wait for one another rather than both for ever.
BELOW = """
CREATE FUNCTION blog_comment_shown_below() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    difference integer := 0;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'approved' THEN
        difference := difference - 1;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'approved' THEN
        difference := difference + 1;
    END IF;
    IF difference <> 0 THEN
        WITH above AS (
            SELECT id FROM blog_comment
            WHERE id = ANY (CASE WHEN TG_OP = 'DELETE' THEN OLD.path ELSE NEW.path END)
              AND id <> CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END
            ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE blog_comment SET shown_below = shown_below + difference
        FROM above WHERE blog_comment.id = above.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_below_insert AFTER INSERT ON blog_comment
    FOR EACH ROW WHEN (NEW.state = 'approved' AND NEW.parent_id IS NOT NULL)
    EXECUTE FUNCTION blog_comment_shown_below();
CREATE TRIGGER count_below_update AFTER UPDATE OF state ON blog_comment
    FOR EACH ROW WHEN (OLD.state <> NEW.state AND NEW.parent_id IS NOT NULL)
    EXECUTE FUNCTION blog_comment_shown_below();
CREATE TRIGGER count_below_delete AFTER DELETE ON blog_comment
    FOR EACH ROW WHEN (OLD.state = 'approved' AND OLD.parent_id IS NOT NULL)
    EXECUTE FUNCTION blog_comment_shown_below()
"""

# The ledger of approved comments, as migration 0012 keeps the others. What is counted, counts
# always: readers come to it through its post alone.
ALWAYS = "'1000-01-01 00:00+00'::timestamptz"
ADD = f"""
CREATE FUNCTION blog_commenttally_add(posts bigint[], counts bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF posts IS NULL THEN
        RETURN;
    ELSIF pg_try_advisory_xact_lock('blog_commenttally'::regclass::oid::bigint) THEN
        WITH folded AS (
            DELETE FROM blog_commenttally WHERE post_id = ANY (posts) RETURNING post_id, count
        )
        INSERT INTO blog_commenttally (post_id, since, count)
        SELECT post, {ALWAYS}, sum(count)
        FROM (SELECT * FROM folded UNION ALL SELECT * FROM unnest(posts, counts))
            AS rows (post, count)
        GROUP BY 1 HAVING sum(count) <> 0;
    ELSE
        INSERT INTO blog_commenttally (post_id, since, count)
        SELECT post, {ALWAYS}, count FROM unnest(posts, counts) AS rows (post, count);
    END IF;
END $$
"""
ADDED, REMOVED = (
    f"SELECT post_id, {sign}1 AS n FROM {rows} WHERE state = 'approved'"
    for rows, sign in (("added", ""), ("removed", "-"))
)
SUMMED = """SELECT array_agg(post_id), array_agg(n) INTO posts, counts
        FROM (
            SELECT post_id, sum(n) AS n FROM ({changes}) AS changes GROUP BY 1 HAVING sum(n) <> 0
        ) AS summed;"""
TALLIED = f"""
CREATE FUNCTION blog_comment_tallied() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    posts bigint[]; counts bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        {SUMMED.format(changes=ADDED)}
    ELSIF TG_OP = 'DELETE' THEN
        {SUMMED.format(changes=REMOVED)}
    ELSE
        {SUMMED.format(changes=f"{ADDED} UNION ALL {REMOVED}")}
    END IF;
    PERFORM blog_commenttally_add(posts, counts);
    RETURN NULL;
END $$;
CREATE TRIGGER tallied_insert AFTER INSERT ON blog_comment REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION blog_comment_tallied();
CREATE TRIGGER tallied_update AFTER UPDATE ON blog_comment
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_comment_tallied();
CREATE TRIGGER tallied_delete AFTER DELETE ON blog_comment REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_comment_tallied()
"""
RECOUNT = f"""
CREATE FUNCTION blog_commenttally_recount() RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    LOCK TABLE blog_comment IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM blog_commenttally;
    INSERT INTO blog_commenttally (post_id, since, count)
    SELECT post_id, {ALWAYS}, count(*) FROM blog_comment WHERE state = 'approved' GROUP BY 1;
END $$;
CREATE FUNCTION blog_commenttally_recounted() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM blog_commenttally_recount();
    RETURN NULL;
END $$;
CREATE TRIGGER recounted AFTER TRUNCATE ON blog_comment
    FOR EACH STATEMENT EXECUTE FUNCTION blog_commenttally_recounted()
"""
DROPS = [
    "DROP FUNCTION blog_comment_path, blog_comment_shown_below CASCADE",
    "DROP FUNCTION blog_comment_tallied, blog_commenttally_recounted CASCADE",
    "DROP FUNCTION blog_commenttally_recount, blog_commenttally_add",
]


class Migration(migrations.Migration):
    dependencies = [("blog", "0017_comments")]
    operations = [migrations.RunSQL([PATH, BELOW, ADD, TALLIED, RECOUNT], DROPS, elidable=False)]
