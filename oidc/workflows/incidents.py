"""Operators tell users what does not work: an incident is opened, spoken of, and closed.

From the command line: who would tell it in the portal may be unable to sign in to it for the very same reason.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from directory import journal
from oidc import policy
from oidc.errors import IncidentRefused
from oidc.models import Incident, IncidentNote


@dataclass(frozen=True)
class Said:
    """The same words in both languages."""

    fr: str
    en: str

    def cleaned(self, longest: int) -> "Said":
        """Without spaces around. Raises IncidentRefused (`words`): a language is missing, or one is too long."""
        said = Said(self.fr.strip(), self.en.strip())
        for words in (said.fr, said.en):
            if not words or len(words) > longest or "\0" in words:
                raise IncidentRefused("words", most=longest)
        return said


def open_incident(*, title: Said, since: datetime, now: datetime) -> Incident:
    """Write down that something does not work, and since when. Raises IncidentRefused (`words`, `not_yet`)."""
    named = title.cleaned(policy.LONGEST_INCIDENT_TITLE)
    _require_past(since, now)
    with transaction.atomic():
        made = Incident.objects.create(title_fr=named.fr, title_en=named.en, begun_at=since)
        journal.record(action="oidc.incident_opened", subject=made, now=now)
    return made


def say_of_incident(*, incident_id: int, words: Said, now: datetime) -> Incident:
    """Add what is known now; of a closed one too, since causes are found late.

    Raises IncidentRefused (`unknown`, `words`).
    """
    said = words.cleaned(policy.LONGEST_TEXT)
    with transaction.atomic():
        incident = _lock(incident_id)
        _note(incident, said, now)
        journal.record(action="oidc.incident_updated", subject=incident, now=now)
    return incident


def close_incident(*, incident_id: int, until: datetime, words: Said | None, now: datetime) -> Incident:
    """It works again since `until`. words: what is said of it, or None.

    Raises IncidentRefused (`unknown`, `words`, `closed`, `not_yet`, `before_it_began`).
    """
    said = words.cleaned(policy.LONGEST_TEXT) if words is not None else None
    _require_past(until, now)
    with transaction.atomic():
        incident = _lock(incident_id)
        if incident.ended_at is not None:
            raise IncidentRefused("closed")
        if until < incident.begun_at:
            raise IncidentRefused("before_it_began")
        incident.ended_at = until
        incident.save(update_fields=["ended_at"])
        if said is not None:
            _note(incident, said, now)
        journal.record(action="oidc.incident_closed", subject=incident, now=now)
    return incident


def _require_past(instant: datetime, now: datetime) -> None:
    if instant > now:
        raise IncidentRefused("not_yet")


def _lock(incident_id: int) -> Incident:
    found = Incident.objects.select_for_update(of=("self",)).filter(pk=incident_id).first()
    if found is None:
        raise IncidentRefused("unknown")
    return found


def _note(incident: Incident, said: Said, now: datetime) -> None:
    IncidentNote.objects.create(incident=incident, text_fr=said.fr, text_en=said.en, written_at=now)
