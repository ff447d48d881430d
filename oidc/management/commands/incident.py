"""`manage.py incident open | update ID | close ID | list`: what the status page tells of, answered in JSON."""

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oidc.errors import IncidentRefused
from oidc.models import Incident
from oidc.queries.incidents import all_incidents, as_members
from oidc.workflows.incidents import Said, close_incident, open_incident, say_of_incident

_REFUSALS: Final = {
    "words": "Both languages are needed, of {most} characters at most each.",
    "not_yet": "An incident begins and ends in the past.",
    "before_it_began": "It cannot have ended before it began.",
    "closed": "This incident is closed already; update adds words to it.",
    "unknown": "No incident has this number.",
}
_MOST_ID: Final = 2**63 - 1


class Command(BaseCommand):
    """Keeps the history of incidents that users read at /services/etat/."""

    help = "Tell users of an incident on the status page, add what is known, close it, or list all."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what may be asked. Instants are ISO 8601, of the local time zone where they name none."""
        actions = parser.add_subparsers(dest="action", required=True)
        opened = actions.add_parser("open", help="something does not work: what users notice, in both languages")
        updated = actions.add_parser("update", help="add what is known now")
        closed = actions.add_parser("close", help="it works again")
        actions.add_parser("list", help="every incident, the newest first")
        for one in (updated, closed):
            one.add_argument("id", type=_number)
        for one in (opened, updated, closed):
            one.add_argument("--fr", required=one is not closed, help="the words in French")
            one.add_argument("--en", required=one is not closed, help="the words in English")
        opened.add_argument("--since", type=_instant, help="when it began; now where it is absent")
        closed.add_argument("--until", type=_instant, help="when it ended; now where it is absent")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        doors: Mapping[str, Callable[[dict[str, Any]], object]] = {
            "open": _open,
            "update": _update,
            "close": _close,
            "list": lambda asked: [_told(one) for one in all_incidents()],
        }
        try:
            answer = doors[options["action"]](options)
        except IncidentRefused as refusal:
            raise CommandError(_REFUSALS[refusal.reason].format(**refusal.params)) from None
        self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))


def _open(options: dict[str, Any]) -> object:
    now = timezone.now()
    title = Said(options["fr"], options["en"])
    return _read(open_incident(title=title, since=options["since"] or now, now=now))


def _update(options: dict[str, Any]) -> object:
    words = Said(options["fr"], options["en"])
    return _read(say_of_incident(incident_id=options["id"], words=words, now=timezone.now()))


def _close(options: dict[str, Any]) -> object:
    now = timezone.now()
    spoken = options["fr"] is not None or options["en"] is not None
    words = Said(options["fr"] or "", options["en"] or "") if spoken else None
    until = options["until"] or now
    return _read(close_incident(incident_id=options["id"], until=until, words=words, now=now))


def _read(incident: Incident) -> object:
    return _told(all_incidents().get(pk=incident.pk))


def _told(incident: Incident) -> dict[str, object]:
    """As the status page's JSON tells it, with its number."""
    return {"id": incident.pk, **as_members(incident)}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= _MOST_ID):
        raise argparse.ArgumentTypeError("the number of an incident, as list shows it")
    return int(text)


def _instant(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("an instant: 2026-03-01T14:30, or with its offset") from None
    return timezone.make_aware(read) if timezone.is_naive(read) else read
