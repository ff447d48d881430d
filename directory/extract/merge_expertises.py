"""Expertises, which files of activities and files of expertises both tell: each marks what it names, and takes its
own mark away. A row that a load brought goes when nobody names it any more; what was entered in the portal stays.

Both plans leave `resolved_exercise` first: id, practitioner_id, profession_code, category_code, is_new.
"""

from typing import Final, Literal

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.plan import Params, make_table

Mark = Literal["is_in_activities", "is_in_expertises"]
_OTHER: Final[dict[Mark, Mark]] = {"is_in_activities": "is_in_expertises", "is_in_expertises": "is_in_activities"}

_RESOLVE: Final = """
SELECT named.*, x.id IS NULL AS is_new, x.id AS known_id, COALESCE(NOT x.{mark}, false) AS is_unmarked
FROM (
    SELECT DISTINCT e.id AS exercise_id, e.practitioner_id, s.expertise_kind_code AS type_code, s.expertise_code AS code
    FROM staged AS s
    JOIN resolved_person AS w ON w.national_id = s.national_id
    JOIN resolved_exercise AS e ON e.practitioner_id = w.id
        AND e.profession_code = s.profession_code AND e.category_code = s.category_code
    WHERE s.expertise_code <> ''
) AS named
LEFT JOIN directory_expertise AS x
    ON x.exercise_id = named.exercise_id AND x.type_code = named.type_code AND x.code = named.code
"""
_GONE: Final = """
SELECT x.id, e.practitioner_id, x.load_id IS NOT NULL AND NOT x.{other} AS is_removed
FROM directory_expertise AS x
JOIN directory_professionalexercise AS e ON e.id = x.exercise_id
JOIN concerned AS c ON c.id = e.practitioner_id
WHERE x.{mark} AND NOT EXISTS (
    SELECT FROM resolved_expertise AS s
    WHERE s.exercise_id = x.exercise_id AND s.type_code = x.type_code AND s.code = x.code
)
"""
_CREATE: Final = """
INSERT INTO directory_expertise (exercise_id, type_code, code, load_id, {mark})
SELECT exercise_id, type_code, code, %(load)s, true FROM resolved_expertise WHERE is_new
"""
_MARK: Final = """
UPDATE directory_expertise AS x SET {mark} = true FROM resolved_expertise AS n WHERE n.known_id = x.id AND n.is_unmarked
"""
_UNMARK: Final = """
UPDATE directory_expertise AS x SET {mark} = false FROM gone_expertise AS g WHERE g.id = x.id AND NOT g.is_removed
"""
_REMOVE: Final = "DELETE FROM directory_expertise AS x USING gone_expertise AS g WHERE g.id = x.id AND g.is_removed"


def resolve_expertises(cursor: CursorWrapper, mark: Mark) -> None:
    """Leave `resolved_expertise` and `gone_expertise`."""
    make_table(cursor, "resolved_expertise", _RESOLVE.format(mark=mark))
    make_table(cursor, "gone_expertise", _GONE.format(mark=mark, other=_OTHER[mark]))


def apply_expertises(cursor: CursorWrapper, params: Params, mark: Mark) -> Merged:
    """Add those that are missing, remove those that nobody names. A mark alone changes nothing that anybody reads."""
    cursor.execute(_CREATE.format(mark=mark), params.values)
    created = cursor.rowcount
    cursor.execute(_MARK.format(mark=mark))
    cursor.execute(_UNMARK.format(mark=mark))
    cursor.execute(_REMOVE)
    return Merged(created=created, removed=cursor.rowcount)
