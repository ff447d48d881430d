"""A service is registered as a client."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from directory import journal
from oidc import policy
from oidc.errors import RegistrationRefused
from oidc.library import registration
from oidc.models import ClientSecret, RelyingParty
from oidc.protocol import digests
from oidc.protocol.redirect_uris import check_registrable
from oidc.vocabulary import ClientAuthMethod, Environment, GrantType, SigningAlgorithm

_MAX_NAME = 100


def register_relying_party(
    *,
    client_name: str,
    redirect_uris: Sequence[str],
    environment: str,
    token_endpoint_auth_method: str,
    scopes: Sequence[str],
    now: datetime,
    id_token_signed_response_alg: str = SigningAlgorithm.ES256,
    grant_types: Sequence[str] = (GrantType.AUTHORIZATION_CODE,),
    require_pkce: bool = True,
    post_logout_redirect_uris: Sequence[str] = (),
    client_id: str | None = None,
    secret: str | None = None,
) -> tuple[RelyingParty, str | None]:
    """Register a service and return it with its secret, which is shown now and never again; None for a public client.

    client_id, secret: drawn when not given. Raises RegistrationRefused with a code of RFC 7591 §3.2.2.
    """
    _require(environment in Environment.values, "environment must be sandbox or production")
    _require(token_endpoint_auth_method in ClientAuthMethod.values, "unknown token_endpoint_auth_method")
    _require(id_token_signed_response_alg in SigningAlgorithm.values, "unknown id_token_signed_response_alg")
    _require(
        bool(client_name.strip()) and len(client_name) <= _MAX_NAME, "client_name is required, 100 characters at most"
    )
    _require("openid" in scopes and set(scopes) <= set(policy.SCOPES), "scope must hold openid and known scopes only")
    public = token_endpoint_auth_method == ClientAuthMethod.NONE
    _require(bool(grant_types) and set(grant_types) <= set(GrantType.values), "unknown grant_types")
    _require(not (public and GrantType.CLIENT_CREDENTIALS in grant_types), "a public client has no tokens of its own")
    _require(require_pkce or not public, "a public client must use PKCE")
    _check_redirect_uris(redirect_uris, public=public)
    for uri in post_logout_redirect_uris:
        check_registrable(uri, native=public)
    client_id = client_id or digests.draw()
    _require(
        client_id.isascii() and client_id.isprintable() and " " not in client_id, "client_id is not printable ASCII"
    )
    drawn = None if public else secret or digests.draw(digests.CLIENT_SECRET)
    with transaction.atomic():
        _require(not registration.is_known(client_id), "client_id is taken")
        client = registration.create_client(
            client_id=client_id,
            name=client_name.strip(),
            method=token_endpoint_auth_method,
            redirect_uris=list(redirect_uris),
            scopes=list(scopes),
            post_logout_redirect_uris=list(post_logout_redirect_uris),
        )
        relying_party = RelyingParty.objects.create(
            client=client,
            environment=environment,
            token_endpoint_auth_method=token_endpoint_auth_method,
            id_token_signed_response_alg=id_token_signed_response_alg,
            grant_types=[str(one) for one in grant_types],
            require_pkce=require_pkce,
            created_at=now,
        )
        if drawn is not None:
            ClientSecret.objects.create(
                relying_party=relying_party, digest=registration.hash_secret(drawn), created_at=now
            )
        journal.record(action="oidc.relying_party_registered", subject=relying_party, now=now, environment=environment)
    return relying_party, drawn


def _check_redirect_uris(uris: Sequence[str], *, public: bool) -> None:
    if not uris:
        raise RegistrationRefused("invalid_redirect_uri", "at least one redirection address is required")
    for uri in uris:
        check_registrable(uri, native=public)


def _require(condition: object, description: str) -> None:
    if not condition:
        raise RegistrationRefused("invalid_client_metadata", description)
