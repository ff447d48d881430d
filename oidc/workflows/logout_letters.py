"""A step of several workflows: a logout token is signed and handed to a service (Back-Channel Logout 1.0 §2)."""

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from django.conf import settings

from directory.channels import web
from directory.channels.errors import ChannelUnavailable, MessageRefused
from oidc import policy
from oidc.models import RelyingParty
from oidc.protocol import digests, jose, logout_token
from oidc.queries import keyring


@dataclass(frozen=True)
class Written:
    """A token that no other attempt has, with what it says."""

    header: dict[str, str]
    claims: dict[str, Any]
    token: str = field(repr=False)


@dataclass(frozen=True)
class Heard:
    """What came of one call. status: None where nobody answered, and then fault says why, in a short word."""

    status: int | None
    fault: str
    milliseconds: int

    @property
    def is_taken(self) -> bool:
        """Whether the service took it: 200, or the 204 of those that say nothing (§2.8)."""
        return self.status in {200, 204}

    @property
    def trouble(self) -> str:
        """What kept the service from being told, in a short word; empty when it took it."""
        if self.is_taken:
            return ""
        return self.fault if self.status is None else f"HTTP {self.status}"


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
    begun = monotonic()
    status, fault = None, ""
    try:
        status = web.post_form(address, {"logout_token": token}, timeout_seconds=policy.LOGOUT_TIMEOUT_SECONDS)
    except (ChannelUnavailable, MessageRefused) as refusal:
        fault = refusal.reason
    return Heard(status, fault, round((monotonic() - begun) * 1_000))
