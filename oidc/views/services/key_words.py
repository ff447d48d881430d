"""The registered keys of a client as its team reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oidc import policy
from oidc.protocol.client_certificates import ends_at
from oidc.protocol.client_keys import certificates_of, thumbprints_of


@dataclass(frozen=True)
class Described:
    """One key. ends_at: of the certificate beside it, None where there is none."""

    thumbprint: str
    ends_at: datetime | None
    ends_soon: bool


def describe_keys(jwks: Mapping[str, Any], *, now: datetime) -> list[Described]:
    """Each key of a set, in its order."""
    return [_describe(jwk, now) for jwk in jwks.get("keys", [])]


def _describe(jwk: Mapping[str, Any], now: datetime) -> Described:
    [thumbprint] = thumbprints_of([jwk])
    ends = [end for der in certificates_of([jwk]) if (end := ends_at(der)) is not None]
    end = min(ends, default=None)
    return Described(thumbprint, end, ends_soon=end is not None and end - now < policy.CERTIFICATE_WARNING)
