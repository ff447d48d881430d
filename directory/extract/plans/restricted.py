"""The restricted extract: civil status, contacts of activation, other identifiers. Never open data.

What it says of professions, activities and structures is left aside: the open extract of activities tells it, with
labels, and two files that write the same rows would undo one another. Silence ends nothing here but other identifiers:
a file that has no contact for a person does not take away the one that they activate with.
"""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.merge_contacts import CURRENT_CONTACTS, apply_contacts, resolve_contacts
from directory.extract.merge_identities import apply_identities, resolve_identities
from directory.extract.merge_known import IS_UNKNOWN_PERSON, resolve_known_people
from directory.extract.merge_other_identifiers import (
    IS_MALFORMED_LIST,
    apply_other_identifiers,
    resolve_other_identifiers,
)
from directory.extract.plan import Change, Comparison, Params
from directory.extract.reader import LineFault
from directory.models import ExtractKind
from directory.vocabulary.nomenclatures import Nomenclature

KIND: Final = ExtractKind.RESTRICTED
TABLES: Final = (
    "directory_practitioner",
    "directory_civilidentity",
    "directory_formeridentifier",
    "directory_contactpoint",
    "directory_contactconflict",
)
# `Bernadette'Marie''` is Bernadette Marie. What cannot be read is null.
DERIVED: Final = """
    all_given_names text NOT NULL GENERATED ALWAYS AS (
        trim(regexp_replace(birth_given_names, '''+', ' ', 'g'))
    ) STORED,
    born_on date GENERATED ALWAYS AS (loading.date_written(birth_date)) STORED,
    email_address text GENERATED ALWAYS AS (loading.email_written(contact_email)) STORED,
    mobile_number text GENERATED ALWAYS AS (loading.mobile_written(contact_phone)) STORED
"""
LIMITS: Final = {
    "national_id": 40,
    "birth_family_name": 120,
    "all_given_names": 200,
    "birth_commune_code": 5,
    "birth_country_code": 5,
    "birth_place": 120,
    "sex_code": 1,
}
FAULTS: Final = {LineFault.UNKNOWN_PERSON: IS_UNKNOWN_PERSON}
REMARKS: Final = {
    LineFault.MALFORMED_DATE: "birth_date <> '' AND born_on IS NULL",
    LineFault.MALFORMED_EMAIL: "contact_email <> '' AND email_address IS NULL",
    LineFault.MALFORMED_MOBILE: "contact_phone <> '' AND mobile_number IS NULL",
    LineFault.MALFORMED_OTHER_IDENTIFIER: IS_MALFORMED_LIST,
}
IS_SEARCHED: Final = True
CODED: Final[dict[str, tuple[Nomenclature, ...]]] = {}

# Other identifiers are public; civil status and contacts are not.
_TOUCHED: Final = """
INSERT INTO loading.touched
SELECT practitioner_id FROM wanted_identifier UNION SELECT practitioner_id FROM gone_identifier
"""
# Whether contacts are there and verified is something that lists are narrowed by.
_RELISTED: Final = """
INSERT INTO loading.relisted
SELECT DISTINCT practitioner_id FROM resolved_contact WHERE verdict IN ('NEW', 'CHANGED', 'CONFIRMED')
"""
_COMPARE_PEOPLE: Final = """
WITH changing AS (
    SELECT practitioner_id AS id FROM resolved_identity WHERE is_changed
    UNION SELECT practitioner_id FROM resolved_contact WHERE verdict = 'CHANGED'
)
SELECT p.identifier_type, count(*) FILTER (WHERE NOT COALESCE(n.is_new, false)), count(*) FILTER (WHERE n.is_new),
    count(*) FILTER (WHERE c.id IS NOT NULL AND NOT n.is_new)
FROM directory_practitioner AS p
LEFT JOIN directory_civilidentity AS i ON i.practitioner_id = p.id
LEFT JOIN resolved_identity AS n ON n.practitioner_id = p.id
LEFT JOIN changing AS c ON c.id = p.id
WHERE p.is_test = ANY(%(environments)s) AND (i.practitioner_id IS NOT NULL OR n.practitioner_id IS NOT NULL)
GROUP BY p.identifier_type
"""
_COMPARE_ROWS: Final = {
    "contacts": f"""
SELECT ({CURRENT_CONTACTS}), count(*) FILTER (WHERE verdict = 'NEW'), count(*) FILTER (WHERE verdict = 'CHANGED'), 0
FROM resolved_contact
""",
    "former_identifiers": """
SELECT (SELECT count(*) FROM directory_formeridentifier WHERE load_id IS NOT NULL AND ended_at IS NULL),
    (SELECT count(*) FROM wanted_identifier WHERE NOT is_taken), 0, (SELECT count(*) FROM gone_identifier)
""",
}


def resolve(cursor: CursorWrapper, params: Params) -> None:
    """People are those that the directory has."""
    resolve_known_people(cursor)
    resolve_identities(cursor)
    resolve_contacts(cursor)
    resolve_other_identifiers(cursor)
    cursor.execute(_TOUCHED)
    cursor.execute(_RELISTED)


def compare(cursor: CursorWrapper, params: Params) -> Comparison:
    """People by type of identifier: whose civil identity is known; then contacts and other identifiers."""
    cursor.execute(_COMPARE_PEOPLE, params.values)
    people = {
        kind: Change(known=known, created=created, updated=updated)
        for kind, known, created, updated in cursor.fetchall()
    }
    rows = {}
    for kind, query in _COMPARE_ROWS.items():
        cursor.execute(query)
        known, created, updated, closed = cursor.fetchone() or (0, 0, 0, 0)
        rows[kind] = Change(known=known, created=created, updated=updated, closed=closed)
    return Comparison(people, rows)


def apply(cursor: CursorWrapper, params: Params, *, bulk: bool) -> dict[str, Merged]:
    """Identities, contacts with the conflicts about them, other identifiers."""
    return {
        "identities": apply_identities(cursor, params),
        **apply_contacts(cursor, params),
        "former_identifiers": apply_other_identifiers(cursor, params),
    }
