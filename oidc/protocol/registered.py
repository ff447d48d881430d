"""What a request may ask for: nothing that its client did not register, with a browser or without."""

from collections.abc import Sequence
from typing import Protocol

from oidc import policy
from oidc.errors import OAuthError
from oidc.protocol.params import Parameters


class Registered(Protocol):
    """What is read of a registration."""

    @property
    def scopes(self) -> Sequence[str]: ...  # noqa: D102 - as the registration says
    @property
    def resources(self) -> Sequence[str]: ...  # noqa: D102 - likewise


def require_registered_scopes(params: Parameters, registered: Registered) -> None:
    """RFC 6749 §3.3, OpenID Connect Core §3.1.2.1, CIBA Core §7.1: `openid`, and nothing that the client did not
    register; whether tokens may be renewed is registered by a grant type.
    """
    asked = params.get("scope").split()
    if "openid" not in asked:
        raise OAuthError("invalid_scope", "the scope openid is required")
    if not set(asked) <= {*registered.scopes, policy.RENEWABLE_SCOPE}:
        raise OAuthError("invalid_scope", "a scope is not registered for this client")


def require_allowed_resource(params: Parameters, registered: Registered) -> None:
    """RFC 8707 §2.1: nothing that the client did not register."""
    if params.get("resource") not in ("", *registered.resources):
        raise OAuthError("invalid_target", "this client may not have a token for this resource")
