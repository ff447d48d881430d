"""The one connection that hears what PostgreSQL says: of whom something changed."""

import asyncio
import logging
from typing import Any

import psycopg

from config.waiting.database import parameters
from config.waiting.waiters import Waiters
from oidc.vocabulary import WAKE_CHANNEL

logger = logging.getLogger(__name__)

PROBE_SECONDS = 10.0  # of silence, then the server is asked whether it is still there
FIRST_DELAY = 0.5  # seconds before a lost connection is tried again; doubled up to the longest
LONGEST_DELAY = 15.0


class Listener:
    """Wakes waiters. hears: false while the server is out of reach; nobody should wait then."""

    def __init__(self, waiters: Waiters) -> None:
        self._waiters = waiters
        self.hears = False

    async def run(self) -> None:
        """Listen for ever. What was said while the connection was lost is unknown: everybody leaves and asks again."""
        delay = FIRST_DELAY
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**parameters(), autocommit=True) as connection:
                    await connection.execute(f"LISTEN {WAKE_CHANNEL}")
                    self.hears = True
                    delay = FIRST_DELAY
                    await self._hear(connection)
            except (psycopg.Error, OSError):
                logger.warning("the waiting door lost its connection", extra={"again_in_seconds": delay})
            finally:
                self.hears = False
                self._waiters.release_all()
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY)

    async def _hear(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        while True:
            async for said in connection.notifies(timeout=PROBE_SECONDS):
                if said.payload.isascii() and said.payload.isdigit():
                    self._waiters.wake(int(said.payload))
            await connection.execute("SELECT 1")
