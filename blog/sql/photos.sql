-- The photos of each revision and autosave, which keep them from being deleted as unused
-- (blog/editing/photos.py). Triggers fill the columns, so no way of writing can forget one.

-- The photos are locked as by a foreign key, so that none of them is deleted meanwhile. Text that only
-- looks like a figure may hold a photo longer than needed, never shorter.
CREATE OR REPLACE FUNCTION blog_photos_in(html text) RETURNS bigint[] LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    found bigint[] := ARRAY(
        SELECT DISTINCT named[1]::bigint
        FROM regexp_matches(html, 'data-photo="([0-9]{1,18})"', 'g') AS named
        ORDER BY 1
    );
BEGIN
    PERFORM FROM blog_photo WHERE id = ANY (found) ORDER BY id FOR KEY SHARE;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION blog_revision_keep_photos() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    NEW.photos := blog_photos_in((
        SELECT string_agg(html, '') FROM blog_revisionblock
        WHERE id = ANY (NEW.block_ids) AND html LIKE '%data-photo=%'
    ));
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER keep_photos BEFORE INSERT OR UPDATE OF block_ids, photos ON blog_revision
    FOR EACH ROW EXECUTE FUNCTION blog_revision_keep_photos();

CREATE OR REPLACE FUNCTION blog_autosave_keep_photos() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    NEW.photos := blog_photos_in(NEW."values" ->> 'document');
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER keep_photos BEFORE INSERT OR UPDATE OF "values", photos ON blog_autosave
    FOR EACH ROW EXECUTE FUNCTION blog_autosave_keep_photos();
