"""What a client says of itself when it is registered: read from JSON, and checked. Names of RFC 7591 §2."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from oidc import policy
from oidc.errors import RegistrationRefused
from oidc.protocol.client_asking import check_asking
from oidc.protocol.client_proofs import check_proofs, read_jwks
from oidc.protocol.redirect_uris import check_notifiable, check_registrable, is_loopback
from oidc.protocol.resource_uris import is_resource_uri
from oidc.protocol.sectors import sector_of
from oidc.vocabulary import (
    SECRET_METHODS,
    ClientAuthMethod,
    Environment,
    GrantType,
    PageKind,
    SigningAlgorithm,
    SubjectType,
)

_LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class ClientMetadata:
    """One client. What is not of RFC 7591: environment (`sandbox` or `production`); require_pkce; sign_in_page (`none`,
    `information` or `consent`); ask_situation: people choose in which situation of exercise they enter;
    shared_workstation: its screens are everybody's, so that a code to scan comes first and no browser keeps a session;
    allowed_resources, identifiers of the resource servers that it may ask tokens for (RFC 8707).

    client_id: empty when it is to be drawn. userinfo_signed_response_alg: empty for an answer in JSON.
    token_endpoint_auth_signing_alg: empty for any that we read. tls_*: RFC 8705.
    sector_identifier_uri: its host is the sector; what it holds is not read. backchannel_logout_*: OpenID Connect
    Back-Channel Logout 1.0 §2.2; the others of backchannel_* CIBA Core §4, but for three of ours, as `RelyingParty`
    says them: backchannel_free_binding_message, backchannel_unknown_user_told, backchannel_poll_interval.
    """

    client_name: str
    environment: str
    redirect_uris: tuple[str, ...] = ()
    client_id: str = ""
    scope: tuple[str, ...] = ("openid", "scope_all")
    token_endpoint_auth_method: str = ClientAuthMethod.BASIC.value
    token_endpoint_auth_signing_alg: str = ""
    jwks: dict[str, Any] = field(default_factory=dict)
    jwks_uri: str = ""
    tls_client_auth_subject_dn: str = ""
    tls_client_auth_san_dns: str = ""
    tls_client_auth_san_uri: str = ""
    tls_client_auth_san_ip: str = ""
    tls_client_auth_san_email: str = ""
    tls_client_certificate_bound_access_tokens: bool = False
    grant_types: tuple[str, ...] = (GrantType.AUTHORIZATION_CODE.value,)
    id_token_signed_response_alg: str = SigningAlgorithm.ES256.value
    userinfo_signed_response_alg: str = ""
    subject_type: str = SubjectType.PUBLIC.value
    sector_identifier_uri: str = ""
    allowed_resources: tuple[str, ...] = ()
    require_pkce: bool = True
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""
    backchannel_logout_session_required: bool = False
    backchannel_token_delivery_mode: str = ""
    backchannel_client_notification_endpoint: str = ""
    backchannel_authentication_request_signing_alg: str = ""
    backchannel_user_code_parameter: bool = False
    backchannel_free_binding_message: bool = False
    backchannel_unknown_user_told: bool = False
    backchannel_poll_interval: int = policy.BACKCHANNEL_INTERVAL_SECONDS
    sign_in_page: str = PageKind.NONE.value
    ask_situation: bool = False
    shared_workstation: bool = False

    @property
    def is_public(self) -> bool:
        """Whether the client can keep no secret."""
        return self.token_endpoint_auth_method == ClientAuthMethod.NONE

    @property
    def keeps_secrets(self) -> bool:
        """Whether secrets of ours prove the client."""
        return self.token_endpoint_auth_method in SECRET_METHODS

    def as_members(self) -> dict[str, Any]:
        """Return the members of a JSON object, the way back of `read_metadata`."""
        said = {one.name: getattr(self, one.name) for one in fields(self)} | {"scope": " ".join(self.scope)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}

    def check(self) -> None:
        """Raise RegistrationRefused with a code of RFC 7591 §3.2.2 when a rule is broken."""
        for rule in _RULES:
            rule(self)


MEMBERS: Final = tuple(one.name for one in fields(ClientMetadata))
REQUIRED: Final = ("client_name", "environment")
_WORDS_OF_KINDS: Final[Mapping[Any, str]] = {str: "string", bool: "boolean", int: "whole number"}
_KINDS: Final = {one.name: one.type for one in fields(ClientMetadata)}


def read_metadata(described: Mapping[str, Any]) -> ClientMetadata:
    """Read the members of a JSON object, `scope` as words with spaces between; whoever registers them checks them.

    Raises RegistrationRefused: a missing, unknown or mistyped member.
    """
    unknown = sorted(set(described) - set(MEMBERS))
    _require(not unknown, f"unknown members: {', '.join(unknown)}")
    missing = [name for name in REQUIRED if not described.get(name)]
    _require(not missing, f"missing members: {', '.join(missing)}")
    read: dict[str, Any] = {name: _read(name, value) for name, value in described.items()}
    return ClientMetadata(**read)


def _read(name: str, value: object) -> object:
    if name == "scope":
        _require(isinstance(value, str), "scope must be words with spaces between")
        return tuple(str(value).split())
    if name == "jwks":
        return read_jwks(value)
    if _KINDS[name] not in _WORDS_OF_KINDS:
        is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
        _require(is_list, f"{name} must be a list of strings")
        return tuple(value) if isinstance(value, list) else ()
    kind = _KINDS[name]
    _require(type(value) is kind, f"{name} must be a {_WORDS_OF_KINDS[kind]}")
    return value


def _known_words(client: ClientMetadata) -> None:
    _require(client.environment in Environment.values, "environment must be sandbox or production")
    _require(client.id_token_signed_response_alg in SigningAlgorithm.values, "unknown id_token_signed_response_alg")
    _require(client.sign_in_page in PageKind.values, "sign_in_page must be none, information or consent")
    signs_userinfo = client.userinfo_signed_response_alg in ("", *SigningAlgorithm.values)
    _require(signs_userinfo, "unknown userinfo_signed_response_alg")
    _require(client.subject_type in SubjectType.values, "subject_type must be public or pairwise")
    known = bool(client.grant_types) and set(client.grant_types) <= set(GrantType.values)
    _require(known, "unknown grant_types")


def _a_name(client: ClientMetadata) -> None:
    fits = bool(client.client_name.strip()) and len(client.client_name) <= _LONGEST_NAME
    _require(fits, f"client_name is required, {_LONGEST_NAME} characters at most")


def _scopes(client: ClientMetadata) -> None:
    known = "openid" in client.scope and set(client.scope) <= set(policy.SCOPES)
    _require(known, "scope must hold openid and known scopes only")


def _public_clients(client: ClientMetadata) -> None:
    """A client that keeps no secret proves its codes, and has nothing of its own."""
    own_tokens = GrantType.CLIENT_CREDENTIALS in client.grant_types
    _require(not (client.is_public and own_tokens), "a public client has no tokens of its own")
    _require(client.require_pkce or not client.is_public, "a public client must use PKCE")


def _situations(client: ClientMetadata) -> None:
    """Only the scope of the national service tells of situations."""
    tells = "scope_all" in client.scope
    _require(tells or not client.ask_situation, "ask_situation needs scope_all")


def _addresses(client: ClientMetadata) -> None:
    if not client.redirect_uris and GrantType.AUTHORIZATION_CODE in client.grant_types:
        raise RegistrationRefused("invalid_redirect_uri", "at least one redirection address is required")
    for uri in (*client.redirect_uris, *client.post_logout_redirect_uris):
        check_registrable(uri, native=client.is_public)


def _addresses_of_production(client: ClientMetadata) -> None:
    """Real people are not sent to the machine of a developer: in production, an address of the loopback is that of a
    program on the person's own machine, which keeps no secret (RFC 8252 §7.3).
    """
    if client.environment != Environment.PRODUCTION:
        return
    pages = () if client.is_public else (*client.redirect_uris, *client.post_logout_redirect_uris)
    if any(is_loopback(uri) for uri in (*pages, *_called(client))):
        raise RegistrationRefused("invalid_redirect_uri", "in production the loopback is for public clients only")


def _called(client: ClientMetadata) -> tuple[str, ...]:
    """The addresses that we call ourselves."""
    return client.backchannel_logout_uri, client.backchannel_client_notification_endpoint, client.jwks_uri


def _subjects(client: ClientMetadata) -> None:
    """OpenID Connect Core §8.1. What names people elsewhere is not for a service that asks not to know them there."""
    if client.sector_identifier_uri:
        check_notifiable(client.sector_identifier_uri)
        _require(client.sector_identifier_uri.startswith("https://"), "sector_identifier_uri must be https")
    if client.subject_type != SubjectType.PAIRWISE:
        return
    has_sector = sector_of(client.sector_identifier_uri, client.redirect_uris)
    _require(has_sector, "several hosts, or none: sector_identifier_uri must say the sector")
    few = set(client.scope) <= set(policy.PAIRWISE_SCOPES)
    _require(few, f"a pairwise client may have these scopes only: {' '.join(policy.PAIRWISE_SCOPES)}")


def _resources(client: ClientMetadata) -> None:
    """RFC 8707 §2. Whether they are registered, and in the same environment, is asked of what is stored."""
    right = all(map(is_resource_uri, client.allowed_resources))
    _require(right, "allowed_resources must be absolute URIs without a fragment")


def _sign_outs(client: ClientMetadata) -> None:
    """OpenID Connect Back-Channel Logout 1.0 §2.2: an address of the service's server, which we call."""
    if client.backchannel_logout_uri:
        check_notifiable(client.backchannel_logout_uri)
    needs = client.backchannel_logout_session_required
    _require(client.backchannel_logout_uri or not needs, "backchannel_logout_uri is missing")


def _identifier(client: ClientMetadata) -> None:
    written = client.client_id.isascii() and client.client_id.isprintable() and " " not in client.client_id
    _require(written, "client_id is not printable ASCII")


_RULES: Final[tuple[Callable[[ClientMetadata], None], ...]] = (
    _known_words,
    check_proofs,
    _a_name,
    _scopes,
    _public_clients,
    _situations,
    _addresses,
    _subjects,
    _resources,
    _sign_outs,
    check_asking,
    _addresses_of_production,
    _identifier,
)


def _require(condition: object, description: str) -> None:
    if not condition:
        raise RegistrationRefused("invalid_client_metadata", description)
