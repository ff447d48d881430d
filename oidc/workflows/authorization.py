"""A service asks for somebody: answered at once, refused, or kept as an interaction until a person has acted.

The same function judges the request at every door, on what is stored here and never on what a page sends back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from directory.models import PractitionerRole
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import Interaction, ProviderSession, RelyingParty
from oidc.protocol import authentication
from oidc.protocol.authentication import Verdict
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.queries import situations
from oidc.queries.sessions import find_usable_session, has_granted
from oidc.states import LIVING
from oidc.vocabulary import InteractionState
from oidc.workflows.expected import facts_of
from oidc.workflows.granting import Situation, find_chosen, is_page_due, keep_for_person, reuse, settle_situation
from oidc.workflows.pages import close_page, lock_page

Settle = Callable[[ProviderSession, RelyingParty, AuthorizationRequest, datetime], Situation]


@dataclass(frozen=True)
class Issued:
    """A code goes back to the service."""

    asked: AuthorizationRequest
    code: str


@dataclass(frozen=True)
class Refused:
    """An error goes back to the service."""

    asked: AuthorizationRequest
    error: OAuthError


@dataclass(frozen=True)
class Opened:
    """A person must act on the page of this interaction."""

    interaction: Interaction


NOT_ADMITTED = OAuthError("access_denied", "this identity cannot sign in to this service's environment")
NEVER_ASKED = OAuthError("interaction_required", "the person must first sign in to this service in this session")
NOT_CHOSEN = OAuthError("interaction_required", "the person must first choose a situation of exercise")
CONSENT_REQUIRED = OAuthError("consent_required", "the person must first read what this service is told")
GIVEN_UP = OAuthError("access_denied", "the user did not sign in")


def start(
    *, relying_party: RelyingParty, asked: AuthorizationRequest, browser_digest: str, session_cookie: str, now: datetime
) -> Issued | Refused | Opened:
    """Answer a checked request, or keep it for a person. `prompt=none` never leaves a trace in the browser's
    session, and tells a service nothing of a person who did not choose it in this session.
    """
    session = None
    if not relying_party.shared_workstation:  # whose person left it in this browser is nobody's to know
        session = find_usable_session(session_cookie, now=now, relying_party=relying_party)
    silent = "none" in asked.prompt
    if session is not None and not relying_party.admits(is_test=session.practitioner.is_test):
        if silent:
            return Refused(asked, NOT_ADMITTED)
        session = None
    verdict = authentication.judge(asked, facts_of(session, relying_party, asked) if session else None, now=now)
    if verdict is Verdict.LOGIN_REQUIRED:
        return Refused(asked, OAuthError("login_required", "no session satisfies the request"))
    if verdict is Verdict.ISSUE and session is not None:
        if not has_granted(session, scopes=asked.scope):
            return Refused(asked, NEVER_ASKED)
        situation = _settle(session, relying_party, asked, now)
        if situation.is_due:
            return Refused(asked, NOT_CHOSEN)
        if is_page_due(relying_party, asked, practitioner_id=session.practitioner_id):
            return Refused(asked, CONSENT_REQUIRED)
        return Issued(asked, reuse(session, relying_party, asked, situation_id=situation.pk, now=now))
    interaction = Interaction.objects.create(
        relying_party=relying_party,
        browser_digest=browser_digest,
        request=asked.as_snapshot(),
        created_at=now,
        expires_at=now + policy.INTERACTION_LIFETIME,
    )
    return Opened(interaction)


def find_offered_session(interaction: Interaction, *, session_cookie: str, now: datetime) -> ProviderSession | None:
    """Return the kept session that may go on with this interaction ("continue as …"), or None when one must
    authenticate."""
    if interaction.session_declined or interaction.is_card_test:
        return None
    relying_party = interaction.relying_party
    if relying_party is None or relying_party.shared_workstation:
        return None
    session = find_usable_session(session_cookie, now=now)
    if session is None or not interaction.admits(is_test=session.practitioner.is_test):
        return None
    asked = interaction.asked()
    verdict = authentication.judge(asked, facts_of(session, relying_party, asked), now=now)
    return session if verdict is Verdict.CONFIRM else None


def continue_with_session(
    *, interaction_id: UUID, browser_digest: str, session_cookie: str, now: datetime
) -> Issued | Opened | None:
    """The person said "continue as …": judge again on what is stored, and issue, or let them choose and read first.
    None when it may not be, or no longer."""
    return _continue(interaction_id, browser_digest, session_cookie, settle=_settle, now=now)


def continue_in_another_situation(
    *, interaction_id: UUID, browser_digest: str, session_cookie: str, now: datetime
) -> Issued | Opened | None:
    """Likewise, and what was chosen before does not count: the person chooses again."""
    return _continue(interaction_id, browser_digest, session_cookie, settle=_settle_anew, now=now)


def find_kept_situation(
    interaction: Interaction, session: ProviderSession, *, now: datetime
) -> PractitionerRole | None:
    """Return the situation in which "continue as …" would go on without asking; None where there is none, or no other
    to choose. No query for a service that does not ask.
    """
    if interaction.relying_party is None:
        return None
    chosen = find_chosen(session, interaction.relying_party, interaction.asked())
    own = situations.list_open(session.practitioner_id, now=now) if chosen else []
    return next((one for one in own if one.pk == chosen and len(own) > 1), None)


def _continue(
    interaction_id: UUID, browser_digest: str, session_cookie: str, *, settle: Settle, now: datetime
) -> Issued | Opened | None:
    with transaction.atomic():
        interaction = lock_page(interaction_id, browser_digest)
        if interaction is None or interaction.relying_party is None or interaction.expires_at <= now:
            return None
        session = find_offered_session(interaction, session_cookie=session_cookie, now=now)
        if session is None:
            return None
        close_page(interaction, InteractionState.COMPLETED, now=now)
        asked, relying_party = interaction.asked(), interaction.relying_party
        situation = settle(session, relying_party, asked, now)
        if keep_for_person(interaction, session, relying_party, asked, situation, now=now):
            return Opened(interaction)
        return Issued(asked, reuse(session, relying_party, asked, situation_id=situation.pk, now=now))


def _settle(
    session: ProviderSession, relying_party: RelyingParty, asked: AuthorizationRequest, now: datetime
) -> Situation:
    """What was chosen in this session counts, where it was."""
    chosen = find_chosen(session, relying_party, asked)
    return settle_situation(relying_party, asked, practitioner_id=session.practitioner_id, chosen=chosen, now=now)


def _settle_anew(
    session: ProviderSession, relying_party: RelyingParty, asked: AuthorizationRequest, now: datetime
) -> Situation:
    return settle_situation(relying_party, asked, practitioner_id=session.practitioner_id, chosen=None, now=now)


def decline_session(*, interaction_id: UUID, browser_digest: str, now: datetime) -> None:
    """The person said "not me": this page offers the kept session no more, and the browser's session is left as it
    is."""
    Interaction.objects.filter(
        pk=interaction_id, browser_digest=browser_digest, state=InteractionState.OPEN, expires_at__gt=now
    ).update(session_declined=True)


def give_up(*, interaction_id: UUID, browser_digest: str, now: datetime) -> Refused | None:
    """The person goes back to the service without signing in, also from a page whose time is over; None when it is
    closed."""
    with transaction.atomic():
        interaction = lock_page(interaction_id, browser_digest, *LIVING)
        if interaction is None:
            return None
        close_page(interaction, InteractionState.REFUSED, now=now)
    return Refused(interaction.asked(), GIVEN_UP)
