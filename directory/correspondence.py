"""The only writer of outgoing messages: a row of the caller's transaction, its content sealed.

Templates of an event live in templates/messages/<event>/: subject.txt and email.txt for e-mail, sms.txt for SMS.
They are written in the reader's language (French unless said) and receive only what the caller passes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from directory.models import ContactKind, ContactPoint, KeptLetter, MessageChannel, MessageState, OutboundMessage
from directory.policy import MESSAGE_LIFETIME


@dataclass(frozen=True, repr=False)
class Letter:
    """What leaves: recipient (e-mail address or E.164 number), subject (empty for SMS), text."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True, repr=False)
class Draft:
    """What a workflow asks to send. to: an address, or empty for a decoy that must cost the same.

    contact: the contact that holds this address, where it is one: the message remembers it, and never the address.
    """

    channel: MessageChannel
    to: str
    context: Mapping[str, object]
    contact: ContactPoint | None = None


class UnreadableMessage(Exception):
    """The key that sealed this message is no longer among MESSAGE_KEYS."""


def write(
    *,
    event: str,
    drafts: list[Draft],
    practitioner_id: int | None,
    now: datetime,
    lifetime: timedelta = MESSAGE_LIFETIME,
    language: str = "fr",
) -> list[OutboundMessage]:
    """Write the messages of one event, in one INSERT.

    practitioner_id: None writes decoys, that are never sent; a draft to nobody is one beside real ones too.
    """
    rows = [
        (practitioner_id, MessageState.QUEUED, draft) if practitioner_id is not None and draft.to else _decoy(draft)
        for draft in drafts
    ]
    return _write(event, rows, now, lifetime, language)


def write_to_many(
    *,
    event: str,
    drafts: list[tuple[int, Draft]],
    now: datetime,
    lifetime: timedelta = MESSAGE_LIFETIME,
    language: str = "fr",
) -> list[OutboundMessage]:
    """Write what one event says to several people, in one INSERT. drafts: each with the key of whom it is about."""
    return _write(event, [(key, MessageState.QUEUED, draft) for key, draft in drafts], now, lifetime, language)


def write_to_staff(
    *, event: str, drafts: list[Draft], now: datetime, lifetime: timedelta = MESSAGE_LIFETIME, language: str = "fr"
) -> list[OutboundMessage]:
    """Write the messages of one event to people who run the directory: they are about no practitioner."""
    return _write(event, [(None, MessageState.QUEUED, draft) for draft in drafts], now, lifetime, language)


def write_to_applicants(
    *, event: str, drafts: list[Draft], now: datetime, lifetime: timedelta = MESSAGE_LIFETIME, language: str = "fr"
) -> list[OutboundMessage]:
    """Write the messages of one event to people who are not registered yet: they are about no practitioner."""
    return _write(event, [(None, MessageState.QUEUED, draft) for draft in drafts], now, lifetime, language)


def _decoy(draft: Draft) -> tuple[None, MessageState, Draft]:
    return None, MessageState.DECOY, draft


def _write(
    event: str,
    drafts: Sequence[tuple[int | None, MessageState, Draft]],
    now: datetime,
    lifetime: timedelta,
    language: str,
) -> list[OutboundMessage]:
    rows = [
        OutboundMessage(
            practitioner_id=practitioner_id,
            channel=draft.channel,
            contact=draft.contact,
            event=event,
            state=state,
            sealed=_seal(_compose(event, draft, language)),
            created_at=now,
            due_at=now,
            expires_at=now + lifetime,
        )
        for practitioner_id, state, draft in drafts
    ]
    return OutboundMessage.objects.bulk_create(rows)


def write_to_contacts(
    *,
    event: str,
    contacts: list[ContactPoint],
    context: Mapping[str, object],
    practitioner_id: int,
    now: datetime,
    lifetime: timedelta = MESSAGE_LIFETIME,
    language: str = "fr",
) -> list[OutboundMessage]:
    """Tell one event to each of these contacts, by the channel of its kind."""
    drafts = [Draft(channel_of(contact.kind), contact.value, context, contact) for contact in contacts]
    return write(
        event=event, drafts=drafts, practitioner_id=practitioner_id, now=now, lifetime=lifetime, language=language
    )


def channel_of(kind: str) -> MessageChannel:
    """The channel that reaches a contact of this kind."""
    return MessageChannel.EMAIL if kind == ContactKind.EMAIL else MessageChannel.SMS


def open_letter(message: OutboundMessage | KeptLetter) -> Letter:
    """Read the content of a waiting message, or of what a test person was told. Raises UnreadableMessage."""
    try:
        content = json.loads(_cipher(tuple(settings.MESSAGE_KEYS)).decrypt(bytes(message.sealed)))
    except InvalidToken:
        raise UnreadableMessage(str(message.pk)) from None
    return Letter(to=content["to"], subject=content["subject"], text=content["text"])


def sealed_again(sealed: bytes) -> bytes | None:
    """The same content under the newest of MESSAGE_KEYS; None when that key sealed it already.

    Raises UnreadableMessage when no key of the list did.
    """
    keys = tuple(settings.MESSAGE_KEYS)
    try:
        _cipher(keys[:1]).decrypt(sealed)
    except InvalidToken:
        pass
    else:
        return None
    try:
        return _cipher(keys).rotate(sealed)
    except InvalidToken:
        raise UnreadableMessage("sealed by no key of the list") from None


def _compose(event: str, draft: Draft, language: str) -> Letter:
    context = {**draft.context, "SITE_URL": settings.SITE_URL, "WALLET_ORIGIN": settings.WALLET_ORIGIN}
    with translation.override(language):
        if draft.channel == MessageChannel.SMS:
            return Letter(to=draft.to, subject="", text=_render(event, "sms.txt", context))
        subject = " ".join(_render(event, "subject.txt", context).split())
        return Letter(to=draft.to, subject=subject, text=_render(event, "email.txt", context))


def _render(event: str, name: str, context: Mapping[str, object]) -> str:
    return render_to_string(f"messages/{event}/{name}", dict(context)).strip()


def _seal(letter: Letter) -> bytes:
    content = {"to": letter.to, "subject": letter.subject, "text": letter.text}
    return _cipher(tuple(settings.MESSAGE_KEYS)).encrypt(json.dumps(content).encode())


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
