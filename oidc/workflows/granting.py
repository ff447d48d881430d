"""A step of several workflows: a session becomes a code for the service, unless its person must act before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directory import journal
from directory.models import AuditCategory, AuditOutcome
from oidc import policy
from oidc.models import Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol import agreement
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.queries import situations
from oidc.queries.consents import is_agreed
from oidc.vocabulary import InteractionState, PageKind


def is_page_due(relying_party: RelyingParty, asked: AuthorizationRequest, *, practitioner_id: int) -> bool:
    """Whether the person must read what the service would be told: by its registration, once, and again where it asks
    for more; by `prompt=consent`, always. No query for a service without a page.
    """
    if agreement.is_asked_again(asked):
        return True
    if relying_party.sign_in_page == PageKind.NONE:
        return False
    return not is_agreed(asked, practitioner_id=practitioner_id, relying_party=relying_party)


@dataclass(frozen=True)
class Situation:
    """In whose name the person acts: one of theirs, or None; is_due: they must say so first."""

    pk: int | None = None
    is_due: bool = False


def settle_situation(
    relying_party: RelyingParty, asked: AuthorizationRequest, *, practitioner_id: int, chosen: int | None, now: datetime
) -> Situation:
    """Take the only situation of the person, or the one that they chose before; else they are asked. No query for a
    service that does not ask, or of a request that tells nothing of it.

    chosen: in this very session, for this service; None when they are to be asked anew. Where it is over, the one that
    is left is not taken in its place without a word.
    """
    if not asks_situation(relying_party, asked):
        return Situation()
    own = situations.list_open_ids(practitioner_id, now=now)
    if chosen in own or not own:
        return Situation(chosen if own else None)
    return Situation(own[0]) if len(own) == 1 and chosen is None else Situation(is_due=True)


def asks_situation(relying_party: RelyingParty, asked: AuthorizationRequest) -> bool:
    """Tell whether this request is for one situation alone."""
    return relying_party.ask_situation and agreement.tells_situation(asked, registered=relying_party.client.scope)


def find_chosen(session: ProviderSession, relying_party: RelyingParty, asked: AuthorizationRequest) -> int | None:
    """Return what the person chose in this session for this service; None also where `prompt=select_account` asks
    anew. No query for a service that does not ask.
    """
    if "select_account" in asked.prompt or not asks_situation(relying_party, asked):
        return None
    return situations.find_chosen_in(session, relying_party)


def keep_for_person(
    page: Interaction,
    session: ProviderSession,
    relying_party: RelyingParty,
    asked: AuthorizationRequest,
    situation: Situation,
    *,
    now: datetime,
) -> bool:
    """Whether the person must choose, or read, before the code: the page then waits for them, and goes on with this
    session alone. Its time begins again, and is short; not for who read and chooses once more: nobody keeps a page, and
    a fresh authentication with it, for as long as they like.
    """
    if situation.is_due:
        state = InteractionState.SITUATION
    elif is_page_due(relying_party, asked, practitioner_id=session.practitioner_id):
        state = InteractionState.CONSENT
    else:
        return False
    ends = page.expires_at if page.state == InteractionState.CONSENT else now + policy.AGREEMENT_LIFETIME
    Interaction.objects.filter(pk=page.pk).update(
        state=state, session=session, situation_id=situation.pk, expires_at=ends
    )
    return True


def reuse(
    session: ProviderSession,
    relying_party: RelyingParty,
    asked: AuthorizationRequest,
    *,
    situation_id: int | None,
    now: datetime,
) -> str:
    """A code of a session that was there before; the use is written down, in the same statement."""
    line = journal.line_of(
        action="oidc.session_reused",
        practitioner_id=session.practitioner_id,
        subject=relying_party,
        now=now,
        category=AuditCategory.SIGN_IN,
        client_id=asked.client_id,
    )
    return Grant.objects.open(
        session=session, relying_party=relying_party, asked=asked, situation_id=situation_id, line=line, now=now
    )


def write_line(
    action: str,
    session: ProviderSession,
    relying_party: RelyingParty,
    asked: AuthorizationRequest,
    *,
    now: datetime,
    outcome: AuditOutcome = AuditOutcome.DONE,
    **details: Any,
) -> None:
    """Tell what the person of a session did at a service."""
    journal.record(
        action=action,
        practitioner_id=session.practitioner_id,
        subject=relying_party,
        now=now,
        outcome=outcome,
        category=AuditCategory.SIGN_IN,
        client_id=asked.client_id,
        **details,
    )
