"""The test people in a deployment that has nothing yet: its own settings, and a database of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from oidc.workflows.sandbox.catalogue import CATALOGUE
from tests.support import template

ROOT = Path(__file__).parents[3]
NAME = f"production_of_a_test_{os.getpid()}"
Run = Callable[[], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[str], None]]:
    """Makes the database from this template of the server."""

    def make(source: str) -> None:
        with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{source}"')

    yield make
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command, as an operator of that deployment runs it."""
    there = connection.settings_dict
    place = {"host": str(there["HOST"]), "port": str(there["PORT"] or 5432)}
    who = f"{quote(str(there['USER']))}:{quote(str(there['PASSWORD'] or ''))}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"postgres://{who}@/{NAME}?{urlencode(place)}",
        "SITE_URL": "https://id.example.test",
        "WALLET_ORIGIN": "https://wallet.example.test",
        "CARD_ORIGIN": "https://carte.example.test",
    }

    def call() -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", "test_people"]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)

    return call


def test_a_database_that_is_migrated_and_blank_gets_them_all_once(
    database: Callable[[str], None], run: Run, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        migrated = template.prepare()
    database(migrated)

    first, again = run(), run()

    assert (first.returncode, first.stdout) == (0, f"{len(CATALOGUE)} test people made\n"), first.stderr
    assert (again.returncode, again.stdout) == (0, "0 test people made\n"), again.stderr


def test_a_database_without_tables_is_refused_with_what_to_do(database: Callable[[str], None], run: Run) -> None:
    database("template0")

    refused = run()

    assert refused.returncode == 1
    assert "run `migrate` first" in refused.stderr
    assert "Traceback" not in refused.stderr
