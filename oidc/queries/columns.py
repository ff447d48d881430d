"""Columns that no door reads of the rows that come along with a code, a token or a session: what is not asked for is
neither written nor sent nor read. Whoever reads one all the same gets it, by one query more."""

from typing import Final, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)

_CARD: Final = (
    "public_jwk",
    "kid",
    "pin_verifier",
    "pepper_ids",
    "wrong_pin_count",
    "device_name",
    "device_platform",
    "app_version",
    "last_used_at",
    "ended_at",
    "end_reason",
    "superseded_by",
    "approved_by",
    "language",
    "reminded_days",
)
_PERSON: Final = ("load", "identifier_type", "identifier", "authority", "authority_code", "created_at", "updated_at")


def of_session(rows: "QuerySet[Row]", *, session: str) -> "QuerySet[Row]":
    """The same rows without those of their session's card and person. session: the way to it, as lookups write it;
    empty where the rows are the sessions.
    """
    way = f"{session}__" if session else ""
    own = (f"{way}{name}" for name in ("browser_digest", "origin_address", "origin_user_agent", "ended_reason"))
    return of_card(rows.defer(*own), card=f"{way}card")


def of_card(rows: "QuerySet[Row]", *, card: str) -> "QuerySet[Row]":
    """Likewise of a card."""
    return rows.defer(*(f"{card}__{name}" for name in _CARD))


def of_person(rows: "QuerySet[Row]", *, person: str) -> "QuerySet[Row]":
    """Likewise of a person."""
    return rows.defer(*(f"{person}__{name}" for name in _PERSON))
