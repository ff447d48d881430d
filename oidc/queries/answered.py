"""What a person approved on their phone, with what its use must ask, in one statement."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from activation import queries as activation_queries
from directory import queries as directory_queries
from oidc.models import LoginRequest, RelyingParty
from oidc.queries import columns
from oidc.vocabulary import LoginState

# What a phone shows, and what its answer is checked by
_ASKED: Final = ("acr", "binding_text", "number", "numbers", "challenge", "browser_digest", "claim_address", "woken_at")


def find_approved(login_id: UUID, *, relying_party: RelyingParty, now: datetime) -> LoginRequest | None:
    """Return an approved question with its card and person, and what `was_card_usable` reads. One query.

    relying_party: whose question it is, with its client.
    """
    row = _APPROVED.first(login=login_id, now=now)
    if row is not None:
        row.relying_party = relying_party
    return row


def _approved(login: UUID, now: datetime) -> QuerySet[LoginRequest]:
    rows = LoginRequest.objects.filter(pk=login, state=LoginState.APPROVED)
    is_eligible, is_opposed = activation_queries.asks_of_rights(
        now, holder=OuterRef("card__practitioner_id"), card=OuterRef("card_id")
    )
    lean = columns.of_card(rows.select_related("card__practitioner").defer(*_ASKED), card="card")
    lean = columns.of_person(lean, person="card__practitioner")
    return lean.annotate(is_eligible=is_eligible, is_opposed=is_opposed)


_APPROVED = directory_queries.Prepared(_approved, login=UUID, now=datetime)
