"""Whether the card of a session still works: an e-CPS by its own state, a physical card by what the directory knows."""

from datetime import datetime

from activation.vocabulary import CardStanding
from activation.workflows import card_use, smart_card_use
from oidc.models import ProviderSession


def is_card_usable(session: ProviderSession, now: datetime) -> bool:
    """May the holder of this session use its card at this instant? Needs `card`."""
    if session.card is None:
        return smart_card_use.is_usable(session.practitioner_id, now=now)
    return card_use.standing(session.card, now) == CardStanding.ACTIVE
