"""What the waiting door reads by itself: told as the application tells it, and to nobody whom that would refuse."""

import asyncio
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from activation.models import VirtualCard
from activation.vocabulary import CardEndReason, CardState
from config.waiting.bridge import Answer, Scope
from config.waiting.database import TROUBLE
from config.waiting.door import Door
from config.waiting.frames import LONGEST, REMEMBERED, Frames
from config.wsgi import application
from directory.models import Practitioner
from oidc.vocabulary import LoginState
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.support.phone import Phone
from tests.support.waiting_door import (
    LIST,
    SOON,
    Caller,
    Heard,
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


class Counted:
    """The application, and how often it was asked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.count += 1
        return application(environ, start_response)


def without_its_time(heard: Heard) -> tuple[int, dict[str, str], Any]:
    body = json.loads(heard.body) if heard.body else {}
    headers = {name: value for name, value in heard.headers.items() if heard.status == 200 or name != "content-length"}
    return heard.status, headers, {name: value for name, value in body.items() if name != "server_time"}


@pytest.mark.parametrize("language", ["fr", "en-GB,en;q=0.8", "de", ""])
@pytest.mark.parametrize("asked", [0, 2])
@pytest.mark.parametrize("knows", [False, True])
def test_it_tells_what_the_application_tells(
    card: VirtualCard, phone: Phone, language: str, asked: int, *, knows: bool
) -> None:
    for _ in range(asked):
        ask_for(card)
    heard: list[Heard] = []

    async def act(door: Door) -> None:
        headers = {"accept-language": language} if language else {}
        if knows:
            headers["if-none-match"] = (await Caller(door, phone).ask()).headers["etag"]
        heard.append(await Caller(door, phone).ask(**headers))

    at_the_door(act)
    at_the_door(act, listens=False)  # the application alone

    assert without_its_time(heard[0]) == without_its_time(heard[1])
    assert heard[0].status == (304 if knows else 200)


def test_the_application_is_asked_once_for_what_surrounds_an_answer(card: VirtualCard, phone: Phone) -> None:
    counted = Counted()

    async def act(door: Door) -> None:
        for _ in range(3):
            assert (await Caller(door, phone).ask()).status == 200

    at_the_door(act, application=counted)

    assert counted.count == 1


def lie(phone: Phone, card: VirtualCard, case: str) -> str:
    now = datetime.now(UTC)
    stranger = Phone()
    proofs: dict[str, Callable[[], str]] = {
        "none": lambda: "",
        "no proof": lambda: "a.b.c",
        "over": lambda: phone.call_proof("GET", LIST, now - timedelta(seconds=61)),
        "too early": lambda: phone.call_proof("GET", LIST, now + timedelta(seconds=65)),
        "of another method": lambda: phone.call_proof("POST", LIST, now),
        "of another address": lambda: phone.call_proof("GET", f"{LIST}/claim", now),
        "of another origin": lambda: phone.call_proof("GET", LIST, now, htu=f"http://testserver{LIST}"),
        "of another body": lambda: phone.call_proof("GET", LIST, now, body=b"{}"),
        "without a jti": lambda: phone.call_proof("GET", LIST, now, jti=None),
        "of an unknown key": lambda: stranger.call_proof("GET", LIST, now),
        "by another key": lambda: stranger.call_proof("GET", LIST, now, header={"kid": phone.kid}),
        "of another type": lambda: phone.call_proof("GET", LIST, now, header={"typ": "card-decision+jwt"}),
    }
    return proofs[case]()


@pytest.mark.parametrize(
    "case",
    [
        "none",
        "no proof",
        "over",
        "too early",
        "of another method",
        "of another address",
        "of another origin",
        "of another body",
        "without a jti",
        "of an unknown key",
        "by another key",
        "of another type",
    ],
)
def test_a_refused_proof_is_refused_at_once_with_the_time(card: VirtualCard, phone: Phone, case: str) -> None:
    async def act(door: Door) -> None:
        heard = await asyncio.wait_for(
            call(door, "GET", LIST, **{"card-proof": lie(phone, card, case), "prefer": "wait=25"}), SOON
        )

        assert (heard.status, heard.json()) == (401, {"error": "invalid_proof"})
        assert {"date", "www-authenticate"} <= heard.headers.keys()
        assert "preference-applied" not in heard.headers

    at_the_door(act)


def test_a_proof_of_reading_reads_again_and_writes_nothing(card: VirtualCard, phone: Phone) -> None:
    proof = phone.call_proof("GET", LIST, datetime.now(UTC))

    async def act(door: Door) -> None:
        headers = {"card-proof": proof}
        assert [(await call(door, "GET", LIST, **headers)).status for _ in range(2)] == [200, 200]
        assert (await call(door, "POST", f"{LIST}/claim", **headers)).status == 401
        assert (await call(door, "GET", LIST, body=b"{}", **headers, **{"content-length": "2"})).status == 401

    at_the_door(act)


def revoke(card: VirtualCard) -> None:
    VirtualCard.objects.filter(pk=card.pk).end(state=CardState.REVOKED, reason=CardEndReason.LOST, now=timezone.now())


def lock(card: VirtualCard) -> None:
    VirtualCard.objects.filter(pk=card.pk).update(state=CardState.LOCKED)


def suspend(card: VirtualCard) -> None:
    VirtualCard.objects.filter(pk=card.pk).update(state=CardState.SUSPENDED)


def end_the_right(card: VirtualCard) -> None:
    Practitioner.objects.filter(pk=card.practitioner_id).update(deceased_date=date(2024, 6, 1))


def run_out(card: VirtualCard) -> None:
    VirtualCard.objects.filter(pk=card.pk).update(expires_at=timezone.now())


CHANGES = [
    (revoke, "REVOKED"),
    (lock, "LOCKED"),
    (suspend, "SUSPENDED"),
    (end_the_right, "NOT_ELIGIBLE"),
    (run_out, "EXPIRED"),
]


@pytest.mark.parametrize(("change", "state"), CHANGES)
def test_a_card_that_may_not_be_used_is_told_so_at_once(
    card: VirtualCard, phone: Phone, change: Callable[[VirtualCard], None], state: str
) -> None:
    change(card)

    async def act(door: Door) -> None:
        heard = await asyncio.wait_for(Caller(door, phone).ask(prefer="wait=25"), SOON)

        assert (heard.status, heard.json()) == (403, {"error": "card_not_active", "state": state})

    at_the_door(act)


@pytest.mark.parametrize(("change", "state"), CHANGES)
def test_a_card_that_stops_working_while_it_waits_learns_nothing_more(
    card: VirtualCard, phone: Phone, change: Callable[[VirtualCard], None], state: str
) -> None:
    async def act(door: Door) -> None:
        asked = asyncio.create_task(Caller(door, phone).ask(prefer="wait=25"))
        await until(lambda: len(door.waiters) == 1)
        await in_thread(lambda: change(card))
        await in_thread(lambda: ask_for(card))
        heard = await asyncio.wait_for(asked, SOON)

        assert (heard.status, heard.json()) == (403, {"error": "card_not_active", "state": state})

    at_the_door(act)


def test_a_card_that_was_given_to_another_record_reads_the_list_of_that_one(card: VirtualCard, phone: Phone) -> None:
    other = PractitionerFactory.create(practising=True)

    def move() -> None:
        VirtualCard.objects.filter(pk=card.pk).update(practitioner=other)
        ask_for(card)  # of whom it was

    async def act(door: Door) -> None:
        asked = asyncio.create_task(Caller(door, phone).ask(prefer="wait=25"))
        await until(lambda: len(door.waiters) == 1)
        await in_thread(move)
        heard = await asyncio.wait_for(asked, SOON)

        assert (heard.status, heard.json()["login_requests"]) == (200, [])

    at_the_door(act)


def test_what_another_card_of_the_same_person_claimed_is_not_told(card: VirtualCard, phone: Phone) -> None:
    other = VirtualCardFactory.create(practitioner=card.practitioner)

    async def act(door: Door) -> None:
        asked = asyncio.create_task(Caller(door, phone).ask(prefer="wait=25"))
        await until(lambda: len(door.waiters) == 1)
        await in_thread(lambda: ask_for(card, claimed_by=other, claim_address="192.0.2.7"))
        heard = await asyncio.wait_for(asked, SOON)

        assert heard.json()["login_requests"] == []

    at_the_door(act)


def test_a_request_that_was_cancelled_before_it_was_read_is_not_told(card: VirtualCard, phone: Phone) -> None:
    login = ask_for(card)

    async def act(door: Door) -> None:
        first = await Caller(door, phone).ask()
        known = {"if-none-match": first.headers["etag"]}
        asked = asyncio.create_task(Caller(door, phone).ask(prefer="wait=25", **known))
        await until(lambda: len(door.waiters) == 1)
        await in_thread(lambda: type(login).objects.filter(pk=login.pk).update(state=LoginState.CANCELLED))
        heard = await asyncio.wait_for(asked, SOON)

        assert (heard.status, heard.json()["login_requests"]) == (200, [])

    at_the_door(act)


def test_the_time_that_a_whole_wait_tells_is_that_of_its_end(card: VirtualCard, phone: Phone) -> None:
    async def act(door: Door) -> None:
        asked = asyncio.create_task(Caller(door, phone).ask(prefer="wait=1"))
        await until(lambda: len(door.waiters) == 1)
        began = datetime.now(UTC)
        heard = await asyncio.wait_for(asked, SOON)

        assert datetime.fromisoformat(heard.json()["server_time"]) > began

    at_the_door(act)


@pytest.mark.parametrize(
    ("headers", "status"), [({"host": "testserver"}, 404), ({"host": "elsewhere.test"}, 400), ({"accept": "a/b"}, 406)]
)
def test_a_call_that_the_application_turns_away_is_not_read_here(
    card: VirtualCard, phone: Phone, headers: dict[str, str], status: int
) -> None:
    async def act(door: Door) -> None:
        for _ in range(2):
            heard = await asyncio.wait_for(Caller(door, phone).ask(prefer="wait=25", **headers), SOON)

            assert heard.status == status

    at_the_door(act)


def test_without_its_connections_the_door_leaves_the_answer_to_the_application(card: VirtualCard, phone: Phone) -> None:
    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query NOT LIKE 'LISTEN%%' AND pid <> pg_backend_pid()"
                " AND pid <> %s",
                [mine],
            )

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = cursor.fetchone()[0]
    counted = Counted()

    async def act(door: Door) -> None:
        assert (await Caller(door, phone).ask()).status == 200
        await in_thread(cut)
        assert (await asyncio.wait_for(Caller(door, phone).ask(), SOON)).status == 200

    at_the_door(act, application=counted)


def test_a_question_that_fails_fails_for_who_asked_and_the_next_is_answered(card: VirtualCard) -> None:
    async def act(door: Door) -> None:
        with pytest.raises(TROUBLE):
            await door.database.ask(("SELECT 1 / %s", (0,)))
        together = await asyncio.gather(*[door.database.ask(("SELECT %s::int", (n,))) for n in range(100)])

        assert together == [[[(n,)]] for n in range(100)]

    at_the_door(act)


def _scope(**headers: str) -> Scope:
    return {"query_string": b"", "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}


def test_a_frame_is_that_of_a_refusal_and_is_remembered() -> None:
    asked: list[Scope] = []

    async def refuse(scope: Scope) -> Answer:
        asked.append(scope)
        return Answer(401, [(b"vary", b"Accept-Language"), (b"date", b"now"), (b"content-length", b"2")], b"{}")

    async def act() -> None:
        frames = Frames(refuse)
        for proof in ("a", "b"):
            frame = await frames.around(_scope(host="w", **{"card-proof": proof}))
            assert frame == [(b"vary", b"Accept-Language")]
        assert [one["headers"] for one in asked] == [[(b"host", b"w")]]  # the proof stays here
        assert await frames.around({**_scope(host="w"), "query_string": b"a=b"}) is None
        assert await frames.around(_scope(host="w", cookie="x" * LONGEST)) is None
        for kind in range(REMEMBERED):
            await frames.around(_scope(host=str(kind)))
        await frames.around(_scope(host="w"))
        assert len(asked) == REMEMBERED + 2  # the first was forgotten

    in_a_loop_of_its_own(act())


def test_whom_the_application_answers_otherwise_has_no_frame() -> None:
    async def redirect(_scope: Scope) -> Answer:
        return Answer(301, [(b"location", b"https://w/")], b"")

    async def act() -> None:
        assert await Frames(redirect).around(_scope(host="w")) is None

    in_a_loop_of_its_own(act())
