-- What the database looks up for each new post: known words and photos.

-- Whether readers see a text that the word is known from.
--
-- The post is looked up by its key, whatever the planner expects. PostgreSQL plans this once in each
-- session, and where the statistics are those of an empty table, it read all posts for each word when
-- they were joined.
CREATE OR REPLACE FUNCTION blog_is_known_word(candidate text) RETURNS boolean LANGUAGE sql STABLE
SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT FROM blog_knownword
        WHERE word = candidate AND (source_id IS NOT NULL OR (
            SELECT seen.status = 'published' AND seen.published_at <= now()
            FROM blog_post AS seen WHERE seen.id = post_id
        ))
    )
$$;

-- A revision without photos looks none up.
CREATE OR REPLACE FUNCTION blog_revision_keep_photos() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    figures text := (
        SELECT string_agg(html, '') FROM blog_revisionblock
        WHERE id = ANY (NEW.block_ids) AND html LIKE '%data-photo=%'
    );
BEGIN
    NEW.photos := CASE WHEN figures IS NULL THEN '{}' ELSE blog_photos_in(figures) END;
    RETURN NEW;
END $$;
