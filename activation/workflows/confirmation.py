"""Both secrets come back: the ticket of the e-mail, then the code of the SMS. Verdicts are returned, never raised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F

from activation import queries
from activation.codes import Use, draw_token, is_same, read_code
from activation.models import ActivationRequest, VirtualCard
from activation.policy import BINDING_LIFETIME, CODE_TRIES
from activation.states import activation_states_before
from activation.vocabulary import ActivationMode, ActivationState
from activation.workflows.tickets import digest_of, has_ticket, is_late
from directory import journal
from directory.models import AuditOutcome, ContactPoint


class ConfirmOutcome(StrEnum):
    """What became of a ticket and a code."""

    CONFIRMED = "confirmed"
    WRONG_TICKET = "wrong_ticket"
    WRONG_CODE = "wrong_code"
    EXPIRED = "expired"
    LOCKED = "locked"


@dataclass(frozen=True, repr=False)
class Confirmation:
    """What the phone may know once both secrets were right. binding: to make the card; nonce: to sign."""

    holder: queries.Holder
    contacts: Mapping[str, ContactPoint]
    binding: str
    nonce: str
    replaceable: list[VirtualCard]


@dataclass(frozen=True, repr=False)
class ConfirmVerdict:
    """attempts_left: after a wrong code. confirmation: when both were right."""

    outcome: ConfirmOutcome
    attempts_left: int = 0
    confirmation: Confirmation | None = None


def confirm(*, activation_id: UUID, ticket: str, code: str, now: datetime) -> ConfirmVerdict:
    """Judge a ticket and a code, as typed. code: not looked at where a physical card opened the activation.

    Without the right ticket no code is looked at, nor is a try counted; and a decoy, or an
    activation that was never opened, answers a wrong ticket for ever. The try is claimed before the code is compared,
    so that tries at once are as many tries.
    """
    with transaction.atomic():
        request = ActivationRequest.objects.select_related("practitioner").filter(pk=activation_id).first()
        if request is not None and request.expires_at <= now:
            return ConfirmVerdict(ConfirmOutcome.EXPIRED)
        if request is None or not has_ticket(request, ticket) or request.practitioner is None:
            return ConfirmVerdict(ConfirmOutcome.WRONG_TICKET)
        if is_late(request, now):
            return ConfirmVerdict(ConfirmOutcome.EXPIRED)
        if request.mode == ActivationMode.SMART_CARD:
            return _confirm(request, now)  # the card was the proof, and its ticket is the only secret
        if not _claim_try(request, now):
            return ConfirmVerdict(_why_closed(request))
        if not is_same(digest_of(request, Use.CODE, read_code(code)), bytes(request.code_digest)):
            return _count_wrong(request, now)
        return _confirm(request, now)


def _claim_try(request: ActivationRequest, now: datetime) -> bool:
    """Count one try of the code that was read; 0 rows: no try left, or the state or the code changed meanwhile."""
    claimed = ActivationRequest.objects.filter(
        pk=request.pk,
        state=ActivationState.OPEN,
        expires_at__gt=now,
        attempt_count__lt=CODE_TRIES,
        code_digest=request.code_digest,
    )
    return claimed.update(attempt_count=F("attempt_count") + 1) == 1


def _why_closed(request: ActivationRequest) -> ConfirmOutcome:
    request.refresh_from_db(fields=["state"])
    return ConfirmOutcome.LOCKED if request.state == ActivationState.LOCKED else ConfirmOutcome.EXPIRED


def _count_wrong(request: ActivationRequest, now: datetime) -> ConfirmVerdict:
    request.refresh_from_db(fields=["attempt_count"])
    attempts_left = CODE_TRIES - request.attempt_count
    journal.record(
        action="activation.code_refused",
        practitioner_id=request.practitioner_id,
        subject=request,
        now=now,
        outcome=AuditOutcome.REFUSED,
    )
    if attempts_left > 0:
        return ConfirmVerdict(ConfirmOutcome.WRONG_CODE, attempts_left=attempts_left)
    _move(request, ActivationState.LOCKED, code_digest=b"")
    return ConfirmVerdict(ConfirmOutcome.LOCKED)


def _confirm(request: ActivationRequest, now: datetime) -> ConfirmVerdict:
    binding, nonce = draw_token(), draw_token()
    moved = _move(
        request,
        ActivationState.CONFIRMED,
        code_digest=b"",
        confirmed_at=now,
        binding_digest=digest_of(request, Use.BINDING, binding),
        binding_nonce=nonce,
        binding_expires_at=now + BINDING_LIFETIME,
    )
    if not moved or request.practitioner is None:
        return ConfirmVerdict(ConfirmOutcome.EXPIRED)
    journal.record(action="activation.confirmed", practitioner_id=request.practitioner_id, subject=request, now=now)
    return ConfirmVerdict(
        ConfirmOutcome.CONFIRMED,
        confirmation=Confirmation(
            holder=queries.holder_of(request.practitioner),
            contacts=queries.contacts_that_serve(request, now),
            binding=binding,
            nonce=nonce,
            replaceable=queries.replaceable_cards(request.practitioner.pk, now),
        ),
    )


def _move(request: ActivationRequest, state: ActivationState, **fields: object) -> bool:
    before = activation_states_before(state)
    moved = ActivationRequest.objects.filter(pk=request.pk, state__in=before).update(state=state, **fields)
    return moved == 1
