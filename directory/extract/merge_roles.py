"""Activities: staged lines resolved against the directory, then written."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.merge_authorities import names_authority
from directory.extract.plan import Params, make_table

_JOIN_EXERCISE: Final = """
JOIN resolved_person AS w ON w.national_id = s.national_id
JOIN resolved_exercise AS e ON e.practitioner_id = w.id
    AND e.profession_code = s.profession_code AND e.category_code = s.category_code
"""

# Two lines of one activity differ by authority or expertise at most: the first speaks. What a registrar ended, with a
# reason, stays ended; what an earlier load closed opens again.
_ROLES: Final = f"""
SELECT named.*, COALESCE(r.id, nextval('directory_practitionerrole_id_seq')) AS id, r.id IS NULL AS is_new,
    r.id IS NOT NULL AND ((r.organization_id, r.authority_id, r.authority_code)
        IS DISTINCT FROM (named.organization_id, named.authority_id, named.authority_code)
        OR (r.valid_until IS NOT NULL AND r.end_reason_code = '')) AS is_changed
FROM (
    SELECT DISTINCT ON (e.id, s.source_key)
        e.id AS exercise_id, e.practitioner_id, s.source_key, o.id AS organization_id, s.mode_code, s.sector_code,
        s.pharmacist_section_code, s.role_code, s.activity_kind_code, a.authority_id,
        s.activity_authority AS authority_code
    FROM staged AS s {_JOIN_EXERCISE}
    LEFT JOIN resolved_structure AS o ON o.technical_id = s.technical_id
    {names_authority("a", "activity_authority")}
    WHERE s.has_activity
    ORDER BY e.id, s.source_key, s.activity_authority, s.line_number
) AS named
LEFT JOIN directory_practitionerrole AS r ON r.exercise_id = named.exercise_id AND r.source_key = named.source_key
"""
_CREATE_ROLES: Final = """
INSERT INTO directory_practitionerrole (id, exercise_id, source_key, organization_id, mode_code, sector_code,
    pharmacist_section_code, role_code, activity_kind_code, authority_id, authority_code, end_reason_code, load_id)
SELECT id, exercise_id, source_key, organization_id, mode_code, sector_code, pharmacist_section_code, role_code,
    activity_kind_code, authority_id, authority_code, '', %(load)s
FROM resolved_role WHERE is_new
"""
_UPDATE_ROLES: Final = """
UPDATE directory_practitionerrole AS r
SET organization_id = n.organization_id, authority_id = n.authority_id, authority_code = n.authority_code,
    load_id = %(load)s, valid_until = CASE WHEN r.end_reason_code = '' THEN NULL ELSE r.valid_until END
FROM resolved_role AS n WHERE r.id = n.id AND n.is_changed
"""


def resolve_roles(cursor: CursorWrapper) -> None:
    """Leave `resolved_role`."""
    make_table(cursor, "resolved_role", _ROLES)


def apply_roles(cursor: CursorWrapper, params: Params) -> Merged:
    """Create, update and reopen activities."""
    cursor.execute(_CREATE_ROLES, params.values)
    created = cursor.rowcount
    cursor.execute(_UPDATE_ROLES, params.values)
    return Merged(created=created, updated=cursor.rowcount)
