"""The wallet's origin on ASGI: what waits, what ends a wait, and what a wait holds meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from activation.models import VirtualCard
from config.waiting.database import CONNECTIONS
from config.waiting.door import Door
from config.waiting.waiters import End, Waiters
from oidc.models import LoginRequest
from oidc.vocabulary import LoginState
from tests.factories.activation import VirtualCardFactory
from tests.support.phone import Phone
from tests.support.waiting_door import (
    LIST,
    SOON,
    Caller,
    ask_for,
    at_the_door,
    call,
    in_a_loop_of_its_own,
    in_thread,
    make_card,
    until,
)


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def card(transactional_db: None, phone: Phone) -> VirtualCard:
    return make_card(phone)


def test_a_call_that_does_not_ask_to_wait_is_answered_at_once(card: VirtualCard, phone: Phone) -> None:
    async def act(door: Door) -> None:
        heard = await Caller(door, phone).ask()

        assert (heard.status, heard.json()["login_requests"]) == (200, [])
        assert "preference-applied" not in heard.headers

    at_the_door(act)


def test_a_wait_ends_when_a_request_arrives(card: VirtualCard, phone: Phone) -> None:
    async def act(door: Door) -> None:
        asked = asyncio.create_task(Caller(door, phone).ask(prefer="wait=25"))
        await until(lambda: len(door.waiters) == 1)
        login = await in_thread(lambda: ask_for(card))
        heard = await asyncio.wait_for(asked, SOON)

        assert [one["id"] for one in heard.json()["login_requests"]] == [str(login.pk)]
        assert heard.headers["preference-applied"] == "wait=25"
        assert len(door.waiters) == 0

    at_the_door(act)


def test_a_wait_ends_when_a_request_was_answered_elsewhere(card: VirtualCard, phone: Phone) -> None:
    login = ask_for(card)

    async def act(door: Door) -> None:
        first = await Caller(door, phone).ask(prefer="wait=25")
        again = asyncio.create_task(
            Caller(door, phone).ask(prefer="wait=25", **{"if-none-match": first.headers["etag"]})
        )
        await until(lambda: len(door.waiters) == 1)
        await in_thread(lambda: LoginRequest.objects.filter(pk=login.pk).update(state=LoginState.DENIED))
        heard = await asyncio.wait_for(again, SOON)

        assert len(first.json()["login_requests"]) == 1
        assert (heard.status, heard.json()["login_requests"]) == (200, [])

    at_the_door(act)


def test_the_end_of_a_request_ends_the_wait(card: VirtualCard, phone: Phone) -> None:
    ask_for(card, expires_at=timezone.now() + timedelta(seconds=3))

    async def act(door: Door) -> None:
        first = await Caller(door, phone).ask()
        later = Caller(door, phone).ask(prefer="wait=25", **{"if-none-match": first.headers["etag"]})
        heard = await asyncio.wait_for(later, SOON)

        assert heard.json()["login_requests"] == []

    at_the_door(act)


@pytest.mark.parametrize("knows", [False, True])
def test_a_wait_without_news_ends_with_what_would_have_been_said_at_once(
    card: VirtualCard, phone: Phone, *, knows: bool
) -> None:
    async def act(door: Door) -> None:
        first = await Caller(door, phone).ask()
        known = {"if-none-match": first.headers["etag"]} if knows else {}
        heard = await asyncio.wait_for(Caller(door, phone).ask(prefer="wait=1", **known), SOON)

        assert heard.status == (304 if knows else 200)
        assert heard.headers["preference-applied"] == "wait=1"
        assert heard.headers["etag"] == first.headers["etag"]
        assert (heard.body == b"") is knows

    at_the_door(act)


def test_a_proof_that_was_young_when_it_came_is_not_too_old_after_the_wait(card: VirtualCard, phone: Phone) -> None:
    """The phone's clock is 58 s late: after three seconds of waiting its proof would be refused."""

    async def act(door: Door) -> None:
        late = Caller(door, phone, at=lambda: datetime.now(UTC) - timedelta(seconds=58))
        heard = await asyncio.wait_for(late.ask(prefer="wait=3"), SOON)

        assert heard.status == 200

    at_the_door(act)


def test_no_header_makes_an_old_proof_young(card: VirtualCard, phone: Phone) -> None:
    async def act(door: Door) -> None:
        old = Caller(door, phone, at=lambda: datetime.now(UTC) - timedelta(seconds=90))
        heard = await old.ask(**{"ecps.arrived_at": "x", "ecps-arrived-at": "x"})

        assert heard.status == 401

    at_the_door(act)


def test_others_are_not_woken(card: VirtualCard, phone: Phone) -> None:
    other = VirtualCardFactory.create()

    async def act(door: Door) -> None:
        asked = asyncio.create_task(Caller(door, phone).ask(prefer="wait=25"))
        await until(lambda: len(door.waiters) == 1)
        before = door.waiters.clock
        await in_thread(lambda: ask_for(other))
        await until(lambda: door.waiters.clock > before)

        assert not asked.done()
        asked.cancel()

    at_the_door(act)


