"""The README of the thick client, followed to the letter, on ports that are free here."""

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import product as support
from tests.support.processes import free_ports
from tests.support.product import ROOT, Product

pytestmark = pytest.mark.slow

TEXT = (ROOT / "samples" / "thick-client" / "README.md").read_text(encoding="utf-8")
START, REGISTER, SERVE, CONNECT, APPROVE, WORK = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
PERSON = "899700000062"


@dataclass(frozen=True)
class Reader:
    """Somebody who does what the README says. port: where their intermediary listens."""

    product: Product
    port: int

    def at_home(self, text: str) -> str:
        """The same text, with the ports, the folder and the interpreter of this run."""
        replaced = {
            "http://localhost:8000": self.product.site,
            " var/": f" {self.product.data_dir}/",
            ".venv/bin/python": sys.executable,
        }
        for there, here in replaced.items():
            text = text.replace(there, here)
        return text

    @property
    def environment(self) -> dict[str, str]:
        """That of the terminal."""
        return self.product.environment | {
            "INTERMEDIARY_PORT": str(self.port),
            "INTERMEDIARY": f"http://localhost:{self.port}",
            "DESKTOP_COOKIE": str(self.cookie),
            "NO_PROXY": "localhost",
            "LANG": "en",
        }

    @property
    def cookie(self) -> Path:
        return self.product.data_dir / "cookie"

    @property
    def traces(self) -> list[dict[str, str]]:
        file = self.product.data_dir / "traces.jsonl"
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

    def start(self, block: str, **more: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", self.at_home(block)],
            cwd=ROOT,
            env=self.environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, block: str, **more: str) -> tuple[int, str]:
        """Run a block: its status, and what it printed."""
        process = self.start(block, **more)
        written, _ = process.communicate(timeout=120)
        return process.returncode, written

    def do(self, block: str) -> str:
        status, written = self.run(block)
        assert status == 0, written
        return written

    @contextmanager
    def serving(self, **more: str) -> Iterator[None]:
        """The intermediary runs until it is stopped."""
        process = self.start(SERVE, **more)
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("My intermediary on")
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            written, _ = process.communicate(timeout=30)
        assert "Traceback" not in written

    def answer(self, block: str, **more: str) -> tuple[int, str]:
        """Connect, with that answer on the phone: the end of the desktop program, and what it printed."""
        desk = self.start(CONNECT, **more)
        assert desk.stdout is not None
        shown = re.search(r"\d\d", desk.stdout.readline())
        assert shown
        self.do(block.replace("42", shown[0]))
        written, _ = desk.communicate(timeout=60)
        return desk.returncode, written


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    assert START == "make run\n"
    with support.running() as product:
        made = Reader(product, free_ports(1))
        assert PERSON in made.do(REGISTER)
        yield made


def test_she_connects_works_and_leaves_and_the_desk_holds_no_token(reader: Reader) -> None:
    with reader.serving(RENEW_EARLY="100000"):  # every call renews
        assert reader.answer(APPROVE) == (0, "You are connected.\n")
        kept = reader.cookie.read_text(encoding="utf-8")

        worked = reader.do(WORK)

        assert f'"SubjectNameID": "{PERSON}"' in worked
        assert '"disconnected"' in worked
        assert "HttpOnly" in kept
        assert "eyJ" not in kept + json.dumps(reader.traces)
        assert [(line["event"], line["who"], line["outcome"]) for line in reader.traces[-3:]] == [
            ("connect", PERSON, "done"),
            ("send", PERSON, "done"),
            ("disconnect", PERSON, "asked"),
        ]
        assert reader.run(WORK)[1] == "You are not connected.\n"


def test_a_refusal_on_the_phone_is_said_in_both_languages(reader: Reader) -> None:
    refuse = APPROVE.replace("approve --number 42 --pin 593827", "refuse")
    with reader.serving():
        assert reader.answer(refuse) == (1, "The request was refused.\n")
        assert reader.run(WORK, LANG="fr_FR.UTF-8")[1] == "Vous n’êtes pas connecté.\n"
        status = httpx.post(f"http://localhost:{reader.port}/connect", content=b"[]").status_code
        assert status == 400


def test_a_session_that_lasted_long_enough_is_ended_at_the_provider(reader: Reader) -> None:
    with reader.serving(SESSION_SECONDS="3"):
        assert reader.answer(APPROVE)[0] == 0
        deadline = time.monotonic() + 60
        while (reader.traces[-1]["event"], reader.traces[-1]["outcome"]) != ("disconnect", "expired"):
            assert time.monotonic() < deadline, "the session went on"
            time.sleep(0.2)
        assert reader.run(WORK)[1] == "You are not connected.\n"


@pytest.mark.parametrize("why", ["asked", "expired"])
def test_what_the_intermediary_held_is_renewed_and_then_revoked(reader: Reader, why: str) -> None:
    ours = intermediary(reader)
    session = ours.connect(PERSON)
    reader.do(APPROVE.replace("42", session["number"]))
    session["next"] = 0
    assert ours.poll(session)
    first = session["access_token"]
    session["renew"] = 0

    assert ours.send(session)["SubjectNameID"] == PERSON
    assert session["access_token"] != first
    last = session["access_token"]
    assert may_read(ours, last)

    ours.close(session, why)

    assert not may_read(ours, last)
    status, refused = ours.post("token_endpoint", grant_type="refresh_token", refresh_token=session["refresh_token"])
    assert (status, refused["error"]) == (400, "invalid_grant")
    assert reader.traces[-1]["outcome"] == why


def test_a_provider_that_is_out_of_reach_is_said_and_the_session_is_over_here(reader: Reader) -> None:
    ours = intermediary(reader)
    nobody = f"http://localhost:{free_ports(1)}/"
    ours.ABOUT = dict.fromkeys(ours.ABOUT, nobody)

    with pytest.raises(ours.Refused, match="provider_unreachable"):
        ours.connect(PERSON)
    ours.close({"who": PERSON, "trace": "x", "access_token": "held"}, "asked")

    assert reader.traces[-1]["outcome"] == "asked, provider_unreachable"


def intermediary(reader: Reader) -> Any:
    """The program as a module, so that a test reads the tokens that it never shows."""
    spec = importlib.util.spec_from_file_location("intermediary", ROOT / "samples/thick-client/intermediary.py")
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    registered = reader.product.data_dir / "thick-client-registered.json"
    module.REGISTERED = json.loads(registered.read_text(encoding="utf-8"))
    module.TRACES = reader.product.data_dir / "traces.jsonl"
    module.ISSUER = reader.product.site
    module.ABOUT = httpx.get(f"{reader.product.site}/.well-known/openid-configuration", timeout=30).json()
    return module


def may_read(ours: Any, token: str) -> bool:
    answer = httpx.get(ours.ABOUT["userinfo_endpoint"], headers={"Authorization": f"Bearer {token}"}, timeout=30)
    return answer.status_code == 200
