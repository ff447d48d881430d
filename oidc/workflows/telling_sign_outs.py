"""Services are told that a session of their user ended (OpenID Connect Back-Channel Logout 1.0 §2.5)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

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
    letters = [letter for taken in _take(limit, now=now) if (letter := _write(taken, now=now)) is not None]
    with ThreadPoolExecutor(policy.LOGOUT_AT_ONCE) as carriers:
        heard = list(carriers.map(_carry, letters))
    for letter, was_heard in zip(letters, heard, strict=True):
        _settle(letter.delivery, was_heard=was_heard, now=now)
    return sum(heard)


def _take(limit: int, *, now: datetime) -> Sequence[LogoutDelivery]:
    with transaction.atomic():
        due = LogoutDelivery.objects.due(now).select_related("relying_party__client", "session__practitioner")
        rows = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
        for row in rows:
            row.attempts += 1
            row.due_at = now + policy.LOGOUT_LEASE
        LogoutDelivery.objects.bulk_update(rows, ["attempts", "due_at"])
    return rows


def _write(delivery: LogoutDelivery, *, now: datetime) -> _Letter | None:
    """Sign a token as the client's id_tokens are; None while no key does, or when the service is told no more."""
    service = delivery.relying_party
    if not service.is_active or not service.backchannel_logout_uri:
        LogoutDelivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED)
        return None
    key = keyring.current(now).signers.get(service.id_token_signed_response_alg)
    if key is None:
        return None
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


def _carry(letter: _Letter) -> bool:
    """Whether the service took it: 200, or the 204 of those that say nothing (§2.8). No database here: a thread."""
    try:
        status = web.post_form(
            letter.address, {"logout_token": letter.token}, timeout_seconds=policy.LOGOUT_TIMEOUT_SECONDS
        )
    except (ChannelUnavailable, MessageRefused):
        return False
    return status in {200, 204}


def _settle(delivery: LogoutDelivery, *, was_heard: bool, now: datetime) -> None:
    mine = LogoutDelivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, state=DeliveryState.DUE)
    if was_heard:
        mine.update(state=DeliveryState.DELIVERED)
    elif delivery.attempts > len(policy.LOGOUT_RETRIES):
        mine.update(state=DeliveryState.FAILED)
    else:
        mine.update(due_at=now + policy.LOGOUT_RETRIES[delivery.attempts - 1])
