"""Milliseconds: of statements, and what many of them come to."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def database_time(connection: Any) -> Iterator[list[float]]:
    """Milliseconds of each statement run inside."""
    spent: list[float] = []

    def timed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append((time.perf_counter() - begun) * 1000)

    with connection.execute_wrapper(timed):
        yield spent


def quantiles(times: list[float]) -> tuple[float, float, float]:
    """The median, the 95th of a hundred, the worst."""
    cuts = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return cuts[49], cuts[94], max(times)


def median_and_p99(times: list[float]) -> tuple[float, float]:
    """The median and the 99th of a hundred, in milliseconds, of seconds."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return cuts[49] * 1000, cuts[98] * 1000
