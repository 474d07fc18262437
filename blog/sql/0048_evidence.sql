-- A withdrawn copy keeps hashes, times, sizes and the address that was asked for. The database empties
-- the rest, and refuses every other change.

CREATE OR REPLACE FUNCTION blog_pagecopy_unchanged() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    allowed blog_pagecopy := OLD;
    emptied CONSTANT jsonb := '{"body": null, "text": null, "final_url": "", "headers": {},
        "title": "", "byline": "", "page_date": "", "language": ""}';
BEGIN
    -- The account of whoever withdrew it may be deleted.
    IF NEW.withdrawn_by_id IS NULL OR OLD.withdrawn_at IS NULL THEN
        allowed.withdrawn_by_id := NEW.withdrawn_by_id;
    END IF;
    IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL THEN
        allowed.withdrawn_at := NEW.withdrawn_at;
        allowed.withdrawal_reason := NEW.withdrawal_reason;
    END IF;
    IF NEW.withdrawn_at IS NOT NULL THEN
        allowed := jsonb_populate_record(allowed, emptied);
        NEW := jsonb_populate_record(NEW, emptied);
    END IF;
    IF NEW IS DISTINCT FROM allowed THEN
        RAISE EXCEPTION 'A copy of a page cannot be changed, only withdrawn.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- Readers see checks of published quotations only. Looks that find nothing new do not write these
-- columns, and leave the page cache alone.
CREATE OR REPLACE FUNCTION blog_is_published_quotation(key bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM blog_pullquote WHERE id = key AND published_at IS NOT NULL)
$$;

CREATE OR REPLACE TRIGGER readers_see AFTER UPDATE OF verdict, before, after ON blog_quotationcheck
    FOR EACH ROW WHEN (blog_is_published_quotation(NEW.quotation_id))
    EXECUTE FUNCTION page_cache_changed();
