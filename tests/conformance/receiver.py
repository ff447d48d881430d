"""A notification endpoint over https on this machine, which answers as the module of the plan wants it."""

import ssl
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import loads
from pathlib import Path
from threading import Condition, Event
from typing import Any

from tests.support.listening import listening

ELSEWHERE = "/elsewhere"
NEVER = "never"
PATIENCE = 60  # seconds until a worker called, on two busy cores
_ANSWERS = {"taken": 204, "has-body": 200, "unauthorized": 401, "forbidden": 403, "redirect": 301}


class Receiver:
    """What came, by the token that came with it. A token says in its first word how it is to be answered: one of
    _ANSWERS, or NEVER for one whose first call hangs until the end.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self.heard: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.misled = 0
        self._changed, self._over = Condition(), Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                owner._take(self)

            def do_GET(self) -> None:
                owner._take(self)  # what follows a redirection may come so

            def log_message(self, *_: object) -> None:
                """Silent."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A caller that gave up is no fault."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.uri = f"https://localhost:{self.server.server_port}/told"
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def wait(self, token: str, *, calls: int = 1) -> list[dict[str, Any]]:
        """What came with a token, once it came so often."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.heard[token]) >= calls, PATIENCE), f"{token[:20]} not called"
            return list(self.heard[token])

    def let_go(self) -> None:
        """Calls that hang end."""
        self._over.set()

    def _take(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers["Content-Length"] or 0))
        kind, _, token = asked.headers.get("Authorization", "").partition(" ")
        with self._changed:
            if asked.path == ELSEWHERE:
                self.misled += 1
            self.heard[token].append(
                {
                    "kind": kind,
                    "type": asked.headers["Content-Type"],
                    "method": asked.command,
                    "body": loads(body or b"{}"),
                }
            )
            calls = len(self.heard[token])
            self._changed.notify_all()
        word = token.partition(".")[0]
        if word == NEVER and calls == 1:
            self._over.wait()
            return
        self._answer(asked, _ANSWERS.get(word, 204))

    def _answer(self, asked: BaseHTTPRequestHandler, status: int) -> None:
        said = b'{"thank": "you"}' if status == 200 else b""
        asked.send_response(status)
        if status == 301:
            asked.send_header("Location", ELSEWHERE)
        if status != 204:
            asked.send_header("Content-Length", str(len(said)))
        asked.end_headers()
        asked.wfile.write(said)


@contextmanager
def receiving(certificate: Path, key: Path) -> Iterator[Receiver]:
    """A receiver for as long as a block lasts, which shows this certificate."""
    made = Receiver(certificate, key)
    with listening(made.server):
        yield made
        made.let_go()
