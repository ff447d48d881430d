"""The file-system broker loses and tears nothing when several write and read at once."""

import threading
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from config import broker
from config.celery import app

MESSAGES = 200
WRITERS = 3
READERS = 3


@pytest.fixture
def connect(tmp_path):
    for name in ("queue", "processed", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "processed_folder": str(tmp_path / "processed"),
        "control_folder": str(tmp_path / "control"),
    }
    return lambda: Connection("filesystem://localhost", transport_options=options)


def test_the_product_uses_its_own_transport():
    assert app is not None
    with Connection("filesystem://localhost") as connection:
        assert type(connection.transport) is broker.Transport


def test_every_message_arrives_once_whoever_writes_and_reads(connect):
    seen: Counter[str] = Counter()
    lock = threading.Lock()
    done = threading.Event()

    def write(writer: int) -> None:
        with connect() as connection, connection.SimpleQueue("work") as queue:
            for number in range(MESSAGES):
                queue.put({"id": f"{writer}-{number}", "padding": "x" * 2000})

    def read() -> None:
        with connect() as connection, connection.SimpleQueue("work") as queue:
            while True:
                finished = done.is_set()
                try:
                    message = queue.get_nowait()
                except Empty:
                    if finished:
                        return
                    continue
                message.ack()
                with lock:
                    seen[message.payload["id"]] += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in writers + readers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()

    assert len(seen) == MESSAGES * WRITERS
    assert set(seen.values()) == {1}


def test_a_torn_message_is_dropped_and_the_next_one_is_read(connect, tmp_path):
    (tmp_path / "queue" / "0_torn.work.msg").write_bytes(b"")
    with connect() as connection, connection.SimpleQueue("work") as queue:
        queue.put({"id": "whole"})

        assert queue.get(timeout=5).payload == {"id": "whole"}


def test_a_message_is_never_seen_before_it_is_whole(connect, tmp_path, monkeypatch):
    visible: list[list[str]] = []
    write = Path.write_bytes

    def spy(path: Path, content: bytes) -> int:
        written = write(path, content)
        visible.append([found.name for found in (tmp_path / "queue").glob("*.msg")])
        return written

    monkeypatch.setattr(Path, "write_bytes", spy)
    with connect() as connection, connection.SimpleQueue("work") as queue:
        queue.put({"id": "one"})

    assert visible == [[]]
