"""A step of requests: the link of the person's page, and how often one may be sent."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from directory.codes import draw_token, target_digest, token_digest
from directory.errors import TooManyLinks
from directory.models import EnrolmentRequest, RequestSecret
from directory.networks import network_of
from directory.policy import (
    REQUEST_KEPT,
    REQUEST_LINKS_A_DAY,
    REQUEST_NETWORK_LINKS,
    REQUEST_NETWORK_WINDOW,
    REQUEST_RESEND_WAIT,
)
from directory.vocabulary.requests import SecretKind
from directory.workflows.contact_proof import DAY, Sending


def digest_of(target: str) -> bytes:
    """An address, a number or a network, as it is compared."""
    return target_digest(settings.CODE_PEPPER, target)


def network_digest(address: str) -> bytes:
    """Of the IPv4 address, or of the IPv6 /64; empty when it is not an address (a Unix socket)."""
    network = network_of(address)
    return digest_of(f"network:{network}") if network else b""


def wait_for_turn(digest: bytes) -> None:
    """One at a time on one address, until the caller's transaction ends."""
    with connection.cursor() as cursor:
        key = int.from_bytes(hashlib.sha256(b"request:" + digest).digest()[:8], "big", signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def draw_link(request: EnrolmentRequest, *, email: str, now: datetime, network: bytes = b"") -> str:
    """The address of the person's page. Earlier ones work on until they are old: somebody may be reading behind one."""
    token = draw_token()
    RequestSecret.objects.create(
        request=request,
        kind=SecretKind.LINK,
        digest=token_digest(token),
        target_digest=digest_of(email),
        network_digest=network,
        created_at=now,
        # Beyond the life of the request: the page tells how it ended, until what was typed is removed
        expires_at=request.expires_at + REQUEST_KEPT,
    )
    return f"{settings.SITE_URL}/rejoindre/demande/{token}/"


def may_send_link(email: str, now: datetime) -> Sending:
    """Whether one more link may leave for this address: SENT, TOO_SOON or TOO_MANY."""
    return judge_sendings(digest_of(email), SecretKind.LINK, REQUEST_LINKS_A_DAY, now)


def judge_sendings(target: bytes, kind: SecretKind, most: int, now: datetime) -> Sending:
    """The same for any target: at most so many a day, and never two within a minute."""
    sent = list(
        RequestSecret.objects.filter(target_digest=target, kind=kind, created_at__gt=now - DAY)
        .order_by("-created_at")
        .values_list("created_at", flat=True)[:most]
    )
    if sent and sent[0] > now - REQUEST_RESEND_WAIT:
        return Sending.TOO_SOON
    return Sending.TOO_MANY if len(sent) >= most else Sending.SENT


def require_network_quota(network: bytes, now: datetime) -> None:
    """Raises TooManyLinks when one network asked for many within the hour."""
    since = now - REQUEST_NETWORK_WINDOW
    if network and (
        RequestSecret.objects.filter(network_digest=network, created_at__gt=since).count() >= REQUEST_NETWORK_LINKS
    ):
        raise TooManyLinks(retry_after=int(timedelta(minutes=15).total_seconds()))
