"""Calls of the API as the server makes them, and their statements once more without it."""

import io
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

APPLICATIONS = 200  # each may call 17 times a second
TRIES = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """One call, in milliseconds. whole: request to last byte; queries: its statements by the bare driver."""

    whole: float
    queries: float
    statements: int
    size: int


class Caller:
    """Programs with keys that take turns, so that none calls too often."""

    def __init__(self, connection: Any) -> None:
        from django.conf import settings  # noqa: PLC0415  # after setup
        from django.utils import timezone  # noqa: PLC0415

        from config.wsgi import application  # noqa: PLC0415
        from directory.codes import draw_api_key  # noqa: PLC0415
        from directory.workflows import api_clients  # noqa: PLC0415

        self.connection = connection
        self.application = application  # as the server runs it
        self.host = urlsplit(settings.SITE_URL).netloc
        self.turn = 0
        self.keys = []
        now = timezone.now()
        for _ in range(APPLICATIONS):
            key = draw_api_key()
            client = api_clients.create(
                name=f"Bench {key[-8:]}", contact_email="", reads_restricted=False, account=None, now=now
            )
            api_clients.issue_key(client_id=client.pk, lifetime=None, account=None, now=now, key=key)
            self.keys.append(key)

    def read(self, path: str) -> dict[str, Any]:
        """The answer of a call; anything but 200 stops the measurement."""
        found: dict[str, Any] = json.loads(self._call(path))
        return found

    def measure(self, path: str) -> Measured:
        """A call, and then its statements alone: the best time of each, of TRIES that take turns."""
        statements: list[tuple[Any, Any]] = []

        def note(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            statements.append((sql, params))
            return execute(sql, params, many, context)

        with self.connection.execute_wrapper(note):
            body = self._call(path)
        times = [
            (self._time(lambda: self._call(path)), self._time(lambda: self._send(statements))) for _ in range(TRIES)
        ]
        whole, queries = (min(column) * 1000 for column in zip(*times, strict=True))
        return Measured(whole, queries, len(statements), len(body))

    @staticmethod
    def _time(work: Callable[[], object]) -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    def _send(self, statements: list[tuple[Any, Any]]) -> None:
        with self.connection.cursor() as wrapped:
            cursor = wrapped.cursor
            for sql, params in statements:
                cursor.execute(sql, params)
                cursor.fetchall()
                while cursor.nextset():
                    cursor.fetchall()

    def _call(self, path: str) -> bytes:
        self.turn += 1
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": f"/fhir/v2/{path}",
            "SCRIPT_NAME": "",
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": self.host,
            "HTTP_ESANTE_API_KEY": self.keys[self.turn % len(self.keys)],
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "REMOTE_ADDR": "127.0.0.1",
        }
        answered: list[str] = []
        response = self.application(environ, lambda status, _headers: answered.append(status))
        body = b"".join(response)
        response.close()
        if not answered[0].startswith("200"):
            raise SystemExit(f"{path}?{query}: {answered[0]} {body[:300]!r}")
        return body
