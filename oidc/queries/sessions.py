"""Whether a browser's session may still be used: by its own clock, by its card, and by its holder's rights."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery

from directory import queries as directory_queries
from oidc import policy
from oidc.models import Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol import digests
from oidc.queries import columns, registry
from oidc.queries.standing import is_card_usable, was_card_usable, with_rights

NO_SERVICE = 0  # no key of a service


def find_usable_session(
    cookie: str, *, now: datetime, relying_party: RelyingParty | None = None
) -> ProviderSession | None:
    """Return the session that a cookie opens, with its card and practitioner, or None when it may not be used now.

    cookie: what the browser sent, an empty string when nothing. relying_party: who asks, for `has_granted`; one that
    comes from memory is compared, whatever is found (Outdated). Card and eligibility are asked at this very use. One
    query, and one more where such a service asks and there is no session.
    """
    if not cookie:
        return None
    service = relying_party.pk if relying_party is not None else NO_SERVICE
    session = _USABLE.first(
        cookie=digests.digest(cookie), now=now, service=service, idle_since=now - policy.SESSION_IDLE
    )
    if relying_party is not None and session is not None:
        registry.compare(relying_party, vars(session)["revision"])
    elif relying_party is not None:
        registry.require_present(relying_party)
    if session is None or not was_card_usable(session, session, now):
        return None
    return session


def find_session_of_page(page: Interaction, *, now: datetime) -> ProviderSession | None:
    """Return the session that a page keeps, cookie or not, likewise."""
    session = (
        ProviderSession.objects.live(now).filter(pk=page.session_id or 0).select_related("card", "practitioner").first()
    )
    return session if session is not None and is_card_usable(session, now) else None


def has_granted(session: ProviderSession, *, scopes: Sequence[str]) -> bool:
    """Whether the person of this session already chose the service that asks, in it, for at least these scopes.

    session: as `find_usable_session` found it for this service. No query.
    """
    return any(set(scopes) <= set(chosen) for chosen in vars(session)["chosen"])


def _usable(cookie: str, now: datetime, service: int, idle_since: datetime) -> QuerySet[ProviderSession]:
    chosen = Grant.objects.filter(session=OuterRef("pk"), relying_party=service, revoked_at__isnull=True)
    kept = ProviderSession.objects.filter(
        browser_digest=cookie, ended_at__isnull=True, expires_at__gt=now, last_used_at__gt=idle_since
    )
    rows = columns.of_person(columns.of_session(kept, session=""), person="practitioner")
    present = RelyingParty.objects.filter(pk=service).values("revision")
    rows = rows.select_related("card", "practitioner").annotate(
        chosen=ArraySubquery(chosen.values("scopes")), revision=Subquery(present)
    )
    return with_rights(rows, session="", now=now)


_USABLE = directory_queries.Prepared(_usable, cookie=str, now=datetime, service=int, idle_since=datetime)
