"""How a registered client asks for people where there is no browser (CIBA Core §4), and the rules of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from oidc import policy
from oidc.errors import RegistrationRefused
from oidc.protocol.redirect_uris import check_notifiable
from oidc.vocabulary import DeliveryMode, Environment, GrantType, RequestSignature


class Asking(Protocol):
    """The members of a registration that are read here."""

    @property
    def environment(self) -> str: ...  # noqa: D102 - as the registration says
    @property
    def backchannel_token_delivery_mode(self) -> str: ...  # noqa: D102
    @property
    def backchannel_client_notification_endpoint(self) -> str: ...  # noqa: D102
    @property
    def backchannel_authentication_request_signing_alg(self) -> str: ...  # noqa: D102
    @property
    def jwks_uri(self) -> str: ...  # noqa: D102
    @property
    def jwks(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def grant_types(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def is_public(self) -> bool: ...  # noqa: D102
    @property
    def backchannel_poll_interval(self) -> int: ...  # noqa: D102
    @property
    def backchannel_free_binding_message(self) -> bool: ...  # noqa: D102


def check_asking(client: Asking) -> None:
    """Raise RegistrationRefused when a client could not ask as it says."""
    _requests_without_browser(client)
    _rhythm_and_words(client)


def _requests_without_browser(client: Asking) -> None:
    """CIBA Core §4: the grant type and the mode come together, and only a client that authenticates asks so."""
    asks, mode = GrantType.CIBA in client.grant_types, client.backchannel_token_delivery_mode
    _require(not (client.is_public and asks), "a public client asks nothing without a browser")
    _require(asks == bool(mode), f"backchannel_token_delivery_mode and the grant type {GrantType.CIBA} come together")
    _require(mode in ("", *DeliveryMode.values), "backchannel_token_delivery_mode must be poll or ping")
    address = client.backchannel_client_notification_endpoint
    is_ping = mode == DeliveryMode.PING
    _require(bool(address) == is_ping, "backchannel_client_notification_endpoint is for the mode ping, which needs it")
    if address:
        check_notifiable(address)
    signs = client.backchannel_authentication_request_signing_alg
    known = signs in ("", *RequestSignature.values)
    _require(known and (asks or not signs), "unknown backchannel_authentication_request_signing_alg")
    proves = client.jwks or client.jwks_uri
    _require(proves or not signs, "backchannel_authentication_request_signing_alg needs jwks or jwks_uri")


def _rhythm_and_words(client: Asking) -> None:
    """Ours: in production a number is chosen on the phone, and polls keep the usual rhythm."""
    least, most = policy.BACKCHANNEL_INTERVALS
    is_real = client.environment == Environment.PRODUCTION
    least = policy.BACKCHANNEL_INTERVAL_SECONDS if is_real else least
    fits = least <= client.backchannel_poll_interval <= most
    _require(fits, f"backchannel_poll_interval must be between {least} and {most} seconds here")
    words = client.backchannel_free_binding_message and is_real
    _require(not words, "backchannel_free_binding_message is for the sandbox")


def _require(condition: object, description: str) -> None:
    if not condition:
        raise RegistrationRefused("invalid_client_metadata", description)
