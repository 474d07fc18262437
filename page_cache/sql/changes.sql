-- Track changes of public content: one row in page_cache_change for each transaction.

-- Trigger function, e.g. `page_cache_changed('status = ''published''')`: store a change if any row
-- in the transition tables meets the condition. Without a condition every statement counts.
CREATE OR REPLACE FUNCTION page_cache_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    this text := pg_current_xact_id()::text;
    is_seen boolean := true;
BEGIN
    -- Local to this transaction, and rolled back with a savepoint, as the row itself is.
    IF current_setting('page_cache.changed_by', true) = this THEN
        RETURN NULL;
    END IF;
    IF TG_NARGS > 0 THEN
        EXECUTE concat(
            'SELECT ',
            concat_ws(
                ' OR ',
                CASE WHEN TG_OP <> 'DELETE' THEN
                    format('EXISTS (SELECT FROM added WHERE %s)', TG_ARGV[0]) END,
                CASE WHEN TG_OP <> 'INSERT' THEN
                    format('EXISTS (SELECT FROM removed WHERE %s)', TG_ARGV[0]) END
            )
        ) INTO is_seen;
    END IF;
    IF is_seen THEN
        INSERT INTO page_cache_change DEFAULT VALUES;
        PERFORM set_config('page_cache.changed_by', this, true);
    END IF;
    RETURN NULL;
END $$;

-- Create a table's triggers. `condition` selects the rows that readers see.
CREATE OR REPLACE FUNCTION page_cache_watch(rows regclass, condition text) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    event text; tables text;
BEGIN
    FOR event, tables IN VALUES
        ('insert', 'NEW TABLE AS added'),
        ('update', 'NEW TABLE AS added OLD TABLE AS removed'),
        ('delete', 'OLD TABLE AS removed')
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER readers_see_%s AFTER %1$s ON %s REFERENCING %s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION page_cache_changed(%L)',
            event, rows, tables, condition
        );
    END LOOP;
END $$;
