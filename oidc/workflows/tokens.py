"""A step of several workflows: what stands for a grant is made, and the person behind it asked once more."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from oidc import policy
from oidc.errors import OAuthError
from oidc.models import AccessToken, Grant, RelyingParty
from oidc.protocol import id_token, jose
from oidc.queries import keyring
from oidc.workflows.disclosure import told_of
from oidc.workflows.expected import subject_of, told_number_of
from oidc.workflows.targets import Made

UNAUTHORIZED = OAuthError("unauthorized_client", "this client did not register this grant type")


@dataclass(frozen=True)
class Tokens:
    """What the token endpoint answers to a sign-in and to its renewals. Its text shows no token.

    refresh_token: empty when none is given; refresh_expires_in: seconds until it must have been used.
    """

    scope: tuple[str, ...]
    sid: str
    access_token: str = field(repr=False)
    id_token: str = field(repr=False)
    refresh_token: str = field(repr=False, default="")
    refresh_expires_in: int = 0

    def as_members(self) -> dict[str, Any]:
        """Return the members of the answer (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3), and the two that clients of
        the national service read."""
        refresh = {"refresh_token": self.refresh_token} if self.refresh_token else {}
        return {
            "access_token": self.access_token,
            "token_type": "Bearer",
            "expires_in": int(policy.ACCESS_TOKEN_LIFETIME.total_seconds()),
            **refresh,
            "refresh_expires_in": self.refresh_expires_in,
            "id_token": self.id_token,
            "scope": " ".join(self.scope),
            "session_state": self.sid,
        }


def find_signer(relying_party: RelyingParty, *, now: datetime) -> jose.LoadedKey | None:
    """Return the key that signs for a client: asked before anything is used up."""
    return keyring.current(now).signers.get(relying_party.id_token_signed_response_alg)


def keep_access(grant: Grant, access: Made, *, scopes: tuple[str, ...], now: datetime) -> None:
    """Keep an access token of a grant. One query."""
    AccessToken.objects.create(
        digest=access.digest,
        grant=grant,
        scopes=list(scopes),
        certificate=access.certificate,
        created_at=now,
        expires_at=now + policy.ACCESS_TOKEN_LIFETIME,
    )


def sign_id_token(
    grant: Grant, relying_party: RelyingParty, *, nonce: str, access_token: str, key: jose.LoadedKey, now: datetime
) -> str:
    """Return the id_token of a grant. nonce: as `claims_of_id_token` says."""
    claims = claims_of_id_token(grant, relying_party, nonce=nonce, access_token=access_token, now=now)
    return jose.sign(claims, key=key)


def claims_of_id_token(
    grant: Grant, relying_party: RelyingParty, *, nonce: str, access_token: str, now: datetime
) -> dict[str, Any]:
    """Return what the id_token of a grant says, with the single claims that its request named for it.

    nonce: of the request; empty at a renewal (OpenID Connect Core §12.2). Needs `practitioner` and `session`.
    """
    who = id_token.Authentication(
        subject=subject_of(grant.practitioner, relying_party),
        national_id=told_number_of(grant.practitioner, relying_party),
        auth_time=grant.auth_time,
        acr=grant.acr,
        amr=tuple(grant.amr),
        auth_mode=grant.auth_mode,
        sid=grant.session.sid,
        nonce=nonce,
    )
    claims = id_token.build_claims(
        who, issuer=settings.ISSUER, client_id=relying_party.public_id, access_token=access_token, now=now
    )
    return {**told_of(grant, place="id_token", now=now), **claims}