def test_a_silent_request_wakes_nobody(card: VirtualCard, phone: Phone) -> None:
    async def act(door: Door) -> None:
        before = door.waiters.clock
        await in_thread(lambda: ask_for(card, silent=True))
        await in_thread(lambda: ask_for(card))
        await until(lambda: door.waiters.clock > before)
        await asyncio.sleep(0.1)

        assert door.waiters.clock == before + 1

    at_the_door(act)


def test_who_hangs_up_frees_the_place(card: VirtualCard, phone: Phone) -> None:
    async def act(door: Door) -> None:
        gone = asyncio.Event()
        asked = asyncio.create_task(Caller(door, phone).ask(gone=gone, prefer="wait=25"))
        await until(lambda: len(door.waiters) == 1)
        gone.set()
        heard = await asyncio.wait_for(asked, SOON)

        assert (heard.status, len(door.waiters)) == (0, 0)

    at_the_door(act)


def test_waiting_holds_no_connection_of_the_database(card: VirtualCard, phone: Phone) -> None:
    """Those of the door itself, which it opens as it starts, may come meanwhile."""

    def connections() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            return int(cursor.fetchone()[0])

    async def act(door: Door) -> None:
        most = await in_thread(connections) + CONNECTIONS
        asked = [asyncio.create_task(Caller(door, phone).ask(prefer="wait=25")) for _ in range(4)]
        await until(lambda: len(door.waiters) == 4)

        assert await in_thread(connections) <= most
        for one in asked:
            one.cancel()

    at_the_door(act)


def test_one_card_cannot_take_every_place(card: VirtualCard, phone: Phone) -> None:
    async def act(door: Door) -> None:
        asked = []
        for place in range(5):
            asked.append(asyncio.create_task(Caller(door, phone).ask(prefer="wait=25")))
            await until(lambda place=place: len(door.waiters) == min(place + 1, 4) or asked[0].done())  # type: ignore[misc]
        heard = await asyncio.wait_for(asked[0], SOON)

        assert heard.status == 200
        assert not any(one.done() for one in asked[1:])
        for one in asked:
            one.cancel()

    at_the_door(act)


def test_a_full_door_answers_at_once(card: VirtualCard, phone: Phone) -> None:
    async def act(door: Door) -> None:
        heard = await asyncio.wait_for(Caller(door, phone).ask(prefer="wait=25"), SOON)

        assert heard.status == 200
        assert "preference-applied" not in heard.headers

    at_the_door(act, most=0)


def test_a_door_that_hears_nothing_lets_nobody_wait(card: VirtualCard, phone: Phone) -> None:
    async def act(door: Door) -> None:
        heard = await asyncio.wait_for(Caller(door, phone).ask(prefer="wait=25"), SOON)

        assert "preference-applied" not in heard.headers

    at_the_door(act, listens=False)


def test_a_lost_connection_releases_everybody_and_is_made_again(card: VirtualCard, phone: Phone) -> None:
    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )

    async def act(door: Door) -> None:
        asked = asyncio.create_task(Caller(door, phone).ask(prefer="wait=25"))
        await until(lambda: len(door.waiters) == 1)
        await in_thread(cut)
        heard = await asyncio.wait_for(asked, SOON)
        assert heard.status == 200

        await until(lambda: door.listener.hears)

    at_the_door(act)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nowhere", b"", 404),
        ("POST", LIST, b"", 401),
        ("POST", "/api/wallet/v1/activations", b"x" * (1 << 21), 413),
        ("POST", "/api/wallet/v1/activations", b"\x00", 400),
    ],
)
def test_everything_else_is_the_applications(
    transactional_db: None, method: str, path: str, body: bytes, status: int
) -> None:
    async def act(door: Door) -> None:
        headers = {"content-type": "application/json", "content-length": str(len(body)), "prefer": "wait=25"}
        assert (await call(door, method, path, body=body, **headers)).status == status

    at_the_door(act, listens=False)


@pytest.mark.parametrize("prefer", ["wait", "wait=", "wait=-1", "wait=99999", "await=5", "wait=\u0665", ""])
def test_a_preference_that_cannot_be_read_is_none(card: VirtualCard, phone: Phone, prefer: str) -> None:
    async def act(door: Door) -> None:
        heard = await asyncio.wait_for(Caller(door, phone).ask(prefer=prefer), SOON)

        assert heard.status == 200

    at_the_door(act)


def test_news_that_come_while_the_list_is_read_are_not_missed() -> None:
    waiters = Waiters(most=10, most_of_a_card=2)
    clock = waiters.clock
    waiters.wake(7)

    assert waiters.has_news_since(7, clock)
    assert not waiters.has_news_since(8, clock)
    assert not waiters.has_news_since(7, waiters.clock)


def test_what_is_forgotten_counts_as_news() -> None:
    waiters = Waiters(most=10, most_of_a_card=2)
    clock = waiters.clock
    for person in range(5000):
        waiters.wake(person)

    assert waiters.has_news_since(999_999, clock)


def test_a_wait_that_is_over_stays_over() -> None:
    async def act() -> None:
        waiters = Waiters(most=10, most_of_a_card=2)
        with waiters.waiting(1, UUID(int=1)) as over:
            waiters.wake(1)
            waiters.release_all()
            assert over.result() is End.NEWS
        assert len(waiters) == 0

    in_a_loop_of_its_own(act())
