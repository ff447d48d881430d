"""A process on the database of the test, that kills itself without warning: `kill -9`, by its own hand.

It is forked from one that has set Django up already: starting an interpreter for each would take seconds of a core.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any, NoReturn

import django
from django.apps import apps
from django.db import connection

_ADDRESS = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
_GROUND = multiprocessing.get_context("forkserver")
# pytest too: each process would import it again, for whom it takes its parent for
_GROUND.set_forkserver_preload([__name__, "tests.support.killed_load", "pytest"])

if not apps.ready:  # in the process that the others are forked from
    django.setup()


def run_to_death(act: Callable[..., None], *arguments: Any) -> int:
    """Call `act` in another process, on the database of this test; returns its exit code, -9 when it died as it should.

    act: a function of a module, which that process finds by its name.
    """
    address = {key: str(connection.settings_dict[key]) for key in _ADDRESS}
    process = _GROUND.Process(target=_on_the_database, args=(address, act, arguments))
    process.start()
    process.join(120)
    if process.exitcode is None:
        process.terminate()
        process.join()
    return int(process.exitcode or 0)


def die() -> NoReturn:
    """The end of this process, as a machine that loses its current ends it."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _on_the_database(address: dict[str, str], act: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    connection.settings_dict.update(address)
    act(*arguments)
