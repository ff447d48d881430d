"""What a registration says of how its client proves itself, and the rules of it (RFC 7591 §2, RFC 7523, RFC 8705)."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

from oidc.errors import RegistrationRefused
from oidc.protocol.client_certificates import NAMES, is_name
from oidc.protocol.client_keys import KeysRefused, check_key_set, read_key_set
from oidc.protocol.redirect_uris import check_notifiable
from oidc.vocabulary import CERTIFICATE_METHODS, AssertionAlgorithm, ClientAuthMethod

LONGEST: Final = dict(zip(NAMES, (500, 255, 500, 45, 254), strict=True))  # characters


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
    @property
    def tls_client_certificate_bound_access_tokens(self) -> bool: ...  # noqa: D102


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
    has_keys = signs or client.token_endpoint_auth_method == ClientAuthMethod.SELF_SIGNED
    _require(
        client.jwks or client.jwks_uri or not has_keys, f"{client.token_endpoint_auth_method} needs jwks or jwks_uri"
    )
    algorithm = client.token_endpoint_auth_signing_alg
    _require(algorithm in ("", *AssertionAlgorithm.values), "unknown token_endpoint_auth_signing_alg")
    _require(signs or not algorithm, "token_endpoint_auth_signing_alg is for private_key_jwt")
    _check_names(client)


def needs_certificates(client: Proofs) -> bool:
    """Whether the client must reach us where certificates are asked for."""
    presents = client.token_endpoint_auth_method in CERTIFICATE_METHODS
    return presents or client.tls_client_certificate_bound_access_tokens


def _check_names(client: Proofs) -> None:
    """RFC 8705 §2.1.2: exactly one says which certificate is the client's."""
    named = {name: value for name in NAMES if (value := getattr(client, name))}
    is_named = client.token_endpoint_auth_method == ClientAuthMethod.TLS
    _require(len(named) == 1 or not is_named, "tls_client_auth needs exactly one of the tls_client_auth_ members")
    _require(is_named or not named, "the tls_client_auth_ members are for tls_client_auth")
    for name, value in named.items():
        _require(len(value) <= LONGEST[name] and is_name(name, value), f"{name} is not one")


def _require(condition: object, description: str) -> None:
    if not condition:
        raise RegistrationRefused("invalid_client_metadata", description)
