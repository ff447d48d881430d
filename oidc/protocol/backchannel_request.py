"""A service asks for somebody who is not in its browser: a frozen reading of the request, and the rules it must obey.

OpenID Connect Client-Initiated Backchannel Authentication 1.0 (CIBA Core), §7.1 and §13.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from oidc import policy
from oidc.errors import OAuthError
from oidc.protocol import params as parameters
from oidc.protocol.params import Parameters
from oidc.protocol.registered import require_allowed_resource, require_registered_scopes
from oidc.vocabulary import DeliveryMode

HINTS: Final = ("login_hint", "id_token_hint", "login_hint_token")
CHANNELS: Final = ("MOBILE", "CARD")  # of the national service: the e-CPS, or the physical card in a reader
ASKED: Final = (  # what a request may say, CIBA Core §7.1, RFC 8707 §2 and the national service
    *("scope", *HINTS, "acr_values", "binding_message", "user_code", "requested_expiry", "client_notification_token"),
    *("resource", "channel"),
)
_BEARER: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)  # RFC 6750 §2.1
_SECONDS: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{2}", re.ASCII)
_ADDRESS: Final = re.compile(r"://|\bwww\.|\b[\w-]+\.(?:com|net|org|info|fr|eu|io|app|dev)\b", re.IGNORECASE)


@dataclass(frozen=True)
class BackchannelRequest:
    """What a service asked, once every rule has passed; an empty string is an absent parameter.

    hint: one of HINTS, by which hinted names somebody. number: the two digits that it shows; binding_text: its own
    words instead; it may have neither. lifetime: seconds that the question lives. notification_token: with which it is
    told that it was answered.
    """

    scope: tuple[str, ...]
    acr_values: tuple[str, ...]
    hint: str
    hinted: str = field(repr=False)
    number: str
    binding_text: str
    lifetime: int
    resource: str
    user_code: str = field(repr=False, default="")
    notification_token: str = field(repr=False, default="")


@dataclass(frozen=True)
class Registration:
    """What the client's registration says of such requests. delivery_mode: empty where it may ask nothing so."""

    scopes: tuple[str, ...]
    delivery_mode: str
    resources: tuple[str, ...] = ()
    may_renew: bool = False
    signing_alg: str = ""
    sends_user_code: bool = False
    has_free_message: bool = False


def read_request(params: Parameters, *, registered: Registration, is_signed: bool = False) -> BackchannelRequest:
    """Check a request of a client that has authenticated, and return it.

    is_signed: it came in a `request` whose signature was verified. Raises OAuthError with a code of §13.
    """
    for check in CHECKS:
        check(params, registered)
    _require(is_signed or not registered.signing_alg, "this client registered to sign its requests")
    hint = next(name for name in HINTS if params.get(name))
    message = params.get("binding_message")
    is_number = _NUMBER.fullmatch(message) is not None
    ignored = () if registered.may_renew else (policy.RENEWABLE_SCOPE,)
    return BackchannelRequest(
        scope=tuple(one for one in dict.fromkeys(params.get("scope").split()) if one not in ignored),
        acr_values=tuple(dict.fromkeys(params.get("acr_values").split())),
        hint=hint,
        hinted=params.get(hint),
        number=message if is_number else "",
        binding_text="" if is_number else message,
        lifetime=_read_lifetime(params.get("requested_expiry")),
        resource=params.get("resource"),
        user_code=params.get("user_code") if registered.sends_user_code else "",
        notification_token=params.get("client_notification_token")
        if registered.delivery_mode == DeliveryMode.PING
        else "",
    )


def params_of_claims(claims: Mapping[str, Any]) -> Parameters:
    """Return the parameters that a verified `request` holds as claims (§7.1.1): text, or whole numbers, which a form
    would write in digits; anything else is a fault, as in a form.
    """
    values: dict[str, str] = {}
    faults: dict[str, str] = {}
    for name, value in claims.items():
        text = str(value) if type(value) is int else value
        fault = parameters.fault_of(name, text if isinstance(text, str) else None)
        if fault:
            faults[name] = fault
        elif isinstance(text, str):
            values[name] = text
    return Parameters(values=values, faults=faults)


