"""A step of several workflows: the holder is told, by all contacts, what became of a card; each in its language."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils import timezone

from activation.models import VirtualCard
from activation.policy import DISOWN_LIFETIME
from activation.vocabulary import CardEndReason
from directory import correspondence
from directory import queries as directory_queries

_DISOWN_SALT = "activation.disown"


def tell_activated(card: VirtualCard, *, network: str, now: datetime) -> None:
    """An e-CPS was made on a phone: which, when, from where, and a page to revoke it when it was not the holder."""
    _tell(
        "activation_done",
        card,
        now,
        network=network,
        link=_disown_link(card),
        usable_from=_local(card.usable_from),
        is_later=card.usable_from > card.created_at,
    )


def tell_approved(card: VirtualCard, *, by: VirtualCard, now: datetime) -> None:
    """Another card of the holder made a new one usable before its time."""
    _tell("activation_card_approved", card, now, approving=by.device_name, link=_disown_link(card))


def tell_pin_changed(card: VirtualCard, *, now: datetime) -> None:
    """The PIN of an e-CPS was changed on its phone."""
    _tell("activation_pin_changed", card, now, link=_disown_link(card))


def tell_locked(card: VirtualCard, *, now: datetime) -> None:
    """An e-CPS was locked by wrong PINs."""
    _tell("activation_card_locked", card, now)


def tell_revoked(card: VirtualCard, reason: CardEndReason, *, now: datetime) -> None:
    """An e-CPS was revoked, by whomever, and why."""
    _tell("activation_card_revoked", card, now, reason=reason.value)


def tell_replaced(card: VirtualCard, *, by: VirtualCard, now: datetime) -> None:
    """An e-CPS made place for a new one."""
    _tell("activation_card_replaced", card, now, new_device=by.device_name)


def tell_suspended(card: VirtualCard, *, now: datetime) -> None:
    """An e-CPS was suspended by an authority."""
    _tell("activation_card_suspended", card, now)


def tell_resumed(card: VirtualCard, *, now: datetime) -> None:
    """An authority lifted the suspension of an e-CPS."""
    _tell("activation_card_resumed", card, now)


def tell_expired(card: VirtualCard, *, now: datetime) -> None:
    """The period of an e-CPS is over."""
    _tell("activation_card_expired", card, now)


def tell_ends_soon(card: VirtualCard, *, days: int, now: datetime) -> None:
    """An e-CPS ends within so many days, and how to renew it on the same phone."""
    _tell("activation_card_ends_soon", card, now, days=days, expires_at=_local(card.expires_at))


def tell_right_lost(card: VirtualCard, *, now: datetime) -> None:
    """The holder of this card, and of any others, is no longer eligible: none can be used."""
    _tell("activation_right_lost", card, now)


def tell_right_regained(card: VirtualCard, *, now: datetime) -> None:
    """The holder of this card, and of any others, is eligible again: they can be used as before."""
    _tell("activation_right_regained", card, now)


def read_disown_token(token: str) -> UUID | None:
    """The card that a link "it was not me" names; None for a link that is not ours, or too old."""
    try:
        return UUID(signing.loads(token, salt=_DISOWN_SALT, max_age=DISOWN_LIFETIME))
    except signing.BadSignature:
        return None


def _disown_link(card: VirtualCard) -> str:
    return f"{settings.SITE_URL}/ecps/pas-moi/{_disown_token(card)}/"


def _disown_token(card: VirtualCard) -> str:
    return signing.dumps(str(card.pk), salt=_DISOWN_SALT)


def _tell(event: str, card: VirtualCard, now: datetime, **context: object) -> None:
    correspondence.write_to_contacts(
        event=event,
        contacts=directory_queries.notice_contacts(card.practitioner_id, now),
        context={
            "holder": card.practitioner.display_name,
            "device": card.device_name,
            "at": _local(now),
            **context,
        },
        practitioner_id=card.practitioner_id,
        now=now,
        language=card.language,
    )


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)
