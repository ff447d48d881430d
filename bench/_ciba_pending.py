"""The other side of bench/ciba.py's second part: services that wait for many people, and come every five seconds.

More and more requests wait, each polled five seconds after its last answer; a poll lasts from when it is due to its
last byte. Meanwhile people approve and deny, a few never answer in time, and others are asked in their place. A step is
held when 99 polls in a hundred that found nothing yet took less than a second, and nearly as many came as were due.
From the first that is not held on, what is between it and the last that was is halved. Prints a line for each step,
then what became of all.
"""

import asyncio
import heapq
import json
import os
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench._ciba_load import GRANT_TYPE, RHYTHM, AskedForPeople
from bench._ciba_rows import LIVES, Request, Rows
from bench._provider_load import receive
from bench._timing import median_and_p99

CONNECTIONS = 32
FIRST, MOST = 1_000, 64_000  # requests that wait
HALVINGS = 3
LIMIT = 1_000.0  # milliseconds, 99 of a hundred
KEPT_UP = 0.9  # of the polls that are due
ANSWERS_A_SECOND = 1 / 60  # of those who are asked: a minute each
DENIED_OF, ENDED_OF, TWICE_OF = 8, 20, 4  # every so many: deny; never answer; are polled twice at once when approved
SHORT = (2, 30)  # seconds that those live
TICK = 0.25  # seconds
WAITS = ("authorization_pending", "slow_down")


@dataclass
class Seen:
    """Of one step. pending, finished: seconds of the polls that found nothing yet, and of those that gave tokens."""

    pending: list[float] = field(default_factory=list)
    finished: list[float] = field(default_factory=list)
    slowed: int = 0


