"""The provider, through Authlib: discovery, code, PKCE S256, nonce, state, and the id_token's checks."""

import time
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from joserfc.errors import InvalidKeyIdError
from joserfc.jwk import KeySet

from config.demo.relying_party.configuration import (
    Entrance,
    Registration,
    read_configuration,
    read_registration,
)
from config.demo.relying_party.logout_token import SignOut, read_logout_token

SCOPE = "openid scope_all"
TIMEOUT_SECONDS = 10
KEYS_REREAD_SECONDS = 60  # at most so often for keys that we do not know: who calls here may be anybody


class NotRegistered(Exception):
    """The service has no registration yet."""


def send_to_provider(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """Return the redirection that asks the provider for a user; one of SITUATION chooses theirs anew."""
    again = {"prompt": "select_account"} if entrance is Entrance.SITUATION else {}
    answer: HttpResponse = _client(entrance).authorize_redirect(
        request, read_configuration().callback, acr_values="eidas1", **again
    )
    return answer


def receive_from_provider(request: HttpRequest, entrance: Entrance) -> dict[str, Any]:
    """Exchange the code and return the claims of the id_token and of userinfo. Raises OAuthError.

    RFC 9207: the answer must name the provider that was asked. OpenID Connect Core §5.3.4: both must speak of one
    person.
    """
    if request.GET.get("iss") != settings.ISSUER:
        raise OAuthError("invalid_response", "iss")
    client = _client(entrance)
    token = client.authorize_access_token(request)
    id_token = dict(token["userinfo"])
    userinfo = dict(client.userinfo(token=token))
    if userinfo.get("sub") != id_token.get("sub"):
        raise OAuthError("invalid_response", "sub")
    return {"id_token": id_token, "userinfo": userinfo, "hint": token["id_token"]}


def sign_out_address(hint: str, *, back_to: str) -> str:
    """Return where the provider ends the session of an id_token, and comes back; empty where it cannot.

    back_to: a registered address of the entrance that the id_token came by.
    """
    endpoint = _client(Entrance.SERVICE).load_server_metadata().get("end_session_endpoint", "")
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": f"{read_configuration().base_url}{back_to}"}
    return f"{endpoint}?{urlencode(asked)}" if endpoint else ""


def hear_sign_out(text: str) -> SignOut:
    """Return what a logout token tells, its signature checked with the provider's keys.

    Raises NotALogoutToken, JoseError (signature, unknown key), RequestException (keys cannot be read), NotRegistered.
    """
    client = _client(Entrance.SERVICE)
    try:
        return _read(client, text, client.fetch_jwk_set())
    except InvalidKeyIdError:
        if not cache.add("keys-reread", True, KEYS_REREAD_SECONDS):
            raise
        return _read(client, text, client.fetch_jwk_set(force=True))


def _read(client: DjangoOAuth2App, text: str, keys: dict[str, Any]) -> SignOut:
    metadata = client.load_server_metadata()
    return read_logout_token(
        text,
        keys=KeySet.import_key_set(keys),  # type: ignore[arg-type]  # the document as it came
        algorithms=metadata["id_token_signing_alg_values_supported"],
        issuer=settings.ISSUER,
        client_ids={one.client_id for one in map(read_registration, Entrance) if one is not None},
        now=int(time.time()),
    )


def _client(entrance: Entrance) -> DjangoOAuth2App:
    registration = read_registration(entrance)
    if registration is None:
        raise NotRegistered
    return _build(registration)


@lru_cache(maxsize=3)
def _build(registration: Registration) -> DjangoOAuth2App:
    oauth = OAuth()
    oauth.register(
        "provider",
        client_id=registration.client_id,
        client_secret=registration.client_secret,
        server_metadata_url=f"{settings.ISSUER}/.well-known/openid-configuration",
        client_kwargs={
            "scope": SCOPE,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )
    return oauth.create_client("provider")
