-- The media files that sentences of posts link to, which keeps them from being deleted as unused
-- (blog/editing/media_files.py). Triggers fill the table, so no way of writing texts can forget one. A text
-- without such a link costs a search for the folder, which takes a third of the time of LIKE.

ALTER TABLE blog_linkedfile
    DROP CONSTRAINT IF EXISTS blog_linkedfile_post_fk,
    DROP CONSTRAINT IF EXISTS blog_linkedfile_file_fk,
    -- Deferred, because an import stores new posts after their texts.
    ADD CONSTRAINT blog_linkedfile_post_fk FOREIGN KEY (post_id) REFERENCES blog_post (id)
        ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT blog_linkedfile_file_fk FOREIGN KEY (file_id) REFERENCES blog_mediafile (id)
        DEFERRABLE INITIALLY DEFERRED;

-- The names in storage of the files that HTML links to, whatever the host and folder before them.
CREATE OR REPLACE FUNCTION blog_linked_names(html text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
    SELECT ARRAY(
        SELECT DISTINCT match[1]
        FROM regexp_matches(
            html, ' href="[^"]*/(files/[0-9a-f]{2}/[0-9a-f]{32}\.[0-9a-z]{2,5})["?#]', 'g'
        ) AS match
        ORDER BY 1
    )
$$;

-- Rows are looked up by indexes, whatever the statistics say about new tables.
CREATE OR REPLACE FUNCTION blog_block_link_files() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    before text[] := '{}';
    after text[] := '{}';
    removed text[];
    others text[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        before := blog_linked_names(OLD.html);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        after := blog_linked_names(NEW.html);
    END IF;
    IF before = after THEN
        RETURN NULL;
    END IF;
    IF after <> '{}' THEN
        -- Locked as by a foreign key, so that none of them is deleted meanwhile.
        INSERT INTO blog_linkedfile (post_id, file_id)
            SELECT NEW.post_id, id FROM (
                SELECT id FROM blog_mediafile WHERE file = ANY (after) ORDER BY id FOR KEY SHARE
            ) AS known
            ON CONFLICT DO NOTHING;
    END IF;
    removed := ARRAY(SELECT unnest(before) EXCEPT SELECT unnest(after));
    IF removed <> '{}' THEN
        -- Unless another block of the post links to it, and not only has its address as text: no trigger
        -- deletes the row once that text is deleted. Each block is read once, whatever the number of links.
        others := ARRAY(
            SELECT unnest(blog_linked_names(html)) FROM (
                SELECT html FROM blog_prose WHERE post_id = OLD.post_id
                UNION ALL SELECT html FROM blog_pullquote WHERE post_id = OLD.post_id
            ) AS block
            WHERE EXISTS (SELECT FROM unnest(removed) AS name WHERE strpos(html, '/' || name) > 0)
        );
        DELETE FROM blog_linkedfile AS link USING blog_mediafile AS file
            WHERE link.post_id = OLD.post_id AND link.file_id = file.id
                AND file.file = ANY (removed) AND file.file <> ALL (others);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER link_files_of_new AFTER INSERT ON blog_prose FOR EACH ROW
    WHEN (strpos(NEW.html, '/files/') > 0) EXECUTE FUNCTION blog_block_link_files();
CREATE OR REPLACE TRIGGER link_files_of_changed AFTER UPDATE OF html ON blog_prose FOR EACH ROW
    WHEN (OLD.html <> NEW.html AND (strpos(OLD.html, '/files/') > 0 OR strpos(NEW.html, '/files/') > 0))
    EXECUTE FUNCTION blog_block_link_files();
CREATE OR REPLACE TRIGGER link_files_of_deleted AFTER DELETE ON blog_prose FOR EACH ROW
    WHEN (strpos(OLD.html, '/files/') > 0) EXECUTE FUNCTION blog_block_link_files();

CREATE OR REPLACE TRIGGER link_files_of_new AFTER INSERT ON blog_pullquote FOR EACH ROW
    WHEN (strpos(NEW.html, '/files/') > 0) EXECUTE FUNCTION blog_block_link_files();
CREATE OR REPLACE TRIGGER link_files_of_changed AFTER UPDATE OF html ON blog_pullquote FOR EACH ROW
    WHEN (OLD.html <> NEW.html AND (strpos(OLD.html, '/files/') > 0 OR strpos(NEW.html, '/files/') > 0))
    EXECUTE FUNCTION blog_block_link_files();
CREATE OR REPLACE TRIGGER link_files_of_deleted AFTER DELETE ON blog_pullquote FOR EACH ROW
    WHEN (strpos(OLD.html, '/files/') > 0) EXECUTE FUNCTION blog_block_link_files();

-- A revision keeps the files that its blocks show, and those that they link to.
CREATE OR REPLACE FUNCTION blog_revision_keep_files() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    texts text := (
        SELECT string_agg(html, '') FROM blog_revisionblock
        WHERE id = ANY (NEW.block_ids) AND (html LIKE '%data-file=%' OR strpos(html, '/files/') > 0)
    );
    shown bigint[];
    linked text[];
BEGIN
    IF texts IS NULL AND TG_OP = 'INSERT' THEN
        RETURN NULL;
    END IF;
    shown := ARRAY(
        SELECT DISTINCT match[1]::bigint FROM regexp_matches(texts, 'data-file="([0-9]{1,18})"', 'g') AS match
    );
    linked := coalesce(blog_linked_names(texts), '{}');
    DELETE FROM blog_revisionfile AS named USING blog_mediafile AS file
        WHERE named.revision_id = NEW.id AND file.id = named.file_id
            AND file.id <> ALL (shown) AND file.file <> ALL (linked);
    -- Locked as by a foreign key, so that none of them is deleted meanwhile.
    INSERT INTO blog_revisionfile (revision_id, file_id)
        SELECT NEW.id, id FROM (
            SELECT id FROM blog_mediafile
            WHERE id = ANY (shown) OR file = ANY (linked) ORDER BY id FOR KEY SHARE
        ) AS known
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
