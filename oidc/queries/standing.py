"""Whether the card of a session still works: an e-CPS by its own state, a physical card by what the directory knows."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from activation import queries as activation_queries
from activation.vocabulary import CardStanding, CardState
from activation.workflows import card_use, smart_card_use
from directory import queries as directory_queries
from oidc.models import ProviderSession

Row = TypeVar("Row", bound=Model)


def is_card_usable(session: ProviderSession, now: datetime) -> bool:
    """May the holder of this session use its card at this instant? Needs `card`."""
    if session.card is None:
        return smart_card_use.is_usable(session.practitioner_id, now=now)
    return card_use.standing(session.card, now) == CardStanding.ACTIVE


def with_rights(rows: "QuerySet[Row]", *, session: str, now: datetime) -> "QuerySet[Row]":
    """The same rows, each with what the directory says at this instant, for `was_card_usable`: in their statement.

    session: the way from a row to its session, as lookups write it; empty where the rows are the sessions.
    """
    way = f"{session}__" if session else ""
    own = OuterRef(f"{way}practitioner_id")
    is_eligible, is_opposed = activation_queries.asks_of_rights(
        now,
        holder=Coalesce(OuterRef(f"{way}card__practitioner_id"), own),
        card=OuterRef(f"{way}card_id"),
    )
    opposed = directory_queries.asks_of_opposed_cards(own, now)
    has_opposed = ExpressionWrapper(opposed, output_field=BooleanField())
    annotated: Any = rows.annotate(is_eligible=is_eligible, is_opposed=is_opposed, has_only_opposed_cards=has_opposed)
    return annotated  # type: ignore[no-any-return]  # the same rows


def unusable_sessions(now: datetime) -> "QuerySet[ProviderSession]":
    """The live sessions whose card, or whose holder's right, ended: those that `was_card_usable` refuses, asked of all
    at once."""
    rows = with_rights(ProviderSession.objects.live(now), session="", now=now)
    no_right = Q(is_eligible=False) | Q(is_opposed=True) | Q(card__isnull=True, has_only_opposed_cards=True)
    over = Q(card__isnull=False) & (~Q(card__state=CardState.ACTIVE) | Q(card__expires_at__lte=now))
    return rows.filter(no_right | over)


def was_card_usable(row: Model, session: ProviderSession, now: datetime) -> bool:
    """Answer as `is_card_usable`, from what `with_rights` found. No query. Needs `card`."""
    found = vars(row)
    if session.card is None:
        return found["is_eligible"] and not found["has_only_opposed_cards"]
    rights = activation_queries.Rights(is_eligible=found["is_eligible"], is_opposed=found["is_opposed"])
    return card_use.standing_with(session.card, rights, now) == CardStanding.ACTIVE
