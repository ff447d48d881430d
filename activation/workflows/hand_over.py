"""A registrar who sees the person and a document hands an e-CPS over: a ticket on the screen, a code by SMS."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from activation import permissions, queries
from activation.codes import Use, draw_code, number_digest, secret_digest
from activation.errors import ActivationOver, HandOverRefused
from activation.models import ActivationRequest
from activation.policy import ACTIVATION_LIFETIME, DOCUMENT_END, HAND_OVERS_A_DAY
from activation.vocabulary import ActivationMode, ActivationState
from activation.workflows.tickets import draw_shown
from activation.workflows.turns import wait_for_turn
from directory import correspondence, journal
from directory import permissions as directory_permissions
from directory import queries as directory_queries
from directory.errors import NotAllowed
from directory.models import Account, ContactKind, ContactPoint, MessageChannel, Practitioner, SeenDocument

EVENT = "activation_hand_over"
_DOCUMENT_END = re.compile(rf"[0-9A-Z]{{{DOCUMENT_END}}}")


@dataclass(frozen=True)
class Seen:
    """The document that the registrar compared with the person. end: the last four characters of its number."""

    kind: SeenDocument
    end: str


def hand_over(*, account: Account, practitioner: Practitioner, seen: Seen, now: datetime) -> ActivationRequest:
    """Open an activation in front of the person: a code leaves to the mobile of the directory, a ticket can be shown.

    The authority of the person alone (NotAllowed); not who attested or changed a contact of theirs lately, not without
    a mobile that serves, not to whom no right is open, five times a day at most (HandOverRefused). What this desk or
    another had under way for the person ends.
    """
    _require_right(account, practitioner, now)
    end = read_document_end(seen.end)
    key = uuid4()
    with transaction.atomic():
        wait_for_turn(f"hand-over:{practitioner.pk}".encode())
        contacts = _require_readiness(practitioner, now)
        _end_others(account, practitioner, now)
        code = draw_code()
        _send(practitioner, contacts, code, now)
        request = ActivationRequest.objects.create(
            id=key,
            mode=ActivationMode.HAND_OVER,
            practitioner=practitioner,
            typed_digest=number_digest(settings.CODE_PEPPER, practitioner.national_id),
            code_digest=secret_digest(settings.CODE_PEPPER, Use.CODE, key, code),
            handed_over_by=account,
            document_kind=seen.kind,
            document_end=end,
            opened_at=now,
            last_sent_at=now,
            expires_at=now + ACTIVATION_LIFETIME,
            **draw_shown(key, now),
        )
        _record("activation.hand_over_opened", request, account, now, document=seen.kind.value)
    return request


def show_again(*, account: Account, activation_id: UUID, now: datetime) -> ActivationRequest:
    """Draw another ticket for the screen: the former one ends. The code stays.

    For who handed over alone (NotAllowed). Raises ActivationOver: a phone has read the ticket, or time has passed.
    """
    request = _find(account, activation_id, now)
    with transaction.atomic():
        shown = ActivationRequest.objects.filter(
            pk=request.pk, state=ActivationState.OPEN, ticket_seen_at=None, expires_at__gt=now
        ).update(**draw_shown(request.pk, now))
        if not shown:
            raise ActivationOver()
    request.refresh_from_db()
    return request


def read_document_end(text: str) -> str:
    """The last four characters, as typed. Raises HandOverRefused for anything longer: no more is kept."""
    end = text.strip().upper()
    if not _DOCUMENT_END.fullmatch(end):
        raise HandOverRefused(reason="document", field="document_end")
    return end


def _require_right(account: Account, practitioner: Practitioner, now: datetime) -> None:
    if not directory_permissions.can_decide_contacts(account, practitioner, now):
        raise NotAllowed()
    if directory_permissions.touched_contacts_lately(account, practitioner, now):
        raise HandOverRefused(reason="touched_lately")
    if account.practitioner_id == practitioner.pk:
        raise HandOverRefused(reason="oneself")


def _require_readiness(practitioner: Practitioner, now: datetime) -> dict[str, ContactPoint]:
    if not directory_queries.is_eligible(practitioner.pk, now):
        raise HandOverRefused(reason="not_eligible")
    contacts = directory_queries.hand_over_contacts(practitioner.pk, now)
    if ContactKind.MOBILE not in contacts:
        raise HandOverRefused(reason="no_mobile")
    if queries.count_hand_overs(practitioner.pk, now) >= HAND_OVERS_A_DAY:
        raise HandOverRefused(reason="quota")
    return contacts


def _end_others(account: Account, practitioner: Practitioner, now: datetime) -> None:
    """One screen at a time: two codes on one phone would only confuse."""
    others = ActivationRequest.objects.filter(
        mode=ActivationMode.HAND_OVER, practitioner=practitioner, state=ActivationState.OPEN
    )
    for other in others.select_for_update(of=("self",)):
        ActivationRequest.objects.filter(pk=other.pk, state=ActivationState.OPEN).update(
            state=ActivationState.CANCELLED, code_digest=b""
        )
        _record("activation.cancelled", other, account, now)


def _send(practitioner: Practitioner, contacts: dict[str, ContactPoint], code: str, now: datetime) -> None:
    """The code to the mobile; where an e-mail serves, it says what is under way: nobody is handed over in silence."""
    minutes = int(ACTIVATION_LIFETIME.total_seconds() // 60)
    mobile, mail = contacts[ContactKind.MOBILE], contacts.get(ContactKind.EMAIL)
    drafts = [correspondence.Draft(MessageChannel.SMS, mobile.value, {"code": code, "minutes": minutes}, mobile)]
    if mail is not None:
        context = {"holder": practitioner.display_name, "authority": practitioner.authority.name}
        drafts.append(correspondence.Draft(MessageChannel.EMAIL, mail.value, context, mail))
    correspondence.write(
        event=EVENT, drafts=drafts, practitioner_id=practitioner.pk, now=now, lifetime=ACTIVATION_LIFETIME
    )


def _find(account: Account, activation_id: UUID, now: datetime) -> ActivationRequest:
    request = permissions.hand_overs_of(account, now).filter(pk=activation_id).first()
    if request is None or request.practitioner is None:
        raise NotAllowed()
    _require_right(account, request.practitioner, now)
    return request


def _record(action: str, request: ActivationRequest, account: Account, now: datetime, document: str = "") -> None:
    person = request.practitioner
    journal.record(
        action=action,
        actor=account,
        practitioner_id=request.practitioner_id,
        subject=request,
        now=now,
        mandate=directory_permissions.acting_mandate(account, person.authority, now) if person else None,
        document=document,
    )
