-- Which rows readers see: their changes end what the page cache has stored. Rows that other triggers
-- count or date change together with one of these.

SELECT page_cache_watch('blog_post', 'status = ''published''');
SELECT page_cache_watch('blog_comment', 'state = ''approved'' OR shown_below > 0');
SELECT page_cache_watch('blog_postlabel', 'published_at IS NOT NULL');
SELECT page_cache_watch('blog_authorship', 'published_at IS NOT NULL');
SELECT page_cache_watch('blog_label', 'true');
SELECT page_cache_watch('blog_source', 'true');
SELECT page_cache_watch('blog_correction', 'true');
SELECT page_cache_watch('blog_sitesettings', 'true');
SELECT page_cache_watch('django_redirect', 'true');

-- A sign-in changes a person's row as well; readers see these columns.
CREATE OR REPLACE TRIGGER readers_see AFTER UPDATE OF
    username, first_name, last_name, byline, slug, bio, url, follow ON accounts_user
    FOR EACH STATEMENT EXECUTE FUNCTION page_cache_changed();
