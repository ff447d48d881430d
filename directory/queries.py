"""What can be asked of the directory, by every floor."""

from datetime import date, datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.models import (
    CivilIdentity,
    Concept,
    ContactKind,
    ContactPoint,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    WorkerHeartbeat,
)

# The nomenclatures that a profession code may come from, in the order in which they are asked
PROFESSION_TABLES = (
    "TRE_G15-ProfessionSante",
    "TRE_R94-ProfessionSocial",
    "TRE_R95-UsagerTitre",
    "TRE_R96-AutreFonctionSanitaire",
    "TRE_R85-RolePriseCharge",
)


def find_by_national_id(national_id: str) -> Practitioner | None:
    """The person of this national id (8 + RPPS…), or None. One query, whatever the answer."""
    return Practitioner.objects.filter(national_id=national_id).select_related("authority").first()


def is_eligible(practitioner_id: int, now: datetime) -> bool:
    """May this person hold and use an e-CPS at this instant? One query."""
    return eligible_practitioners(now).filter(pk=practitioner_id).exists()


def eligible_practitioners(now: datetime) -> QuerySet[Practitioner]:
    """Alive, not struck off, and registered with an order or with at least one open role."""
    today = timezone.localdate(now)
    exercises = ProfessionalExercise.objects.filter(practitioner=OuterRef("pk")).filter(_running(today))
    in_force = exercises.filter(Q(struck_off_date__isnull=True) | Q(struck_off_date__gt=today))
    open_roles = PractitionerRole.objects.filter(exercise__practitioner=OuterRef("pk")).filter(
        _running(today),
        _running(today, "exercise__"),
        Q(exercise__struck_off_date__isnull=True) | Q(exercise__struck_off_date__gt=today),
    )
    return Practitioner.objects.filter(
        Q(deceased_date__isnull=True) | Q(deceased_date__gt=today),
        Exists(in_force.exclude(order_code="")) | Exists(open_roles),
    )


def _running(today: date, prefix: str = "") -> Q:
    """Begun (or of unknown beginning) and not ended; the end is excluded."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": today})
    not_ended = Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": today})
    return begun & not_ended


def activation_contacts(practitioner_id: int | None, now: datetime) -> dict[str, ContactPoint]:
    """The verified and settled contacts by kind; an unknown person costs the same query and gives none."""
    rows = ContactPoint.objects.filter(
        practitioner_id=practitioner_id or 0,
        ended_at__isnull=True,
        verified_at__isnull=False,
        settled_at__lte=now,
    )
    return {row.kind: row for row in rows}


def can_be_reached(practitioner_id: int, now: datetime) -> bool:
    """Both contacts serve activation."""
    return set(activation_contacts(practitioner_id, now)) == {ContactKind.EMAIL, ContactKind.MOBILE}


def birth_date_of(practitioner_id: int | None) -> date | None:
    """The birth date in the directory, or None; an unknown person costs the same query."""
    return (
        CivilIdentity.objects.filter(practitioner_id=practitioner_id or 0).values_list("birth_date", flat=True).first()
    )


def label(table: str, code: str) -> str:
    """The label of a code (`TRE_R85-RolePriseCharge`, `313`); the code itself when it is unknown."""
    return _labels(table).get(code, code) if code else ""


def oid(table: str) -> str:
    """The OID of a nomenclature; empty when it is not loaded."""
    return _oids().get(table, "")


def profession_table(code: str) -> str:
    """The nomenclature that holds this profession; G15 when none does."""
    for table in PROFESSION_TABLES:
        if code in _labels(table):
            return table
    return PROFESSION_TABLES[0]


def profession_label(code: str) -> str:
    """The label of a profession, whatever nomenclature it comes from."""
    return label(profession_table(code), code)


def forget_labels() -> None:
    """After a load of nomenclatures: read them again."""
    _labels.cache_clear()
    _oids.cache_clear()


# Labels are few (some thousands), change with a load and are asked on every page: each process keeps them.
@lru_cache(maxsize=64)
def _labels(table: str) -> dict[str, str]:
    return dict(Concept.objects.filter(table=table).values_list("code", "label"))


@lru_cache(maxsize=1)
def _oids() -> dict[str, str]:
    return dict(Concept.objects.values_list("table", "oid").distinct())


def last_worker_beat() -> datetime | None:
    """When the worker last said that it lives."""
    return WorkerHeartbeat.objects.filter(name="worker").values_list("beat_at", flat=True).first()
