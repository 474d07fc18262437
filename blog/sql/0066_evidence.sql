-- A withdrawn copy loses the snapshot of a browser and what was sent and received as well, and
-- readers see it no longer. A copy without a text cannot be published.

CREATE OR REPLACE FUNCTION blog_pagecopy_unchanged() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    allowed blog_pagecopy := OLD;
    emptied CONSTANT jsonb := '{"body": null, "text": null, "final_url": "", "headers": {},
        "exchanges": null, "snapshot": null, "title": "", "byline": "", "page_date": "", "language": ""}';
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

CREATE OR REPLACE FUNCTION blog_copypublication_has_text() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM blog_pagecopy WHERE id = NEW.copy_id AND text IS NOT NULL) THEN
        RAISE EXCEPTION 'A copy without a text cannot be published.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER has_text BEFORE INSERT ON blog_copypublication
    FOR EACH ROW EXECUTE FUNCTION blog_copypublication_has_text();

-- The version before this one deletes copies as well, and knows no publications.
ALTER TABLE blog_copypublication DROP CONSTRAINT IF EXISTS blog_copypublication_copy_fk,
    ADD CONSTRAINT blog_copypublication_copy_fk FOREIGN KEY (copy_id)
    REFERENCES blog_pagecopy (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

SELECT page_cache_watch('blog_copypublication', 'true');
