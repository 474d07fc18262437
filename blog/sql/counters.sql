-- Counters, which triggers update; blog/models/counters.py says what they are.
--
-- One template writes the functions of each counter, with its names in them. One trigger function
-- that takes the names as arguments and runs EXECUTE was tried: every statement is planned anew then,
-- so a comment took twice as long to store, and a post's save as well.

-- The site's time zone, or UTC where this server does not know it: that is no reason to refuse a row.
CREATE OR REPLACE FUNCTION blog_time_zone() RETURNS text LANGUAGE plpgsql STABLE
SET search_path FROM CURRENT AS $$
DECLARE
    zone text := coalesce((SELECT time_zone FROM blog_sitesettings WHERE id = 1), 'UTC');
BEGIN
    PERFORM now() AT TIME ZONE zone;
    RETURN zone;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN 'UTC';
END $$;

-- A trigger function: rebuild the counter that the trigger's argument names.
CREATE OR REPLACE FUNCTION blog_rebuild_counter() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    EXECUTE format('SELECT %I()', TG_ARGV[0] || '_rebuild');
    RETURN NULL;
END $$;

-- Have `counter` count rows of `counted`. A counter is a table of `since`, `count` and any keys. `query`
-- selects the keys and `since` of rows FROM %s: the table, or what a statement `added` to it and
-- `removed` from it, a changed row being one of each. A row counts from `since` on; whatever counts
-- already has the same `since`, so that its rows can be folded into one.
--
-- Creates <counter>_update(), called by triggers, and <counter>_rebuild(), which counts everything.
CREATE OR REPLACE FUNCTION blog_create_counter(counter text, counted text, query text)
RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $create$
DECLARE
    sql text := $template$
CREATE OR REPLACE FUNCTION {counter}_update() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    changes {counter}[];
BEGIN
    -- Rows that only changed otherwise cancel out, and nothing is written.
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(ROW({row})::{counter}) INTO changes FROM (
            SELECT {keys}, {since} AS since, count(*) AS count
            FROM ({added}) AS plus GROUP BY {keys}, {since}
        ) AS summed;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(ROW({row})::{counter}) INTO changes FROM (
            SELECT {keys}, {since} AS since, -count(*) AS count
            FROM ({removed}) AS minus GROUP BY {keys}, {since}
        ) AS summed;
    ELSE
        SELECT array_agg(ROW({row})::{counter}) INTO changes FROM (
            SELECT {keys}, {since} AS since, sum(n) AS count
            FROM (
                SELECT *, 1 AS n FROM ({added}) AS plus
                UNION ALL SELECT *, -1 FROM ({removed}) AS minus
            ) AS both_of_them
            GROUP BY {keys}, {since} HAVING sum(n) <> 0
        ) AS summed;
    END IF;
    IF changes IS NULL THEN
        RETURN NULL;
    -- The lock is only tried for, and only its holder deletes rows: nobody waits here.
    ELSIF pg_try_advisory_xact_lock('{counter}'::regclass::oid::bigint) THEN
        WITH changed AS (
            SELECT {keys}, since, count FROM unnest(changes)
        ), folded AS (
            DELETE FROM {counter} AS kept USING changed WHERE {same_keys}
            RETURNING {kept_keys}, kept.since, kept.count
        )
        INSERT INTO {counter} ({keys}, since, count)
        SELECT {keys}, {since}, sum(count)
        FROM (SELECT * FROM folded UNION ALL SELECT * FROM changed) AS both_of_them
        GROUP BY {keys}, {since} HAVING sum(count) <> 0;
    ELSE
        INSERT INTO {counter} ({keys}, since, count)
        SELECT {keys}, since, count FROM unnest(changes);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION {counter}_rebuild() RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    -- Rows that are not committed yet would be counted by neither this nor their trigger.
    LOCK TABLE {counted} IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM {counter};
    INSERT INTO {counter} ({keys}, since, count)
    SELECT {keys}, {since}, count(*) FROM ({all}) AS counted GROUP BY {keys}, {since};
END $$;

CREATE OR REPLACE TRIGGER {counter}_insert AFTER INSERT ON {counted}
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {counter}_update();
CREATE OR REPLACE TRIGGER {counter}_update AFTER UPDATE ON {counted}
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION {counter}_update();
CREATE OR REPLACE TRIGGER {counter}_delete AFTER DELETE ON {counted}
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION {counter}_update();
CREATE OR REPLACE TRIGGER {counter}_rebuild AFTER TRUNCATE ON {counted}
    FOR EACH STATEMENT EXECUTE FUNCTION blog_rebuild_counter('{counter}');
$template$;
    value record;
