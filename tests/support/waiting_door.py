"""The wallet's origin on ASGI, opened in a loop of its own, and phones that call it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from activation.models import VirtualCard
from config.waiting.bridge import Application
from config.waiting.door import Door
from config.wsgi import application as product
from oidc.models import LoginRequest
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import LoginRequestFactory
from tests.support.phone import Phone

LIST = "/api/wallet/v1/login-requests"
SOON = 20.0  # seconds in which what ends a wait must have ended it: less than a whole wait


@dataclass
class Heard:
    """What one call was answered."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Caller:
    """A phone before the door. gone: set when it hangs up."""

    door: Door
    phone: Phone
    at: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def ask(self, *, gone: asyncio.Event | None = None, **headers: str) -> Heard:
        """One call of the list, with a proof made now."""
        proof = self.phone.call_proof("GET", LIST, self.at())
        return await call(self.door, "GET", LIST, gone=gone, **{"card-proof": proof, **headers})


async def call(
    door: Door, method: str, path: str, *, body: bytes = b"", gone: asyncio.Event | None = None, **headers: str
) -> Heard:
    heard = Heard()
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if parts:
            return parts.pop()
        await (gone or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            heard.status = message["status"]
            heard.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            heard.body += message["body"]

    named = {"host": "wallet.testserver", **headers}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "client": ("192.0.2.7", 4000),
        "server": ("wallet.testserver", 80),
    }
    await door(scope, receive, send)
    return heard


async def until(is_true: Callable[[], bool]) -> None:
    deadline = asyncio.get_running_loop().time() + SOON
    while not is_true():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)


def in_a_loop_of_its_own(work: Coroutine[Any, Any, None]) -> None:
    """In a thread: a browser of an earlier test leaves this one with a loop that runs."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def at_the_door(
    act: Callable[[Door], Awaitable[None]],
    *,
    most: int = 100,
    listens: bool = True,
    application: Application = product,
) -> Door:
    """Open a door, act before it, close it."""
    opened: list[Door] = []

    async def live() -> None:
        door = Door(application, most=most)
        opened.append(door)
        try:
            if listens:
                await door.open()
                await until(lambda: door.listener.hears)
            await act(door)
        finally:
            if listens:
                await door.close()
            await asyncio.to_thread(door.release_threads)

    in_a_loop_of_its_own(live())
    return opened[0]


async def in_thread(act: Callable[[], Any]) -> Any:
    """Touch the database beside the loop, as another process would."""

    def closing() -> Any:
        try:
            return act()
        finally:
            connection.close()

    return await asyncio.to_thread(closing)


def make_card(phone: Phone, **changes: Any) -> VirtualCard:
    """A card that works now."""
    now = timezone.now()
    lives = {"created_at": now, "usable_from": now, "expires_at": now + timedelta(days=30)}
    made: VirtualCard = VirtualCardFactory.create(phone=phone, **{**lives, **changes})
    return made


def ask_for(card: VirtualCard, **changes: Any) -> LoginRequest:
    now = timezone.now()
    times = {"created_at": now, "expires_at": now + timedelta(seconds=120)}
    made: LoginRequest = LoginRequestFactory.create(practitioner=card.practitioner, **{**times, **changes})
    return made
