"""What an extract of activities no longer names: activities and professions end.

Only what earlier loads brought, and only of the people in `concerned`.
"""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.plan import Params, make_table

_GONE_ROLES: Final = """
SELECT r.id, r.exercise_id, e.practitioner_id
FROM directory_practitionerrole AS r
JOIN directory_professionalexercise AS e ON e.id = r.exercise_id
JOIN concerned AS c ON c.id = e.practitioner_id
WHERE r.source_key IS NOT NULL AND r.valid_until IS NULL AND NOT EXISTS (
    SELECT FROM resolved_role AS n WHERE n.exercise_id = r.exercise_id AND n.source_key = r.source_key
)
"""
# A profession that has an activity of another origin stays.
_GONE_EXERCISES: Final = """
SELECT e.id, e.practitioner_id
FROM directory_professionalexercise AS e
JOIN concerned AS c ON c.id = e.practitioner_id
WHERE e.load_id IS NOT NULL AND e.valid_until IS NULL
    AND NOT EXISTS (SELECT FROM resolved_exercise AS n WHERE n.id = e.id)
    AND NOT EXISTS (
        SELECT FROM directory_practitionerrole AS r WHERE r.exercise_id = e.id AND r.valid_until IS NULL
            AND NOT EXISTS (SELECT FROM gone_role AS g WHERE g.id = r.id)
    )
"""
_CLOSE_ROLES: Final = """
UPDATE directory_practitionerrole AS r
SET valid_until = GREATEST(%(today)s::date, r.valid_from), load_id = %(load)s
FROM gone_role AS g WHERE g.id = r.id
"""
_CLOSE_EXERCISES: Final = """
UPDATE directory_professionalexercise AS e
SET valid_until = GREATEST(%(today)s::date, e.valid_from + 1), load_id = %(load)s
FROM gone_exercise AS g WHERE g.id = e.id
"""


def resolve_departures(cursor: CursorWrapper) -> None:
    """Leave `gone_role` and `gone_exercise`."""
    make_table(cursor, "gone_role", _GONE_ROLES)
    make_table(cursor, "gone_exercise", _GONE_EXERCISES)


def apply_departures(cursor: CursorWrapper, params: Params) -> dict[str, Merged]:
    """End what is gone, from the day of the load on."""
    cursor.execute(_CLOSE_ROLES, params.values)
    roles = cursor.rowcount
    cursor.execute(_CLOSE_EXERCISES, params.values)
    return {"roles": Merged(closed=roles), "exercises": Merged(closed=cursor.rowcount)}
