"""The authorization endpoint: the library's, with its reading and its rules replaced by ours."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from oidc_provider.lib.endpoints.authorize import AuthorizeEndpoint

from oidc import policy
from oidc.errors import LocalRefusal
from oidc.library.registration import find_relying_party
from oidc.models import RelyingParty
from oidc.protocol import params, redirect_uris
from oidc.protocol.authorization_request import AuthorizationRequest, Registration, read_request, response_mode_of
from oidc.vocabulary import GrantType


class CheckedAuthorizeEndpoint(AuthorizeEndpoint):  # type: ignore[misc]  # the library has no types
    """Reads one authorization request. After `validate_params`: `relying_party`, then `asked`.

    Never calls the library's own `create_code`, `create_token` or `create_response_uri`.
    """

    relying_party: RelyingParty
    asked: AuthorizationRequest

    def _extract_params(self) -> None:
        self.readable = params.parse(self.request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
        self.params: dict[str, Any] = {
            "response_type": self.readable.get("response_type"),
            "scope": self.readable.get("scope").split(),
        }

    @property
    def redirect_uri(self) -> str:
        """Return where the answer goes; trusted only once `validate_client` has passed."""
        return self.readable.get("redirect_uri")

    @property
    def client_id(self) -> str:
        """Return who the request says to come from."""
        return self.readable.get("client_id")

    @property
    def state(self) -> str:
        """Return the state to give back, an empty string when there is none that can be read."""
        return self.readable.get("state")

    @property
    def response_mode(self) -> str:
        """Return how the answer goes back, also when the request is refused."""
        return response_mode_of(self.readable)

    @property
    def id_token_hint(self) -> str:
        """Return an id_token of ours, unverified, or an empty string."""
        return self.readable.get("id_token_hint")

    def validate_client(self, find: Callable[[str], RelyingParty | None] = find_relying_party) -> None:
        """RFC 6749 §4.1.2.1: who asks and where the answer goes come before everything. find: a service by its
        identifier. Raises LocalRefusal.
        """
        client_id, faults = self.readable.get("client_id"), self.readable.faults
        if "client_id" in faults or "redirect_uri" in faults or ("request" in faults and not client_id):
            raise LocalRefusal("malformed")
        relying_party = find(client_id)
        if relying_party is None:
            raise LocalRefusal("unknown_client")
        self.relying_party = relying_party
        registered = tuple(relying_party.client.redirect_uris)
        if not redirect_uris.is_registered(self.redirect_uri, registered=registered, native=relying_party.is_public):
            raise LocalRefusal("bad_redirect_uri")

    def validate_params(self) -> None:
        """Check the rest in the specification's order. Raises OAuthError, to be answered by a redirection."""
        registered = Registration(
            tuple(self.relying_party.client.scope),
            self.relying_party.require_pkce,
            may_renew=GrantType.REFRESH_TOKEN in self.relying_party.grant_types,
            is_pairwise=self.relying_party.is_pairwise,
            resources=tuple(self.relying_party.allowed_resources),
        )
        levels = policy.levels_offered(cards=bool(settings.CARD_ORIGIN))
        self.asked = read_request(self.readable, registered=registered, levels=levels)
