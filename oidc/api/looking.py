"""The list of a phone, for a door that keeps its calls: the questions of `LoginRequestList`, asked without a thread.

Whoever is not recognised here, or may not see it, is left to that view, which says why.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from rest_framework.renderers import JSONRenderer

from activation import queries as card_queries
from activation.models import VirtualCard
from activation.vocabulary import CardStanding
from activation.workflows import card_use
from directory.queries.prepared import Statement
from oidc.api import outputs, waiting
from oidc.models import LoginRequest
from oidc.queries import logins

Rows = list[tuple[Any, ...]]


class Ask(Protocol):
    """What carries statements to the database, all in one way there, and their rows back."""

    def __call__(self, *statements: Statement) -> Awaitable[list[Rows]]:
        """The rows of each."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who signed: enough to look for them again. kid: of the card's key."""

    kid: str
    card: UUID
    person: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What waits for a caller at an instant."""

    caller: Caller
    rows: Sequence[LoginRequest]
    now: datetime

    @property
    def mark(self) -> str:
        """Its `ETag`."""
        return waiting.mark_of(self.rows)

    @property
    def until(self) -> datetime | None:
        """When it changes by itself."""
        return min((row.expires_at for row in self.rows), default=None)

    def body(self) -> bytes:
        """As the view writes it."""
        return bytes(JSONRenderer().render(outputs.list_login_requests(self.rows, now=self.now)))


async def look(proof: str, *, path: str, now: datetime, ask: Ask) -> Seen | None:
    """What waits for the card that signed this reading just now; None when it did not, or may not be used."""
    kid = card_use.key_of_call(proof)
    if kid is None:
        return None
    card, rows = await _read(kid, now, ask)
    if card is None or not card_use.has_signed_reading(card, proof=proof, path=path, now=now):
        return None
    return _see(Caller(kid, card.pk, card.practitioner_id), card, rows, now)


async def look_again(caller: Caller, *, now: datetime, ask: Ask) -> Seen | None:
    """The same later, for a caller whose proof was verified: card, rights and list are read anew.

    None also when the card went to another record meanwhile: its news come from elsewhere.
    """
    card, rows = await _read(caller.kid, now, ask)
    if card is None or card.practitioner_id != caller.person:
        return None
    return _see(caller, card, rows, now)


async def _read(kid: str, now: datetime, ask: Ask) -> tuple[VirtualCard | None, Rows]:
    standing, pending = card_queries.STANDING_WITH_KEY, logins.PENDING
    cards, rows = await ask(standing.statement(kid=kid, now=now), pending.statement(kid=kid, now=now))
    return next(iter(standing.read(cards)), None), rows


def _see(caller: Caller, card: VirtualCard, rows: Rows, now: datetime) -> Seen | None:
    if card_use.standing_with(card, card_queries.read_rights(card), now) is not CardStanding.ACTIVE:
        return None
    return Seen(caller, logins.in_order(logins.PENDING.read(rows)) if rows else [], now)
