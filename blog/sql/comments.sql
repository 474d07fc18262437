-- Sets `path`, and maintains `shown_below`, the number of approved replies below a comment; see
-- blog/comments/models.py.

CREATE OR REPLACE FUNCTION blog_comment_path() RETURNS trigger LANGUAGE plpgsql
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
CREATE OR REPLACE TRIGGER make_path BEFORE INSERT ON blog_comment
    FOR EACH ROW EXECUTE FUNCTION blog_comment_path();

-- A reply on the last level counts for the comments of its path and for its parent on the same
-- level. Rows are locked in the order of IDs, so that concurrent moderators do not deadlock.
CREATE OR REPLACE FUNCTION blog_comment_shown_below() RETURNS trigger LANGUAGE plpgsql
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
            WHERE id = ANY (CASE WHEN TG_OP = 'DELETE' THEN OLD.path || OLD.parent_id
                                 ELSE NEW.path || NEW.parent_id END)
              AND id <> CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END
            ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE blog_comment SET shown_below = shown_below + difference
        FROM above WHERE blog_comment.id = above.id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER count_below_insert AFTER INSERT ON blog_comment
    FOR EACH ROW WHEN (NEW.state = 'approved' AND NEW.parent_id IS NOT NULL)
    EXECUTE FUNCTION blog_comment_shown_below();
CREATE OR REPLACE TRIGGER count_below_update AFTER UPDATE OF state ON blog_comment
    FOR EACH ROW WHEN (OLD.state <> NEW.state AND NEW.parent_id IS NOT NULL)
    EXECUTE FUNCTION blog_comment_shown_below();
CREATE OR REPLACE TRIGGER count_below_delete AFTER DELETE ON blog_comment
    FOR EACH ROW WHEN (OLD.state = 'approved' AND OLD.parent_id IS NOT NULL)
    EXECUTE FUNCTION blog_comment_shown_below();
