"""One call of the web server, answered by the WSGI application in a thread; the loop stays free meanwhile."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Protocol, cast

from asgiref.wsgi import WsgiToAsgiInstance

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Environ = dict[str, Any]

LONGEST_BODY = 1 << 20  # bytes: the wallet's calls have at most some kilobytes, and are refused beyond by the product


class _Response(Protocol):
    """What a WSGI application returns; Django's can be closed."""

    def __iter__(self) -> Any: ...

    def close(self) -> None: ...


Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, ready to leave."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


REFUSED_BODY = Answer(413, [(b"content-type", b"application/json")], b'{"error":"body_too_large"}')
REFUSED_HEADERS = Answer(400, [(b"content-type", b"application/json")], b'{"error":"invalid_request","fields":{}}')


async def read_body(receive: Receive) -> bytes | None:
    """The body of a call; None when it is too long or its sender went."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > LONGEST_BODY:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def run(
    application: Application, scope: Scope, body: bytes, *, threads: Executor, extras: Environ | None = None
) -> Answer:
    """Let the application answer. extras: keys of its environ that no header can write."""
    return await asyncio.get_running_loop().run_in_executor(threads, _answer, application, scope, body, extras or {})


async def send_answer(answer: Answer, send: Send) -> None:
    """Send it whole."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


def _answer(application: Application, scope: Scope, body: bytes, extras: Environ) -> Answer:
    reader = WsgiToAsgiInstance(application)  # type: ignore[no-untyped-call]
    reader.scope = scope
    try:
        environ: Environ = reader.build_environ(scope, io.BytesIO(body))  # type: ignore[no-untyped-call]
    except ValueError:
        return REFUSED_HEADERS
    environ.update(extras)
    started: list[tuple[int, list[tuple[bytes, bytes]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> None:
        named = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        started.append((int(status.partition(" ")[0]), named))

    response = cast(_Response, application(environ, start_response))
    try:
        content = b"".join(response)
    finally:
        if hasattr(response, "close"):
            response.close()
    status, headers = started[-1]
    return Answer(status, headers, content)
