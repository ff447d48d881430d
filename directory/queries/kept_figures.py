"""The figures that were kept, as dashboards read them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max, Sum
from django.db.models.functions import TruncMonth

from directory.models import DirectoryFigure, RegistrationAuthority
from directory.queries.figures import Counted


class KeptFigures:
    """What was kept of an authority, or of the nation. test_people: of which world, None for both."""

    def __init__(self, authority: RegistrationAuthority | None, *, test_people: bool | None) -> None:
        kept = DirectoryFigure.objects.filter(authority=authority)
        self._kept = kept if test_people is None else kept.filter(is_test=test_people)

    def standing(self, measures: Iterable[str]) -> tuple[list[Counted], datetime | None]:
        """How things stood on the last day that was kept, and when they were counted; None: never."""
        of_measures = self._kept.filter(measure__in=list(measures))
        last = of_measures.aggregate(day=Max("day"), at=Max("counted_at"))
        rows = of_measures.filter(day=last["day"]).values("measure", "population", "day")
        return [Counted(**row) for row in rows.annotate(value=Sum("value"))], last["at"]

    def months(self, measures: Iterable[str], *, since: date) -> list[Counted]:
        """What happened in each month, under its first day."""
        rows = self._kept.filter(measure__in=list(measures), day__gte=since).annotate(month=TruncMonth("day"))
        summed = rows.values("measure", "population", "month").annotate(total=Sum("value"))
        return [Counted(row["measure"], row["population"], row["month"], row["total"]) for row in summed]

    def total(self, measures: Iterable[str], *, since: date) -> list[Counted]:
        """What happened since that day, under it."""
        rows = self._kept.filter(measure__in=list(measures), day__gte=since).values("measure", "population")
        return [Counted(**row, day=since) for row in rows.annotate(value=Sum("value"))]
