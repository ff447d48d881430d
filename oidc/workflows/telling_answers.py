"""Services that registered for it are told that a person answered, and come for the tokens (CIBA Core §10.2, ping).

A call that nobody took is tried again a little later, while the request lives; one that a service refused or led
elsewhere never is: the service polls when it likes, and gets the same.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from directory.channels import web
from oidc import policy
from oidc.models import BackchannelRequest
from oidc.protocol import sealing
from oidc.vocabulary import DeliveryState
from oidc.workflows.calling import Heard, call


@dataclass(frozen=True)
class _Ping:
    """One attempt."""

    row: BackchannelRequest
    address: str
    body: dict[str, object] = field(repr=False)
    headers: dict[str, str] = field(repr=False)


def tell_answers(*, limit: int, now: datetime) -> int:
    """Tell the services whose turn it is, and return how many were told.

    Safe to run in several workers at once: an attempt is counted before anything leaves, and a worker that dies leaves
    it to another one.
    """
    taken = _take(limit, now=now)
    pings = [_write(row) for row in taken if row.relying_party.backchannel_client_notification_endpoint]
    with ThreadPoolExecutor(max(len(pings), 1)) as carriers:  # none waits for one that nobody answers
        heard = list(carriers.map(_carry, pings))
    for ping, one in zip(pings, heard, strict=True):
        _settle(ping.row, one, now=now)
    return sum(one.is_taken for one in heard)


def _take(limit: int, *, now: datetime) -> Sequence[BackchannelRequest]:
    """Those that are due, of each service in turn: one that is silent takes nobody's place. What is over, or whose
    service is told no more, is closed.
    """
    due = BackchannelRequest.objects.filter(ping_state=DeliveryState.DUE, ping_due_at__lte=now)
    with transaction.atomic():
        useless = due.filter(expires_at__lte=now - policy.BACKCHANNEL_FETCH_WITHIN)
        useless |= due.filter(relying_party__is_active=False)
        closed = due.filter(pk__in=useless.values("pk"))
        closed.update(ping_state=DeliveryState.FAILED, notification_token=b"")
        turn = Window(RowNumber(), partition_by=F("relying_party"), order_by=["ping_due_at", "pk"])
        first = due.annotate(turn=turn).order_by("turn", "ping_due_at", "pk").values("pk")[:limit]
        locked = due.filter(pk__in=first).select_for_update(skip_locked=True, of=("self",))
        rows = list(locked.select_related("relying_party"))
        for row in rows:
            row.ping_attempts += 1
            row.ping_due_at = now + policy.LOGOUT_LEASE
        BackchannelRequest.objects.bulk_update(rows, ["ping_attempts", "ping_due_at"])
    return rows


def _write(row: BackchannelRequest) -> _Ping:
    sealed = sealing.unseal(bytes(row.notification_token), keys=settings.SIGNING_KEY_ENCRYPTION_KEYS)
    headers = {"Authorization": f"Bearer {sealed['token']}"}
    body: dict[str, object] = {"auth_req_id": sealed["auth_req_id"]}
    return _Ping(row, row.relying_party.backchannel_client_notification_endpoint, body, headers)


def _carry(ping: _Ping) -> Heard:
    """No database here: a thread."""
    timeout = policy.LOGOUT_TIMEOUT_SECONDS
    return call(lambda: web.post_json(ping.address, ping.body, ping.headers, timeout_seconds=timeout))


def _settle(row: BackchannelRequest, heard: Heard, *, now: datetime) -> None:
    mine = BackchannelRequest.objects.filter(pk=row.pk, ping_attempts=row.ping_attempts, ping_state=DeliveryState.DUE)
    nobody_took_it = heard.status is None or heard.status >= 500
    if nobody_took_it and row.ping_attempts <= len(policy.PING_RETRIES):
        mine.update(ping_due_at=now + policy.PING_RETRIES[row.ping_attempts - 1])
        return
    state = DeliveryState.DELIVERED if heard.is_taken else DeliveryState.FAILED
    mine.update(ping_state=state, notification_token=b"")
