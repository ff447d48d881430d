"""Incidents, as the status page and those who keep it read them."""

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from oidc import policy
from oidc.models import Incident, IncidentNote


def recent_incidents(now: datetime) -> QuerySet[Incident]:
    """Those that go on, or ended lately enough to be shown; the newest first, as their notes. Two queries."""
    shown = Q(ended_at__isnull=True) | Q(ended_at__gt=now - policy.INCIDENTS_SHOWN_FOR)
    return _with_notes().filter(shown)


def all_incidents() -> QuerySet[Incident]:
    """Every one that was ever written down, the newest first. Two queries."""
    return _with_notes()


def as_members(incident: Incident) -> dict[str, object]:
    """One, for programs: `since`, `until` (null: it goes on), `title` and `notes`, each text in both languages."""
    return {
        "since": _written(incident.begun_at),
        "until": _written(incident.ended_at) if incident.ended_at else None,
        "title": {"fr": incident.title_fr, "en": incident.title_en},
        "notes": [
            {"at": _written(note.written_at), "fr": note.text_fr, "en": note.text_en} for note in incident.notes.all()
        ],
    }


def _written(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")


def _with_notes() -> QuerySet[Incident]:
    notes = IncidentNote.objects.order_by("-written_at", "-pk")
    return Incident.objects.order_by("-begun_at", "-pk").prefetch_related(Prefetch("notes", notes))
