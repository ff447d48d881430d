"""A step of several workflows: a page on which somebody authenticated waits for them to choose or to read.

Everything is judged again on what is stored: the time that somebody reads is long enough for a right to end.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.models import AuditOutcome
from oidc.models import Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol import authentication
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.queries.sessions import find_session_of_page
from oidc.vocabulary import InteractionState
from oidc.workflows.expected import facts_of
from oidc.workflows.granting import reuse, write_line
from oidc.workflows.pages import close_page, lock_page


@dataclass(frozen=True)
class Waiting:
    """A locked page, with all that hangs from it."""

    page: Interaction
    relying_party: RelyingParty
    asked: AuthorizationRequest
    session: ProviderSession

    def write_line(
        self, action: str, *, now: datetime, outcome: AuditOutcome = AuditOutcome.DONE, **details: Any
    ) -> None:
        """Tell what the person did there."""
        write_line(action, self.session, self.relying_party, self.asked, now=now, outcome=outcome, **details)


def find_waiting(interaction_id: UUID, browser_digest: str, *states: InteractionState, now: datetime) -> Waiting | None:
    """Return the page when its person may go on; else None, and it asks to sign in again. states: it is in one."""
    page = lock_page(interaction_id, browser_digest, *states)
    if page is None or page.relying_party is None or page.expires_at <= now:
        return None
    asked, session = page.asked(), find_session_of_page(page, now=now)
    if session is None or not _may_go_on(page, page.relying_party, asked, session, now=now):
        Interaction.objects.filter(pk=page.pk).update(state=InteractionState.OPEN, session=None, situation=None)
        return None
    return Waiting(page, page.relying_party, asked, session)


def complete(waiting: Waiting, *, situation_id: int | None, now: datetime) -> str:
    """Close the page, and return the code."""
    session, relying_party, asked = waiting.session, waiting.relying_party, waiting.asked
    close_page(waiting.page, InteractionState.COMPLETED, now=now)
    if _is_of_this_page(session, waiting.page):
        waiting.write_line("oidc.signed_in", now=now)
        return Grant.objects.open(
            session=session, relying_party=relying_party, asked=asked, situation_id=situation_id, now=now
        )
    return reuse(session, relying_party, asked, situation_id=situation_id, now=now)


def _may_go_on(
    page: Interaction,
    relying_party: RelyingParty,
    asked: AuthorizationRequest,
    session: ProviderSession,
    *,
    now: datetime,
) -> bool:
    if not relying_party.admits(is_test=session.practitioner.is_test):
        return False
    return authentication.still_answers(
        asked, facts_of(session, relying_party, asked), is_fresh=_is_of_this_page(session, page), now=now
    )


def _is_of_this_page(session: ProviderSession, page: Interaction) -> bool:
    """Whether the person authenticated for this very request."""
    return session.auth_time >= page.created_at
