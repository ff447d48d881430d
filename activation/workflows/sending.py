"""A step of opening and of sending again: two secrets leave by two channels, in the caller's transaction.

A decoy draws, seals and writes as much; its messages never leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from activation import queries
from activation.codes import Use, draw_code, draw_ticket, group_ticket, secret_digest
from activation.policy import ACTIVATION_LIFETIME
from directory import correspondence
from directory.models import ContactKind, ContactPoint, MessageChannel, Practitioner

EVENT = "activation_codes"


@dataclass(frozen=True, repr=False)
class SecretDigests:
    """What is kept of the two secrets."""

    ticket: bytes
    code: bytes


def send_secrets(
    *,
    activation_id: UUID,
    practitioner: Practitioner | None,
    contacts: Mapping[str, ContactPoint],
    language: str,
    now: datetime,
) -> SecretDigests:
    """Draw a ticket and a code and write their two messages; without a practitioner they are decoys.

    language: of the page that asked; that of the person's card comes first.
    """
    ticket, code = draw_ticket(), draw_code()
    minutes = int(ACTIVATION_LIFETIME.total_seconds() // 60)
    mail = {
        "holder": practitioner.display_name if practitioner else "",
        "link": f"{settings.WALLET_ORIGIN}/#t={activation_id}.{ticket}",
        "ticket": group_ticket(ticket),
        "minutes": minutes,
    }
    correspondence.write(
        event=EVENT,
        drafts=[
            _draft(MessageChannel.EMAIL, contacts.get(ContactKind.EMAIL), mail),
            _draft(MessageChannel.SMS, contacts.get(ContactKind.MOBILE), {"code": code, "minutes": minutes}),
        ],
        practitioner_id=practitioner.pk if practitioner else None,
        now=now,
        lifetime=ACTIVATION_LIFETIME,
        language=queries.language_of(practitioner.pk if practitioner else None, language),
    )
    return SecretDigests(
        ticket=secret_digest(settings.CODE_PEPPER, Use.TICKET, activation_id, ticket),
        code=secret_digest(settings.CODE_PEPPER, Use.CODE, activation_id, code),
    )


def _draft(
    channel: MessageChannel, contact: ContactPoint | None, context: Mapping[str, object]
) -> correspondence.Draft:
    return correspondence.Draft(channel, contact.value if contact else "", context, contact)
