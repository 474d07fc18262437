-- The media files of each revision, which keep them from being deleted as unused (blog/editing/media_files.py).
-- A trigger fills the table, so no way of writing revisions can forget one.

ALTER TABLE blog_revisionfile
    DROP CONSTRAINT IF EXISTS blog_revisionfile_revision_fk,
    DROP CONSTRAINT IF EXISTS blog_revisionfile_file_fk,
    ADD CONSTRAINT blog_revisionfile_revision_fk FOREIGN KEY (revision_id) REFERENCES blog_revision (id)
        ON DELETE CASCADE,
    ADD CONSTRAINT blog_revisionfile_file_fk FOREIGN KEY (file_id) REFERENCES blog_mediafile (id) ON DELETE CASCADE;

CREATE OR REPLACE FUNCTION blog_revision_keep_files() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    named bigint[] := ARRAY(
        SELECT DISTINCT match[1]::bigint
        FROM blog_revisionblock, regexp_matches(html, 'data-file="([0-9]{1,18})"', 'g') AS match
        WHERE id = ANY (NEW.block_ids) AND html LIKE '%data-file=%'
    );
BEGIN
    IF named = '{}' AND TG_OP = 'INSERT' THEN
        RETURN NULL;
    END IF;
    DELETE FROM blog_revisionfile WHERE revision_id = NEW.id AND file_id <> ALL (named);
    -- Locked as by a foreign key, so that none of them is deleted meanwhile.
    INSERT INTO blog_revisionfile (revision_id, file_id)
        SELECT NEW.id, id FROM (
            SELECT id FROM blog_mediafile WHERE id = ANY (named) ORDER BY id FOR KEY SHARE
        ) AS known
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER keep_files AFTER INSERT OR UPDATE OF block_ids ON blog_revision
    FOR EACH ROW EXECUTE FUNCTION blog_revision_keep_files();
