"""The claims of an access token that a resource server reads by itself (RFC 9068 §2.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

TYP: Final = "at+jwt"


@dataclass(frozen=True)
class Issue:
    """What every such token says, whoever it is of. until: its end; token_id: what is kept of it, as a digest;
    certificate: the thumbprint of the one that it is bound to, empty where it is not.
    """

    issuer: str
    audience: str
    client_id: str
    scopes: Sequence[str]
    token_id: str
    since: datetime
    until: datetime
    certificate: str = ""


def build_claims(issue: Issue, *, subject: str, authentication: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims. authentication: `auth_time`, `acr` and `sid` of a person; nothing of a service itself, whose
    subject is its `client_id`.

    Nothing that names the person besides: who needs more asks the service that has it.
    """
    return {
        "iss": issue.issuer,
        "sub": subject,
        "aud": issue.audience,
        "client_id": issue.client_id,
        "iat": int(issue.since.timestamp()),
        "exp": int(issue.until.timestamp()),
        "jti": issue.token_id,
        "scope": " ".join(issue.scopes),
        **authentication,
        **confirmation(issue.certificate),
    }


def confirmation(certificate: str) -> dict[str, Any]:
    """Return what a bound token says of its certificate (RFC 8705 §3.1, §3.2); nothing for others."""
    return {"cnf": {"x5t#S256": certificate}} if certificate else {}
