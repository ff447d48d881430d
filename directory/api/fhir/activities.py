"""Activities that run: the condition, and those of some people or structures."""

from collections.abc import Sequence

from django.db.models import Q

from directory.api.fhir.registry import Reading
from directory.models import PractitionerRole

LISTED = Q(exercise__practitioner__entry__is_listed=True)


def running(reading: Reading) -> Q:
    """The activity has begun and not ended, so has the exercise, and the person practises."""
    struck_off = "exercise__struck_off_date"
    return (
        _runs("", reading)
        & _runs("exercise__", reading)
        & (Q(**{f"{struck_off}__isnull": True}) | Q(**{f"{struck_off}__gt": reading.today}))
        & LISTED
    )


def of_structures(keys: Sequence[int], reading: Reading, most: int) -> Sequence[int]:
    """Activities that run in these structures."""
    return _first(Q(organization__in=keys), reading, most)


def of_people(keys: Sequence[int], reading: Reading, most: int) -> Sequence[int]:
    """Activities of these people that run."""
    return _first(Q(exercise__practitioner__in=keys), reading, most)


def _first(condition: Q, reading: Reading, most: int) -> Sequence[int]:
    found = PractitionerRole.objects.filter(
        condition, running(reading), exercise__practitioner__is_test=reading.test_people
    )
    return list(found.order_by("pk").values_list("pk", flat=True)[:most])


def _runs(prefix: str, reading: Reading) -> Q:
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": reading.today})
    return begun & (Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": reading.today}))
