"""What a person approved on their phone, with what its use must ask, in one statement."""

from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from activation import queries as activation_queries
from directory import queries as directory_queries
from oidc.models import LoginRequest
from oidc.vocabulary import LoginState


def find_approved(login_id: UUID, *, now: datetime) -> LoginRequest | None:
    """Return an approved question with its card, person and client, and what `was_card_usable` reads. One query."""
    return _APPROVED.first(login=login_id, now=now)


def _approved(login: UUID, now: datetime) -> QuerySet[LoginRequest]:
    rows = LoginRequest.objects.filter(pk=login, state=LoginState.APPROVED)
    is_eligible, is_opposed = activation_queries.asks_of_rights(
        now, holder=OuterRef("card__practitioner_id"), card=OuterRef("card_id")
    )
    return rows.select_related("card__practitioner", "relying_party__client").annotate(
        is_eligible=is_eligible, is_opposed=is_opposed
    )


_APPROVED = directory_queries.Prepared(_approved, login=UUID, now=datetime)
