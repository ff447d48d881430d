"""What is read from an address that somebody gave us: bounded in time and in size, never elsewhere."""

import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from directory.channels import web
from directory.channels.errors import ChannelUnavailable, MessageRefused
from tests.support.listening import listening


class _Site(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/keys")
            self.end_headers()
        elif self.path == "/slow-headers":
            self._drip(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 600)
        elif self.path == "/slow-body":
            self.send_response(200)
            self.end_headers()
            self._drip(b'{"keys": []}' + b" " * 600)
        else:
            body = b"[" + b"1," * (2_500_000 if self.path == "/large" else 0) + b"1]"
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self._say(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def _drip(self, text: bytes) -> None:
        """A byte at a time, each well within what one read may take."""
        for place in range(len(text)):
            if not self._say(text[place : place + 1]):
                return
            time.sleep(0.05)

    def _say(self, text: bytes) -> bool:
        try:
            self.wfile.write(text)
            self.wfile.flush()
        except OSError:
            return False
        return True

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def site(settings) -> Iterator[str]:  # type: ignore[no-untyped-def]
    _Site.asked = []
    settings.OUTGOING_ALLOW_PRIVATE = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.daemon_threads = True
    with listening(server):
        yield f"http://127.0.0.1:{server.server_port}"


def test_what_a_server_says_is_read(site: str) -> None:
    answer = web.get(f"{site}/keys", timeout_seconds=5)

    assert (answer.status, answer.content_type, answer.body, answer.is_whole) == (200, "application/json", b"[1]", True)


def test_a_redirect_is_not_followed(site: str) -> None:
    assert web.get(f"{site}/moved", timeout_seconds=5).status == 302
    assert _Site.asked == ["/moved"]


def test_of_a_large_answer_the_beginning_is_read_and_it_is_said_so(site: str) -> None:
    answer = web.get(f"{site}/large", timeout_seconds=5)

    assert not answer.is_whole
    assert len(answer.body) == web.MOST_BYTES


_ASK: dict[str, Callable[[str], object]] = {
    "get": lambda url: web.get(url, timeout_seconds=0.5),
    "json": lambda url: web.post_json(url, {}, {}, timeout_seconds=0.5),
    "form": lambda url: web.post_form(url, {"a": "b"}, timeout_seconds=0.5),
}


@pytest.mark.parametrize("how", _ASK)
@pytest.mark.parametrize("path", ["/slow-headers", "/slow-body"])
def test_a_server_that_sends_a_byte_at_a_time_is_left(site: str, path: str, how: str) -> None:
    began = time.monotonic()

    with pytest.raises(ChannelUnavailable):
        _ASK[how](f"{site}{path}")

    assert time.monotonic() - began < 10  # all of it would take half a minute


def test_a_private_address_is_not_asked(site: str, settings) -> None:  # type: ignore[no-untyped-def]
    settings.OUTGOING_ALLOW_PRIVATE = False

    with pytest.raises(MessageRefused, match="private_address"):
        web.get(f"{site}/keys", timeout_seconds=5)

    assert _Site.asked == []
