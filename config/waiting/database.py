"""Connections of the waiting door's own, beside those of the application: asked from the loop, without a thread."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import AsyncConnection, Error
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from directory.queries.prepared import Statement

CONNECTIONS = 2  # of a process: one is on its way while the answers of the other are read
PATIENCE = 5.0  # seconds without a connection, then the application is left to answer
MOST_TOGETHER = 32  # questions that go one way together
TROUBLE = (Error, OSError, PoolTimeout)
_NOT_OURS = ("cursor_factory", "prepare_threshold")

Rows = list[tuple[Any, ...]]


def parameters() -> dict[str, Any]:
    """Of the product's own connections: where the server is, and how values are read."""
    given = connections[DEFAULT_DB_ALIAS].get_connection_params()
    kept = {name: value for name, value in given.items() if name not in _NOT_OURS}
    # As Django has it on its own: instants are read as they come
    return {**kept, "options": f"{kept.get('options', '')} -c TimeZone=UTC".strip()}


@dataclass(eq=False, slots=True)
class _Question:
    """What one call asks. answer: the rows of each statement."""

    statements: tuple[Statement, ...]
    answer: "asyncio.Future[list[Rows]]" = field(repr=False)


class Database:
    """Two connections, on which the same statements come again and again: PostgreSQL plans each of them once.

    What is asked while both are away goes together: the busier the door, the less each question costs.
    """

    def __init__(self) -> None:
        self._pool: AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]] = AsyncConnectionPool(
            kwargs={**parameters(), "autocommit": True, "prepare_threshold": 0},
            min_size=CONNECTIONS,
            max_size=CONNECTIONS,
            timeout=PATIENCE,
            reconnect_timeout=float("inf"),
            open=False,
        )
        self._asked: list[_Question] = []
        self._free = CONNECTIONS
        self._carriers: set[asyncio.Task[None]] = set()  # the loop alone would forget them

    async def open(self) -> None:
        """Begin to connect."""
        await self._pool.open()

    async def close(self) -> None:
        """Hang up."""
        await self._pool.close()

    async def ask(self, *statements: Statement) -> list[Rows]:
        """The rows of each. Raises one of TROUBLE."""
        question = _Question(statements, asyncio.get_running_loop().create_future())
        self._asked.append(question)
        if self._free:
            self._free -= 1
            carrier = asyncio.create_task(self._carry())
            self._carriers.add(carrier)
            carrier.add_done_callback(self._carriers.discard)
        return await question.answer

    async def _carry(self) -> None:
        """Until nobody asks any more. Nothing else runs between the last look and the end: no question is left."""
        try:
            while self._asked:
                together, self._asked = self._asked[:MOST_TOGETHER], self._asked[MOST_TOGETHER:]
                await self._answer(together)
        finally:
            self._free += 1

    async def _answer(self, together: list[_Question]) -> None:
        try:
            for question, rows in zip(together, await self._send(together), strict=True):
                if not question.answer.done():  # its caller may be gone
                    question.answer.set_result(rows)
        except TROUBLE as trouble:
            for question in together:
                if not question.answer.done():
                    question.answer.set_exception(trouble)
        finally:
            for question in together:
                question.answer.cancel()  # of one that was answered it does nothing

    async def _send(self, together: list[_Question]) -> list[list[Rows]]:
        async with self._pool.connection() as connection, connection.pipeline():
            sent = [[await connection.execute(*one) for one in question.statements] for question in together]
            return [[await cursor.fetchall() for cursor in cursors] for cursors in sent]
