"""A service asks for somebody: answered at once, refused, or kept as an interaction until a person has acted.

The same function judges the request at every door, on what is stored here and never on what a page sends back.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from directory import journal
from directory.models import AuditCategory
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol import authentication
from oidc.protocol.authentication import SessionFacts, Verdict
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.queries.sessions import find_usable_session, has_granted
from oidc.vocabulary import InteractionState
from oidc.workflows.expected import subject_of
from oidc.workflows.pages import close_page, lock_page


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
GIVEN_UP = OAuthError("access_denied", "the user did not sign in")


def start(
    *, relying_party: RelyingParty, asked: AuthorizationRequest, browser_digest: str, session_cookie: str, now: datetime
) -> Issued | Refused | Opened:
    """Answer a checked request, or keep it for a person. `prompt=none` never leaves a trace in the browser's
    session, and tells a service nothing of a person who did not choose it in this session.
    """
    session = find_usable_session(session_cookie, now=now)
    silent = "none" in asked.prompt
    if session is not None and not relying_party.admits(is_test=session.practitioner.is_test):
        if silent:
            return Refused(asked, NOT_ADMITTED)
        session = None
    verdict = authentication.judge(asked, _facts(session, relying_party), now=now)
    if verdict is Verdict.LOGIN_REQUIRED:
        return Refused(asked, OAuthError("login_required", "no session satisfies the request"))
    if verdict is Verdict.ISSUE and session is not None:
        if not has_granted(session, relying_party, scopes=asked.scope):
            return Refused(asked, NEVER_ASKED)
        with transaction.atomic():
            return Issued(asked, _grant(session, relying_party, asked, now=now))
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
    session = find_usable_session(session_cookie, now=now)
    relying_party = interaction.relying_party
    if session is None or relying_party is None or not interaction.admits(is_test=session.practitioner.is_test):
        return None
    verdict = authentication.judge(interaction.asked(), _facts(session, relying_party), now=now)
    return session if verdict is Verdict.CONFIRM else None


def continue_with_session(
    *, interaction_id: UUID, browser_digest: str, session_cookie: str, now: datetime
) -> Issued | None:
    """The person said "continue as …": judge again on what is stored, and issue. None when it may not be, or no
    longer."""
    with transaction.atomic():
        interaction = lock_page(interaction_id, browser_digest)
        if interaction is None or interaction.relying_party is None or interaction.expires_at <= now:
            return None
        session = find_offered_session(interaction, session_cookie=session_cookie, now=now)
        if session is None:
            return None
        close_page(interaction, InteractionState.COMPLETED, now=now)
        asked = interaction.asked()
        return Issued(asked, _grant(session, interaction.relying_party, asked, now=now))


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
        interaction = lock_page(interaction_id, browser_digest)
        if interaction is None:
            return None
        close_page(interaction, InteractionState.REFUSED, now=now)
    return Refused(interaction.asked(), GIVEN_UP)


def _grant(session: ProviderSession, relying_party: RelyingParty, asked: AuthorizationRequest, *, now: datetime) -> str:
    if now - session.last_used_at >= policy.SESSION_TOUCH_EVERY:
        ProviderSession.objects.filter(pk=session.pk).update(last_used_at=now)
    journal.record(
        action="oidc.session_reused",
        practitioner_id=session.practitioner_id,
        subject=relying_party,
        now=now,
        category=AuditCategory.SIGN_IN,
        client_id=asked.client_id,
    )
    return Grant.objects.open(session=session, relying_party=relying_party, asked=asked, now=now)


def _facts(session: ProviderSession | None, relying_party: RelyingParty) -> SessionFacts | None:
    if session is None:
        return None
    person = session.practitioner
    return SessionFacts(
        auth_time=session.auth_time,
        acr=session.acr,
        subject=subject_of(person, relying_party),
        national_id=person.national_id,
    )
