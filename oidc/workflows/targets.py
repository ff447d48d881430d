"""A step of several workflows: for whom an access token is, and the token, opaque to all or signed for one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from oidc import policy
from oidc.errors import OAuthError
from oidc.models import Grant, RelyingParty, ResourceServer
from oidc.protocol import access_token, digests, jose
from oidc.queries import keyring
from oidc.workflows.disclosure import NO_KEY
from oidc.workflows.expected import subject_of

REFUSED = OAuthError("invalid_target", "this client may not have a token for this resource")
NOT_ITS_OWN = OAuthError("invalid_scope", "no scope of this token is one of the resource")


@dataclass(frozen=True)
class Target:
    """One resource server, and the key that signs for it."""

    resource: ResourceServer
    key: jose.LoadedKey = field(repr=False)


@dataclass(frozen=True)
class Made:
    """An access token, and the digest that is kept of it; its text shows neither. certificate: the thumbprint of the
    one that it is bound to, empty where it is not.
    """

    text: str = field(repr=False)
    digest: str = field(repr=False)
    certificate: str = ""


@dataclass(frozen=True)
class _Bound:
    """What a token is bound to, whoever it is of."""

    scopes: tuple[str, ...]
    lifetime: timedelta
    certificate: str
    since: datetime


def find_target(relying_party: RelyingParty, resource: str, *, now: datetime) -> Target | OAuthError | None:
    """Return for whom a token is asked, None when for us alone; else the refusal (RFC 8707 §2).

    The resource server must be open, and of the service's own environment. One query when there is one.
    """
    if not resource:
        return None
    if resource not in relying_party.allowed_resources:
        return REFUSED
    open_here = ResourceServer.objects.filter(is_active=True, environment=relying_party.environment)
    found = open_here.filter(identifier=resource).first()
    if found is None:
        return REFUSED
    key = keyring.current(now).signers.get(found.signing_alg)
    return NO_KEY if key is None else Target(found, key)


def find_target_of(
    grant: Grant, relying_party: RelyingParty, asked: Target | None, *, now: datetime
) -> Target | OAuthError | None:
    """Return likewise for what a person granted: a request for one resource gives tokens for no other."""
    if not grant.resource or (asked is not None and asked.resource.identifier == grant.resource):
        return asked
    return find_target(relying_party, grant.resource, now=now) if asked is None else REFUSED


def narrow(scopes: tuple[str, ...], target: Target | None) -> tuple[str, ...]:
    """Return the scopes that stand in the token: those that the resource server knows; there may be none."""
    return scopes if target is None else tuple(one for one in scopes if one in target.resource.scopes)


def make_access(
    grant: Grant,
    relying_party: RelyingParty,
    *,
    scopes: tuple[str, ...],
    target: Target | None,
    now: datetime,
    certificate: str = "",
) -> Made:
    """Return an access token of a person's grant, not kept yet. Needs `practitioner` and `session`.

    certificate: the thumbprint of the one that the client presented, where its tokens are bound.
    """
    if target is None:
        return _draw(digests.ACCESS_TOKEN, certificate)
    bound = _Bound(scopes, policy.ACCESS_TOKEN_LIFETIME, certificate, now)
    who = {"auth_time": int(grant.auth_time.timestamp()), "acr": grant.acr, "sid": grant.session.sid}
    subject = subject_of(grant.practitioner, relying_party)
    return _sign(relying_party, target, subject, who, bound)


def make_own_access(
    relying_party: RelyingParty,
    *,
    scopes: tuple[str, ...],
    target: Target | None,
    now: datetime,
    certificate: str = "",
) -> Made:
    """Return an access token of a service itself, not kept yet. certificate: as above."""
    if target is None:
        return _draw(digests.SERVICE_TOKEN, certificate)
    bound = _Bound(scopes, policy.SERVICE_TOKEN_LIFETIME, certificate, now)
    return _sign(relying_party, target, relying_party.public_id, {}, bound)


def _draw(prefix: str, certificate: str) -> Made:
    text = digests.draw(prefix)
    return Made(text, digests.digest(text), certificate)


def _sign(
    relying_party: RelyingParty, target: Target, subject: str, authentication: dict[str, Any], bound: _Bound
) -> Made:
    issue = access_token.Issue(
        issuer=settings.ISSUER,
        audience=target.resource.identifier,
        client_id=relying_party.public_id,
        scopes=bound.scopes,
        token_id=digests.draw(digests.JWT_ID),
        since=bound.since,
        until=bound.since + bound.lifetime,
        certificate=bound.certificate,
    )
    claims = access_token.build_claims(issue, subject=subject, authentication=authentication)
    return Made(
        jose.sign(claims, key=target.key, typ=access_token.TYP), digests.digest(issue.token_id), bound.certificate
    )
