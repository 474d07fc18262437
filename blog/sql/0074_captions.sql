-- Captions are sent from the page cache. Those of a file that no post shows change no post.
CREATE OR REPLACE TRIGGER readers_see AFTER UPDATE OR DELETE ON blog_captiontrack
    FOR EACH STATEMENT EXECUTE FUNCTION page_cache_changed();
