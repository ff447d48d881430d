"""A person who authenticated reads what the service would be told, and agrees or refuses.

Everything is judged again on what is stored: the time that somebody reads is long enough for a right to end.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from directory import journal
from directory.models import AuditCategory, AuditOutcome
from oidc.errors import OAuthError
from oidc.models import Consent, Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol import agreement, authentication
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.queries.sessions import find_session_of_page
from oidc.vocabulary import InteractionState, PageKind
from oidc.workflows.authorization import Issued, Refused
from oidc.workflows.disclosure import told_of
from oidc.workflows.expected import facts_of, told_number_of
from oidc.workflows.granting import reuse
from oidc.workflows.pages import close_page, lock_page

REFUSED = OAuthError("access_denied", "the user refused")


@dataclass(frozen=True)
class ToRead:
    """What stands on the page. claims: what the service would read now, by name. number: the national number that every
    id_token tells it, empty where it learns none.
    """

    kind: PageKind
    session: ProviderSession
    claims: dict[str, Any] = field(repr=False)
    number: str = field(repr=False)


def look(*, interaction_id: UUID, browser_digest: str, now: datetime) -> ToRead | None:
    """Return what is to be read. None: the page waits for nobody, or its session ended and it asks to sign in."""
    with transaction.atomic():
        found = _find(interaction_id, browser_digest, now=now)
    if found is None:
        return None
    _page, relying_party, asked, session = found
    return ToRead(
        agreement.page_of(relying_party.sign_in_page, asked),
        session,
        claims=_told(relying_party, asked, session, now),
        number=told_number_of(session.practitioner, relying_party),
    )


def agree(*, interaction_id: UUID, browser_digest: str, now: datetime) -> Issued | None:
    """The person agrees, or goes on from what they were told: it is kept, and a code issued. None as for `look`; of two
    tabs one wins.
    """
    with transaction.atomic():
        found = _find(interaction_id, browser_digest, now=now)
        if found is None:
            return None
        page, relying_party, asked, session = found
        close_page(page, InteractionState.COMPLETED, now=now)
        _keep(session.practitioner_id, relying_party, asked, now=now)
        kind = agreement.page_of(relying_party.sign_in_page, asked)
        _write_line(
            "oidc.information_read" if kind is PageKind.INFORMATION else "oidc.consent_given",
            session,
            relying_party,
            asked,
            now=now,
        )
        if _is_of_this_page(session, page):
            _write_line("oidc.signed_in", session, relying_party, asked, now=now)
            return Issued(asked, Grant.objects.open(session=session, relying_party=relying_party, asked=asked, now=now))
        return Issued(asked, reuse(session, relying_party, asked, now=now))


def refuse(*, interaction_id: UUID, browser_digest: str, now: datetime) -> Refused | None:
    """The person refuses: the service is told `access_denied`, and what was agreed before stays. None as for `look`."""
    with transaction.atomic():
        found = _find(interaction_id, browser_digest, now=now)
        if found is None:
            return None
        page, relying_party, asked, session = found
        close_page(page, InteractionState.REFUSED, now=now)
        _write_line("oidc.consent_refused", session, relying_party, asked, now=now, outcome=AuditOutcome.REFUSED)
    return Refused(asked, REFUSED)


def _find(
    interaction_id: UUID, browser_digest: str, *, now: datetime
) -> tuple[Interaction, RelyingParty, AuthorizationRequest, ProviderSession] | None:
    """The locked page with all that hangs from it, when its person may go on; else it asks to sign in again."""
    page = lock_page(interaction_id, browser_digest, InteractionState.CONSENT)
    if page is None or page.relying_party is None or page.expires_at <= now:
        return None
    asked, session = page.asked(), find_session_of_page(page, now=now)
    if session is None or not _may_go_on(page, page.relying_party, asked, session, now=now):
        Interaction.objects.filter(pk=page.pk).update(state=InteractionState.OPEN, session=None)
        return None
    return page, page.relying_party, asked, session


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


def _keep(practitioner_id: int, relying_party: RelyingParty, asked: AuthorizationRequest, *, now: datetime) -> None:
    """Add to the living agreement, or begin one: two pages of one person may agree at once."""
    claims = agreement.single_claims(asked)
    kept, is_new = Consent.objects.select_for_update().get_or_create(
        practitioner_id=practitioner_id,
        relying_party=relying_party,
        withdrawn_at=None,
        defaults={"scopes": sorted(asked.scope), "claims": sorted(claims), "given_at": now},
    )
    if not is_new:
        kept.scopes = sorted({*kept.scopes, *asked.scope})
        kept.claims = sorted({*kept.claims, *claims})
        kept.given_at = now
        kept.save(update_fields=["scopes", "claims", "given_at"])


def _told(
    relying_party: RelyingParty, asked: AuthorizationRequest, session: ProviderSession, now: datetime
) -> dict[str, Any]:
    """What userinfo and the id_token would tell of the person, of a grant that is not made."""
    grant = Grant(
        relying_party=relying_party,
        practitioner=session.practitioner,
        scopes=list(asked.scope),
        auth_mode=session.auth_mode,
        claims=asked.claims,
    )
    return {**told_of(grant, place="id_token", now=now), **told_of(grant, place="userinfo", now=now)}


def _write_line(
    action: str,
    session: ProviderSession,
    relying_party: RelyingParty,
    asked: AuthorizationRequest,
    *,
    now: datetime,
    outcome: AuditOutcome = AuditOutcome.DONE,
) -> None:
    journal.record(
        action=action,
        practitioner_id=session.practitioner_id,
        subject=relying_party,
        now=now,
        outcome=outcome,
        category=AuditCategory.SIGN_IN,
        client_id=asked.client_id,
    )
