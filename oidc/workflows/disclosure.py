"""A service asks, with an access token, who signed in."""

from datetime import datetime
from typing import Any

from django.conf import settings

from oidc.errors import OAuthError
from oidc.library.claims import NEEDING_PRACTICE, claims_of, scopes_read
from oidc.models import Grant, RelyingParty
from oidc.protocol import jose, signed_userinfo
from oidc.protocol.practice import NOTHING, Practice
from oidc.queries import keyring
from oidc.queries.practice import practice_of
from oidc.queries.tokens import find_grant
from oidc.workflows.expected import subject_of

BEARER_CHALLENGE = 'Bearer realm="userinfo", error="invalid_token"'
INVALID_TOKEN = OAuthError(
    "invalid_token", "the access token is not valid", headers={"WWW-Authenticate": BEARER_CHALLENGE}
)
NO_KEY = OAuthError("temporarily_unavailable", "no key is ready that signs for this client")


def disclose(*, access_token: str, now: datetime, certificate: str = "") -> dict[str, Any] | str | OAuthError:
    """Return the claims that a live token opens, `sub` first, or a JWT of them where the service registered a
    signature; else the refusal. certificate: the thumbprint of the one that came with the token; empty for none.
    """
    found = find_grant(access_token, certificate=certificate, now=now)
    if found is None:
        return INVALID_TOKEN
    grant, practice = found
    if not grant.relying_party.admits(is_test=grant.practitioner.is_test):
        return INVALID_TOKEN
    claims = claims_of_userinfo(grant, practice=practice, now=now)
    return _sign(claims, grant.relying_party, now=now) if grant.relying_party.userinfo_signed_response_alg else claims


def claims_of_userinfo(grant: Grant, *, now: datetime, practice: Practice | None = None) -> dict[str, Any]:
    """Return what userinfo says of a grant, `sub` first; the claims of a JWT where the service registered a
    signature. Needs `practitioner`. practice: as `told_of` says.
    """
    relying_party = grant.relying_party
    opened = told_of(grant, place="userinfo", practice=practice, now=now)
    told = {"sub": subject_of(grant.practitioner, relying_party), **opened}
    if not relying_party.userinfo_signed_response_alg:
        return told
    return signed_userinfo.build_claims(told, issuer=settings.ISSUER, client_id=relying_party.public_id, now=now)


def _sign(claims: dict[str, Any], relying_party: RelyingParty, *, now: datetime) -> str | OAuthError:
    key = keyring.current(now).signers.get(relying_party.userinfo_signed_response_alg)
    return NO_KEY if key is None else jose.sign(claims, key=key)


def told_of(grant: Grant, *, place: str, now: datetime, practice: Practice | None = None) -> dict[str, Any]:
    """Return the claims of a person for one place, `userinfo` or `id_token`. practice: of the person, where it came
    with the grant; None: it is asked where a scope needs it, by one query.

    Scopes open claims at userinfo alone (OpenID Connect Core §5.4: there is always an access token here); an id_token
    has those that the request named for it.
    """
    asked = tuple(grant.claims.get(place) or ())
    if place == "id_token" and not asked:
        return {}
    if practice is None:
        needs = NEEDING_PRACTICE.intersection(scopes_read(grant, asked))
        practice = practice_of(grant.practitioner.national_id, now=now) if needs else NOTHING
    if grant.relying_party.ask_situation or grant.situation_id is not None:
        practice = practice.in_situation(grant.situation_id)
    opened = claims_of(grant, practice=practice, asked=asked)
    return opened if place == "userinfo" else {name: opened[name] for name in asked if name in opened}
