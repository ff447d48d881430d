"""The wallet's origin on ASGI: `granian --interface asgi config.asgi:application`.

The list of a phone is read here, and with `Prefer: wait=25` (RFC 7240) a call of which the answer holds nothing new is
kept until something changes for its holder. Its proof is verified once, as it comes; the card, its rights and the list
are read again when it is woken. No thread and no connection of the database is held while it waits. Everything else,
and every refusal, is the WSGI application's.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from activation.api.authentication import ARRIVED_AT, HEADER
from config.origins import WALLET_URLCONF
from config.waiting import bridge
from config.waiting.bridge import Answer, Receive, Scope, Send
from config.waiting.database import TROUBLE, Database
from config.waiting.frames import Frames, Header
from config.waiting.listener import Listener
from config.waiting.waiters import End, Waiters
from oidc import policy
from oidc.api import looking, waiting

LIST = reverse("oidc_wallet:login_requests", urlconf=WALLET_URLCONF)
LONGEST = policy.LONGEST_WAIT.total_seconds()


class Door:
    """One process: its threads, its listener, its connections, its waiters."""

    def __init__(self, application: bridge.Application, *, most: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="web")
        self.waiters = Waiters(most=most, most_of_a_card=policy.WAITS_OF_A_CARD)
        self.listener = Listener(self.waiters)
        self.database = Database()
        self._frames = Frames(lambda scope: self._run(scope, b""))
        self._listening: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, or live and end with the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            answer = await self._answer(scope, receive)
            if answer is not None:
                await bridge.send_answer(answer, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.open()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def open(self) -> None:
        """Begin to listen."""
        await self.database.open()
        self._listening = asyncio.create_task(self.listener.run())

    async def close(self) -> None:
        """Let everybody go, and the connections."""
        self.waiters.release_all()
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        await self.database.close()

    def release_threads(self) -> None:
        """Wait until no call is answered any more, and let the threads end."""
        self._threads.shutdown()

    async def _answer(self, scope: Scope, receive: Receive) -> Answer | None:
        """The answer, now or later; None when the caller went."""
        body = await bridge.read_body(receive)
        if body is None:
            return bridge.REFUSED_BODY
        if body or scope["method"] != "GET" or scope["path"] != LIST or not self.listener.hears:
            return await self._run(scope, body)
        arrived = timezone.now()
        try:
            answer = await self._look(scope, receive, arrived)
        except TROUBLE:
            answer = None
        except Gone:
            return None
        return answer or await self._run(scope, body, arrived)

    async def _look(self, scope: Scope, receive: Receive, arrived: datetime) -> Answer | None:
        """The list, now or later; None: it is the application's to refuse. Raises one of TROUBLE, Gone."""
        frame = await self._frames.around(scope)
        if frame is None:
            return None
        clock, proof = self.waiters.clock, _header(scope, HEADER.lower().encode())
        seen = await looking.look(proof, path=LIST, now=arrived, ask=self.database.ask)
        if seen is None:
            return None
        known = _header(scope, b"if-none-match")
        seconds = min(waiting.wanted_seconds(_header(scope, b"prefer")), LONGEST)
        is_new = bool(seen.rows) and not waiting.is_known(seen.mark, known)
        if is_new or not seconds or self.waiters.is_full:
            return _told(seen, frame, known)
        return await self._wait(seen, [*frame, _applied(seconds)], known, receive, seconds=seconds, clock=clock)

    async def _wait(
        self, seen: looking.Seen, frame: list[Header], known: str, receive: Receive, *, seconds: float, clock: int
    ) -> Answer | None:
        """The list once it changed, or at the end of the time. clock: of the news, before the list was read."""
        caller, mark, until = seen.caller, seen.mark, seen.until
        del seen  # ten thousand may wait
        if not self.waiters.has_news_since(caller.person, clock):
            left = seconds if until is None else min(seconds, (until - timezone.now()).total_seconds())
            with self.waiters.waiting(caller.person, caller.card) as over:
                ended = await _first_of(over, receive, left)
            if ended is None and left == seconds and waiting.is_known(mark, known):
                return Answer(304, [*frame, (b"etag", mark.encode())], b"")  # most of the waits: nothing is asked again
        again = await looking.look_again(caller, now=timezone.now(), ask=self.database.ask)
        return None if again is None else _told(again, frame, known)

    async def _run(self, scope: Scope, body: bytes, arrived: datetime | None = None) -> Answer:
        extras = {} if arrived is None else {ARRIVED_AT: arrived}
        return await bridge.run(self._application, scope, body, threads=self._threads, extras=extras)


class Gone(Exception):
    """The caller hung up."""


async def _first_of(over: "asyncio.Future[End]", receive: Receive, seconds: float) -> End | None:
    """What comes first: the news; None: the time. Raises Gone."""
    going: asyncio.Future[Any] = asyncio.ensure_future(receive())
    both: set[asyncio.Future[Any]] = {over, going}
    try:
        done, _ = await asyncio.wait(both, timeout=max(0.0, seconds), return_when=asyncio.FIRST_COMPLETED)
    finally:
        going.cancel()
    if over in done:
        return over.result()
    if going in done:
        raise Gone
    return None


def _header(scope: Scope, name: bytes) -> str:
    return ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def _applied(seconds: float) -> Header:
    return b"preference-applied", f"wait={seconds:.0f}".encode()


def _told(seen: looking.Seen, frame: list[Header], known: str) -> Answer:
    """What was seen, as the application would say it."""
    marked = [*frame, (b"etag", seen.mark.encode())]
    if waiting.is_known(seen.mark, known):
        return Answer(304, marked, b"")
    body = seen.body()
    return Answer(
        200, [*marked, (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())], body
    )