BEGIN
    FOR value IN
        SELECT 'row' AS name, string_agg(
            CASE attname WHEN 'id' THEN 'NULL' ELSE attname END, ', ' ORDER BY attnum
        ) AS sql
        FROM pg_attribute
        WHERE attrelid = counter::regclass AND attnum > 0 AND NOT attisdropped
        UNION ALL
        SELECT name, string_agg(replace(shape, '{}', attname), glue ORDER BY attnum)
        FROM pg_attribute, (VALUES
            ('keys', '{}', ', '),
            ('kept_keys', 'kept.{}', ', '),
            ('same_keys', 'kept.{} = changed.{}', ' AND ')
        ) AS shapes (name, shape, glue)
        WHERE attrelid = counter::regclass AND attnum > 0 AND NOT attisdropped
            AND attname NOT IN ('id', 'since', 'count')
        GROUP BY name
        UNION ALL VALUES
            ('counter', counter),
            ('counted', counted),
            ('added', format(query, 'added')),
            ('removed', format(query, 'removed')),
            ('all', format(query, counted)),
            ('since', $$CASE WHEN since <= now() THEN '1000-01-01 00:00+00' ELSE since END$$)
    LOOP
        sql := replace(sql, '{' || value.name || '}', value.sql);
    END LOOP;
    EXECUTE sql;
END $create$;

-- Published posts of each label, author, month and day. Rows of a published post have its date.
SELECT blog_create_counter('blog_labelcounter', 'blog_postlabel',
    'SELECT tag_id AS label_id, published_at AS since FROM %s WHERE published_at IS NOT NULL'
);
SELECT blog_create_counter('blog_authorcounter', 'blog_authorship',
    'SELECT user_id AS author_id, published_at AS since FROM %s WHERE published_at IS NOT NULL'
);
SELECT blog_create_counter('blog_monthcounter', 'blog_post', $$
    SELECT
        date_trunc('month', published_at AT TIME ZONE (SELECT blog_time_zone()))::date AS month,
        published_at AS since
    FROM %s WHERE status = 'published' AND kind = 'post'
$$);
SELECT blog_create_counter('blog_postdaycounter', 'blog_post', $$
    SELECT
        (published_at AT TIME ZONE (SELECT blog_time_zone()))::date AS day, published_at AS since
    FROM %s WHERE status = 'published' AND kind = 'post'
$$);

-- Published quotations that credit a source or that it spoke; and the same by when it was said, where
-- what was said at no known date has the calendar's first.
SELECT blog_create_counter('blog_sourcecounter', 'blog_pullquote', $$
    SELECT credited AS source_id, published_at AS since
    FROM %s, LATERAL (VALUES (source_id), (speaker_id)) AS roles (credited)
    WHERE published_at IS NOT NULL AND credited IS NOT NULL
$$);
SELECT blog_create_counter('blog_sourcedaycounter', 'blog_pullquote', $$
    SELECT
        credited AS source_id, coalesce(said_on, '0001-01-01') AS said_on, said_precision,
        published_at AS since
    FROM %s, LATERAL (VALUES (source_id), (speaker_id)) AS roles (credited)
    WHERE published_at IS NOT NULL AND credited IS NOT NULL
$$);

-- Approved comments of each post; comments by day and by writer (`Comment.writer`) and their state.
SELECT blog_create_counter('blog_commentcounter', 'blog_comment',
    'SELECT post_id, now() AS since FROM %s WHERE state = ''approved'''
);
SELECT blog_create_counter('blog_commentdaycounter', 'blog_comment', $$
    SELECT
        (created_at AT TIME ZONE (SELECT blog_time_zone()))::date AS day, state, now() AS since
    FROM %s
$$);
SELECT blog_create_counter('blog_writercounter', 'blog_comment', $$
    SELECT coalesce(user_id::text, email_hash) AS writer, state, now() AS since
    FROM %s WHERE user_id IS NOT NULL OR email_hash <> ''
$$);

-- Months and days are of the site's time zone.
CREATE OR REPLACE TRIGGER monthcounter_rebuild_update AFTER UPDATE ON blog_sitesettings
    FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone)
    EXECUTE FUNCTION blog_rebuild_counter('blog_monthcounter');
CREATE OR REPLACE TRIGGER monthcounter_rebuild AFTER INSERT OR DELETE ON blog_sitesettings
    FOR EACH STATEMENT EXECUTE FUNCTION blog_rebuild_counter('blog_monthcounter');
CREATE OR REPLACE TRIGGER postdaycounter_rebuild_update AFTER UPDATE ON blog_sitesettings
    FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone)
    EXECUTE FUNCTION blog_rebuild_counter('blog_postdaycounter');
CREATE OR REPLACE TRIGGER postdaycounter_rebuild AFTER INSERT OR DELETE ON blog_sitesettings
    FOR EACH STATEMENT EXECUTE FUNCTION blog_rebuild_counter('blog_postdaycounter');
CREATE OR REPLACE TRIGGER commentdaycounter_rebuild_update AFTER UPDATE ON blog_sitesettings
    FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone)
    EXECUTE FUNCTION blog_rebuild_counter('blog_commentdaycounter');
CREATE OR REPLACE TRIGGER commentdaycounter_rebuild AFTER INSERT OR DELETE ON blog_sitesettings
    FOR EACH STATEMENT EXECUTE FUNCTION blog_rebuild_counter('blog_commentdaycounter');

-- Delete counter rows of a writer that add up to nothing, which name whom the site has forgotten. Only
-- the holder of the lock deletes rows; it is waited for here, with nothing else held.
CREATE OR REPLACE FUNCTION blog_writercounter_forget() RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_advisory_xact_lock('blog_writercounter'::regclass::oid::bigint);
    DELETE FROM blog_writercounter WHERE (writer, state) IN (
        SELECT writer, state FROM blog_writercounter GROUP BY writer, state HAVING sum(count) = 0
    );
END $$;
