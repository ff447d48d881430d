import fcntl
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from django.db import connection

from config.command_line import needs_embedded_server
from config.postgres.postmaster import is_alive
from config.supervisor import database, folders, lock, ports
from config.supervisor.changes import Changes
from config.supervisor.output import Output
from config.supervisor.processes import Child, Program, death_bond, delay_after
from config.supervisor.refusals import CannotStartError
from tests.support.processes import PROJECT, Up, free_ports

LOOPBACK = "127.0.0.1"


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def child(said: io.StringIO, tmp_path: Path) -> Iterator[Callable[[str], Child]]:
    """Makes a child that runs a line of Python; whatever still runs at the end is killed."""
    made: list[Child] = []

    def make(code: str) -> Child:
        made.append(Child(Program("web", [sys.executable, "-c", code]), Output(said), tmp_path))
        made[-1].start()
        return made[-1]

    yield make
    for each in made:
        each.kill()


def wait_until(is_true: Callable[[], bool], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_busy_port_is_named_with_another_choice() -> None:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen()
        port = listener.getsockname()[1]

        with pytest.raises(CannotStartError, match=rf"port {port} is busy.*PORT={port + 1000}"):
            ports.require_free(LOOPBACK, [port])


def test_a_host_that_is_not_ours_is_named() -> None:
    with pytest.raises(CannotStartError, match=r"192\.0\.2\.1 cannot be used"):
        ports.require_free("192.0.2.1", [8000])


def test_a_folder_under_a_file_is_explained_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(CannotStartError, match=r"DATA_DIR .*/file/var cannot be written \(Not a directory\)"):
        folders.require_writable(tmp_path / "file" / "var")


def test_a_read_only_folder_is_explained_in_a_line() -> None:
    read_only = Path("/proc/ecps")

    with pytest.raises(CannotStartError, match="DATA_DIR /proc/ecps cannot be written"):
        folders.require_writable(read_only)


def test_a_second_run_is_refused_with_the_number_of_the_first(tmp_path: Path) -> None:
    refusal = pytest.raises(CannotStartError, match=f"already runs .*process {os.getpid()}")

    with lock.held(tmp_path), refusal, lock.held(tmp_path):
        pass


def test_a_lock_left_by_a_dead_process_is_taken_over_and_told(tmp_path: Path) -> None:
    (tmp_path / "up.lock").write_text("4194304\n")

    with lock.held(tmp_path) as left_by:
        assert left_by == 4194304
        assert (tmp_path / "up.lock").read_text() == f"{os.getpid()}\n"

    with lock.held(tmp_path) as left_by:
        assert left_by is None


def test_a_run_that_is_refused_leaves_no_lock(tmp_path: Path) -> None:
    refusal = pytest.raises(CannotStartError, match="port")

    with refusal, lock.held(tmp_path):
        raise CannotStartError("a port is busy")

    assert (tmp_path / "up.lock").read_text() == ""


def test_a_lock_is_the_kernels_not_the_files(tmp_path: Path) -> None:
    with (tmp_path / "up.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        with pytest.raises(CannotStartError, match="process unknown"), lock.held(tmp_path):
            pass


def test_the_delay_doubles_at_each_death_and_has_a_limit() -> None:
    assert [delay_after(deaths) for deaths in (1, 2, 3, 4, 5, 6, 60)] == [1, 2, 4, 8, 16, 30, 30]


def test_a_child_that_dies_is_said_and_started_again(child: Callable[[str], Child], said: io.StringIO) -> None:
    web = child("import sys; print('hello'); sys.exit(3)")
    wait_until(web.has_stopped)

    web.look_after()
    assert "web ended with exit code 3: started again in 1 s" in said.getvalue()
    time.sleep(delay_after(1))
    web.look_after()
    wait_until(lambda: said.getvalue().count("hello") == 2)
    wait_until(web.has_stopped)
    web.look_after()

    assert "web ended with exit code 3: started again in 2 s" in said.getvalue()
    assert said.getvalue().startswith("web     | hello\n")


def test_a_child_that_is_killed_is_said_by_its_signal(child: Callable[[str], Child], said: io.StringIO) -> None:
    web = child("import time; time.sleep(60)")
    assert web.pid is not None
    os.kill(web.pid, signal.SIGKILL)
    wait_until(web.has_stopped)

    web.look_after()

    assert "web was ended by SIGKILL" in said.getvalue()


def test_only_the_leader_hears_that_it_must_stop(child: Callable[[str], Child], said: io.StringIO) -> None:
    web = child(
        "import signal, subprocess, sys\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'import time; print(1, flush=True); time.sleep(60)'])\n"
        "def leave(*_):\n"
        "    print('inner', inner.poll(), flush=True); inner.kill(); inner.wait(); sys.exit()\n"
        "signal.signal(signal.SIGTERM, leave)\n"
        "signal.pause()\n"
    )
    wait_until(lambda: "| 1" in said.getvalue())

    web.ask_to_stop()
    wait_until(lambda: "inner" in said.getvalue())

    assert "inner None" in said.getvalue()


def test_a_child_that_was_asked_to_stop_is_not_started_again(child: Callable[[str], Child]) -> None:
    web = child("import time; time.sleep(60)")

    web.ask_to_stop()
    wait_until(web.has_stopped)

    assert web.pid is None


def test_children_do_not_outlive_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    if not death_bond():
        pytest.skip("setpriv is missing: children of a killed supervisor stay")
    code = (
        "import pathlib, sys, time\n"
        "from config.supervisor.output import Output\n"
        "from config.supervisor.processes import Child, Program, death_bond\n"
        "inner = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        "child = Child(Program('web', inner), Output(sys.stderr), pathlib.Path('.'), death_bond())\n"
        "child.start(); print(child.pid, flush=True); time.sleep(60)\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=PROJECT)
    assert supervisor.stdout is not None
    with supervisor.stdout as lines:
        orphan = int(lines.readline())
    # the bond is tied once the command has taken the place of the program that ties it
    command = Path(f"/proc/{orphan}/cmdline")
    wait_until(lambda: command.read_bytes().split(b"\0")[2:3] == [b"import time; time.sleep(60)"])

    supervisor.kill()
    supervisor.wait()

    wait_until(lambda: not is_alive(orphan))


def test_lines_are_plain_where_nobody_watches(said: io.StringIO) -> None:
    Output(said).say("web", "one\ntwo")

    assert said.getvalue() == "web     | one\nweb     | two\n"


def test_lines_are_coloured_on_a_terminal(monkeypatch: pytest.MonkeyPatch, said: io.StringIO) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(said, "isatty", lambda: True)

    Output(said).say("web", "one")

    assert said.getvalue() == "\x1b[36mweb     |\x1b[0m one\n"


def test_changed_code_is_noticed_once(tmp_path: Path) -> None:
    (tmp_path / "oidc").mkdir()
    changes = Changes(tmp_path)
    (tmp_path / "oidc" / "views.py").write_text("")

    assert changes.since_last_look() == [tmp_path / "oidc" / "views.py"]
    assert changes.since_last_look() == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["migrate"], True),
        (["load_extract", "file.txt"], True),
        (["migrate", "--help"], False),
        (["up"], False),
        (["check"], False),
        ([], False),
    ],
)
def test_a_command_gets_the_embedded_server_when_it_asks_a_database(
    arguments: list[str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)

    assert needs_embedded_server(["manage.py", *arguments]) is expected


def test_no_command_gets_the_embedded_server_when_another_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/ecps")

    assert not needs_embedded_server(["manage.py", "migrate"])


def test_a_database_that_does_not_answer_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, said: io.StringIO
) -> None:
    wanted = {"HOST": LOOPBACK, "PORT": 1, "NAME": "ecps", "USER": "app", "PASSWORD": "hidden-word"}
    for name, value in wanted.items():
        monkeypatch.setitem(connection.settings_dict, name, value)

    with pytest.raises(CannotStartError, match=r"DATABASE_URL \(127.0.0.1:1/ecps\) does not answer") as refusal:
        database.wait_for_remote(Output(said), seconds=0)

    assert "hidden-word" not in str(refusal.value) + said.getvalue()


