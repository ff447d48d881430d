"""The only HTTP client: checked addresses, no redirect, told failures."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest

from directory.channels import sms, web
from directory.channels.errors import ChannelUnavailable, MessageRefused
from tests.support.listening import listening


class _Gateway(BaseHTTPRequestHandler):
    received: list[tuple[str, dict, dict]] = []
    status = 202

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.received.append((self.path, dict(self.headers), body))
        self.send_response(self.status)
        if self.status in {301, 302, 307}:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Silent."""


@pytest.fixture
def gateway(settings):
    _Gateway.received = []
    _Gateway.status = 202
    server = HTTPServer(("127.0.0.1", 0), _Gateway)
    settings.OUTGOING_ALLOW_PRIVATE = True
    settings.SMS_GATEWAY = "http"
    settings.SMS_HTTP_URL = f"http://localhost:{server.server_port}/send"
    settings.SMS_HTTP_TOKEN = "gateway-token"
    with listening(server):
        yield _Gateway


def test_a_private_address_is_refused_unless_the_deployment_allows_it(settings):
    settings.OUTGOING_ALLOW_PRIVATE = False

    for url in ("http://127.0.0.1/x", "http://localhost/x", "http://[::1]/x", "http://169.254.169.254/x"):
        with pytest.raises(MessageRefused, match="private_address"):
            web.post_json(url, {}, {})


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "ftp://example.org/", "http://"])
def test_what_is_not_a_web_address_is_refused(url):
    with pytest.raises(MessageRefused, match="not_a_web_address"):
        web.post_json(url, {}, {})


def test_a_gateway_that_is_away_is_told_as_later(settings, unused_port):
    settings.OUTGOING_ALLOW_PRIVATE = True

    with pytest.raises(ChannelUnavailable):
        web.post_json(f"http://127.0.0.1:{unused_port}/", {}, {})


def test_a_name_with_two_addresses_is_reached_at_the_one_that_somebody_serves(gateway, monkeypatch):
    def both(host, port, **_):
        return [(None, None, None, "", (address, port)) for address in ("::1", "127.0.0.1")]

    monkeypatch.setattr(web, "socket", SimpleNamespace(getaddrinfo=both, SOCK_STREAM=None))

    sms.carry(message_id="m", to="+33639980001", text="Bonjour")

    assert len(gateway.received) == 1


def test_an_sms_is_posted_with_its_idempotency_key(gateway):
    sms.carry(message_id="5e1f", to="+33639980001", text="Bonjour")

    [(path, headers, body)] = gateway.received
    assert path == "/send"
    assert body == {"to": "+33639980001", "text": "Bonjour", "idempotency_key": "5e1f"}
    assert headers["Authorization"] == "Bearer gateway-token"
    assert headers["Host"].startswith("localhost:")


def test_a_redirect_is_not_followed(gateway):
    gateway.status = 307

    with pytest.raises(MessageRefused):
        sms.carry(message_id="m", to="+33639980001", text="Bonjour")
    assert len(gateway.received) == 1


@pytest.mark.parametrize(
    ("status", "expected"), [(429, ChannelUnavailable), (503, ChannelUnavailable), (400, MessageRefused)]
)
def test_the_status_says_later_or_never(gateway, status, expected):
    gateway.status = status

    with pytest.raises(expected):
        sms.carry(message_id="m", to="+33639980001", text="Bonjour")
