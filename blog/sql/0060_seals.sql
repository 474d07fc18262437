-- Texts of posts that readers saw, for seals, and what pages show of seals.

-- The versions of a post's text: revisions that were public while they were the latest, and whose title,
-- summary or blocks differ from the one before.
CREATE OR REPLACE FUNCTION blog_text_versions(post bigint)
RETURNS TABLE (revision_id bigint, since timestamptz)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT id, greatest(created_at, published_at)
    FROM (
        SELECT
            id, created_at, published_at,
            (title, summary, block_ids) IS DISTINCT FROM
                (lag(title) OVER saves, lag(summary) OVER saves, lag(block_ids) OVER saves) AS is_new
        FROM (
            SELECT
                id, created_at, block_ids, fields->>'title' AS title, fields->>'summary' AS summary,
                CASE WHEN fields->>'status' = 'published'
                    THEN (fields->>'published_at')::timestamptz END AS published_at,
                lead(created_at) OVER (ORDER BY id) AS replaced_at
            FROM blog_revision WHERE post_id = post AND NOT is_aside
        ) AS saved
        WHERE published_at <= coalesce(replaced_at, now())
        WINDOW saves AS (ORDER BY id)
    ) AS shown
    WHERE is_new
$$;

-- The revision that readers see, null if there is none.
CREATE OR REPLACE FUNCTION blog_current_version(post bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT max(revision_id) FROM blog_text_versions(post)
$$;

-- [since, number of changes, is sealed] of the text that readers see, null without a version.
CREATE OR REPLACE FUNCTION blog_text_history(post bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT jsonb_build_array(
        max(since), count(*) - 1,
        EXISTS (
            SELECT FROM blog_sealedfile
            WHERE kind = 'text' AND object_id = max(revision_id) AND seal_id IS NOT NULL
        )
    )
    FROM blog_text_versions(post) HAVING count(*) > 0
$$;

-- Pages of posts and the list of seals show them.
SELECT page_cache_watch('blog_seal', 'true');
