-- The photos and files of a revision, read from its own blocks alone.
--
-- These functions run for each new revision. PostgreSQL plans their queries once in each session, and
-- where the statistics are those of an empty table it read all blocks each time: in an import of 500
-- posts into a new site that took longer than all else. It cannot plan that without sequential scans.
ALTER FUNCTION blog_revision_keep_photos() SET enable_seqscan = off;
ALTER FUNCTION blog_revision_keep_files() SET enable_seqscan = off;
