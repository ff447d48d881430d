"""Every change of a registration draws a revision: of the service, of the library's row of its client, of its secrets.

Numbers of a sequence are never drawn twice, and the row that carries one is seen with what it stands for: whoever finds
the revision that they remember knows that nothing changed since.
"""

from django.db import migrations

_REVISE = """
CREATE SEQUENCE oidc_registration_revision;

CREATE FUNCTION oidc_draw_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := nextval('oidc_registration_revision');
    RETURN NEW;
END;
$$;

CREATE TRIGGER oidc_service_revised BEFORE INSERT OR UPDATE ON oidc_relyingparty FOR EACH ROW
    EXECUTE FUNCTION oidc_draw_revision();

CREATE FUNCTION oidc_revise_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE oidc_relyingparty SET revision = 0 WHERE client_id = NEW.id;
    RETURN NULL;
END;
$$;

CREATE TRIGGER oidc_client_revised AFTER UPDATE ON oidc_provider_client FOR EACH ROW
    EXECUTE FUNCTION oidc_revise_client();

CREATE FUNCTION oidc_revise_secrets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE oidc_relyingparty SET revision = 0 WHERE client_id IN (OLD.relying_party_id, NEW.relying_party_id);
    RETURN NULL;
END;
$$;

CREATE TRIGGER oidc_secrets_revised AFTER INSERT OR UPDATE OR DELETE ON oidc_clientsecret FOR EACH ROW
    EXECUTE FUNCTION oidc_revise_secrets();
"""

_UNDO = """
DROP TRIGGER oidc_secrets_revised ON oidc_clientsecret;
DROP FUNCTION oidc_revise_secrets();
DROP TRIGGER oidc_client_revised ON oidc_provider_client;
DROP FUNCTION oidc_revise_client();
DROP TRIGGER oidc_service_revised ON oidc_relyingparty;
DROP FUNCTION oidc_draw_revision();
DROP SEQUENCE oidc_registration_revision;
"""

REVISE_REGISTRATIONS = [migrations.RunSQL(_REVISE, _UNDO)]
