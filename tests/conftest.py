"""What every test has: a database, a clock, a closed network, and one loud line for a tool that is missing."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from directory import queries
from directory.models import Practitioner
from tests.factories.directory import PractitionerFactory
from tests.support.browser import chromium
from tests.support.database import start_test_database, stop_test_database
from tests.support.emptying import empty_quickly
from tests.support.template import use_template
from tests.support.turns import Turns

start_test_database()
empty_quickly()

__all__ = ["chromium"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Turns:
    """Give the tests to the processes of a run."""
    return Turns(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the embedded server when this run started it."""
    stop_test_database()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The database of a run, or of each of its processes, is copied from one that is migrated already."""
    with django_db_blocker.unblock():
        use_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database goes at the end, whoever holds it: a browser that was closed leaves a thread of the server."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def now() -> datetime:
    """The clock that tests give: a Tuesday at noon."""
    return datetime(2026, 3, 17, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    """What processes remember must not cross from one test to the next."""
    queries.forget_labels()
    cache.clear()
    translation.deactivate()  # the language of the last page that was asked for
    yield
    queries.forget_labels()


@pytest.fixture
def practitioner(db: None) -> Practitioner:
    """A test person of the directory."""
    return PractitionerFactory()


@pytest.fixture
def unused_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
