-- New files of the dataset end what the page cache has stored of their page.

SELECT page_cache_watch('blog_datasetfile', 'true');