def require_nothing_beside(form: Parameters) -> None:
    """§7.1.1: what is asked stands in the signed `request` alone; the client's authentication stands beside it, and
    what nobody knows is ignored as in any form.
    """
    beside = [name for name in ASKED if form.get(name)]
    _require(not beside, f"beside a signed request there must be no {', '.join(beside)}")


def require_readable_parameters(params: Parameters, _: Registration) -> None:
    """RFC 6749 §3.1: no parameter twice; ours: no control characters, bounded lengths."""
    params.refuse_faults()


def require_permission(_: Parameters, registered: Registration) -> None:
    """§13: the client registered for it, in review where it signs in real people."""
    if not registered.delivery_mode:
        raise OAuthError("unauthorized_client", "this client did not register for requests without a browser")


def require_exactly_one_hint(params: Parameters, _: Registration) -> None:
    """§7.1: one of login_hint, id_token_hint and login_hint_token, and only one."""
    _require(sum(bool(params.get(name)) for name in HINTS) == 1, f"exactly one of {', '.join(HINTS)} is required")


def require_notification_token(params: Parameters, registered: Registration) -> None:
    """§7.1: required in ping mode, in the alphabet of bearer tokens."""
    if registered.delivery_mode == DeliveryMode.PING:
        written = _BEARER.fullmatch(params.get("client_notification_token"))
        _require(written, "client_notification_token must be a bearer token")


def require_binding_message(params: Parameters, registered: Registration) -> None:
    """Two digits, which become the number that the phone asks for; where the registration allows words, a few that show
    nothing but themselves (§7.1: "relatively short").
    """
    message = params.get("binding_message")
    if _NUMBER.fullmatch(message):
        return
    if not registered.has_free_message:
        raise OAuthError("invalid_binding_message", "binding_message must be two digits")
    fits = len(message) <= policy.LONGEST_BINDING_MESSAGE and (not message or message.isprintable())
    if not fits or not parameters.is_plain(message) or _ADDRESS.search(message) or message != message.strip():
        most = policy.LONGEST_BINDING_MESSAGE
        raise OAuthError("invalid_binding_message", f"at most {most} printable characters, and no address")


def require_a_lifetime(params: Parameters, _: Registration) -> None:
    """§7.1: `requested_expiry` is a positive number of seconds; how long it is, is ours to say."""
    asked = params.get("requested_expiry")
    _require(not asked or (_SECONDS.fullmatch(asked) and int(asked) > 0), "requested_expiry must be a positive integer")


def require_a_channel(params: Parameters, _: Registration) -> None:
    """Of the national service: no physical card is reached without a browser here."""
    channel = params.get("channel")
    _require(channel in ("", *CHANNELS), f"channel must be {' or '.join(CHANNELS)}")
    _require(channel != "CARD", "the channel CARD is not offered: the e-CPS answers on MOBILE")


def require_a_reachable_level(params: Parameters, _: Registration) -> None:
    """The e-CPS alone answers."""
    _require(policy.is_phone_enough(tuple(params.get("acr_values").split())), "no e-CPS reaches the level asked")


CHECKS: Final[tuple[Callable[[Parameters, Registration], None], ...]] = (
    require_readable_parameters,
    require_permission,
    require_registered_scopes,
    require_allowed_resource,
    require_exactly_one_hint,
    require_notification_token,
    require_binding_message,
    require_a_lifetime,
    require_a_channel,
    require_a_reachable_level,
)


def _read_lifetime(asked: str) -> int:
    least, usual, most = policy.BACKCHANNEL_LIFETIME_SECONDS
    return max(least, min(int(asked), most)) if asked else usual


def _require(condition: object, description: str) -> None:
    if not condition:
        raise OAuthError("invalid_request", description)
