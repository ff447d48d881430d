"""A card ends, rests or works again: by its holder, by whoever received the notice of its birth, by an authority."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from activation import queries
from activation.errors import CardIsOver, CardNotFound
from activation.models import VirtualCard
from activation.states import card_states_before
from activation.vocabulary import HOLDER_REASONS, CardEndReason, CardState
from activation.workflows.ending import revoke_card
from activation.workflows.notices import read_disown_token, tell_resumed, tell_suspended
from directory import journal, permissions
from directory import queries as directory_queries
from directory.models import Account


def revoke_by_holder(*, card_id: UUID, now: datetime) -> bool:
    """The holder deletes the card from the phone that holds it. False: it was over already."""
    return _revoke(_find(card_id), reason=CardEndReason.HOLDER_REQUEST, actor=None, now=now)


def revoke_own(*, practitioner_id: int, card_id: UUID, reason: CardEndReason, now: datetime) -> bool:
    """The holder revokes a card of theirs from their space, with another means or with the card itself.

    reason: one of HOLDER_REASONS. False: it was over already. Raises CardNotFound, also for other people's.
    """
    card = _find(card_id)
    records = directory_queries.records_behind(practitioner_id)
    if card.practitioner_id not in records or reason not in HOLDER_REASONS:
        raise CardNotFound()
    return _revoke(card, reason=reason, actor=None, now=now)


def card_of_link(token: str) -> VirtualCard | None:
    """The card that a link "it was not me" names; None for a link that is not ours, or old. Changes nothing."""
    card_id = read_disown_token(token)
    return queries.find_card(card_id) if card_id else None


def disown(*, token: str, now: datetime) -> bool:
    """Whoever received the notice of an activation says that it was not theirs. False: the card was over already.

    Raises CardNotFound for a link that is not ours, or old.
    """
    card = card_of_link(token)
    if card is None:
        raise CardNotFound()
    return _revoke(card, reason=CardEndReason.DISOWNED, actor=None, now=now)


def revoke_by_authority(*, account: Account, card_id: UUID, reason: CardEndReason, now: datetime) -> None:
    """The person's authority ends a card. Raises CardNotFound (also: not theirs) and CardIsOver."""
    card = _find_for(account, card_id, now)
    if not _revoke(card, reason=reason, actor=account, now=now):
        raise CardIsOver()


def suspend(*, account: Account, card_id: UUID, reason: str, now: datetime) -> None:
    """The person's authority lays a card to rest. reason: a code. Raises CardNotFound and CardIsOver."""
    card = _find_for(account, card_id, now)
    with transaction.atomic():
        _move(card, CardState.SUSPENDED)
        _record("activation.card_suspended", card, account, now, reason)
        tell_suspended(card, now=now)


def resume(*, account: Account, card_id: UUID, now: datetime) -> None:
    """The same authority lets it work again. Raises CardNotFound and CardIsOver."""
    card = _find_for(account, card_id, now)
    with transaction.atomic():
        _move(card, CardState.ACTIVE)
        _record("activation.card_resumed", card, account, now, "")
        tell_resumed(card, now=now)


def _find(card_id: UUID) -> VirtualCard:
    card = queries.find_card(card_id)
    if card is None:
        raise CardNotFound()
    return card


def _find_for(account: Account, card_id: UUID, now: datetime) -> VirtualCard:
    card = _find(card_id)
    if not permissions.can_decide_contacts(account, card.practitioner, now):
        raise CardNotFound()
    return card


def _revoke(card: VirtualCard, *, reason: CardEndReason, actor: Account | None, now: datetime) -> bool:
    with transaction.atomic():
        return revoke_card(card, reason=reason, actor=actor, now=now)


def _move(card: VirtualCard, state: CardState) -> None:
    if VirtualCard.objects.filter(pk=card.pk, state__in=card_states_before(state)).update(state=state) != 1:
        raise CardIsOver()


def _record(action: str, card: VirtualCard, actor: Account | None, now: datetime, reason: str) -> None:
    journal.record(
        action=action,
        actor=actor,
        practitioner_id=card.practitioner_id,
        subject=card,
        now=now,
        mandate=permissions.acting_mandate(actor, card.practitioner.authority, now),
        reason=reason,
    )
