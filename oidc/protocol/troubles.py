"""What may be kept of a refusal: words of ours, and names of parameters that we know. Never a word of the request."""

from typing import Final

from oidc.protocol.params import MAX_LENGTH

# Parameters of our doors; the name of any other one was written by whoever asked, and may be a secret that slipped
KNOWN_PARAMETERS: Final = frozenset(MAX_LENGTH) | {
    "acr_values",
    "binding_message",
    "channel",
    "access_token",
    "client_secret",
    "code_challenge_method",
    "display",
    "grant_type",
    "id_token_hint",
    "login_hint",
    "parameter",
    "post_logout_redirect_uri",
    "prompt",
    "redirect_uri",
    "refresh_token",
    "registration",
    "request",
    "request_uri",
    "requested_expiry",
    "response_mode",
    "response_type",
    "token_type_hint",
    "ui_locales",
}
_FAULTS: Final = frozenset(
    {"given more than once", "not UTF-8", "control characters", "too long", "too many parameters", "unreadable name"}
)

_EXPLAINED: Final = frozenset(
    {"client_assertion", "client certificate", "login_hint_token", "request"}
)  # what is wrong in one is said after its name


def kept_description(description: str) -> str:
    """The description as it may be kept: a parameter that no door of ours reads is not named."""
    name, colon, reason = description.partition(": ")
    if not colon or reason not in _FAULTS:
        return description
    return description if name in KNOWN_PARAMETERS else f"parameter: {reason}"


def shape_of(description: str) -> str:
    """The description without the parameter that it names: what its remedy is found by."""
    name, colon, reason = description.partition(": ")
    if colon and reason in _FAULTS:
        return f"*: {reason}"
    if name in _EXPLAINED:
        return f"{name}: *"
    first, _space, rest = description.partition(" ")
    return f"* {rest}" if first in KNOWN_PARAMETERS and rest == "is required" else description
