"""A service asks what one of its tokens stands for at this instant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from oidc.models import Grant, RelyingParty
from oidc.protocol import digests
from oidc.protocol.access_token import confirmation
from oidc.queries.signed_access import read_signed_access
from oidc.queries.tokens import find_own_access_token, find_own_service_token, find_refresh_token, is_renewable
from oidc.vocabulary import GrantType
from oidc.workflows.expected import subject_of, told_number_of

INACTIVE = {"active": False}


def introspect(*, relying_party: RelyingParty, token: str, now: datetime) -> dict[str, Any]:
    """Return the members of the answer (RFC 7662 §2.2), with those of the national service.

    relying_party: already authenticated, by a secret. Of a token of another client, of one that is over, of one whose
    card or session no longer serves, nothing is told but that it is not active. Raises Outdated where the client is
    recalled and changed since.
    """
    if token.startswith(digests.ACCESS_TOKEN):
        return _tell_access(relying_party, digests.digest(token), now) or INACTIVE
    if token.startswith(digests.REFRESH_TOKEN):
        return _tell_refresh(relying_party, token, now) or INACTIVE
    if token.startswith(digests.SERVICE_TOKEN):
        return _tell_own(relying_party, digests.digest(token), now) or INACTIVE
    return _tell_signed(relying_party, token, now) or INACTIVE


def _tell_signed(relying_party: RelyingParty, token: str, now: datetime) -> dict[str, Any] | None:
    """What is kept of it decides, as of the others; `aud` is the resource server that it is for."""
    signed = read_signed_access(token, now=now)
    if signed is None or signed.audience not in relying_party.allowed_resources:
        return None
    tell = _tell_access if signed.is_of_person else _tell_own
    told = tell(relying_party, signed.digest, now)
    return None if told is None else {**told, "aud": signed.audience}


def _tell_access(relying_party: RelyingParty, digest: str, now: datetime) -> dict[str, Any] | None:
    found = find_own_access_token(digest, relying_party=relying_party, now=now)
    if found is None or not relying_party.admits(is_test=found.grant.practitioner.is_test):
        return None
    return {
        **_told_of_all(relying_party, found.scopes, since=found.created_at, until=found.expires_at),
        "token_type": "Bearer",
        "typ": "Bearer",
        **confirmation(found.certificate),
        **_told_of_person(found.grant),
    }


def _tell_refresh(relying_party: RelyingParty, token: str, now: datetime) -> dict[str, Any] | None:
    found = find_refresh_token(token, relying_party=relying_party, now=now)
    if found is None or not relying_party.admits(is_test=found.grant.practitioner.is_test):
        return None
    if GrantType.REFRESH_TOKEN not in relying_party.grant_types:
        return None
    if found.used_at is not None or not is_renewable(found, now=now):
        return None
    return {
        **_told_of_all(relying_party, found.grant.scopes, since=found.created_at, until=found.idle_at),
        "typ": "Refresh",
        **confirmation(found.certificate),
        **_told_of_person(found.grant),
    }


def _tell_own(relying_party: RelyingParty, digest: str, now: datetime) -> dict[str, Any] | None:
    found = find_own_service_token(digest, relying_party=relying_party, now=now)
    if found is None:
        return None
    return {
        **_told_of_all(relying_party, found.scopes, since=found.created_at, until=found.expires_at),
        "token_type": "Bearer",
        "typ": "Bearer",
        **confirmation(found.certificate),
        "sub": relying_party.public_id,
    }


def _told_of_all(
    relying_party: RelyingParty, scopes: Sequence[str], *, since: datetime, until: datetime
) -> dict[str, Any]:
    issued_at = int(since.timestamp())
    return {
        "active": True,
        "scope": " ".join(scopes),
        "client_id": relying_party.public_id,
        "azp": relying_party.public_id,
        "aud": relying_party.public_id,
        "iss": settings.ISSUER,
        "iat": issued_at,
        "nbf": issued_at,
        "exp": int(until.timestamp()),
    }


def _told_of_person(grant: Grant) -> dict[str, Any]:
    number = told_number_of(grant.practitioner, grant.relying_party)
    return {
        "sub": subject_of(grant.practitioner, grant.relying_party),
        "sid": grant.session.sid,
        "session_state": grant.session.sid,
        "acr": grant.acr,
        "auth_time": int(grant.auth_time.timestamp()),
        "authMode": grant.auth_mode,
        **({"SubjectNameID": number, "preferred_username": number} if number else {}),
    }
