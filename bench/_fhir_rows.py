"""What the FHIR API shows beside people and structures: cards, diplomas, mailboxes, codes; and searches to ask."""

# ruff: noqa: S608 - statements are put together from constants of this file

from typing import Any

from bench._people import make_people

# Shares of people, in hundredths, and what they hold
_BELONGINGS = """
INSERT INTO directory_smartcard (practitioner_id, type_code, number, valid_from, valid_until)
SELECT id, 'CPS', (3000000000 + id)::text, '2024-02-01', '2027-02-01' FROM directory_practitioner WHERE id % 100 < 60;
INSERT INTO directory_diploma (practitioner_id, type_code, type_label, code, label, place_code, number, obtained_date)
SELECT id, 'DE', 'Diplôme d''Etat français', 'DE' || lpad((id % 30)::text, 2, '0'), '', '', '', '2010-07-01'
FROM directory_practitioner WHERE id % 100 < 80;
INSERT INTO directory_mailbox (address, kind, practitioner_id, service_label, telephone, accepts_paperless, is_unlisted)
SELECT 'p' || identifier || '@medecin.mssante.test', 'PER', id, '', '', false, id % 20 = 0
FROM directory_practitioner WHERE id % 100 < 50;
INSERT INTO directory_mailbox (address, kind, practitioner_id, organization_id, service_label, telephone,
    accepts_paperless, is_unlisted)
SELECT DISTINCT ON (r.exercise_id) 'r' || r.exercise_id || '@structure.mssante.test', 'PER', x.practitioner_id,
    r.organization_id, '', '', false, false
FROM directory_practitionerrole r JOIN directory_professionalexercise x ON x.id = r.exercise_id WHERE r.id % 100 < 20;
UPDATE directory_practitionerrole SET activity_kind_code = 'GENR01', mode_code = CASE WHEN id % 3 = 0 THEN 'L' ELSE 'S'
    END, authority_id = (SELECT min(id) FROM directory_registrationauthority);
UPDATE directory_practitioner SET civility_code = CASE WHEN id % 3 = 0 THEN 'M' ELSE 'MME' END;
UPDATE directory_professionalexercise SET civility_code = 'DR' WHERE profession_code = '10';
UPDATE directory_organization SET street_number = '12', street_type_code = 'AV', street_type_label = 'Avenue',
    street_name = 'DES TILLEULS', commune_label = 'Exemple', telephone = '01 99 00 00 00', sector_code = 'SA01';
"""


def fill(connection: Any, people: int) -> None:
    """Migrate, and make the people unless they are there."""
    from django.core.management import call_command  # noqa: PLC0415  # after setup

    from directory.extract.merge_codes import merge_codes  # noqa: PLC0415
    from directory.models import Practitioner  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if Practitioner.objects.count() == people:
        return
    make_people(connection, people)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(_BELONGINGS)
        cursor.execute("RESET session_replication_role")
        merge_codes(cursor)
        cursor.execute("VACUUM ANALYZE")


def draw(connection: Any, count: int) -> dict[str, list[str]]:
    """Searches by kind, each of something that some rows have."""

    def values(sql: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setseed(0.5)")
            cursor.execute(f"SELECT v FROM ({sql}) AS t (v) ORDER BY random() LIMIT %s", [count])
            return [value for (value,) in cursor.fetchall()]

    some = "directory_practitioner TABLESAMPLE SYSTEM (2)"
    return {
        "identifier (RPPS)": [f"Practitioner?identifier={v}" for v in values(f"SELECT identifier FROM {some}")],
        "family": [f"Practitioner?family={v}" for v in values(f"SELECT family_name FROM {some}")],
        "family, first letters": [
            f"Practitioner?family={v}" for v in values(f"SELECT left(family_name, 4) FROM {some}")
        ],
        "family:exact": [f"Practitioner?family:exact={v}" for v in values(f"SELECT family_name FROM {some}")],
        "family and given": [
            f"Practitioner?{v}"
            for v in values(f"SELECT 'family=' || family_name || '&given=' || given_names FROM {some}")
        ],
        "family and profession": [
            f"Practitioner?family={v}&qualification-code=60" for v in values(f"SELECT left(family_name, 3) FROM {some}")
        ],
        "name:contains": [
            f"Practitioner?name:contains={v}" for v in values(f"SELECT substr(family_name, 2, 5) FROM {some}")
        ],
        "qualification-code (profession)": [
            f"Practitioner?qualification-code={v}"
            for v in values("SELECT DISTINCT profession_code FROM directory_professionalexercise")
        ],
        "qualification-code (specialty)": [
            f"Practitioner?qualification-code={v}" for v in values("SELECT DISTINCT code FROM directory_expertise")
        ],
        "qualification-code (diploma)": [
            f"Practitioner?qualification-code={v}" for v in values("SELECT DISTINCT code FROM directory_diploma")
        ],
        "number-smartcard": [
            f"Practitioner?number-smartcard={v}"
            for v in values("SELECT number FROM directory_smartcard TABLESAMPLE SYSTEM (2)")
        ],
        "mailbox-mss": [
            f"Practitioner?mailbox-mss={v}"
            for v in values("SELECT address FROM directory_mailbox TABLESAMPLE SYSTEM (2)")
        ],
        "activities by organization": [
            f"PractitionerRole?organization=001-{v}"
            for v in values("SELECT organization_id FROM directory_practitionerrole TABLESAMPLE SYSTEM (2)")
        ],
        "activities by practitioner": [
            f"PractitionerRole?practitioner=003-{v}" for v in values(f"SELECT id FROM {some}")
        ],
        "activities by role": [
            f"PractitionerRole?role={v}" for v in values("SELECT DISTINCT role_code FROM directory_practitionerrole")
        ],
        "activities by mailbox": [
            f"PractitionerRole?mailbox-mss={v}"
            for v in values("SELECT address FROM directory_mailbox TABLESAMPLE SYSTEM (2) WHERE organization_id > 0")
        ],
    }
