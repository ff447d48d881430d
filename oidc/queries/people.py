"""What a claim needs of a person."""

from datetime import datetime

from django.db.models import Prefetch, Q
from django.utils import timezone

from directory.models import Expertise, PractitionerRole, ProfessionalExercise


def list_current_exercises(practitioner_id: int, *, now: datetime) -> list[ProfessionalExercise]:
    """Return what a person practises today, each with its expertises and its open roles and their structures. Three
    queries."""
    today = timezone.localdate(now)
    running = Q(valid_until__isnull=True) | Q(valid_until__gt=today)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    in_force = Q(struck_off_date__isnull=True) | Q(struck_off_date__gt=today)
    open_roles = PractitionerRole.objects.filter(running, begun).select_related("organization").order_by("id")
    return list(
        ProfessionalExercise.objects.filter(running, begun, in_force, practitioner_id=practitioner_id)
        .prefetch_related(
            Prefetch("expertises", queryset=Expertise.objects.order_by("id")),
            Prefetch("roles", queryset=open_roles),
        )
        .order_by("id")
    )
