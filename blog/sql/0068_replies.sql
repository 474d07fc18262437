-- New replies are counted by one statement for all of them, in place of one for each: an import stores
-- 200 comments at once, and each statement also called the functions of all counters of comments.
--
-- Rows are locked in the order of IDs, as `blog_comment_shown_below` does for other changes.
CREATE OR REPLACE FUNCTION blog_new_comments_shown_below() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM added WHERE parent_id IS NOT NULL AND state = 'approved') THEN
        RETURN NULL;
    END IF;
    WITH above AS (
        SELECT ids.id, count(*)::integer AS replies
        FROM added, LATERAL (SELECT DISTINCT unnest(path || parent_id) AS id) AS ids
        WHERE parent_id IS NOT NULL AND state = 'approved' AND ids.id <> added.id
        GROUP BY 1
    ), locked AS (
        SELECT id, replies FROM blog_comment JOIN above USING (id)
        ORDER BY id FOR NO KEY UPDATE OF blog_comment
    )
    UPDATE blog_comment SET shown_below = shown_below + replies
    FROM locked WHERE blog_comment.id = locked.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER count_below_insert AFTER INSERT ON blog_comment
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION blog_new_comments_shown_below();
