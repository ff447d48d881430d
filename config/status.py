"""`/services/etat/`: what sign-ins need, as seen a moment ago, and the incidents of late; for people and programs.

No rate of availability is told: nothing measures it from outside, where it counts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.health import checks
from oidc import policy
from oidc.models import Incident
from oidc.queries import keyring
from oidc.queries.incidents import as_members, recent_incidents

_SEEN_FOR: Final = timedelta(seconds=10)  # whoever asks again within it costs nothing
_WORDS: Final[dict[str, tuple[Promise, Promise]]] = {
    "database": (_("Directory and sign-ins"), _("the database answers")),
    "worker": (_("Messages and sign-outs"), _("the worker that sends them is alive")),
    "broker": (_("Work that follows"), _("what must be done is handed on")),
    "signing_keys": (_("Signatures"), _("a key is ready for each algorithm")),
}


@dataclass(frozen=True)
class Seen:
    """What was seen. parts: by name, whether each works. incidents: the newest first; None: they cannot be read now."""

    parts: dict[str, bool]
    incidents: list[Incident] | None
    at: datetime

    @property
    def is_well(self) -> bool:
        """Everything works."""
        return all(self.parts.values())


class _Last:
    """The last look of this process."""

    seen: ClassVar[Seen | None] = None


@require_safe
@never_cache
def show_status(request: HttpRequest) -> HttpResponse:
    """GET: a page; 200 whatever it says, since it was there to say it."""
    seen = _look(timezone.now())
    parts = [{"name": _WORDS[one][0], "why": _WORDS[one][1], "is_well": well} for one, well in seen.parts.items()]
    incidents = None if seen.incidents is None else [_in_words(one) for one in seen.incidents]
    context: dict[str, Any] = {
        "seen": seen,
        "parts": parts,
        "incidents": incidents,
        "going_on": [one for one in incidents or [] if one["until"] is None],
        "days": policy.INCIDENTS_SHOWN_FOR.days,
        "here": request.path,
    }
    return render(request, "oidc/services/status.html", context)


@require_safe
@never_cache
def show_status_json(request: HttpRequest) -> JsonResponse:
    """GET: {"status": "ok" | "failing", "at", "parts": {"database", "worker", "broker", "signing_keys"}, "incidents"},
    each part "ok" or "failing"; incidents as `as_members` tells each, null while they cannot be read. 200 whatever it
    says: /healthz is for those who watch. Any page may read it.
    """
    seen = _look(timezone.now())
    body = {
        "status": _word(seen.is_well),
        "at": seen.at.isoformat(timespec="seconds"),
        "parts": {name: _word(well) for name, well in seen.parts.items()},
        "incidents": None if seen.incidents is None else [as_members(one) for one in seen.incidents],
    }
    return JsonResponse(body, headers={"Access-Control-Allow-Origin": "*"})


def _look(now: datetime) -> Seen:
    last = _Last.seen
    if last is not None and abs(now - last.at) < _SEEN_FOR:
        return last
    found = checks()
    parts = {
        "database": found["database"] == "ok" and found["migrations"] == "ok",
        "worker": found["worker"] == "ok",
        "broker": found["broker"] == "ok",
        "signing_keys": _has_keys(now),
    }
    _Last.seen = Seen(parts, _incidents(now), now)
    return _Last.seen


def _has_keys(now: datetime) -> bool:
    try:
        return set(policy.SIGNING_ALGORITHMS) <= set(keyring.current(now).signers)
    except DatabaseError:
        return False


def _incidents(now: datetime) -> list[Incident] | None:
    try:
        return list(recent_incidents(now))
    except DatabaseError:
        return None


def _in_words(incident: Incident) -> dict[str, Any]:
    """One incident in the language of the reader."""
    is_french = (get_language() or "fr").startswith("fr")
    notes = incident.notes.all()
    return {
        "key": incident.pk,
        "title": incident.title_fr if is_french else incident.title_en,
        "since": incident.begun_at,
        "until": incident.ended_at,
        "notes": [{"at": one.written_at, "text": one.text_fr if is_french else one.text_en} for one in notes],
    }


def _word(well: bool) -> str:  # noqa: FBT001 - of one thing
    return "ok" if well else "failing"
