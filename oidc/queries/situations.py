"""The situations of exercise of a person: which are open, and which one was chosen for a service."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.models import PractitionerRole
from directory.queries import running
from oidc.models import Grant, ProviderSession, RelyingParty

Row = TypeVar("Row", bound=Model)


def list_open(practitioner_id: int, *, now: datetime) -> list[PractitionerRole]:
    """Return those of which claims tell, in the same order, each with its exercise, expertises and structure. Two
    queries at most.
    """
    rows = _open_of(practitioner_id, now=now).select_related("exercise", "organization")
    return list(rows.prefetch_related("exercise__expertises"))


def list_open_ids(practitioner_id: int, *, now: datetime) -> list[int]:
    """Return their keys. One query."""
    return list(_open_of(practitioner_id, now=now).values_list("pk", flat=True))


def find_chosen_in(session: ProviderSession, relying_party: RelyingParty) -> int | None:
    """Return the last one that the service was told of in this session. One query."""
    grants = Grant.objects.filter(session=session, revoked_at__isnull=True)
    return _last(grants, relying_party)


def find_last_chosen(practitioner_id: int, relying_party: RelyingParty) -> int | None:
    """Return the last one that the service was told of, also by a grant that ended. One query."""
    return _last(Grant.objects.filter(practitioner=practitioner_id), relying_party)


def with_situation(rows: "QuerySet[Row]", *, grant: str, now: datetime) -> "QuerySet[Row]":
    """The same rows, each with what `was_situation_open` reads: in their statement.

    grant: the way from a row to its grant, as lookups write it; empty where the rows are the grants.
    """
    way = f"{grant}__" if grant else ""
    own = _open_at(now).filter(
        pk=OuterRef(f"{way}situation_id"), exercise__practitioner=OuterRef(f"{way}practitioner_id")
    )
    none_or_open = Q(**{f"{way}situation__isnull": True}) | Exists(own)
    annotated: Any = rows.annotate(is_situation_open=ExpressionWrapper(none_or_open, output_field=BooleanField()))
    return annotated  # type: ignore[no-any-return]  # the same rows


def was_situation_open(row: Model) -> bool:
    """Whether the situation that was chosen is open, and its person's; also where none was. No query."""
    return bool(vars(row)["is_situation_open"])


def _open_of(practitioner_id: int, *, now: datetime) -> QuerySet[PractitionerRole]:
    return _open_at(now).filter(exercise__practitioner=practitioner_id).order_by("exercise_id", "pk")


def _open_at(now: datetime) -> QuerySet[PractitionerRole]:
    """Roles that run, of exercises that run and are in force."""
    today = timezone.localdate(now)
    in_force = Q(exercise__struck_off_date__isnull=True) | Q(exercise__struck_off_date__gt=today)
    return PractitionerRole.objects.filter(running(today), running(today, "exercise__"), in_force)


def _last(grants: QuerySet[Grant], relying_party: RelyingParty) -> int | None:
    chosen = grants.filter(relying_party=relying_party, situation__isnull=False)
    return chosen.order_by("-created_at", "-pk").values_list("situation_id", flat=True).first()


def find_unasked(practitioner_id: int, relying_party: RelyingParty, *, now: datetime) -> int | None:
    """Return the situation of somebody for whom there is no page on which to choose: the only one, or the last that
    they chose for this service; else none is told. No query for a service that does not ask.
    """
    if not relying_party.ask_situation:
        return None
    own = list_open_ids(practitioner_id, now=now)
    if len(own) == 1:
        return own[0]
    chosen = find_last_chosen(practitioner_id, relying_party)
    return chosen if chosen in own else None
