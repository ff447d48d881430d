"""What the database itself does for the audit trail: nothing is changed, nothing goes but by the purge, each line waits
for its seal.

A line and its waiting row are written by one transaction, in no order that anybody must respect: no lock, no sequence
read. The sealer sees a waiting row when, and only when, the transaction of its line is over; it takes the row away in
the transaction that writes the seal, so that each line is in one seal. A number that a failed transaction leaves out, or
a line committed long after lines of higher numbers, breaks nothing: no watermark is kept that could step over it.
"""

from django.db import migrations

YOUNGEST_PURGED_DAYS = 90  # whatever a program asks for, the database keeps lines for so long

_APPEND_ONLY = f"""
CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'directory_auditevent' AND TG_OP = 'DELETE' THEN
        IF current_setting('directory.audit_purge', true) = OLD.category
           AND OLD.occurred_at < now() - interval '{YOUNGEST_PURGED_DAYS} days' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit events are never changed nor removed';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON directory_auditevent
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
CREATE TRIGGER seals_are_append_only BEFORE UPDATE OR DELETE ON directory_auditseal
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
"""
_APPEND_ONLY_BACK = """
DROP TRIGGER seals_are_append_only ON directory_auditseal;
DROP TRIGGER audit_is_append_only ON directory_auditevent;
DROP FUNCTION refuse_change_of_audit();
"""

_LINES_WAIT = """
CREATE FUNCTION line_waits_for_its_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO directory_auditwaiting (event_id, waits_since) VALUES (NEW.id, clock_timestamp());
    RETURN NULL;
END $$;
CREATE TRIGGER line_waits_for_its_seal AFTER INSERT ON directory_auditevent
    FOR EACH ROW EXECUTE FUNCTION line_waits_for_its_seal();
"""
_LINES_WAIT_BACK = """
DROP TRIGGER line_waits_for_its_seal ON directory_auditevent;
DROP FUNCTION line_waits_for_its_seal();
"""

AUDIT = [
    migrations.RunSQL(_APPEND_ONLY, _APPEND_ONLY_BACK),
    migrations.RunSQL(_LINES_WAIT, _LINES_WAIT_BACK),
]
