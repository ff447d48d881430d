"""The wallet's origin on ASGI: `granian --interface asgi config.asgi:application`.

A call with `Prefer: wait=25` (RFC 7240) whose answer holds nothing new is kept until something changes for its holder.
It is answered by the WSGI application as every other: first at once, then again when it is woken. No thread and no
connection of the database is held while it waits. At the end of its time it gets what it would have got at once.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from activation.api.authentication import ARRIVED_AT
from config.waiting import bridge
from config.waiting.bridge import Answer, Receive, Scope, Send
from config.waiting.listener import Listener
from config.waiting.waiters import End, Waiters
from oidc import policy
from oidc.api import waiting

LONGEST = policy.LONGEST_WAIT.total_seconds()


class Door:
    """One process: its threads, its listener, its waiters."""

    def __init__(self, application: bridge.Application, *, most: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="web")
        self.waiters = Waiters(most=most, most_of_a_card=policy.WAITS_OF_A_CARD)
        self.listener = Listener(self.waiters)
        self._listening: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, or live and end with the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._listening = asyncio.create_task(self.listener.run())
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def close(self) -> None:
        """Let everybody go, and the connection."""
        self.waiters.release_all()
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    def release_threads(self) -> None:
        """Wait until no call is answered any more, and let the threads end."""
        self._threads.shutdown()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await bridge.read_body(receive)
        if body is None:
            await bridge.send_answer(bridge.REFUSED_BODY, send)
            return
        seconds = min(waiting.wanted_seconds(_header(scope, b"prefer")), LONGEST) if scope["method"] == "GET" else 0
        if not seconds or not self.listener.hears or self.waiters.is_full:
            await bridge.send_answer(await self._run(scope, body), send)
            return
        answer = await self._wait(scope, receive, body, seconds)
        if answer is not None:
            await bridge.send_answer(answer, send)

    async def _wait(self, scope: Scope, receive: Receive, body: bytes, seconds: float) -> Answer | None:
        """The answer now or later; None when the caller went."""
        arrived, clock = timezone.now(), self.waiters.clock
        wait = waiting.Wait()
        answer = await self._run(scope, body, wait=wait, arrived=arrived)
        if wait.person is None or wait.card is None:
            return answer
        if not self.waiters.has_news_since(wait.person, clock):
            left = seconds if wait.until is None else min(seconds, (wait.until - timezone.now()).total_seconds())
            with self.waiters.waiting(wait.person, wait.card) as over:
                ended = await _first_of(over, receive, left)
            if ended is Gone:
                return None
            if ended is None and left == seconds and wait.unchanged is not None:
                return _unchanged(wait.unchanged, seconds)
        again = await self._run(scope, body, wait=waiting.Wait(), arrived=arrived)
        return Answer(again.status, [*again.headers, _applied(seconds)], again.body)

    async def _run(
        self, scope: Scope, body: bytes, *, wait: waiting.Wait | None = None, arrived: datetime | None = None
    ) -> Answer:
        extras = {} if wait is None else {waiting.WAIT: wait, ARRIVED_AT: arrived}
        return await bridge.run(self._application, scope, body, threads=self._threads, extras=extras)


class Gone:
    """The caller hung up."""


async def _first_of(over: "asyncio.Future[End]", receive: Receive, seconds: float) -> End | type[Gone] | None:
    """What comes first: the news, or the caller's going; None: the time."""
    going: asyncio.Future[Any] = asyncio.ensure_future(receive())
    both: set[asyncio.Future[Any]] = {over, going}
    try:
        done, _ = await asyncio.wait(both, timeout=max(0.0, seconds), return_when=asyncio.FIRST_COMPLETED)
    finally:
        going.cancel()
    if over in done:
        return over.result()
    return Gone if going in done else None


def _header(scope: Scope, name: bytes) -> str:
    return ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def _applied(seconds: float) -> tuple[bytes, bytes]:
    return b"preference-applied", f"wait={seconds:.0f}".encode()


def _unchanged(etag: str, seconds: float) -> Answer:
    """What was said at once, without asking again: this is what most of the waits end with."""
    headers = [(b"etag", etag.encode("latin-1")), (b"cache-control", b"no-store"), _applied(seconds)]
    return Answer(304, headers, b"")
