"""Keys and certificates of clients that somebody should look after."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from oidc import policy
from oidc.models import RelyingParty
from oidc.protocol.client_certificates import ends_at
from oidc.protocol.client_keys import certificates_of


@dataclass(frozen=True)
class Care:
    """failing_since: its keys cannot be read at their address; else ends_at: the first end of its certificates."""

    relying_party: RelyingParty
    failing_since: datetime | None
    ends_at: datetime | None


def list_cares(visible: QuerySet[RelyingParty], *, now: datetime) -> list[Care]:
    """Return those of the open clients among these. One query."""
    asked = Q(key_set__isnull=False) | ~Q(jwks={})
    rows = visible.filter(asked, is_active=True).select_related("client", "key_set").order_by("client__name", "pk")
    cares = [_judge(one) for one in rows]
    soon = now + policy.CERTIFICATE_WARNING
    return [one for one in cares if one.failing_since or (one.ends_at is not None and one.ends_at < soon)]


def _judge(relying_party: RelyingParty) -> Care:
    published = getattr(relying_party, "key_set", None)
    keys = [*relying_party.jwks.get("keys", []), *(published.keys if published else [])]
    ends = [end for der in certificates_of(keys) if (end := ends_at(der)) is not None]
    return Care(relying_party, published.failing_since if published else None, min(ends, default=None))
