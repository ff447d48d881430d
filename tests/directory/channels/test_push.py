"""A phone is woken through a push service: recognised, allowed, told nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from directory.channels import push
from directory.channels.push import Woken
from tests.support.listening import listening

NOW = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)


class Service(BaseHTTPRequestHandler):
    """A push service that answers `status` and remembers what it was told."""

    received: list[tuple[str, dict[str, str], bytes]] = []
    status = 201

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.received.append((self.path, dict(self.headers), body))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Silent."""


@pytest.fixture
def service(settings: Any) -> Iterator[str]:
    """The address of a phone at a push service on the loopback."""
    Service.received, Service.status = [], 201
    server = HTTPServer(("127.0.0.1", 0), Service)
    settings.VAPID_PRIVATE_KEY = push.make_keys()[0]
    settings.VAPID_SUBJECT = "mailto:operateur@annuaire.test"
    settings.OUTGOING_ALLOW_PRIVATE = True
    settings.PUSH_HOSTS = [f"localhost:{server.server_port}"]
    with listening(server):
        yield f"http://localhost:{server.server_port}/push/phone-1"


def test_a_push_is_empty_and_signed_for_this_service(service: str) -> None:
    assert push.wake(service, now=NOW) is Woken.ACCEPTED

    [(path, headers, body)] = Service.received
    scheme, token, key = headers["Authorization"].replace(",", "").split(" ")
    claims = jwt.decode(token.removeprefix("t="), _public(key.removeprefix("k="))).claims
    assert (path, body, headers["TTL"], headers["Urgency"]) == ("/push/phone-1", b"", "120", "high")
    assert scheme == "vapid"
    assert claims["aud"] == service.removesuffix("/push/phone-1")
    assert claims["sub"] == "mailto:operateur@annuaire.test"
    assert 0 < claims["exp"] - NOW.timestamp() <= 24 * 3600


def _public(point: str) -> ECKey:
    """The key of an uncompressed point, as a push service reads it."""
    import base64  # noqa: PLC0415

    raw = base64.urlsafe_b64decode(point + "=")
    assert (len(raw), raw[0]) == (65, 4)
    x, y = (base64.urlsafe_b64encode(raw[i : i + 32]).rstrip(b"=").decode() for i in (1, 33))
    return ECKey.import_key({"kty": "EC", "crv": "P-256", "x": x, "y": y})


@pytest.mark.parametrize(
    ("status", "woken"),
    [
        (200, Woken.ACCEPTED),
        (404, Woken.GONE),
        (410, Woken.GONE),
        (403, Woken.FAILED),
        (301, Woken.FAILED),
        (500, Woken.FAILED),
    ],
)
def test_what_the_service_says_is_understood(service: str, status: int, woken: Woken) -> None:
    Service.status = status

    assert push.wake(service, now=NOW) is woken


def test_a_service_that_is_down_is_a_failure(service: str, settings: Any, unused_port: int) -> None:
    settings.PUSH_HOSTS = [f"localhost:{unused_port}"]

    assert push.wake(f"http://localhost:{unused_port}/x", now=NOW) is Woken.FAILED


def test_without_a_key_nobody_is_called(service: str, settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = ""

    assert push.wake(service, now=NOW) is Woken.FAILED
    assert push.public_key() == ""
    assert Service.received == []


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", True),
        ("https://web.push.apple.com/x", True),
        ("https://FCM.googleapis.com:443/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evilpush.apple.com/x", False),
        ("https://push.apple.com/x", False),
        ("https://fcm.googleapis.com@evil.example/x", False),
        ("https://user:x@fcm.googleapis.com/x", False),
        ("https://127.0.0.1/x", False),
        ("https://[::1/x", False),
        ("https://fcm.googleapis.com:99999/x", False),
        ("javascript:alert(1)", False),
        ("\x00", False),
        ("", False),
    ],
)
def test_only_push_services_are_called(endpoint: str, *, allowed: bool) -> None:
    assert push.is_allowed(endpoint) is allowed
