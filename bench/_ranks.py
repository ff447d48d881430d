"""Whether two lots of times can be told apart: by ranks, and by their medians."""

import random
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

RESAMPLES = 1000


def area(first: Sequence[float], second: Sequence[float]) -> float:
    """How often one of the second took longer than one of the first, a tie counted half (Mann-Whitney): 0.5 says
    nothing, 0 and 1 say everything.
    """
    sorted_first = sorted(first)
    wins = sum(bisect_left(sorted_first, one) + bisect_right(sorted_first, one) for one in second)
    return wins / 2 / (len(first) * len(second))


def spread_of_chance(first: int, second: int) -> float:
    """The standard deviation of `area` between lots of one kind, of these sizes."""
    return float(((first + second + 1) / (12 * first * second)) ** 0.5)


def difference(first: Sequence[float], second: Sequence[float]) -> tuple[float, float, float]:
    """Of the medians, and the interval that holds 95 of a hundred resamples (bootstrap)."""
    rng = random.Random("resamples")
    apart = sorted(
        statistics.median(rng.choices(second, k=len(second))) - statistics.median(rng.choices(first, k=len(first)))
        for _ in range(RESAMPLES)
    )
    least, most = apart[int(RESAMPLES * 0.025)], apart[int(RESAMPLES * 0.975)]
    return statistics.median(second) - statistics.median(first), least, most
