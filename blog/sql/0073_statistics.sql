-- No statistics of the pairs of words. The planner uses none for the expression of a partial index, but
-- ANALYZE computed the pairs of 30,000 posts for them, which took most of its time: in a large import
-- about once a minute.
ALTER INDEX post_published_pairs ALTER COLUMN 1 SET STATISTICS 0;
ALTER INDEX pullquote_pairs ALTER COLUMN 1 SET STATISTICS 0;
