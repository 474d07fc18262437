-- A quotation carries its post's language, by which its words are indexed.

-- Looked up for each row, since a fixture may bring quotations before their posts.
CREATE OR REPLACE FUNCTION pullquote_takes_language() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    NEW.post_language := coalesce((SELECT language FROM blog_post WHERE id = NEW.post_id), '');
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER pullquote_takes_language BEFORE INSERT OR UPDATE ON blog_pullquote
    FOR EACH ROW EXECUTE FUNCTION pullquote_takes_language();

-- The query saves the UPDATE where no quotation is in another language, as in a new post: to begin an
-- UPDATE of a table with generated columns takes as long as to store the post's HTML.
CREATE OR REPLACE FUNCTION post_gives_language() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (
        SELECT FROM blog_pullquote WHERE post_id = NEW.id AND post_language <> NEW.language
    ) THEN
        UPDATE blog_pullquote SET post_language = NEW.language
        WHERE post_id = NEW.id AND post_language <> NEW.language;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER post_gives_language AFTER INSERT OR UPDATE OF language ON blog_post
    FOR EACH ROW EXECUTE FUNCTION post_gives_language();
