"""What codes and tokens stand for, each with what their use must ask, in one statement.

Their scopes are those that were granted and are registered now: a client that lost one reads no more of it. A client
that comes from memory is compared with what the statement finds of it (Outdated).
"""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, Model, OuterRef, QuerySet, Subquery

from directory import queries as directory_queries
from oidc import policy
from oidc.models import (
    AccessToken,
    AuthorizationCode,
    Grant,
    ProviderSession,
    RefreshToken,
    RelyingParty,
    ServiceToken,
)
from oidc.protocol import digests
from oidc.protocol.practice import Practice
from oidc.queries import columns, registry
from oidc.queries.practice import found_practice, with_practice
from oidc.queries.situations import was_situation_open, with_situation
from oidc.queries.standing import was_card_usable, with_rights

Row = TypeVar("Row", bound=Model)


def find_code(code: str, *, relying_party: RelyingParty, now: datetime) -> AuthorizationCode | None:
    """Return a code of this client in whatever state, with its grant, session, card and person, and for `still_stands`.
    One of another client is not found.
    """
    row = _CODE.first(digest=digests.digest(code), service=relying_party.pk, now=now)
    if row is not None:
        _compare(row, relying_party)
        row.grant.relying_party = relying_party
    return row


def find_own_access_token(digest: str, *, relying_party: RelyingParty, now: datetime) -> AccessToken | None:
    """Return the live token of this active client of which this digest is kept, with its grant, session, card and
    person; None when it opens nothing now.

    Card, eligibility and situation are asked at this very use.
    """
    row = _OWN_ACCESS.first(digest=digest, service=relying_party.pk, now=now)
    if row is None:
        return None
    _compare(row, relying_party)
    if not still_stands(row, row.grant.session, now):
        return None
    row.grant.relying_party = relying_party
    row.scopes = relying_party.of_registered(row.scopes)
    row.grant.scopes = relying_party.of_registered(row.grant.scopes)
    return row


def find_grant(access_token: str, *, now: datetime, certificate: str = "") -> tuple[Grant, Practice] | None:
    """Return the grant of a live token that is for us, with its session, card, person and client, and the scopes of the
    token; and what the person practises, found with it. None when the token opens nothing now: card, eligibility,
    situation and service are asked at this very use; or not with this certificate: its thumbprint, empty where none
    came.

    What is kept of a token for a resource server is no text that begins as ours do.
    """
    if not access_token.startswith(digests.ACCESS_TOKEN):
        return None
    row = _ACCESS.first(digest=digests.digest(access_token), now=now)
    if row is None or row.certificate not in ("", certificate) or not still_stands(row, row.grant.session, now):
        return None
    relying_party = registry.find_by_key(row.grant.relying_party_id, revision=vars(row)["revision"])
    if relying_party is None:
        return None
    row.grant.relying_party = relying_party
    row.grant.scopes = relying_party.of_registered(row.scopes)
    return row.grant, found_practice(row)


def client_of_token(access_token: str) -> RelyingParty | None:
    """Return the client that an access token was given to, living or over, as long as it is kept: for its team."""
    rows = AccessToken.objects.filter(digest=digests.digest(access_token)).select_related(
        "grant__relying_party__client"
    )
    kept = rows.first()
    return kept.grant.relying_party if kept else None


def find_refresh_token(text: str, *, relying_party: RelyingParty, now: datetime) -> RefreshToken | None:
    """Return a token of this client in whatever state, with its grant, session, card and person, and for
    `still_stands`. One of another client is not found.

    `successor`: the digest of the one that followed it and was not used itself, or None.
    """
    row = _REFRESH.first(digest=digests.digest(text), service=relying_party.pk, now=now)
    if row is not None:
        _compare(row, relying_party)
        row.grant.relying_party = relying_party
        row.grant.scopes = relying_party.of_registered(row.grant.scopes)
    return row


def is_renewable(kept: RefreshToken, *, now: datetime) -> bool:
    """Whether the token, its grant, its session and its card still serve. kept: as `find_refresh_token` found it."""
    grant, session = kept.grant, kept.grant.session
    ends_at = min(kept.idle_at, kept.expires_at, session.expires_at, session.last_used_at + policy.SESSION_IDLE)
    is_over = grant.revoked_at is not None or session.ended_at is not None or ends_at <= now
    return not is_over and still_stands(kept, session, now)


def still_stands(row: Model, session: ProviderSession, now: datetime) -> bool:
    """Whether card and rights still serve, and the situation in whose name the person signed in is not over: nothing
    is ever told of another one that they did not choose. row: as found here. No query.
    """
    return was_card_usable(row, session, now) and was_situation_open(row)


def find_own_service_token(digest: str, *, relying_party: RelyingParty, now: datetime) -> ServiceToken | None:
    """Return the live token that this service has of its own, of which this digest is kept."""
    row = _SERVICE.first(digest=digest, service=relying_party.pk, now=now)
    if row is not None:
        _compare(row, relying_party)
        row.scopes = relying_party.of_registered(row.scopes)
    return row


def _compare(row: Model, relying_party: RelyingParty) -> None:
    registry.compare(relying_party, vars(row)["revision"])


def _code(digest: str, service: int, now: datetime) -> QuerySet[AuthorizationCode]:
    return _with_all(AuthorizationCode.objects.filter(digest=digest, grant__relying_party=service), now)


def _access(digest: str, now: datetime) -> QuerySet[AccessToken]:
    rows = AccessToken.objects.live(now).filter(digest=digest)
    return with_practice(_with_all(rows, now), person="grant__practitioner_id", now=now)


def _own_access(digest: str, service: int, now: datetime) -> QuerySet[AccessToken]:
    return _with_all(AccessToken.objects.live(now).filter(digest=digest, grant__relying_party=service), now)


def _refresh(digest: str, service: int, now: datetime) -> QuerySet[RefreshToken]:
    following = RefreshToken.objects.filter(
        grant=OuterRef("grant"), generation=OuterRef("generation") + 1, used_at__isnull=True
    )
    rows = RefreshToken.objects.filter(digest=digest, grant__relying_party=service)
    return _with_all(rows.annotate(successor=Subquery(following.values("digest")[:1])), now)


def _service(digest: str, service: int, now: datetime) -> QuerySet[ServiceToken]:
    rows = ServiceToken.objects.filter(digest=digest, relying_party=service)
    living = rows.filter(expires_at__gt=now, revoked_at__isnull=True)
    return living.annotate(revision=F("relying_party__revision"))


def _with_all(rows: QuerySet[Row], now: datetime) -> QuerySet[Row]:
    """With session, card and person of their grant, and for `still_stands`."""
    with_revision: Any = rows.annotate(revision=F("grant__relying_party__revision"))
    related: QuerySet[Row] = with_revision.select_related("grant__session__card", "grant__practitioner")
    lean = columns.of_person(columns.of_session(related, session="grant__session"), person="grant__practitioner")
    return with_situation(with_rights(lean, session="grant__session", now=now), grant="grant", now=now)


_CODE = directory_queries.Prepared(_code, digest=str, service=int, now=datetime)
_ACCESS = directory_queries.Prepared(_access, digest=str, now=datetime)
_OWN_ACCESS = directory_queries.Prepared(_own_access, digest=str, service=int, now=datetime)
_REFRESH = directory_queries.Prepared(_refresh, digest=str, service=int, now=datetime)
_SERVICE = directory_queries.Prepared(_service, digest=str, service=int, now=datetime)
