"""What a registration says of how its client proves itself, and the rules of it (RFC 7591 §2, RFC 7523)."""

from collections.abc import Mapping
from typing import Any, Protocol

from oidc.errors import RegistrationRefused
from oidc.protocol.client_keys import KeysRefused, check_key_set, read_key_set
from oidc.protocol.redirect_uris import check_notifiable
from oidc.vocabulary import AssertionAlgorithm, ClientAuthMethod


class Proofs(Protocol):
    """The members of a registration that are read here."""

    @property
    def token_endpoint_auth_method(self) -> str: ...  # noqa: D102 - as the registration says
    @property
    def token_endpoint_auth_signing_alg(self) -> str: ...  # noqa: D102
    @property
    def jwks(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def jwks_uri(self) -> str: ...  # noqa: D102


def read_jwks(value: object) -> dict[str, Any]:
    """Return a set of keys without what nobody reads of it; empty for an empty object. Raises RegistrationRefused."""
    if value == {}:
        return {}
    try:
        check_key_set(value)
    except KeysRefused as refused:
        raise RegistrationRefused("invalid_client_metadata", f"jwks: {refused.reason}") from None
    return {"keys": read_key_set(value)}


def check_proofs(client: Proofs) -> None:
    """Raise RegistrationRefused when a client could not prove itself as it says, or says two things at once."""
    _require(client.token_endpoint_auth_method in ClientAuthMethod.values, "unknown token_endpoint_auth_method")
    _require(not (client.jwks and client.jwks_uri), "jwks or jwks_uri, not both")
    read_jwks(client.jwks)
    if client.jwks_uri:
        check_notifiable(client.jwks_uri)
        _require(client.jwks_uri.startswith("https://"), "jwks_uri must be https")
    signs = client.token_endpoint_auth_method == ClientAuthMethod.PRIVATE_KEY
    _require(client.jwks or client.jwks_uri or not signs, "private_key_jwt needs jwks or jwks_uri")
    algorithm = client.token_endpoint_auth_signing_alg
    _require(algorithm in ("", *AssertionAlgorithm.values), "unknown token_endpoint_auth_signing_alg")
    _require(signs or not algorithm, "token_endpoint_auth_signing_alg is for private_key_jwt")


def _require(condition: object, description: str) -> None:
    if not condition:
        raise RegistrationRefused("invalid_client_metadata", description)
