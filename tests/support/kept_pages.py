"""Answers that were given once, served to a real browser that looks: no session, no database, nothing asked twice."""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

from tests.support.listening import listening

_LEFT_OUT = {"content-length", "set-cookie", "strict-transport-security"}


class KeptPages(ThreadingHTTPServer):
    """Serves answers by address, with their headers, and the product's own files; anything else holds nothing."""

    daemon_threads = True

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        super().__init__(("127.0.0.1", 0), _Door)

    @property
    def url(self) -> str:
        """Where browsers find it."""
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """State, headers and body. What a page asks for by itself once it is there is answered with nothing: 204."""
        page = self.kept.get(path)
        if page is not None:
            headers = {name: value for name, value in page.headers.items() if name.lower() not in _LEFT_OUT}
            return page.status_code, headers, page.content
        if not path.startswith(settings.STATIC_URL):
            return 204, {}, b""
        found = finders.find(path.removeprefix(settings.STATIC_URL))
        if not found:
            return 404, {}, b""
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return 200, {"Content-Type": kind, "Cache-Control": "max-age=3600"}, Path(found).read_bytes()


class _Door(BaseHTTPRequestHandler):
    """One connection of a browser."""

    protocol_version = "HTTP/1.1"
    server: KeptPages

    def do_GET(self) -> None:
        status, headers, body = self.server.answer(self.path.partition("?")[0])
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """A page that asks for something by itself: what it sends is read, for the next question of the connection."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_request(self, *args: Any) -> None:
        """Nobody reads it."""


@contextmanager
def serve_kept_pages() -> Iterator[KeptPages]:
    """For as long as a browser looks."""
    server = KeptPages()
    with listening(server):
        yield server
