"""What a person reads of the services that know them, and the session that opened their space."""

from dataclasses import dataclass
from datetime import datetime

from directory import queries
from directory.models import HolderSession
from oidc.models import Consent, Grant, ProviderSession


@dataclass
class KnownTo:
    """One service. scopes: all that it was ever granted. agreed_at: of the agreement that lives, None without one.
    is_pairwise: it is not told the national number.
    """

    relying_party_id: int
    name: str
    first_at: datetime
    last_at: datetime
    count: int
    scopes: set[str]
    agreed_at: datetime | None = None
    is_pairwise: bool = False


def list_services(practitioner_id: int, *, limit: int) -> list[KnownTo]:
    """The services that the person signed in to, the latest first. Three queries."""
    found: dict[int, KnownTo] = {}
    records = queries.records_behind(practitioner_id)
    grants = Grant.objects.filter(practitioner__in=records)
    for grant in grants.select_related("relying_party__client").order_by("-created_at", "-pk")[:limit]:
        known = found.setdefault(
            grant.relying_party_id,
            KnownTo(grant.relying_party_id, grant.relying_party.name, grant.created_at, grant.created_at, 0, set()),
        )
        known.first_at = grant.created_at
        known.count += 1
        known.scopes |= set(grant.scopes)
        known.is_pairwise = grant.relying_party.is_pairwise
    for service, agreed_at in (
        Consent.objects.living().filter(practitioner__in=records).values_list("relying_party", "given_at")
    ):
        if service in found:
            found[service].agreed_at = agreed_at
    return list(found.values())


def find_opening_session(session: HolderSession) -> ProviderSession | None:
    """The provider's session that opened a session of the holder space, with its card."""
    if not session.provider_sid:
        return None
    return ProviderSession.objects.filter(sid=session.provider_sid).select_related("card").first()
