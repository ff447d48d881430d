"""A person tests their own e-CPS: the same page and the same phone as for a sign-in, and nobody else learns of it."""

from datetime import datetime

from oidc import policy
from oidc.models import Interaction
from oidc.protocol.authorization_request import NOTHING_ASKED


def open_test(*, browser_digest: str, now: datetime) -> Interaction:
    """Open a page on which a phone may be asked. Who may: anybody, as on the page of a service."""
    return Interaction.objects.create(
        relying_party=None,
        browser_digest=browser_digest,
        request=NOTHING_ASKED.as_snapshot(),
        created_at=now,
        expires_at=now + policy.INTERACTION_LIFETIME,
    )
