"""Pages of services that everybody reads: the status, and what changed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from config import health, status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _look_anew() -> Iterator[None]:
    status._Last.seen = None
    yield
    status._Last.seen = None


def found(monkeypatch: pytest.MonkeyPatch, **changes: str) -> list[None]:
    """The parts as they are told to be; how often they were asked."""
    asked: list[None] = []

    def checks() -> dict[str, str]:
        asked.append(None)
        return {"database": "ok", "migrations": "ok", "broker": "ok", "worker": "ok", **changes}

    monkeypatch.setattr(status, "checks", checks)
    return asked


@pytest.mark.usefixtures("signing_keys")
def test_everybody_reads_that_all_works_and_asking_again_costs_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = found(monkeypatch)

    page, told = client.get("/services/etat/"), client.get("/services/etat.json")

    assert (page.status_code, told.status_code) == (200, 200)
    assert told.json()["status"] == "ok"
    assert set(told.json()["parts"]) == {"database", "worker", "broker", "signing_keys"}
    assert told["Access-Control-Allow-Origin"] == "*"
    assert len(asked) == 1


def test_what_fails_is_named_and_nothing_else_of_the_house(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch, worker="silent")

    told = client.get("/services/etat.json")

    assert told.json()["status"] == "failing"
    assert told.json()["parts"]["worker"] == "failing"
    assert told.json()["parts"]["signing_keys"] == "failing"  # no key was made
    assert "silent" not in told.content.decode()
    assert client.get("/services/etat/").context["seen"].is_well is False


def test_the_status_is_that_of_the_health_check(client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(health, "_broker", lambda: "unreachable")

    assert client.get("/services/etat.json").json()["parts"]["broker"] == "failing"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everybody_reads_what_changed_in_their_language(client: Client, language: str) -> None:
    answer = client.get("/services/changements/", headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert "<code>userinfo</code>" in answer.content.decode()
