"""Who waits for what. One loop owns it: nothing here is locked."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

REMEMBERED = 4096  # people who had news lately: more than can have some while one call is read


class End(Enum):
    """Why a wait is over."""

    NEWS = "news"
    RELEASED = "released"  # its card waits elsewhere, the listener fell silent, or the process stops


@dataclass(eq=False, slots=True)
class Waiter:
    """One call that waits. over: set to the reason."""

    card: UUID
    over: "asyncio.Future[End]" = field(repr=False)

    def end(self, reason: End) -> None:
        """Wake the call, once."""
        if not self.over.done():
            self.over.set_result(reason)


class Waiters:
    """The calls that wait, by person. most: at once; most_of_a_card: at once of one card, the oldest leaves."""

    def __init__(self, *, most: int, most_of_a_card: int) -> None:
        self._most = most
        self._most_of_a_card = most_of_a_card
        self._by_person: dict[int, list[Waiter]] = {}
        self._count = 0
        self._clock = 0
        self._news: OrderedDict[int, int] = OrderedDict()
        self._forgotten = 0

    def __len__(self) -> int:
        return self._count

    @property
    def clock(self) -> int:
        """A count of news: what `has_news_since` is asked with."""
        return self._clock

    @property
    def is_full(self) -> bool:
        """Whether one more may not wait."""
        return self._count >= self._most

    def has_news_since(self, person: int, clock: int) -> bool:
        """Whether a person had news after this count was read; true also when it is no longer known."""
        return clock < self._forgotten or self._news.get(person, 0) > clock

    @contextmanager
    def waiting(self, person: int, card: UUID) -> Iterator["asyncio.Future[End]"]:
        """Wait within: the future ends with the reason. Whoever leaves the block no longer waits."""
        waiter = Waiter(card, asyncio.get_running_loop().create_future())
        there = self._by_person.setdefault(person, [])
        same = [one for one in there if one.card == card and not one.over.done()]
        for oldest in same[: max(0, len(same) + 1 - self._most_of_a_card)]:
            oldest.end(End.RELEASED)
        there.append(waiter)
        self._count += 1
        try:
            yield waiter.over
        finally:
            there.remove(waiter)
            self._count -= 1
            if not there:
                self._by_person.pop(person, None)

    def wake(self, person: int) -> None:
        """Something changed for this person."""
        self._clock += 1
        self._news[person] = self._clock
        self._news.move_to_end(person)
        if len(self._news) > REMEMBERED:
            self._forgotten = self._news.popitem(last=False)[1]
        for waiter in self._by_person.get(person, ()):
            waiter.end(End.NEWS)

    def release_all(self) -> None:
        """Nobody can be woken any more: everybody leaves."""
        for there in self._by_person.values():
            for waiter in there:
                waiter.end(End.RELEASED)
