"""The figures of the provider: one day counted and kept, and what was kept as pages read it."""

# ruff: noqa: S608 - statements are put together from constants of this file; values are parameters

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Min, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from activation.models import VirtualCard
from directory.queries.figures import start_of
from oidc.models import Grant, ProviderFigure, RelyingParty
from oidc.vocabulary import FigureMeasure

STANDING: Final = (FigureMeasure.SERVICES, FigureMeasure.CARDS_WORKING)
HAPPENING: Final = (FigureMeasure.CARDS_ACTIVATED, FigureMeasure.SIGN_INS)

_WORLDS: Final = "(VALUES ('production', FALSE), ('sandbox', TRUE)) AS world (environment, is_test)"
_WRITE: Final = """
INSERT INTO oidc_providerfigure (day, relying_party_id, environment, measure, means, acr, value, counted_at)
"""
# Days of few services and fewer means: the rows of a day are grouped before anything is joined to them.
_SIGN_INS: Final = f"""
WITH counted AS MATERIALIZED (
    SELECT g.relying_party_id, g.auth_mode, g.acr, count(*) AS value FROM oidc_grant g
    WHERE g.created_at >= %(begun)s AND g.created_at < %(ended)s GROUP BY 1, 2, 3)
{_WRITE}
SELECT %(day)s, c.relying_party_id, s.environment, 'sign_ins', c.auth_mode, c.acr, sum(c.value), %(now)s
FROM counted c JOIN oidc_relyingparty s ON s.client_id = c.relying_party_id
GROUP BY GROUPING SETS (
    (c.relying_party_id, s.environment, c.auth_mode, c.acr), (s.environment, c.auth_mode, c.acr))
"""
# Written also where it is zero: it says that the day was counted.
_CARDS_ACTIVATED: Final = f"""
{_WRITE}
SELECT %(day)s, NULL, world.environment, 'cards_activated', '', '', count(made.id), %(now)s
FROM {_WORLDS} LEFT JOIN (
    SELECT c.id, p.is_test FROM activation_virtualcard c JOIN directory_practitioner p ON p.id = c.practitioner_id
    WHERE c.created_at >= %(begun)s AND c.created_at < %(ended)s) made ON made.is_test = world.is_test
GROUP BY world.environment
"""
_CARDS_WORKING: Final = f"""
{_WRITE}
SELECT %(day)s, NULL, world.environment, 'cards_working', '', '', count(working.id), %(now)s
FROM {_WORLDS} LEFT JOIN (
    SELECT c.id, p.is_test FROM activation_virtualcard c JOIN directory_practitioner p ON p.id = c.practitioner_id
    WHERE c.state IN ('ACTIVE', 'SUSPENDED') AND c.expires_at > %(now)s) working ON working.is_test = world.is_test
GROUP BY world.environment
"""
_SERVICES: Final = f"""
{_WRITE}
SELECT %(day)s, NULL, world.environment, 'services', '', '', count(s.client_id), %(now)s
FROM {_WORLDS} LEFT JOIN oidc_relyingparty s ON s.environment = world.environment AND s.is_active
GROUP BY world.environment
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """One number of all services of an environment. month: its first day; None: as it stands now.

    means, acr: empty where the measure has none.
    """

    measure: str
    environment: str
    month: date | None
    means: str
    acr: str
    value: int


@dataclass(frozen=True, slots=True)
class SignIns:
    """How many people's sign-ins a service had on a day, by one means, at one level."""

    day: date
    means: str
    acr: str
    value: int


def last_day_counted() -> date | None:
    """The last day whose figures were kept, or None."""
    days = ProviderFigure.objects.filter(relying_party=None, measure=FigureMeasure.CARDS_ACTIVATED).order_by("-day")
    return days.values_list("day", flat=True).first()


def first_day_to_count() -> date | None:
    """The day on which the first card was made or the first sign-in happened, or None."""
    firsts = [rows.aggregate(at=Min("created_at"))["at"] for rows in (VirtualCard.objects, Grant.objects)]
    return min((timezone.localdate(at) for at in firsts if at is not None), default=None)


def write_day(day: date, *, now: datetime) -> int:
    """Count what happened on a day, in the place of what was kept of it. In the caller's transaction."""
    ProviderFigure.objects.filter(day=day, measure__in=HAPPENING).delete()
    return _write((_SIGN_INS, _CARDS_ACTIVATED), day, now)


def write_standing(*, now: datetime) -> int:
    """Count how things stand, in the place of what was kept of the same day. In the caller's transaction."""
    day = timezone.localdate(now)
    ProviderFigure.objects.filter(day=day, measure__in=STANDING).delete()
    return _write((_SERVICES, _CARDS_WORKING), day, now)


def as_it_stands() -> tuple[list[Counted], datetime | None]:
    """Services and working cards on the last day that was kept, and when they were counted; None: never. One query."""
    kept = ProviderFigure.objects.filter(relying_party=None, measure__in=STANDING)
    rows = list(kept.order_by("measure", "environment", "-day").distinct("measure", "environment"))
    counted = [Counted(row.measure, row.environment, None, "", "", row.value) for row in rows]
    return counted, max((row.counted_at for row in rows), default=None)


def by_month(*, since: date) -> list[Counted]:
    """Sign-ins and activated cards of each month, all services together. One query, of some rows a day."""
    kept = ProviderFigure.objects.filter(relying_party=None, measure__in=HAPPENING, day__gte=since)
    rows = kept.annotate(month=TruncMonth("day")).values("measure", "environment", "month", "means", "acr")
    summed = rows.annotate(total=Sum("value")).order_by("month", "environment", "measure", "means", "acr")
    return [
        Counted(row["measure"], row["environment"], row["month"], row["means"], row["acr"], row["total"])
        for row in summed
    ]


def sign_ins_of(relying_party: RelyingParty, *, since: date, until: date) -> list[SignIns]:
    """The sign-ins of one service, by day, means and level: days from `since` on, before `until`; days without any are
    left out. For its own team: numbers of one service are not public. One query.
    """
    kept = ProviderFigure.objects.filter(
        relying_party=relying_party, measure=FigureMeasure.SIGN_INS, day__gte=since, day__lt=until
    )
    return [SignIns(*row) for row in kept.order_by("day", "means", "acr").values_list("day", "means", "acr", "value")]


def _write(statements: Iterable[str], day: date, now: datetime) -> int:
    values = {"day": day, "begun": start_of(day), "ended": start_of(day + timedelta(days=1)), "now": now}
    written = 0
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)
            written += cursor.rowcount
    return written
