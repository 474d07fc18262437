-- Captions of a file that is taken down are no longer sent: the page cache may have them, even if no
-- published post shows the file.

SELECT page_cache_watch('blog_mediafile', 'withdrawn_at IS NOT NULL');
