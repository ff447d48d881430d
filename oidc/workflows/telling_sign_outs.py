"""Services are told that a session of their user ended (OpenID Connect Back-Channel Logout 1.0 §2.5)."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction

from oidc import policy
from oidc.models import LogoutDelivery
from oidc.vocabulary import DeliveryState
from oidc.workflows.calling import Heard
from oidc.workflows.expected import subject_of
from oidc.workflows.logout_letters import carry, write_letter

logger = logging.getLogger(__name__)

# Besides the status of an answer and the reasons of the channel
NO_KEY: Final = "no_signing_key"
NOT_TOLD_ANY_MORE: Final = "not_told_any_more"


@dataclass(frozen=True)
class _Letter:
    """One attempt: where it goes, and its token, which no other attempt has."""

    delivery: LogoutDelivery
    address: str
    token: str = field(repr=False)


def tell_sign_outs(*, limit: int, now: datetime) -> int:
    """Tell the services whose turn it is, and return how many were told.

    Safe to run in several workers at once: a delivery is taken with its attempt counted before anything leaves, and a
    worker that dies leaves it to another one. A service may hear twice of one end, never of none.
    """
    written = [(taken, _write(taken, now=now)) for taken in _take(limit, now=now)]
    letters = [letter for _, letter in written if isinstance(letter, _Letter)]
    with ThreadPoolExecutor(policy.LOGOUT_AT_ONCE) as carriers:
        heard = list(carriers.map(_carry, letters))
    told = [(letter.delivery, one.trouble) for letter, one in zip(letters, heard, strict=True)]
    unwritten = [(delivery, trouble) for delivery, trouble in written if isinstance(trouble, str)]
    for delivery, trouble in [*told, *unwritten]:
        _settle(delivery, trouble, now=now)
    return sum(one.is_taken for one in heard)


def _take(limit: int, *, now: datetime) -> Sequence[LogoutDelivery]:
    with transaction.atomic():
        due = LogoutDelivery.objects.due(now).select_related("relying_party__client", "session__practitioner")
        rows = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
        for row in rows:
            row.attempts += 1
            row.due_at = now + policy.LOGOUT_LEASE
        LogoutDelivery.objects.bulk_update(rows, ["attempts", "due_at"])
    return rows


def _write(delivery: LogoutDelivery, *, now: datetime) -> _Letter | str:
    """Sign a token as the client's id_tokens are; the trouble while no key does, or when it is told no more."""
    service = delivery.relying_party
    if not service.is_active or not service.backchannel_logout_uri:
        return NOT_TOLD_ANY_MORE
    subject = subject_of(delivery.session.practitioner, service)
    written = write_letter(service, subject=subject, sid=delivery.session.sid, now=now)
    if written is None:
        logger.error("no key signs a sign-out algorithm=%s", service.id_token_signed_response_alg)
        return NO_KEY
    return _Letter(delivery, service.backchannel_logout_uri, written.token)


def _carry(letter: _Letter) -> Heard:
    """No database here: a thread."""
    return carry(letter.address, letter.token)


def _settle(delivery: LogoutDelivery, trouble: str, *, now: datetime) -> None:
    """trouble: empty when the service was told."""
    mine = LogoutDelivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, state=DeliveryState.DUE)
    if not trouble:
        mine.update(state=DeliveryState.DELIVERED, tried_at=now, last_error="")
    elif trouble == NOT_TOLD_ANY_MORE or delivery.attempts > len(policy.LOGOUT_RETRIES):
        mine.update(state=DeliveryState.FAILED, tried_at=now, last_error=trouble)
    else:
        mine.update(due_at=now + policy.LOGOUT_RETRIES[delivery.attempts - 1], tried_at=now, last_error=trouble)
