"""A person who practises in several situations chooses the one in whose name they enter a service that asks."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction

from directory.models import Practitioner, PractitionerRole
from oidc.queries import situations
from oidc.vocabulary import InteractionState
from oidc.workflows.authorization import Issued, Opened
from oidc.workflows.granting import Situation, asks_situation, keep_for_person
from oidc.workflows.waiting_pages import Waiting, complete, find_waiting


@dataclass(frozen=True)
class ToChoose:
    """What stands on the page. preferred: the key of the one to propose, None where there is none."""

    person: Practitioner
    situations: list[PractitionerRole] = field(repr=False)
    preferred: int | None = field(repr=False)


class Choice(Enum):
    """Why a choice did not count."""

    NOT_OFFERED = "NOT_OFFERED"


def look(*, interaction_id: UUID, browser_digest: str, now: datetime) -> ToChoose | None:
    """Return what is to be chosen from; before the person agrees, also again. None: the page waits for nobody, or its
    session ended and it asks to sign in.
    """
    with transaction.atomic():
        waiting = _find(interaction_id, browser_digest, now=now)
        if waiting is None:
            return None
        person = waiting.session.practitioner
        chosen = waiting.page.situation_id or situations.find_last_chosen(person.pk, waiting.relying_party)
        return ToChoose(person, situations.list_open(person.pk, now=now), chosen)


def choose(
    *, interaction_id: UUID, browser_digest: str, situation: str, now: datetime
) -> Issued | Opened | Choice | None:
    """The person enters the service in the name of one situation: a code, or first what it would be told. None as for
    `look`; of two tabs one wins.

    situation: as the browser sent it. One that is not theirs, or is over by now, is not offered.
    """
    with transaction.atomic():
        waiting = _find(interaction_id, browser_digest, now=now)
        if waiting is None:
            return None
        own = situations.list_open_ids(waiting.session.practitioner_id, now=now)
        chosen = next((one for one in own if str(one) == situation), None)
        if chosen is None:
            return Choice.NOT_OFFERED
        waiting.write_line("oidc.situation_chosen", now=now, situation=chosen)
        return _go_on(waiting, chosen, now=now)


def _go_on(waiting: Waiting, chosen: int, *, now: datetime) -> Issued | Opened:
    page, asked = waiting.page, waiting.asked
    if keep_for_person(page, waiting.session, waiting.relying_party, asked, Situation(chosen), now=now):
        return Opened(page)
    return Issued(asked, complete(waiting, situation_id=chosen, now=now))


def _find(interaction_id: UUID, browser_digest: str, *, now: datetime) -> Waiting | None:
    states = (InteractionState.SITUATION, InteractionState.CONSENT)
    waiting = find_waiting(interaction_id, browser_digest, *states, now=now)
    return waiting if waiting is not None and asks_situation(waiting.relying_party, waiting.asked) else None
