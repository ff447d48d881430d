"""Civil identities, from the restricted extract: one a person, whatever the number of their lines."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.plan import Params, make_table

# A line under the identifier that the person bears now speaks first, then one that says more, whatever their order.
_SAID: Final = """
SELECT DISTINCT ON (w.id) w.id AS practitioner_id, s.birth_family_name, s.all_given_names, s.born_on, s.sex_code,
    s.birth_commune_code, s.birth_place, s.birth_country_code
FROM staged AS s JOIN resolved_person AS w ON w.national_id = s.national_id
WHERE s.birth_family_name || s.all_given_names || s.birth_date || s.sex_code <> ''
ORDER BY w.id, w.is_present DESC, s.birth_family_name = '', s.born_on IS NULL, s.birth_family_name COLLATE "C",
    s.all_given_names COLLATE "C", s.born_on, s.sex_code, s.birth_commune_code, s.birth_place COLLATE "C",
    s.birth_country_code
"""
_OWN: Final = """i.birth_family_name, i.given_names, i.birth_date, i.sex_code, i.birth_place_code, i.birth_place_label,
    i.birth_country_code"""
# What the file leaves empty is not forgotten.
_RESOLVE: Final = f"""
SELECT named.*, is_known AND ({_OWN}) IS DISTINCT FROM (named.birth_family_name, named.given_names, named.birth_date,
    named.sex_code, named.birth_place_code, named.birth_place_label, named.birth_country_code) AS is_changed,
    NOT is_known AS is_new
FROM (
    SELECT s.practitioner_id, i.practitioner_id IS NOT NULL AS is_known,
        COALESCE(NULLIF(s.birth_family_name, ''), i.birth_family_name, '') AS birth_family_name,
        COALESCE(NULLIF(s.all_given_names, ''), i.given_names, '') AS given_names,
        COALESCE(s.born_on, i.birth_date) AS birth_date,
        COALESCE(NULLIF(s.sex_code, ''), i.sex_code, '') AS sex_code,
        COALESCE(NULLIF(s.birth_commune_code, ''), i.birth_place_code, '') AS birth_place_code,
        COALESCE(NULLIF(s.birth_place, ''), i.birth_place_label, '') AS birth_place_label,
        COALESCE(NULLIF(s.birth_country_code, ''), i.birth_country_code, '') AS birth_country_code
    FROM said_identity AS s LEFT JOIN directory_civilidentity AS i ON i.practitioner_id = s.practitioner_id
) AS named
LEFT JOIN directory_civilidentity AS i ON i.practitioner_id = named.practitioner_id
"""
_CREATE: Final = """
INSERT INTO directory_civilidentity (practitioner_id, birth_family_name, given_names, birth_date, sex_code,
    birth_place_code, birth_place_label, birth_country_code, load_id)
SELECT practitioner_id, birth_family_name, given_names, birth_date, sex_code, birth_place_code, birth_place_label,
    birth_country_code, %(load)s
FROM resolved_identity WHERE is_new
"""
_UPDATE: Final = """
UPDATE directory_civilidentity AS i
SET birth_family_name = n.birth_family_name, given_names = n.given_names, birth_date = n.birth_date,
    sex_code = n.sex_code, birth_place_code = n.birth_place_code, birth_place_label = n.birth_place_label,
    birth_country_code = n.birth_country_code, load_id = %(load)s
FROM resolved_identity AS n WHERE n.practitioner_id = i.practitioner_id AND n.is_changed
"""


def resolve_identities(cursor: CursorWrapper) -> None:
    """Leave `resolved_identity`."""
    make_table(cursor, "said_identity", _SAID)
    make_table(cursor, "resolved_identity", _RESOLVE)


def apply_identities(cursor: CursorWrapper, params: Params) -> Merged:
    """Create and update them."""
    cursor.execute(_CREATE, params.values)
    created = cursor.rowcount
    cursor.execute(_UPDATE, params.values)
    return Merged(created=created, updated=cursor.rowcount)
