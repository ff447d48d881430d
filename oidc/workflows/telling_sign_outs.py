"""Services are told that a session of their user ended (OpenID Connect Back-Channel Logout 1.0 §2.5)."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from directory.channels import web
from directory.channels.errors import ChannelUnavailable, MessageRefused
from oidc import policy
from oidc.models import LogoutDelivery
from oidc.protocol import digests, jose, logout_token
from oidc.queries import keyring
from oidc.vocabulary import DeliveryState
from oidc.workflows.expected import subject_of

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
        carried = list(carriers.map(_carry, letters))
    unwritten = [(delivery, trouble) for delivery, trouble in written if isinstance(trouble, str)]
    for delivery, trouble in [*zip([one.delivery for one in letters], carried, strict=True), *unwritten]:
        _settle(delivery, trouble, now=now)
    return carried.count("")


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
    key = keyring.current(now).signers.get(service.id_token_signed_response_alg)
    if key is None:
        logger.error("no key signs a sign-out algorithm=%s", service.id_token_signed_response_alg)
        return NO_KEY
    claims = logout_token.build_claims(
        issuer=settings.ISSUER,
        client_id=service.public_id,
        subject=subject_of(delivery.session.practitioner, service),
        sid=delivery.session.sid,
        token_id=digests.draw(),
        now=now,
    )
    token = jose.sign(claims, key=key, typ=logout_token.TYP)
    return _Letter(delivery, service.backchannel_logout_uri, token)


def _carry(letter: _Letter) -> str:
    """The trouble; empty when the service took it: 200, or the 204 of those that say nothing (§2.8). No database here:
    a thread.
    """
    try:
        status = web.post_form(
            letter.address, {"logout_token": letter.token}, timeout_seconds=policy.LOGOUT_TIMEOUT_SECONDS
        )
    except (ChannelUnavailable, MessageRefused) as fault:
        return fault.reason
    return "" if status in {200, 204} else f"HTTP {status}"


def _settle(delivery: LogoutDelivery, trouble: str, *, now: datetime) -> None:
    """trouble: empty when the service was told."""
    mine = LogoutDelivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, state=DeliveryState.DUE)
    if not trouble:
        mine.update(state=DeliveryState.DELIVERED, tried_at=now, last_error="")
    elif trouble == NOT_TOLD_ANY_MORE or delivery.attempts > len(policy.LOGOUT_RETRIES):
        mine.update(state=DeliveryState.FAILED, tried_at=now, last_error=trouble)
    else:
        mine.update(due_at=now + policy.LOGOUT_RETRIES[delivery.attempts - 1], tried_at=now, last_error=trouble)
