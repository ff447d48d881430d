"""How a client says who it is at every door for clients (RFC 6749 §2.3, RFC 7521 §4.2, OpenID Connect Core §9)."""

import binascii
from base64 import b64decode
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from oidc.errors import OAuthError
from oidc.protocol import client_assertion
from oidc.protocol.client_certificates import ClientCertificate
from oidc.protocol.client_jwt import JwtRefused, Unverified
from oidc.protocol.params import Parameters
from oidc.vocabulary import ClientAuthMethod

CHALLENGE = {"WWW-Authenticate": 'Basic realm="token", charset="UTF-8"'}


@dataclass(frozen=True)
class Presented:
    """What a client presented: `method` is the registered name of the way it used."""

    client_id: str
    method: str
    secret: str = field(default="", repr=False)
    assertion: Unverified | None = field(default=None, repr=False)
    certificate: ClientCertificate | None = None

    def refusal(self, why: str = "client authentication failed") -> OAuthError:
        """Return the refusal of a client: with a challenge when it used a header (RFC 6749 §5.2)."""
        headers = CHALLENGE if self.method == "client_secret_basic" else {}
        return OAuthError("invalid_client", why, headers=headers)


def read(*, authorization: str, params: Parameters, certificate: ClientCertificate | None = None) -> Presented:
    """Read who the client says it is; more than one way at once is refused (RFC 6749 §2.3).

    authorization: the header as it came, or an empty string. certificate: of the handshake; beside another way it
    proves nothing here, for tokens may be bound to it. Raises OAuthError `invalid_client` or `invalid_request`.
    """
    asserts = params.get("client_assertion") or params.get("client_assertion_type")
    if authorization:
        presented = _read_basic(authorization)
        if params.get("client_secret") or asserts:
            raise OAuthError("invalid_request", "one way of client authentication only")
        if params.get("client_id") not in ("", presented.client_id):
            raise OAuthError("invalid_request", "client_id differs from the authenticated client")
        return presented
    if asserts:
        return _read_assertion(params)
    if not params.get("client_id"):
        raise OAuthError("invalid_client", "no client authentication", headers=CHALLENGE)
    if params.get("client_secret"):
        return Presented(params.get("client_id"), "client_secret_post", params.get("client_secret"))
    return Presented(params.get("client_id"), "none", certificate=certificate)


def _read_assertion(params: Parameters) -> Presented:
    """RFC 7521 §4.2: `client_id` may be left out; where it is there, it is the one that the assertion is about."""
    if params.get("client_secret"):
        raise OAuthError("invalid_request", "one way of client authentication only")
    if params.get("client_assertion_type") != client_assertion.ASSERTION_TYPE:
        raise OAuthError("invalid_client", f"client_assertion_type must be {client_assertion.ASSERTION_TYPE}")
    try:
        assertion = client_assertion.read(params.get("client_assertion"))
    except JwtRefused as refused:
        raise OAuthError("invalid_client", f"client_assertion: {refused.reason}") from None
    client_id = client_assertion.client_of(assertion)
    if not client_id or params.get("client_id") not in ("", client_id):
        raise OAuthError("invalid_client", "client_assertion: sub must be the client_id")
    return Presented(client_id, ClientAuthMethod.PRIVATE_KEY.value, assertion=assertion)


def _read_basic(authorization: str) -> Presented:
    """RFC 6749 §2.3.1: both halves are form-encoded before they are joined; the scheme's name has no case (RFC 9110
    §11.1)."""
    refusal = OAuthError("invalid_client", "client authentication failed", headers=CHALLENGE)
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise refusal
    try:
        decoded = b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        raise refusal from None
    client_id, colon, secret = decoded.partition(":")
    client_id, secret = unquote_plus(client_id), unquote_plus(secret)
    if not colon or not client_id or not secret or "\x00" in client_id + secret:
        raise refusal
    return Presented(client_id, "client_secret_basic", secret)
