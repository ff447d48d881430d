"""The quick start, followed to the letter: its commands, in their order, on ports that are free here; then the same
service in Node."""

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
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.support import node
from tests.support import product as support
from tests.support.pages import submit
from tests.support.processes import free_ports
from tests.support.product import ROOT, Product

pytestmark = pytest.mark.slow

TEXT = (ROOT / "docs" / "integrate" / "quick-start.md").read_text(encoding="utf-8")
START, ASK, REGISTER, ACTIVATE, SERVE, APPROVE, LEAVE = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
PERSON = "899700000062"


@dataclass(frozen=True)
class Reader:
    """Somebody who does what the page says. port: where their service listens."""

    product: Product
    port: int

    @property
    def service(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"

    def at_home(self, text: str) -> str:
        """The same text, with the ports, the folder and the interpreter of this run."""
        replaced = {
            "http://localhost:8000": self.product.site,
            "http://localhost:8010": self.service,
            "var/": f"{self.product.data_dir}/",
            ".venv/bin/python": sys.executable,
        }
        for there, here in replaced.items():
            text = text.replace(there, here)
        return text

    def run(self, block: str) -> str:
        """Run a block; what it printed."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.at_home(block)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        """That of the terminal."""
        return {**self.product.environment, "SERVICE_PORT": str(self.port), "NO_PROXY": "localhost"}

    @contextmanager
    def serving(self, *command: str, folder: Path = ROOT) -> Iterator[None]:
        """A service that runs until it is stopped."""
        process = subprocess.Popen(
            command, cwd=folder, env=self.environment | {"ISSUER": self.product.site}, start_new_session=True
        )
        try:
            _wait_for(self.service)
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """They started a product that nobody else uses, registered a client, and activated a card."""
    assert START == "make run\n"
    with support.running() as product:
        made = Reader(product, free_ports(1))
        about = json.loads(made.run(ASK))
        assert about["issuer"] == product.site
        served = httpx.get(f"{product.site}/services/documentation/demarrage/", timeout=30).text
        assert f"curl -s {product.site}/.well-known/openid-configuration" in served
        made.run(REGISTER)
        assert PERSON in made.run(ACTIVATE)
        yield made


def test_the_service_in_python_signs_a_test_person_in_and_hears_that_she_left(reader: Reader) -> None:
    with reader.serving("bash", "-c", f"exec env {reader.at_home(SERVE)}"):
        _sign_in_out_and_be_told(reader)


def test_the_service_in_node_does_the_same(reader: Reader) -> None:
    folder = node.install(ROOT / "samples" / "node")
    with reader.serving(str(node.NODE), "service.js", f"{reader.product.data_dir}/registered.json", folder=folder):
        _sign_in_out_and_be_told(reader)


def test_a_logout_token_that_is_none_ends_nothing(reader: Reader) -> None:
    with reader.serving("bash", "-c", f"exec env {reader.at_home(SERVE)}"):
        for body in ({}, {"logout_token": "x"}, {"logout_token": "e30.e30.e30"}):
            assert httpx.post(f"{reader.service}/signed-out", data=body).status_code == 400


def _sign_in_out_and_be_told(reader: Reader) -> None:
    with httpx.Client(timeout=30, follow_redirects=True) as browser:
        claims = _sign_in(reader, browser)
        assert claims["SubjectNameID"] == PERSON
        assert claims["sub"].endswith(f":{PERSON}")

        assert _is_signed_out(browser.get(f"{reader.service}/sign-out"))
        assert _is_signed_out(browser.get(reader.service))

        _sign_in(reader, browser)
        reader.run(LEAVE)
        deadline = time.monotonic() + 60
        while not _is_signed_out(browser.get(reader.service)):
            assert time.monotonic() < deadline, "the service was not told"
            time.sleep(0.5)


def _sign_in(reader: Reader, browser: httpx.Client) -> dict[str, str]:
    """As the page says: type the number, approve with the two digits; what the service then shows."""
    page = browser.get(f"{reader.service}/sign-in")
    page = submit(browser, page, having="national_id", national_id=PERSON)
    digits = re.search(r'id="sign-in-number"[^>]*>\s*(\d\d)\s*<', page.text)
    assert digits, page.text[:3000]
    assert reader.run(APPROVE.replace("42", digits[1])) == "APPROVED\n"
    page = browser.get(str(page.url))
    assert page.url.port == reader.port, page.text[:3000]
    shown = re.search(r"<pre>(.*)</pre>", page.text, re.DOTALL)
    assert shown
    found: dict[str, str] = json.loads(unescape(shown[1]))
    return found


def _is_signed_out(page: httpx.Response) -> bool:
    return page.status_code == 200 and 'href="/sign-in"' in page.text


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            httpx.get(address, timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nobody listens at {address}")
