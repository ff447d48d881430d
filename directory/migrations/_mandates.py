"""Which role may be held for which kind of authority, and which mandates may be narrowed: told by the database."""

from django.db import migrations

# As the matrix of directory.permissions says; a test holds both side by side.
ROLES = {
    "NATIONAL": ("OPERATOR", "AUDITOR", "SUPPORT", "RELYING_PARTY_REVIEWER"),
    "REGIONAL": ("MANAGER", "AGENT", "AUDITOR", "SUPPORT"),
    "LOCAL": ("REPRESENTATIVE", "DELEGATE", "REGISTRAR", "AUDITOR"),
    "ORDER": ("ORDER_OFFICER", "AUDITOR"),
    "ARMED_FORCES": ("MANAGER", "AGENT", "AUDITOR"),
    "OTHER": ("AUDITOR",),
}
_PAIRS = ", ".join(f"('{kind}', '{role}')" for kind, roles in ROLES.items() for role in roles)

_ROLE_FITS = """
CREATE FUNCTION refuse_unfit_mandate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    authority_kind text;
BEGIN
    SELECT kind INTO authority_kind FROM directory_registrationauthority WHERE id = NEW.authority_id;
    IF (authority_kind, NEW.role::text) NOT IN (PAIRS) THEN
        RAISE EXCEPTION 'the role % does not exist for an authority of the kind %', NEW.role, authority_kind
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_role_fits_the_kind_of_authority';
    END IF;
    IF NEW.organization_id IS NOT NULL AND authority_kind <> 'LOCAL' THEN
        RAISE EXCEPTION 'only mandates of a local authority are narrowed to a site'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'only_local_mandates_are_narrowed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER role_fits_authority BEFORE INSERT OR UPDATE OF role, authority_id, organization_id
    ON directory_mandate FOR EACH ROW EXECUTE FUNCTION refuse_unfit_mandate();
CREATE TRIGGER role_fits_authority BEFORE INSERT OR UPDATE OF role, authority_id, organization_id
    ON directory_mandateinvitation FOR EACH ROW EXECUTE FUNCTION refuse_unfit_mandate();
""".replace("PAIRS", _PAIRS)
_ROLE_FITS_BACK = "DROP FUNCTION refuse_unfit_mandate() CASCADE;"

MANDATES = [migrations.RunSQL(_ROLE_FITS, _ROLE_FITS_BACK)]
