"""A step of several workflows: a logout token is signed and handed to a service (Back-Channel Logout 1.0 §2)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from directory.channels import web
from oidc import policy
from oidc.models import RelyingParty
from oidc.protocol import digests, jose, logout_token
from oidc.queries import keyring
from oidc.workflows.calling import Heard, call


@dataclass(frozen=True)
class Written:
    """A token that no other attempt has, with what it says."""

    header: dict[str, str]
    claims: dict[str, Any]
    token: str = field(repr=False)


def write_letter(service: RelyingParty, *, subject: str, sid: str, now: datetime) -> Written | None:
    """Sign a token as the client's id_tokens are; None while no key does."""
    key = keyring.current(now).signers.get(service.id_token_signed_response_alg)
    if key is None:
        return None
    claims = logout_token.build_claims(
        issuer=settings.ISSUER,
        client_id=service.public_id,
        subject=subject,
        sid=sid,
        token_id=digests.draw(),
        now=now,
    )
    header = {"alg": key.algorithm, "kid": key.kid, "typ": logout_token.TYP}
    return Written(header, claims, jose.sign(claims, key=key, typ=logout_token.TYP))


def carry(address: str, token: str) -> Heard:
    """Call the service. No database here: it may be asked of a thread."""
    form, timeout = {"logout_token": token}, policy.LOGOUT_TIMEOUT_SECONDS
    return call(lambda: web.post_form(address, form, timeout_seconds=timeout))
