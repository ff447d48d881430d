"""An activation opens for a number that somebody typed, and two secrets leave for the contacts of the directory.

The number is public: whoever types it learns nothing. Where no code can leave (nobody has the number, no contact is
proven, no right is open, the birth date is wrong, the quota is used up) a decoy stands in: same queries, rows, answer.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from activation import queries
from activation.codes import number_digest, read_national_id
from activation.errors import TooManyRequests
from activation.models import ActivationRequest
from activation.policy import (
    ACTIVATION_LIFETIME,
    NETWORK_UNFINISHED_OPENINGS,
    NETWORK_WINDOW,
    RESEND_WAIT,
    SENDINGS_A_DAY,
)
from activation.workflows.opened import Opened
from activation.workflows.sending import send_secrets
from activation.workflows.turns import wait_for_turn
from directory import journal
from directory import queries as directory_queries
from directory.models import AuditOutcome, ContactKind, ContactPoint, Practitioner
from directory.networks import network_of


@dataclass(frozen=True)
class _Examination:
    """Who the number names, and why nothing may be sent (empty: it may). has_right_birth_date: None, not asked."""

    practitioner: Practitioner | None
    contacts: dict[str, ContactPoint]
    has_right_birth_date: bool | None
    refusal: str


def open_activation(
    *, national_id: str, birth_date: date | None, address: str, now: datetime, language: str = "fr"
) -> Opened:
    """Open an activation by two codes.

    national_id: as typed. birth_date: asked from the second opening of a day for one number; without it that opening
    is a decoy and the answer asks for it. address: of the caller, empty when unknown. language: of the page. Raises
    MalformedNationalId, and TooManyRequests when one network opens many activations that nobody confirms; both before
    anything is looked up.
    """
    number = read_national_id(national_id)
    typed_digest = number_digest(settings.CODE_PEPPER, number)
    network = network_of(address)
    with transaction.atomic():
        _require_quota(network, now)
        wait_for_turn(typed_digest)
        is_birth_date_wanted = queries.count_openings(typed_digest, now) > 0
        found = _examine(number, birth_date, is_birth_date_wanted=is_birth_date_wanted, now=now)
        request = _write(found, typed_digest=typed_digest, network=network, language=language, now=now)
        journal.record(
            action="activation.opened",
            practitioner_id=found.practitioner.pk if found.practitioner else None,
            subject=request,
            now=now,
            outcome=AuditOutcome.REFUSED if found.refusal else AuditOutcome.DONE,
            refusal=found.refusal,
        )
    return Opened(
        activation=request.pk,
        birth_date_wanted=is_birth_date_wanted and birth_date is None,
        resend_after=int(RESEND_WAIT.total_seconds()),
        expires_at=request.expires_at,
    )


def _require_quota(network: str, now: datetime) -> None:
    if network and queries.count_unfinished(network, now) >= NETWORK_UNFINISHED_OPENINGS:
        raise TooManyRequests(retry_after=int(NETWORK_WINDOW.total_seconds() // 4))


def _examine(number: str, birth_date: date | None, *, is_birth_date_wanted: bool, now: datetime) -> _Examination:
    """Every question is asked whatever the answer of the one before it.

    A person whose birth date the directory does not know is not asked to prove it: the day's quota alone protects them.
    """
    practitioner = directory_queries.find_by_national_id(number)
    key = practitioner.pk if practitioner else 0
    is_eligible = directory_queries.is_eligible(key, now)
    contacts = directory_queries.activation_contacts(key, now)
    known = directory_queries.birth_date_of(key)
    sendings = queries.count_sendings(key, now)
    is_right = (birth_date is not None and known in {birth_date, None}) if is_birth_date_wanted else None
    refusals = {
        "unknown": practitioner is None,
        "not_eligible": not is_eligible,
        "unreachable": set(contacts) != {ContactKind.EMAIL, ContactKind.MOBILE},
        "birth_date": is_right is False,
        "quota": sendings >= SENDINGS_A_DAY,
    }
    return _Examination(
        practitioner=practitioner,
        contacts=contacts,
        has_right_birth_date=is_right,
        refusal=next((name for name, applies in refusals.items() if applies), ""),
    )


def _write(
    found: _Examination, *, typed_digest: bytes, network: str, language: str, now: datetime
) -> ActivationRequest:
    """The row of the activation, and its messages; a refusal makes both decoys."""
    key = uuid4()
    practitioner = None if found.refusal else found.practitioner
    contacts = {} if found.refusal else found.contacts
    digests = send_secrets(activation_id=key, practitioner=practitioner, contacts=contacts, language=language, now=now)
    return ActivationRequest.objects.create(
        id=key,
        practitioner=practitioner,
        typed_digest=typed_digest,
        network=network,
        ticket_digest=digests.ticket,
        code_digest=digests.code,
        birth_date_matches=found.has_right_birth_date,
        opened_at=now,
        last_sent_at=now,
        expires_at=now + ACTIVATION_LIFETIME,
    )
