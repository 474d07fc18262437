-- Copies of pages never change: the database refuses all updates but a withdrawal, which removes the
-- page and its text and keeps hashes and time.

CREATE OR REPLACE FUNCTION blog_pagecopy_unchanged() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    allowed blog_pagecopy := OLD;
BEGIN
    -- The account of whoever withdrew it may be deleted.
    IF NEW.withdrawn_by_id IS NULL OR OLD.withdrawn_at IS NULL THEN
        allowed.withdrawn_by_id := NEW.withdrawn_by_id;
    END IF;
    IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL THEN
        allowed.withdrawn_at := NEW.withdrawn_at;
        allowed.withdrawal_reason := NEW.withdrawal_reason;
        allowed.body := NULL;
        allowed.text := NULL;
    END IF;
    IF NEW IS DISTINCT FROM allowed THEN
        RAISE EXCEPTION 'A copy of a page cannot be changed, only withdrawn.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER pagecopy_unchanged BEFORE UPDATE ON blog_pagecopy
    FOR EACH ROW EXECUTE FUNCTION blog_pagecopy_unchanged();

-- Looks that find nothing new do not write `verdict`, and leave the page cache alone.
CREATE OR REPLACE TRIGGER readers_see AFTER UPDATE OF verdict ON blog_quotationcheck
    FOR EACH STATEMENT EXECUTE FUNCTION page_cache_changed();

-- Django knows no cascade by the database beside its own.
ALTER TABLE blog_quotationcheck DROP CONSTRAINT IF EXISTS blog_quotationcheck_quotation_fk,
    ADD CONSTRAINT blog_quotationcheck_quotation_fk FOREIGN KEY (quotation_id)
    REFERENCES blog_pullquote (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE blog_verdictchange DROP CONSTRAINT IF EXISTS blog_verdictchange_check_fk,
    ADD CONSTRAINT blog_verdictchange_check_fk FOREIGN KEY (check_row_id)
    REFERENCES blog_quotationcheck (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
