"""Who exists, and who may hold a card at an instant."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.models import Fusion, Practitioner, PractitionerRole, ProfessionalExercise


def is_eligible(practitioner_id: int, now: datetime) -> bool:
    """May this person hold and use an e-CPS at this instant? One query."""
    return eligible_practitioners(now).filter(pk=practitioner_id).exists()


def eligible_practitioners(now: datetime) -> QuerySet[Practitioner]:
    """Alive, not struck off, and registered with an order or with at least one open role.

    A record that was absorbed by another holds nothing: the other one does.
    """
    today = timezone.localdate(now)
    exercises = ProfessionalExercise.objects.filter(practitioner=OuterRef("pk")).filter(running(today))
    in_force = exercises.filter(Q(struck_off_date__isnull=True) | Q(struck_off_date__gt=today))
    open_roles = PractitionerRole.objects.filter(exercise__practitioner=OuterRef("pk")).filter(
        running(today),
        running(today, "exercise__"),
        Q(exercise__struck_off_date__isnull=True) | Q(exercise__struck_off_date__gt=today),
    )
    return Practitioner.objects.filter(
        Q(deceased_date__isnull=True) | Q(deceased_date__gt=today),
        Exists(in_force.exclude(order_code="")) | Exists(open_roles),
        ~Exists(Fusion.objects.filter(absorbed=OuterRef("pk"), undone_at__isnull=True)),
    )


def running(today: date, prefix: str = "") -> Q:
    """Begun (or of unknown beginning) and not ended; the end is excluded."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": today})
    not_ended = Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": today})
    return begun & not_ended
