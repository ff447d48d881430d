"""Whether a browser's session may still be used: by its own clock, by its card, and by its holder's rights."""

from collections.abc import Sequence
from datetime import datetime

from oidc.models import Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol import digests
from oidc.queries.standing import is_card_usable


def find_usable_session(cookie: str, *, now: datetime) -> ProviderSession | None:
    """Return the session that a cookie opens, with its card and practitioner, or None when it may not be used now.

    cookie: what the browser sent, an empty string when nothing. Card and eligibility are asked at this very use.
    """
    if not cookie:
        return None
    session = (
        ProviderSession.objects.live(now)
        .filter(browser_digest=digests.digest(cookie))
        .select_related("card", "practitioner")
        .first()
    )
    if session is None or not is_card_usable(session, now):
        return None
    return session


def find_session_of_page(page: Interaction, *, now: datetime) -> ProviderSession | None:
    """Return the session that a page keeps, cookie or not, likewise."""
    session = (
        ProviderSession.objects.live(now).filter(pk=page.session_id or 0).select_related("card", "practitioner").first()
    )
    return session if session is not None and is_card_usable(session, now) else None


def has_granted(session: ProviderSession, relying_party: RelyingParty, *, scopes: Sequence[str]) -> bool:
    """Whether the person of this session already chose this service in it, for at least these scopes. One query."""
    chosen = Grant.objects.filter(session=session, relying_party=relying_party, revoked_at__isnull=True)
    return chosen.filter(scopes__contains=list(scopes)).exists()