@pytest.mark.slow
def test_up_refuses_a_busy_port_in_a_line_and_exits_with_1(tmp_path: Path) -> None:
    port = free_ports(3)
    with socket.socket() as listener:
        listener.bind((LOOPBACK, port + 1))
        listener.listen()

        up = Up({"DATA_DIR": str(tmp_path), "PORT": str(port)})
        code = up.process.wait(20)
        up.stop()

    assert code == 1
    assert "Traceback" not in up.text
    assert f"up: port {port + 1} is busy" in up.text


@pytest.mark.slow
def test_up_refuses_a_folder_that_cannot_be_written_and_exits_with_1() -> None:
    up = Up({"DATA_DIR": "/proc/ecps"})
    code = up.process.wait(20)
    up.stop()

    assert code == 1
    assert up.text.count("\n") == 1
    assert up.text.startswith("up: DATA_DIR /proc/ecps cannot be written")


@pytest.mark.slow
def test_up_serves_starts_again_what_dies_and_stops_when_asked(tmp_path: Path) -> None:
    port = free_ports(3)
    up = Up({"DATA_DIR": str(tmp_path), "PORT": str(port)})
    try:
        up.wait_for("Everything answers.", seconds=180)
        assert httpx.get(f"http://localhost:{port}/healthz").json()["status"] == "ok"

        worker = subprocess.run(["pgrep", "-f", "-P", str(up.process.pid), "celery"], capture_output=True, text=True)
        os.kill(int(worker.stdout.split()[0]), signal.SIGKILL)
        up.wait_for("worker was ended by SIGKILL: started again in 1 s", seconds=10)
    finally:
        code = up.stop()

    assert code == 0
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()
    assert (tmp_path / "up.lock").read_text() == ""
