"""Statements that read practitioners and their activities."""

# ruff: noqa: S608 - statements are put together from constants of this file; values are parameters

from directory.api.fhir.reading import Statement, instant
from directory.api.fhir.rows import Activity, Authorization, Box, Card, Diploma, Exercise, Expertise, Person


def _runs(alias: str, start: str = "valid_from", end: str = "valid_until") -> str:
    return (
        f"({alias}.{start} IS NULL OR {alias}.{start} <= %(today)s)"
        f" AND ({alias}.{end} IS NULL OR {alias}.{end} > %(today)s)"
    )


_EXERCISE_RUNS = f"{_runs('x')} AND (x.struck_off_date IS NULL OR x.struck_off_date > %(today)s)"

PEOPLE = Statement(
    Person,
    f"""
SELECT p.id, {instant("p.updated_at")}, p.identifier_type, p.identifier, p.national_id, p.civility_code, p.family_name,
    p.given_names, a.code, coalesce(e.is_listed, false)
FROM directory_practitioner p
JOIN directory_registrationauthority a ON a.id = p.authority_id
LEFT JOIN directory_directoryentry e ON e.practitioner_id = p.id
WHERE p.id = ANY (%(keys)s::bigint[]) AND p.is_test = %(test_people)s
""",
)
EXERCISES = Statement(
    Exercise,
    f"""
SELECT x.practitioner_id, x.profession_code, x.category_code, x.civility_code, x.order_code,
    x.council_code, x.registration_status_code, x.registered_from::text, x.struck_off_date::text, x.valid_from::text,
    x.valid_until::text, {_EXERCISE_RUNS}
FROM directory_professionalexercise x WHERE x.practitioner_id = ANY (%(keys)s::bigint[]) ORDER BY x.id
""",
)
EXPERTISES = Statement(
    Expertise,
    f"""
SELECT x.practitioner_id, s.type_code, s.code, s.recognised_date::text, s.given_up_date::text
FROM directory_expertise s JOIN directory_professionalexercise x ON x.id = s.exercise_id
WHERE x.practitioner_id = ANY (%(keys)s::bigint[]) AND {_EXERCISE_RUNS}
    AND {_runs("s", "recognised_date", "given_up_date")}
ORDER BY s.id
""",
)
DIPLOMAS = Statement(
    Diploma,
    """
SELECT d.practitioner_id, d.type_code, d.type_label, d.code, d.label, d.obtained_date::text
FROM directory_diploma d WHERE d.practitioner_id = ANY (%(keys)s::bigint[]) ORDER BY d.id
""",
)
AUTHORIZATIONS = Statement(
    Authorization,
    """
SELECT z.practitioner_id, z.type_code, z.type_label, z.discipline_code, z.discipline_label, z.profession_code,
    z.valid_from::text, z.valid_until::text
FROM directory_practiceauthorization z
WHERE z.practitioner_id = ANY (%(keys)s::bigint[]) AND (z.valid_until IS NULL OR z.valid_until > %(today)s)
ORDER BY z.id
""",
)
CARDS = Statement(
    Card,
    """
SELECT c.practitioner_id, c.type_code, c.number, c.valid_from::text, c.valid_until::text, c.blocked_date::text
FROM directory_smartcard c WHERE c.practitioner_id = ANY (%(keys)s::bigint[]) ORDER BY c.number
""",
)
# A mailbox that a person holds in a structure is shown with their activity there
PERSONAL_BOXES = Statement(
    Box,
    """
SELECT m.practitioner_id, m.address, m.kind, m.service_label, m.accepts_paperless
FROM directory_mailbox m
WHERE m.practitioner_id = ANY (%(keys)s::bigint[]) AND m.organization_id IS NULL AND NOT m.is_unlisted
ORDER BY m.address
""",
)
ACTIVITIES = Statement(
    Activity,
    f"""
SELECT r.id, {instant("r.updated_at")}, x.practitioner_id, r.organization_id, r.activity_kind_code,
    r.mode_code, r.role_code, r.pharmacist_section_code, a.code, r.valid_from::text, r.valid_until::text,
    {_runs("r")} AND {_EXERCISE_RUNS} AND coalesce(e.is_listed, false)
FROM directory_practitionerrole r
JOIN directory_professionalexercise x ON x.id = r.exercise_id
JOIN directory_practitioner p ON p.id = x.practitioner_id
LEFT JOIN directory_directoryentry e ON e.practitioner_id = p.id
LEFT JOIN directory_registrationauthority a ON a.id = r.authority_id
WHERE r.id = ANY (%(keys)s::bigint[]) AND p.is_test = %(test_people)s
""",
)
ACTIVITY_BOXES = Statement(
    Box,
    """
SELECT r.id, m.address, m.kind, m.service_label, m.accepts_paperless
FROM directory_practitionerrole r
JOIN directory_professionalexercise x ON x.id = r.exercise_id
JOIN directory_mailbox m ON m.practitioner_id = x.practitioner_id AND m.organization_id = r.organization_id
WHERE r.id = ANY (%(keys)s::bigint[]) AND m.kind = 'PER' AND NOT m.is_unlisted ORDER BY m.address
""",
)
