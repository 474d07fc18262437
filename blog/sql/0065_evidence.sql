-- A withdrawn copy loses the snapshot of a browser as well; its hash stays.

CREATE OR REPLACE FUNCTION blog_pagecopy_unchanged() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    allowed blog_pagecopy := OLD;
    emptied CONSTANT jsonb := '{"body": null, "text": null, "snapshot": null, "final_url": "", "headers": {},
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
