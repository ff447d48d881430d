"""Answers that leave a moment after their call came, and no sooner: what was found, or not, does not show in the time.

For doors at which anybody may type a national number. The same work is done whoever it names; what still differs, the
rows that the framework reads and the keys that the database checks, is hidden in the moment.
"""

from collections.abc import Callable
from functools import wraps
from time import monotonic, sleep
from typing import Any, TypeVar

from directory.policy import EVEN_ANSWER

Answer = TypeVar("Answer")


def answers_evenly(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Decorator of what answers: its answer leaves after EVEN_ANSWER, or later when it takes longer.

    The transaction is over and its locks are gone meanwhile; the thread rests. A refusal that is raised leaves at
    once: those come before anything is looked up.
    """

    @wraps(view)
    def rested(*args: Any, **kwargs: Any) -> Answer:
        begun = monotonic()
        answer = view(*args, **kwargs)
        sleep(max(0.0, begun + EVEN_ANSWER.total_seconds() - monotonic()))
        return answer

    return rested
