-- Functions that generated columns and indexes of posts and quotations call, so they come before the
-- tables. They name everything with its schema: pg_restore fills columns and builds indexes with an
-- empty search_path.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- search_configuration(code): the text search configuration of a language code. Languages that
-- PostgreSQL 16 has no stemmer for are compared as they are written.
--
-- With the extension unaccent each is a configuration of our own: the built-in one, with accents taken
-- off before the stemmer. Stop words are looked up first, as they are spelt with accents. Letters of
-- plain ASCII have no accents, so they keep the mapping that they had; in Russian and Hindi this is the
-- English stemmer, so that there Latin words with accents are told apart from those without.
DO $do$
DECLARE
    stopped text[] := ARRAY[
            'danish', 'dutch', 'english', 'finnish', 'french', 'german', 'hungarian',
            'italian', 'nepali', 'norwegian', 'portuguese', 'russian', 'spanish',
            'swedish', 'turkish'
    ];
    others text[] := ARRAY[
            'simple', 'arabic', 'armenian', 'basque', 'catalan', 'greek', 'hindi',
            'indonesian', 'irish', 'lithuanian', 'romanian', 'serbian', 'tamil',
            'yiddish'
    ];
    prefix text := 'search_';
    name text;
    chain text;
BEGIN
    BEGIN
        CREATE EXTENSION IF NOT EXISTS unaccent;
        FOREACH name IN ARRAY stopped || others LOOP
            CONTINUE WHEN EXISTS (
                SELECT FROM pg_ts_config
                WHERE cfgname = 'search_' || name AND pg_ts_config_is_visible(oid)
            );
            chain := 'unaccent, pg_catalog.' || name || CASE name WHEN 'simple' THEN '' ELSE '_stem' END;
            IF name = ANY (stopped) THEN
                EXECUTE format(
                    'CREATE TEXT SEARCH DICTIONARY search_%1$s_stop'
                    ' (TEMPLATE = pg_catalog.simple, STOPWORDS = %1$s, ACCEPT = false)', name
                );
                chain := format('search_%s_stop, %s', name, chain);
            END IF;
            EXECUTE format(
                'CREATE TEXT SEARCH CONFIGURATION search_%1$s (COPY = pg_catalog.%1$s);'
                ' ALTER TEXT SEARCH CONFIGURATION search_%1$s'
                ' ALTER MAPPING FOR word, hword, hword_part WITH %2$s', name, chain
            );
        END LOOP;
    EXCEPTION WHEN
        feature_not_supported OR undefined_file OR insufficient_privilege OR undefined_object
    THEN
        RAISE NOTICE 'No extension unaccent: searches will tell accents apart.';
        prefix := 'pg_catalog.';
    END;
    EXECUTE replace($sql$
        CREATE OR REPLACE FUNCTION search_configuration(code pg_catalog.text)
        RETURNS pg_catalog.regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN CASE pg_catalog.split_part(pg_catalog.lower(code), '-', 1)
            WHEN 'ar' THEN '{}arabic'::pg_catalog.regconfig
            WHEN 'ca' THEN '{}catalan'::pg_catalog.regconfig
            WHEN 'da' THEN '{}danish'::pg_catalog.regconfig
            WHEN 'de' THEN '{}german'::pg_catalog.regconfig
            WHEN 'el' THEN '{}greek'::pg_catalog.regconfig
            WHEN 'en' THEN '{}english'::pg_catalog.regconfig
            WHEN 'es' THEN '{}spanish'::pg_catalog.regconfig
            WHEN 'eu' THEN '{}basque'::pg_catalog.regconfig
            WHEN 'fi' THEN '{}finnish'::pg_catalog.regconfig
            WHEN 'fr' THEN '{}french'::pg_catalog.regconfig
            WHEN 'ga' THEN '{}irish'::pg_catalog.regconfig
            WHEN 'hi' THEN '{}hindi'::pg_catalog.regconfig
            WHEN 'hu' THEN '{}hungarian'::pg_catalog.regconfig
            WHEN 'hy' THEN '{}armenian'::pg_catalog.regconfig
            WHEN 'id' THEN '{}indonesian'::pg_catalog.regconfig
            WHEN 'it' THEN '{}italian'::pg_catalog.regconfig
            WHEN 'lt' THEN '{}lithuanian'::pg_catalog.regconfig
            WHEN 'nb' THEN '{}norwegian'::pg_catalog.regconfig
            WHEN 'ne' THEN '{}nepali'::pg_catalog.regconfig
            WHEN 'nl' THEN '{}dutch'::pg_catalog.regconfig
            WHEN 'nn' THEN '{}norwegian'::pg_catalog.regconfig
            WHEN 'no' THEN '{}norwegian'::pg_catalog.regconfig
            WHEN 'pt' THEN '{}portuguese'::pg_catalog.regconfig
            WHEN 'ro' THEN '{}romanian'::pg_catalog.regconfig
            WHEN 'ru' THEN '{}russian'::pg_catalog.regconfig
            WHEN 'sr' THEN '{}serbian'::pg_catalog.regconfig
            WHEN 'sv' THEN '{}swedish'::pg_catalog.regconfig
            WHEN 'ta' THEN '{}tamil'::pg_catalog.regconfig
            WHEN 'tr' THEN '{}turkish'::pg_catalog.regconfig
            WHEN 'yi' THEN '{}yiddish'::pg_catalog.regconfig
            ELSE '{}simple'::pg_catalog.regconfig
        END
    $sql$, '{}', prefix);
