-- Which rows of series readers see: their changes end what the page cache has stored.

SELECT page_cache_watch('blog_series', 'true');
SELECT page_cache_watch('blog_seriespart', 'true');
