"""The registration authorities that staged lines name: which is meant, and which are missing.

The agency is the one of the place, the local authority is the structure itself; any other code stands alone.
"""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.plan import make_table
from directory.vocabulary.authorities import EXTRACT_AGENCY, LOCAL

_OF_A_PLACE: Final = f"('{LOCAL}', '{EXTRACT_AGENCY}')"

# Empty strings and zeros rather than nulls: equality can be hashed, IS NOT DISTINCT FROM cannot.
_NAMED: Final = f"""
SELECT named.*, COALESCE(CASE WHEN raw = '{LOCAL}' THEN structure.id END, 0) AS organization_id,
    CASE WHEN raw = '{LOCAL}' THEN structure.trade_name END AS trade_name,
    CASE WHEN raw = '{LOCAL}' THEN structure.legal_name END AS legal_name,
    CASE WHEN raw = '{EXTRACT_AGENCY}' THEN COALESCE(NULLIF(structure.agency_code, ''), raw) ELSE raw END AS code
FROM (
    SELECT raw, is_test, CASE WHEN raw IN {_OF_A_PLACE} THEN technical_id ELSE '' END AS technical_id,
        bool_or(is_person) AS is_person
    FROM (
        SELECT person_authority, exercise_authority, activity_authority, is_test,
            CASE WHEN person_authority IN {_OF_A_PLACE} OR exercise_authority IN {_OF_A_PLACE}
                OR activity_authority IN {_OF_A_PLACE} THEN COALESCE(technical_id, '') ELSE '' END AS technical_id
        FROM staged GROUP BY 1, 2, 3, 4, 5
    ) AS written CROSS JOIN LATERAL (
        VALUES (person_authority, true), (exercise_authority, false), (activity_authority, false)
    ) AS parts (raw, is_person)
    WHERE raw <> ''
    GROUP BY 1, 2, 3
) AS named
LEFT JOIN resolved_structure AS structure ON structure.technical_id = named.technical_id
"""
# A code that nobody knows becomes an authority only where a person must have one. Existing ones are never touched.
_RESOLVE: Final = """
SELECT wanted.*, COALESCE(a.id, nextval('directory_registrationauthority_id_seq')) AS id, a.id IS NULL AS is_new
FROM (
    SELECT DISTINCT ON (code, organization_id, is_test) * FROM (
        SELECT n.code, COALESCE(k.kind, 'OTHER') AS kind,
            COALESCE(NULLIF(n.trade_name, ''), NULLIF(n.legal_name, ''), k.name, n.code) AS name,
            COALESCE(k.region_code, '') AS region_code, n.organization_id, n.is_test
        FROM named_authority AS n LEFT JOIN known_authority AS k ON k.code = n.code
        WHERE k.code IS NOT NULL OR n.is_person
        UNION ALL
        SELECT k.code, k.kind, k.name, k.region_code, 0, environment
        FROM known_authority AS k CROSS JOIN unnest(%(environments)s::boolean[]) AS environment
        WHERE k.is_open
    ) AS every
    ORDER BY code, organization_id, is_test, name
) AS wanted
LEFT JOIN directory_registrationauthority AS a ON a.code = wanted.code
    AND COALESCE(a.organization_id, 0) = wanted.organization_id AND a.is_test = wanted.is_test
    AND a.department_code = ''
"""
_MEANT: Final = """
SELECT n.raw, n.is_test, n.technical_id, COALESCE(r.id, a.id) AS authority_id
FROM named_authority AS n
LEFT JOIN resolved_authority AS r
    ON r.code = n.code AND r.organization_id = n.organization_id AND r.is_test = n.is_test
LEFT JOIN directory_registrationauthority AS a ON a.code = n.code
    AND COALESCE(a.organization_id, 0) = n.organization_id AND a.is_test = n.is_test AND a.department_code = ''
"""
_CREATE: Final = """
INSERT INTO directory_registrationauthority
    (id, code, kind, name, region_code, department_code, organization_id, telephone, email, is_test)
SELECT id, code, kind, name, region_code, '', NULLIF(organization_id, 0), '', '', is_test
FROM resolved_authority WHERE is_new
"""


def names_authority(alias: str, column: str) -> str:
    """The join from one part of « Autorité d'enregistrement » of a staged line `s` to the authority it means there."""
    return f"""
    LEFT JOIN meant_authority AS {alias} ON {alias}.raw = s.{column} AND {alias}.is_test = s.is_test
        AND {alias}.technical_id = CASE WHEN s.{column} IN {_OF_A_PLACE} THEN COALESCE(s.technical_id, '') ELSE '' END
    """


def resolve_authorities(cursor: CursorWrapper, environments: list[bool]) -> None:
    """Leave `meant_authority`: for a code as written, a structure where it matters and an environment, the id."""
    make_table(cursor, "named_authority", _NAMED)
    make_table(cursor, "resolved_authority", _RESOLVE, {"environments": environments})
    make_table(cursor, "meant_authority", _MEANT)


def apply_authorities(cursor: CursorWrapper) -> Merged:
    """Create those that are missing."""
    cursor.execute(_CREATE)
    return Merged(created=cursor.rowcount)
