"""What operators tell of incidents, and what everybody reads of it on the status page."""

import html
import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from config import status
from directory.models import AuditEvent
from oidc.models import Incident, IncidentNote

pytestmark = pytest.mark.django_db

PAGE, FOR_PROGRAMS = "/services/etat/", "/services/etat.json"
WORDS = ("--fr", "Connexions lentes", "--en", "Slow sign-ins")


@pytest.fixture(autouse=True)
def _look_anew() -> Iterator[None]:
    status._Last.seen = None
    yield
    status._Last.seen = None


def run(*arguments: str) -> Any:
    output = StringIO()
    call_command("incident", *arguments, stdout=output)
    return json.loads(output.getvalue())


def read(client: Client, language: str = "fr") -> str:
    status._Last.seen = None
    answer = client.get(PAGE, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def ago(**span: int) -> str:
    return (timezone.now() - timedelta(**span)).isoformat()


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Aucun incident ces 90 derniers jours."), ("en", "No incident in the last 90 days.")],
    ids=["fr", "en"],
)
def test_without_incidents_the_page_says_so(client: Client, language: str, words: str) -> None:
    assert words in read(client, language)
    assert client.get(FOR_PROGRAMS).json()["incidents"] == []


def test_an_incident_is_told_followed_and_closed_in_both_languages(client: Client) -> None:
    opened = run("open", *WORDS, "--since", ago(hours=2))
    assert "Un incident est en cours : Connexions lentes" in read(client)
    assert "An incident is going on: Slow sign-ins" in read(client, "en")

    run("update", str(opened["id"]), "--fr", "Cause trouvée", "--en", "Cause found")
    closed = run("close", str(opened["id"]), "--fr", "C’est rétabli", "--en", "It works again")

    french, english = read(client), read(client, "en")
    assert "Un incident est en cours" not in french
    assert french.index("Connexions lentes") < french.index("C’est rétabli") < french.index("Cause trouvée")
    assert english.index("Slow sign-ins") < english.index("It works again") < english.index("Cause found")
    told = client.get(FOR_PROGRAMS).json()["incidents"]
    assert told == [{name: closed[name] for name in ("since", "until", "title", "notes")}]
    assert [note["en"] for note in told[0]["notes"]] == ["It works again", "Cause found"]
    trail = AuditEvent.objects.filter(subject_type="oidc.Incident").order_by("pk")
    assert [one.action for one in trail] == ["oidc.incident_opened", "oidc.incident_updated", "oidc.incident_closed"]


def test_the_page_shows_ninety_days_and_the_newest_first_while_the_command_lists_all(client: Client) -> None:
    old = run("open", "--fr", "Ancien", "--en", "Old one", "--since", ago(days=100))
    run("close", str(old["id"]), "--until", ago(days=91))
    long = run("open", "--fr", "Long", "--en", "Long one", "--since", ago(days=95))
    run("close", str(long["id"]), "--until", ago(days=89))
    run("open", "--fr", "Récent", "--en", "Recent one", "--since", ago(days=1))

    page = read(client, "en")

    assert "Old one" not in page
    assert page.rindex("Recent one") < page.index("Long one")
    assert [one["title"]["en"] for one in run("list")] == ["Recent one", "Long one", "Old one"]


def test_the_page_stands_while_the_history_cannot_be_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(now: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(status, "recent_incidents", broken)

    assert "cannot be read" in read(client, "en")
    assert client.get(FOR_PROGRAMS).json()["incidents"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("open", "--fr", " ", "--en", "Slow"), "Both languages"),
        (("open", "--fr", "x" * 201, "--en", "Slow"), "of 200 characters"),
        (("open", "--fr", "Lent\0", "--en", "Slow"), "Both languages"),
        (("open", *WORDS, "--since", "2999-01-01"), "in the past"),
        (("open", *WORDS, "--since", "yesterday"), "an instant"),
        (("open", "--fr", "Lent"), "--en"),
        (("update", "987654", *WORDS), "No incident has this number"),
        (("update", "-1", *WORDS), "number of an incident"),
        (("update", "9" * 40, *WORDS), "number of an incident"),
        (("close", "987654"), "No incident has this number"),
    ],
    ids=[
        "blank",
        "long",
        "nul",
        "future",
        "no instant",
        "one language",
        "unknown",
        "negative",
        "huge",
        "close unknown",
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_writes_nothing(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*arguments)

    assert not Incident.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="oidc.incident").exists()


def test_a_close_that_makes_no_sense_leaves_the_incident_open() -> None:
    number = str(run("open", *WORDS, "--since", ago(hours=1))["id"])

    with pytest.raises(CommandError, match="before it began"):
        run("close", number, "--until", ago(hours=2))
    with pytest.raises(CommandError, match="in the past"):
        run("close", number, "--until", "2999-01-01")
    with pytest.raises(CommandError, match="Both languages"):
        run("close", number, "--fr", "Rétabli")

    assert Incident.objects.get().ended_at is None
    assert not IncidentNote.objects.exists()


def test_an_incident_is_closed_once_and_spoken_of_after() -> None:
    number = str(run("open", *WORDS)["id"])
    until = run("close", number)["until"]

    with pytest.raises(CommandError, match="closed already"):
        run("close", number)
    after = run("update", number, "--fr", "La cause", "--en", "The cause")

    assert after["until"] == until
    assert after["notes"][0]["en"] == "The cause"
