"""What a person reads of the services that know them, and the session that opened their space."""

from dataclasses import dataclass
from datetime import datetime

from directory import queries
from directory.models import HolderSession
from oidc.models import Grant, ProviderSession


@dataclass
class KnownTo:
    """One service. scopes: all that it was ever granted. is_pairwise: it is not told the national number."""

    name: str
    first_at: datetime
    last_at: datetime
    count: int
    scopes: set[str]
    is_pairwise: bool = False


def list_services(practitioner_id: int, *, limit: int) -> list[KnownTo]:
    """The services that the person signed in to, the latest first."""
    found: dict[int, KnownTo] = {}
    grants = Grant.objects.filter(practitioner__in=queries.records_behind(practitioner_id))
    for grant in grants.select_related("relying_party__client").order_by("-created_at", "-pk")[:limit]:
        known = found.setdefault(
            grant.relying_party_id,
            KnownTo(grant.relying_party.name, grant.created_at, grant.created_at, 0, set()),
        )
        known.first_at = grant.created_at
        known.count += 1
        known.scopes |= set(grant.scopes)
        known.is_pairwise = grant.relying_party.is_pairwise
    return list(found.values())


def find_opening_session(session: HolderSession) -> ProviderSession | None:
    """The provider's session that opened a session of the holder space, with its card."""
    if not session.provider_sid:
        return None
    return ProviderSession.objects.filter(sid=session.provider_sid).select_related("card").first()
