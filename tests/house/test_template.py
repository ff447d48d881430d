from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

from tests.support import template

pytestmark = pytest.mark.django_db
FAMILY = "template_test_migrated_"


@pytest.fixture
def server() -> Iterator[CursorWrapper]:
    """A connection outside the test's transaction; the templates of this file go at its end."""
    with connection._nodb_cursor() as cursor:
        yield cursor
        for name in templates(cursor):
            cursor.execute(f"ALTER DATABASE {name} WITH IS_TEMPLATE false")
            cursor.execute(f"DROP DATABASE {name}")


def make_empty(cursor: CursorWrapper, name: str, *, used: str) -> None:
    cursor.execute(f"CREATE DATABASE {name} WITH IS_TEMPLATE true")
    cursor.execute(f"COMMENT ON DATABASE {name} IS '{used}'")


def templates(cursor: CursorWrapper) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY datname", [FAMILY])
    return [name for (name,) in cursor.fetchall()]


def test_this_run_is_copied_from_the_template_of_its_own_migrations(server: CursorWrapper) -> None:
    name = connection.settings_dict["TEST"]["TEMPLATE"]

    assert name.endswith(template.digest_of_migrations(server=server.connection.info.server_version))
    assert template.is_whole(server, name)


def test_a_line_more_in_a_migration_makes_another_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = SimpleNamespace(path=str(tmp_path), label="app")
    monkeypatch.setattr(apps, "get_app_configs", lambda: [app])
    migration = tmp_path / "migrations" / "0001_initial.py"
    migration.parent.mkdir()
    migration.write_text("operations = []\n")
    before = template.digest_of_migrations(server=180000)

    migration.write_text("operations = [AddField()]\n")

    assert len({before, template.digest_of_migrations(server=180000)}) == 2
    assert len({before, template.digest_of_migrations(server=150000)}) == 2


def test_a_template_that_was_left_half_made_is_not_taken(server: CursorWrapper) -> None:
    make_empty(server, f"{FAMILY}half", used="2026-03-17")
    assert template.is_whole(server, f"{FAMILY}half")

    server.execute(f"ALTER DATABASE {FAMILY}half WITH IS_TEMPLATE false")

    assert not template.is_whole(server, f"{FAMILY}half")


def test_the_last_used_templates_stay_and_older_ones_go(server: CursorWrapper) -> None:
    for day in range(template.KEPT + 1):
        make_empty(server, f"{FAMILY}{template.KEPT - day}", used=f"2026-03-1{day}")

    template.forget_older(server, FAMILY)

    assert templates(server) == [f"{FAMILY}{number}" for number in range(template.KEPT)]
