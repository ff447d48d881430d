"""A step of several workflows: the holder is told, by both contacts, what became of a card."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils import timezone

from activation.models import VirtualCard
from activation.policy import DISOWN_LIFETIME
from directory import correspondence
from directory import queries as directory_queries

_DISOWN_SALT = "activation.disown"


def tell_activated(card: VirtualCard, *, now: datetime) -> None:
    """An e-CPS was made on a phone: which, when, and a page to revoke it when it was not the holder."""
    _tell(
        "activation_done",
        card,
        now,
        link=f"{settings.SITE_URL}/ecps/pas-moi/{_disown_token(card)}/",
        usable_from=_local(card.usable_from),
        is_later=card.usable_from > card.created_at,
    )


def tell_locked(card: VirtualCard, *, now: datetime) -> None:
    """An e-CPS was locked by wrong PINs."""
    _tell("activation_card_locked", card, now)


def tell_revoked(card: VirtualCard, *, now: datetime) -> None:
    """An e-CPS was revoked, by whomever."""
    _tell("activation_card_revoked", card, now)


def tell_suspended(card: VirtualCard, *, now: datetime) -> None:
    """An e-CPS was suspended by an authority."""
    _tell("activation_card_suspended", card, now)


def read_disown_token(token: str) -> UUID | None:
    """The card that a link "it was not me" names; None for a link that is not ours, or too old."""
    try:
        return UUID(signing.loads(token, salt=_DISOWN_SALT, max_age=DISOWN_LIFETIME))
    except signing.BadSignature:
        return None


def _disown_token(card: VirtualCard) -> str:
    return signing.dumps(str(card.pk), salt=_DISOWN_SALT)


def _tell(event: str, card: VirtualCard, now: datetime, **context: object) -> None:
    contacts = directory_queries.activation_contacts(card.practitioner_id, now)
    correspondence.write_to_contacts(
        event=event,
        contacts=list(contacts.values()),
        context={
            "holder": card.practitioner.display_name,
            "device": card.device_name,
            "at": _local(now),
            **context,
        },
        practitioner_id=card.practitioner_id,
        now=now,
    )


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)
