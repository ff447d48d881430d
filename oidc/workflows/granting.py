"""A step of several workflows: a session becomes a code for the service, unless its person must read a page before."""

from datetime import datetime

from directory import journal
from directory.models import AuditCategory
from oidc import policy
from oidc.models import Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol import agreement
from oidc.protocol.authorization_request import AuthorizationRequest
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


def keep_for_reading(page: Interaction, session: ProviderSession, *, now: datetime) -> None:
    """The page shows what is told, and goes on with this session alone. Its time begins again, and is short."""
    Interaction.objects.filter(pk=page.pk).update(
        state=InteractionState.CONSENT, session=session, expires_at=now + policy.AGREEMENT_LIFETIME
    )


def reuse(session: ProviderSession, relying_party: RelyingParty, asked: AuthorizationRequest, *, now: datetime) -> str:
    """A code of a session that was there before; the use is written down."""
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
