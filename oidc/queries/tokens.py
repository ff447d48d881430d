"""What an access token still opens."""

from datetime import datetime

from oidc.models import AccessToken, Grant
from oidc.protocol import digests
from oidc.queries.standing import is_card_usable


def find_grant(access_token: str, *, now: datetime) -> Grant | None:
    """Return the grant of a live token, with its session, card, person and client; None when it opens nothing now.

    Card, eligibility and environment are asked at this very use.
    """
    row = (
        AccessToken.objects.live(now)
        .filter(digest=digests.digest(access_token))
        .select_related("grant__session__card", "grant__practitioner", "grant__relying_party__client")
        .first()
    )
    if row is None or not row.grant.relying_party.is_active:
        return None
    if not is_card_usable(row.grant.session, now):
        return None
    return row.grant
