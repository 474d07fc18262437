-- A post's labels, authors and quotations carry its date of publication, null unless it is published,
-- so that lists of them are read along an index. Labels and authors of a page have no date: pages are
-- neither listed nor counted.
--
-- The value that is written does not count; the date is looked up. The post is locked, whatever its
-- status: a transaction that publishes it would not see a row that is not committed yet, and that row
-- not the post's new status. A save locks its post first, so rows of one post wait for one another
-- anyway.

CREATE OR REPLACE FUNCTION blog_postlabel_keep_date() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    NEW.published_at := (
        SELECT CASE WHEN status = 'published' AND kind = 'post' THEN published_at END
        FROM blog_post WHERE id = NEW.content_object_id FOR NO KEY UPDATE
    );
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER keep_date BEFORE INSERT OR UPDATE ON blog_postlabel
    FOR EACH ROW EXECUTE FUNCTION blog_postlabel_keep_date();

CREATE OR REPLACE FUNCTION blog_authorship_keep_date() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    NEW.published_at := (
        SELECT CASE WHEN status = 'published' AND kind = 'post' THEN published_at END
        FROM blog_post WHERE id = NEW.post_id FOR NO KEY UPDATE
    );
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER keep_date BEFORE INSERT OR UPDATE ON blog_authorship
    FOR EACH ROW EXECUTE FUNCTION blog_authorship_keep_date();

CREATE OR REPLACE FUNCTION blog_pullquote_keep_date() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    NEW.published_at := (
        SELECT CASE WHEN status = 'published' THEN published_at END
        FROM blog_post WHERE id = NEW.post_id FOR NO KEY UPDATE
    );
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER keep_date BEFORE INSERT OR UPDATE ON blog_pullquote
    FOR EACH ROW EXECUTE FUNCTION blog_pullquote_keep_date();

-- A post that changes its date or status has its rows look the date up again.
CREATE OR REPLACE FUNCTION blog_post_pass_date_on() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE blog_postlabel SET published_at = NULL WHERE content_object_id = NEW.id;
    UPDATE blog_authorship SET published_at = NULL WHERE post_id = NEW.id;
    UPDATE blog_pullquote SET published_at = NULL WHERE post_id = NEW.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER pass_date_on AFTER UPDATE ON blog_post FOR EACH ROW
    WHEN ((OLD.status, OLD.published_at) IS DISTINCT FROM (NEW.status, NEW.published_at))
    EXECUTE FUNCTION blog_post_pass_date_on();

-- Readers may know the URL of a post that was published once, however it was unpublished. The first
-- condition holds for a stale copy of the row that is written later.
CREATE OR REPLACE FUNCTION blog_post_was_public() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    NEW.was_public := true;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER was_public BEFORE UPDATE ON blog_post FOR EACH ROW
    WHEN (OLD.was_public OR (OLD.status = 'published' AND OLD.published_at <= now()))
    EXECUTE FUNCTION blog_post_was_public();

-- A label or a source is public as long as a row of a published post has it. `removed` are the rows
-- that a statement deleted or replaced, so they hold whatever it took from readers. Rows are locked in
-- the order of their keys, and only the first time, so that no two transactions deadlock.
CREATE OR REPLACE FUNCTION blog_postlabel_was_known() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    keys bigint[];
BEGIN
    SELECT array_agg(DISTINCT tag_id) INTO keys FROM removed WHERE published_at <= now();
    PERFORM FROM blog_label WHERE id = ANY (keys) AND NOT was_public ORDER BY id FOR NO KEY UPDATE;
    UPDATE blog_label SET was_public = true WHERE id = ANY (keys) AND NOT was_public;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER known_update AFTER UPDATE ON blog_postlabel
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_postlabel_was_known();
CREATE OR REPLACE TRIGGER known_delete AFTER DELETE ON blog_postlabel
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_postlabel_was_known();

CREATE OR REPLACE FUNCTION blog_pullquote_was_known() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    keys bigint[];
BEGIN
    SELECT array_agg(DISTINCT key) INTO keys FROM (
        SELECT source_id, published_at FROM removed
        UNION ALL SELECT speaker_id, published_at FROM removed
    ) AS seen (key, published_at)
    WHERE published_at <= now();
    PERFORM FROM blog_source WHERE id = ANY (keys) AND NOT was_public ORDER BY id FOR NO KEY UPDATE;
    UPDATE blog_source SET was_public = true WHERE id = ANY (keys) AND NOT was_public;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER known_update AFTER UPDATE ON blog_pullquote
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_pullquote_was_known();
CREATE OR REPLACE TRIGGER known_delete AFTER DELETE ON blog_pullquote
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_pullquote_was_known();
