-- Which rows of sources and dossiers readers see: their changes end what the page cache has stored.

SELECT page_cache_watch('blog_sourcename', 'true');
SELECT page_cache_watch('blog_tenure', 'true');
SELECT page_cache_watch('blog_sourceidentifier', 'true');
SELECT page_cache_watch('blog_sourcerelation', 'true');
SELECT page_cache_watch('blog_dossier', 'published_at IS NOT NULL OR was_public');
SELECT page_cache_watch('blog_dossieritem', 'true');