@dataclass
class Crowd:
    """All who wait. due: when a request is polled next, by time; living: those that are polled."""

    known: dict[str, Any]
    rows: Rows
    due: list[tuple[float, int, Request]] = field(default_factory=list)
    living: list[Request] = field(default_factory=list)
    count: int = 0
    asked: int = 0

    def __post_init__(self) -> None:
        self.forms = AskedForPeople(self.known)

    def push(self, request: Request, at: float) -> None:
        """Have it polled then."""
        self.count += 1
        heapq.heappush(self.due, (at, self.count, request))

    async def grow(self, count: int) -> None:
        """So many more wait; of some, the people never answer in time."""
        numbers = range(self.asked, self.asked + count)
        self.asked += count
        self.living += await self.rows.make([LIVES if one % ENDED_OF else random.uniform(*SHORT) for one in numbers])

    async def step(self, waiting: int, seconds: float) -> dict[str, float]:
        """Poll so many for so long."""
        self.living = [one for one in self.living if not one.is_over]
        await self.grow(max(0, waiting - len(self.living)))
        await self.rows.look()
        apart, self.living = self.living[waiting:], self.living[:waiting]
        seen, begun = Seen(), time.perf_counter()
        self.due = []
        for request in self.living:
            self.push(request, max(request.due, begun + random.uniform(0, RHYTHM)))
        polls = [asyncio.create_task(self._poll(seen, begun + seconds)) for _one in range(CONNECTIONS)]
        await asyncio.gather(self._change(begun + seconds), *polls)
        self.living += apart
        p50, p99 = median_and_p99(seen.pending)
        rate = (len(seen.pending) + len(seen.finished)) / (time.perf_counter() - begun)
        held = p99 < LIMIT and rate >= KEPT_UP * waiting / RHYTHM
        told = {"waiting": waiting, "rate": rate, "p50": p50, "p99": p99, "held": held, "slowed": seen.slowed}
        return {**told, "finished": len(seen.finished)}

    async def settle(self) -> dict[str, Any]:
        """Come once more for everybody, and see what became of each."""
        self.due = []
        for request in self.rows.made:
            if not request.is_over:
                self.push(request, 0.0)
        await asyncio.gather(*[self._poll(Seen(), None) for _one in range(CONNECTIONS)])
        made = self.rows.made
        approved = [one for one in made if one.fate == "APPROVED"]
        tokens = sum(one.tokens for one in made)
        others = [one for one in made if one.fate != "APPROVED"]
        return {
            "made": len(made),
            "approved": len(approved),
            "lost": sum(not one.tokens for one in approved),
            "doubled": sum(max(0, one.tokens - 1) for one in approved),
            "denied": sum(one.fate == "DENIED" for one in made),
            "expired": sum(one.last == "expired_token" for one in made),
            "pending": sum(one.last in WAITS for one in made),
            "odd": sum(bool(one.tokens) or one.last not in _ends_of(one) for one in others),
            "tokens": tokens,
            "kept": await self.rows.kept_since(),
        }

    async def _poll(self, seen: Seen, end: float | None) -> None:
        """One connection, until the end; None: until nothing is due, and then no request is polled again."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.known["port"])
        while self.due and (end is None or self.due[0][0] < end):
            at, _count, request = heapq.heappop(self.due)
            if (wait := at - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            if request.is_over and request.asked_again:
                continue
            request.asked_again = request.is_over
            fields = {"grant_type": GRANT_TYPE, "auth_req_id": request.auth_req_id}
            writer.write(self.forms.form("token", request.client, **fields))
            _head, body = await receive(reader)
            self._note(request, json.loads(body), seen, time.perf_counter() - (at or time.perf_counter()))
            if request.is_over and not request.asked_again:
                self.push(request, time.perf_counter())  # what came once does not come again
            elif not request.is_over and end is not None:
                request.due = time.perf_counter() + RHYTHM
                self.push(request, request.due)
        writer.close()

    def _note(self, request: Request, answer: dict[str, Any], seen: Seen, seconds: float) -> None:
        if "id_token" in answer:
            request.tokens += 1
            seen.finished.append(seconds)
            return
        request.last = answer["error"]
        if request.last in WAITS:
            seen.pending.append(seconds)
            seen.slowed += request.last == "slow_down"

    async def _change(self, end: float) -> None:
        """People answer, and others are asked in the place of those who did, until the end."""
        turn, owed = 0, 0.0
        while (now := time.perf_counter()) < end:
            unanswered = [one for one in self.living if one.fate == "PENDING" and one.lives == LIVES]
            owed += len(self.living) * ANSWERS_A_SECOND * TICK
            chosen = random.sample(unanswered, min(int(owed), len(unanswered)))
            owed -= len(chosen)
            denied, approved = chosen[::DENIED_OF], [one for place, one in enumerate(chosen) if place % DENIED_OF]
            await self.rows.answer(denied, "DENIED")
            await self.rows.answer(approved, "APPROVED")
            for one in approved:
                turn += 1
                if not turn % TWICE_OF:
                    self.push(one, time.perf_counter())
                    self.push(one, time.perf_counter())
            over = sum(one.is_over for one in self.living)
            if over:
                self.living = [one for one in self.living if not one.is_over]
                before = len(self.living)
                await self.grow(over)
                for one in self.living[before:]:
                    self.push(one, time.perf_counter() + random.uniform(0, RHYTHM))
            await asyncio.sleep(max(0.0, now + TICK - time.perf_counter()))


def _ends_of(request: Request) -> tuple[str, ...]:
    """What may be told last of one that nobody approved."""
    if request.fate == "DENIED":
        return ("access_denied",)
    return WAITS if request.lives == LIVES else (*WAITS, "expired_token")


async def _measure(known: dict[str, Any], seconds: float) -> None:
    rows = Rows(known)
    await rows.open()
    crowd = Crowd(known, rows)
    held, waiting, failed, halvings = 0, FIRST, 0, 0
    while waiting <= MOST and halvings <= HALVINGS:
        seen = await crowd.step(waiting, seconds)
        print(json.dumps(seen), flush=True)
        held, failed = (waiting, failed) if seen["held"] else (held, waiting)
        halvings += bool(failed)
        waiting = (held + failed) // 2 if failed else waiting * 2
    print(json.dumps({"most": held, **await crowd.settle()}), flush=True)


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[2])})
    asyncio.run(_measure(json.loads(Path(sys.argv[1]).read_text())[0], float(sys.argv[3])))
