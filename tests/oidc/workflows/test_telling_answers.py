"""Services are told that a person answered: over HTTP, to a server of the test."""

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any

import pytest

from activation.models import VirtualCard
from oidc import policy
from oidc.models import BackchannelRequest, RelyingParty
from oidc.models.backchannel_request import From
from oidc.vocabulary import DeliveryState
from oidc.workflows import backchannel
from oidc.workflows.backchannel import Started
from oidc.workflows.telling_answers import tell_answers
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import NOON, RelyingPartyFactory
from tests.support.backchannel import asked_of
from tests.support.listening import listening
from tests.support.races import at_once

pytestmark = pytest.mark.django_db
TOKEN = "t" * 1024


class Receiver:
    """Where answers are told. status: what it says; it leads to itself, and has a body."""

    def __init__(self) -> None:
        self.status = 204
        self.calls: list[tuple[str, dict[str, str]]] = []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                told.calls.append((self.headers["Authorization"], body))
                self.send_response(told.status)
                said = b"" if told.status == 204 else b'{"thank": "you"}'
                self.send_header("Location", told.address)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/told"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.OUTGOING_ALLOW_PRIVATE = True
    made = Receiver()
    with listening(made.server):
        yield made


def asked_by(address: str, card: VirtualCard) -> str:
    """A request in ping mode whose answer is to be told."""
    service: RelyingParty = RelyingPartyFactory.create(pinged=True, backchannel_client_notification_endpoint=address)
    asked = asked_of(card, notification_token=TOKEN)
    started = backchannel.start(relying_party=service, asked=asked, origin=From("192.0.2.7"), now=NOON)
    assert isinstance(started, Started)
    BackchannelRequest.objects.update(ping_state=DeliveryState.DUE, ping_due_at=NOON)
    return started.auth_req_id


def state() -> tuple[str, int, bytes]:
    row = BackchannelRequest.objects.get()
    return row.ping_state, row.ping_attempts, bytes(row.notification_token)


@pytest.mark.parametrize("status", [200, 204])
def test_the_service_is_told_once_with_its_own_token(receiver: Receiver, status: int) -> None:
    receiver.status = status
    auth_req_id = asked_by(receiver.address, VirtualCardFactory.create())
    sealed = bytes(BackchannelRequest.objects.get().notification_token)

    told = [tell_answers(limit=10, now=NOON + timedelta(seconds=later)) for later in (0, 60)]

    assert told == [1, 0]
    assert receiver.calls == [(f"Bearer {TOKEN}", {"auth_req_id": auth_req_id})]
    assert TOKEN.encode() not in sealed
    assert state() == (DeliveryState.DELIVERED, 1, b"")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 400, 401, 403, 404])
def test_who_refuses_or_leads_elsewhere_is_asked_no_more(receiver: Receiver, status: int) -> None:
    receiver.status = status
    asked_by(receiver.address, VirtualCardFactory.create())

    for later in (0, 5, 30, 100):
        tell_answers(limit=10, now=NOON + timedelta(seconds=later))

    assert len(receiver.calls) == 1
    assert state() == (DeliveryState.FAILED, 1, b"")


def test_who_fails_is_asked_thrice_and_no_more(receiver: Receiver) -> None:
    receiver.status = 503
    asked_by(receiver.address, VirtualCardFactory.create())

    for later in (0, 1, 5, 6, 25, 26, 100):
        tell_answers(limit=10, now=NOON + timedelta(seconds=later))

    assert len(receiver.calls) == 3
    assert state() == (DeliveryState.FAILED, 3, b"")


def test_where_nobody_listens_it_is_tried_again_then_never(settings: Any) -> None:
    settings.OUTGOING_ALLOW_PRIVATE = True
    asked_by("http://127.0.0.1:9/told", VirtualCardFactory.create())

    told = [tell_answers(limit=10, now=NOON + timedelta(seconds=later)) for later in (0, 5, 25, 100)]

    assert told == [0, 0, 0, 0]
    assert state() == (DeliveryState.FAILED, 3, b"")


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where a connection is taken, and nothing ever said."""
    monkeypatch.setattr(policy, "LOGOUT_TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening_alone:
        yield f"http://127.0.0.1:{listening_alone.getsockname()[1]}/told"


def test_who_never_answers_is_left_after_its_time_and_tried_again(receiver: Receiver, silent: str) -> None:
    asked_by(silent, VirtualCardFactory.create())

    assert tell_answers(limit=10, now=NOON) == 0
    row = BackchannelRequest.objects.get()
    assert (row.ping_state, row.ping_attempts) == (DeliveryState.DUE, 1)
    assert row.ping_due_at == NOON + policy.PING_RETRIES[0]


def test_who_never_answers_takes_nobodys_place(receiver: Receiver, silent: str) -> None:
    cards = [VirtualCardFactory.create() for _ in range(4)]
    asked_by(silent, cards[0])
    [mute] = RelyingParty.objects.all()
    for card in cards[1:3]:
        backchannel.start(
            relying_party=mute, asked=asked_of(card, notification_token=TOKEN), origin=From("192.0.2.7"), now=NOON
        )
    asked_by(receiver.address, cards[3])
    mine = BackchannelRequest.objects.exclude(relying_party=mute)
    mine.update(ping_due_at=NOON + timedelta(seconds=1))

    assert tell_answers(limit=2, now=NOON + timedelta(seconds=1)) == 1

    assert mine.get().ping_state == DeliveryState.DELIVERED
    assert BackchannelRequest.objects.filter(relying_party=mute, ping_attempts=1).count() == 1


def test_forty_that_nobody_answers_are_left_together(receiver: Receiver, silent: str) -> None:
    asked_by(silent, VirtualCardFactory.create())
    [mute] = RelyingParty.objects.all()
    for _ in range(policy.PING_BATCH - 1):
        asked = asked_of(VirtualCardFactory.create(), notification_token=TOKEN)
        backchannel.start(relying_party=mute, asked=asked, origin=From("192.0.2.7"), now=NOON)
    BackchannelRequest.objects.update(ping_state=DeliveryState.DUE, ping_due_at=NOON)
    began = monotonic()

    assert tell_answers(limit=policy.PING_BATCH, now=NOON) == 0

    assert monotonic() - began < policy.PING_BATCH * policy.LOGOUT_TIMEOUT_SECONDS / 2  # one after the other: 12 s
    assert BackchannelRequest.objects.filter(ping_attempts=1).count() == policy.PING_BATCH


def test_what_is_over_is_told_no_more(receiver: Receiver) -> None:
    asked_by(receiver.address, VirtualCardFactory.create())

    assert tell_answers(limit=10, now=NOON + timedelta(seconds=150)) == 0
    assert receiver.calls == []
    assert state() == (DeliveryState.FAILED, 0, b"")


def test_a_closed_service_is_told_no_more(receiver: Receiver) -> None:
    asked_by(receiver.address, VirtualCardFactory.create())
    RelyingParty.objects.update(is_active=False)

    assert tell_answers(limit=10, now=NOON) == 0
    assert receiver.calls == []


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_tells(receiver: Receiver) -> None:
    asked_by(receiver.address, VirtualCardFactory.create())

    told = at_once(*[lambda: tell_answers(limit=10, now=NOON)] * 4)

    assert sorted(told) == [0, 0, 0, 1]
    assert len(receiver.calls) == 1
