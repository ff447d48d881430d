"""The wallet's origin without the product: real pages and files, and an API of one test.

The browser takes it for its proxy, so that pages keep their usual addresses whatever port is free, and nothing of a
page goes through the browser's driver: a page is forty files, and the driver would spend more on them than the page.
"""

import json
import mimetypes
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from django.template.loader import get_template

from tests.wallet.facts import API, ISSUER, ORIGIN, STATIC
from tests.wallet.server import FakeServer

HOSTS = {urlsplit(ORIGIN).netloc, urlsplit(ISSUER).netloc}
KEPT = {"Cache-Control": "max-age=3600"}  # as the product's files: a reload asks for none of them


class Origin(ThreadingHTTPServer):
    """One test's origin. `faults`: what its answers stumbled on, of which a test must hear."""

    daemon_threads = True
    block_on_close = False  # a page that goes leaves connections open

    def __init__(self, fake: FakeServer) -> None:
        super().__init__(("127.0.0.1", 0), Visitor)
        self.fake = fake
        self.faults: list[str] = []

    @property
    def address(self) -> str:
        """Where the browser finds it."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_arguments: object) -> None:
        """A page that goes breaks its connections; anything else is told."""
        told = traceback.format_exc()
        if "ConnectionResetError" not in told and "BrokenPipeError" not in told:
            self.faults.append(told)


class Visitor(BaseHTTPRequestHandler):
    """One connection of the browser."""

    protocol_version = "HTTP/1.1"
    server: Origin

    def do_GET(self) -> None:
        """Answer one request of the page."""
        address = urlsplit(self.path)
        if address.netloc not in HOSTS:
            self.do_CONNECT()
            return
        self.server.fake.addresses.append(self.path)
        if address.path.startswith(API):
            self.answer_call(address.path)
        elif address.path.startswith("/static/"):
            self.respond(200, *static_file(address.path))
        else:
            page = shell(self.server.fake.push_key)
            self.respond(200, {"Content-Type": "text/html; charset=utf-8"}, page)

    def do_CONNECT(self) -> None:
        """Lead nowhere else: the network is closed."""
        self.close_connection = True
        self.respond(502, {}, b"")

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  # the library's own names

    def answer_call(self, path: str) -> None:
        """Let the test's server answer."""
        fake = self.server.fake
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        status, content = fake.hear(self.command, path, body, {name.lower(): it for name, it in self.headers.items()})
        stamp = (datetime.now(UTC) + fake.skew).strftime("%a, %d %b %Y %H:%M:%S GMT")
        headers = {"Content-Type": "application/json", "Date": stamp}
        self.respond(status, headers, b"" if status == 204 else json.dumps(content).encode())

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""

    def respond(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Send one answer, in one piece."""
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@cache
def static_file(path: str) -> tuple[dict[str, str], bytes]:
    """The headers and the bytes of a file."""
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return {"Content-Type": kind, **KEPT}, (STATIC / path.removeprefix("/static/")).read_bytes()


@cache
def shell(push_key: str) -> bytes:
    """The page of the wallet."""
    context = {"issuer": ISSUER, "wallet_origin": ORIGIN, "app_version": "0", "DEMO": True, "push_key": push_key}
    return get_template("wallet/shell.html").render(context).encode()


@contextmanager
def serve(fake: FakeServer) -> Iterator[Origin]:
    """Serve an origin while a test lives."""
    origin = Origin(fake)
    thread = threading.Thread(target=origin.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield origin
    finally:
        origin.shutdown()
        origin.server_close()