END $do$;

-- Numbers of 22 bits, one for each two words that follow one another but for stop words, and for
-- their distance. An index of longer numbers, which hardly any two rows share, would be several times
-- as large; this one returns fifty of a million posts by mistake, which are compared. The cost keeps
-- the planner from computing the numbers again for each row. Functions are resolved when this is read.
--
-- A word's position and number are one number meanwhile, which is sorted and put beside the next as an
-- array, in four fifths of the time of a window function. The sum cuts the position off.
CREATE OR REPLACE FUNCTION search_pairs(words pg_catalog.tsvector) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 50000
RETURN ARRAY(
    SELECT ((one * 31 + next + (next >> 22) - (one >> 22)) & 4194303)::integer
    FROM (
        SELECT unnest(sorted[:cardinality(sorted) - 1]) AS one, unnest(sorted[2:]) AS next
        FROM (
            SELECT array_agg(placed ORDER BY placed) AS sorted
            FROM (
                SELECT unnest(positions)::bigint << 22 | (hashtext(lexeme) & 4194303) AS placed
                FROM unnest(words) AS word (lexeme, positions, weights)
            ) AS places
        ) AS side
    ) AS following
);

-- How many rows the planner expects, which decides how a search reads them.
CREATE OR REPLACE FUNCTION search_estimate(rows regclass, query tsquery) RETURNS float8
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE format('EXPLAIN (FORMAT json) SELECT FROM %s WHERE search @@ %L::tsquery', rows, query)
    INTO plan;
    RETURN plan->0->'Plan'->>'Plan Rows';
END $$;

-- Always true. A vector is stored outside of its row, so comparing it takes 15 microseconds, which the
-- planner prices like an addition; with this condition it prefers the index to a sequential scan.
CREATE OR REPLACE FUNCTION search_reads(words tsvector) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000 AS $$ BEGIN RETURN true; END $$;

-- A hash of a quotation's letters and digits, which finds the same words in another post.
CREATE OR REPLACE FUNCTION quotation_gist(words pg_catalog.text) RETURNS pg_catalog.text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.md5(pg_catalog.regexp_replace(
    pg_catalog.lower(pg_catalog.normalize(words, 'NFKD')), '[^[:alnum:]]+', '', 'g'
));
