"""A step of every use of a card: what it may do at this instant."""

from dataclasses import dataclass
from datetime import datetime

from activation import queries
from activation.models import VirtualCard
from activation.vocabulary import CardStanding, CardState


@dataclass(frozen=True)
class OwnCard:
    """One card of a holder as another one of theirs may see it."""

    card: VirtualCard
    standing: CardStanding
    is_this: bool


def own_cards(card: VirtualCard, now: datetime) -> list[OwnCard]:
    """The cards of the holder of this one that are not over, newest first. At most one query a card: they are few."""
    rows = queries.replaceable_cards(card.practitioner_id, now)
    return [OwnCard(card=row, standing=standing(row, now), is_this=row.pk == card.pk) for row in rows]


def standing(card: VirtualCard, now: datetime) -> CardStanding:
    """What this card may do at this instant. One query at most: the directory is asked last, at every use.

    An opposition that the directory knows revokes at that instant; the sweep only writes it down and tells.
    """
    alone = _standing_alone(card, now)
    return _standing_by(queries.rights_of(card, now)) if alone is CardStanding.ACTIVE else alone


def standing_with(card: VirtualCard, rights: queries.Rights, now: datetime) -> CardStanding:
    """The same for who has asked the directory. No query."""
    alone = _standing_alone(card, now)
    return _standing_by(rights) if alone is CardStanding.ACTIVE else alone


def _standing_alone(card: VirtualCard, now: datetime) -> CardStanding:
    state = CardState(card.state)
    if state is not CardState.REVOKED and card.expires_at <= now:
        return CardStanding.EXPIRED
    if state is not CardState.ACTIVE:
        return CardStanding(state.value)
    return CardStanding.NOT_YET_USABLE if card.usable_from > now else CardStanding.ACTIVE


def _standing_by(rights: queries.Rights) -> CardStanding:
    if rights.is_opposed:
        return CardStanding.REVOKED
    return CardStanding.ACTIVE if rights.is_eligible else CardStanding.NOT_ELIGIBLE
