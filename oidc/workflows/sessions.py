"""A step of several workflows: a person has authenticated, and the browser may use it again."""

from datetime import datetime

from activation.models import VirtualCard
from oidc import policy
from oidc.models import ProviderSession
from oidc.policy import Means
from oidc.protocol import digests


def open_session(
    *,
    practitioner_id: int,
    card: VirtualCard | None,
    means: Means,
    auth_time: datetime,
    shared_workstation: bool,
    address: str | None,
    user_agent: str,
    now: datetime,
) -> tuple[ProviderSession, str]:
    """Make the session, and return it with its cookie; on a shared workstation the browser keeps none.

    address, user_agent: of the browser, for the holder to recognise it.
    card: the e-CPS that answered; None when a physical card was read.
    """
    cookie = "" if shared_workstation else digests.draw()
    session = ProviderSession.objects.create(
        sid=digests.draw(),
        browser_digest=digests.digest(cookie) if cookie else None,
        practitioner_id=practitioner_id,
        card=card,
        auth_time=auth_time,
        acr=means.acr,
        amr=list(means.amr),
        auth_mode=means.auth_mode,
        origin_address=address,
        origin_user_agent=user_agent[: policy.MAX_USER_AGENT],
        last_used_at=now,
        expires_at=now + policy.SESSION_LIFETIME,
    )
    return session, cookie
