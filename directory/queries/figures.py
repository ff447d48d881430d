"""What dashboards count: facts about people, by the population that each belongs to.

A fact says that something is so, or happened, on a day: it names the person and the measure. Facts come from every
floor; here they are counted for all authorities at once (to be kept), or for some people (while somebody looks).
"""

# ruff: noqa: S608 - statements are put together from constants of this file and of series; values are parameters

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from directory.models import DirectoryFigure
from directory.policy import RECENT_ROLE


@dataclass(frozen=True, slots=True)
class Facts:
    """A statement whose rows are facts: practitioner_id, measure (text), day (date). values: its parameters."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Measures that one statement counts. facts: at an instant, from a day on.

    is_flow: facts happen on their day, and days add up; else they hold on the day of the instant.
    """

    keys: tuple[str, ...]
    is_flow: bool
    facts: Callable[[datetime, date], Facts]


@dataclass(frozen=True, slots=True)
class Counted:
    """One number of one day."""

    measure: str
    population: str
    day: date
    value: int


# Both contacts proven and settled: what an activation by two codes needs.
_IS_ACTIVABLE: Final = """
(SELECT count(*) FROM directory_contactpoint c
 WHERE c.practitioner_id = e.practitioner_id AND c.ended_at IS NULL AND c.verified_at IS NOT NULL
    AND c.settled_at <= %s) = 2
"""
_STANDING: Final = f"""
SELECT e.practitioner_id, %s::date AS day,
    unnest(CASE WHEN {_IS_ACTIVABLE} THEN ARRAY['enrolled', 'activable'] ELSE ARRAY['enrolled'] END) AS measure
FROM directory_directoryentry e WHERE e.is_listed
"""
_REGISTERED: Final = """
SELECT e.practitioner_id, (e.enrolled_at AT TIME ZONE %s)::date AS day, 'registered' AS measure
FROM directory_enrolment e WHERE e.enrolled_at >= %s
"""
_POPULATION: Final = """
CASE home.kind WHEN 'ORDER' THEN 'ORDER' WHEN 'REGIONAL' THEN 'AGENCY' WHEN 'LOCAL' THEN 'LOCAL' ELSE 'OTHER' END
"""

# Who belongs to whom: as `directory.permissions` narrows what the staff of each authority sees. Local authorities are
# thousands, and small: they are counted when somebody looks.
_KEEP: Final = f"""
WITH fact AS MATERIALIZED ({{facts}}),
person AS MATERIALIZED (
    SELECT p.id, p.is_test, p.authority_id FROM directory_practitioner p
    WHERE p.id IN (SELECT practitioner_id FROM fact)),
member AS MATERIALIZED (
    SELECT id, authority_id FROM person
    UNION SELECT e.practitioner_id, e.authority_id
        FROM directory_enrolment e JOIN person ON person.id = e.practitioner_id
    UNION SELECT x.practitioner_id, a.id
        FROM directory_professionalexercise x
        JOIN person ON person.id = x.practitioner_id
        JOIN directory_registrationauthority a
            ON a.kind = 'ORDER' AND a.code = x.order_code AND a.department_code = '' AND a.is_test = person.is_test
    UNION SELECT x.practitioner_id, a.id
        FROM directory_practitionerrole r
        JOIN directory_professionalexercise x ON x.id = r.exercise_id
        JOIN person ON person.id = x.practitioner_id
        JOIN directory_organization o ON o.id = r.organization_id
        JOIN directory_registrationauthority a
            ON a.kind = 'REGIONAL' AND a.region_code = o.region_code AND a.is_test = o.is_test
        WHERE r.valid_until IS NULL OR r.valid_until > %s
    UNION ALL SELECT id, NULL FROM person)
INSERT INTO directory_directoryfigure (day, authority_id, is_test, population, measure, value, counted_at)
SELECT fact.day, member.authority_id, person.is_test, {_POPULATION}, fact.measure, count(*), %s
FROM fact
JOIN member ON member.id = fact.practitioner_id
JOIN person ON person.id = fact.practitioner_id
JOIN directory_registrationauthority home ON home.id = person.authority_id
LEFT JOIN directory_registrationauthority a ON a.id = member.authority_id
WHERE a.id IS NULL OR (a.kind <> 'LOCAL' AND a.is_test = person.is_test)
GROUP BY 1, 2, 3, 4, 5
"""
_LIVE: Final = f"""
SELECT fact.measure, {_POPULATION}, fact.day, count(*)
FROM ({{facts}}) fact
JOIN directory_practitioner p ON p.id = fact.practitioner_id
JOIN directory_registrationauthority home ON home.id = p.authority_id
WHERE fact.practitioner_id = ANY (%s) GROUP BY 1, 2, 3
"""


def start_of(day: date) -> datetime:
    """The instant at which a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _standing(now: datetime, since: date) -> Facts:
    return Facts(_STANDING, (timezone.localdate(now), now))


def _registered(now: datetime, since: date) -> Facts:
    return Facts(_REGISTERED, (timezone.get_default_timezone_name(), start_of(since)))


STANDING: Final = Series(("enrolled", "activable"), is_flow=False, facts=_standing)
REGISTERED: Final = Series(("registered",), is_flow=True, facts=_registered)


def last_day_of(series: Series) -> date | None:
    """The last day of which something was kept, or None."""
    kept = DirectoryFigure.objects.filter(measure__in=series.keys).order_by("-day")
    return kept.values_list("day", flat=True).first()


def write_anew(series: Series, *, since: date, now: datetime) -> int:
    """Count a series for the nation and each authority, and put it in the place of what was kept from that day on.

    Returns how many figures were written. In the caller's transaction.
    """
    facts = series.facts(now, since)
    DirectoryFigure.objects.filter(measure__in=series.keys, day__gte=since).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")  # two million people are joined and grouped without the disk
        recent = timezone.localdate(now) - RECENT_ROLE
        cursor.execute(_KEEP.format(facts=facts.sql), [*facts.values, recent, now])
        return int(cursor.rowcount)


def count_live(series: list[Series], people: list[int], *, since: date, now: datetime) -> list[Counted]:
    """The same figures of these people, counted now. For scopes of a few thousand."""
    counted: list[Counted] = []
    with connection.cursor() as cursor:
        for one in series:
            facts = one.facts(now, since)
            cursor.execute(_LIVE.format(facts=facts.sql), [*facts.values, people])
            counted += [Counted(*row) for row in cursor.fetchall()]
    return counted
