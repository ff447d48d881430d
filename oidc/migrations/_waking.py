"""Phones hear of what is asked of their holder: the transaction that opens, claims or closes a request says so.

What is heard is a number and nothing more: whose list changed. A silent request wakes nobody; phones know by
themselves when one expires; what is redeemed left their list before.
"""

from django.db import migrations

from oidc.vocabulary import WAKE_CHANNEL

_WAKE = f"""
CREATE FUNCTION oidc_wake_phones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('{WAKE_CHANNEL}', NEW.practitioner_id::text);
    RETURN NULL;
END;
$$;

CREATE TRIGGER oidc_request_opened AFTER INSERT ON oidc_loginrequest FOR EACH ROW
    WHEN (NEW.practitioner_id IS NOT NULL AND NEW.state = 'PENDING' AND NOT NEW.silent)
    EXECUTE FUNCTION oidc_wake_phones();

CREATE TRIGGER oidc_request_changed AFTER UPDATE OF state, practitioner_id ON oidc_loginrequest FOR EACH ROW
    WHEN (
        NEW.practitioner_id IS NOT NULL AND NOT NEW.silent AND NEW.state NOT IN ('EXPIRED', 'REDEEMED')
        AND (OLD.state, OLD.practitioner_id) IS DISTINCT FROM (NEW.state, NEW.practitioner_id)
    )
    EXECUTE FUNCTION oidc_wake_phones();
"""

_UNDO = """
DROP TRIGGER oidc_request_changed ON oidc_loginrequest;
DROP TRIGGER oidc_request_opened ON oidc_loginrequest;
DROP FUNCTION oidc_wake_phones();
"""

WAKE_PHONES = [migrations.RunSQL(_WAKE, _UNDO)]
