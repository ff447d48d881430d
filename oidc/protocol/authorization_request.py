"""The authorization request: a frozen reading of it, and the rules it must obey, in the specification's order."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from oidc import policy
from oidc.errors import OAuthError
from oidc.protocol import claims_request, pkce
from oidc.protocol.params import Parameters
from oidc.protocol.registered import require_allowed_resource, require_registered_scopes

PROMPTS = frozenset({"none", "login", "consent", "select_account"})
RESPONSE_MODES = ("query", "form_post")  # the first where none is asked
MOST_LOCALES = 10
_MAX_AGE = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True)
class AuthorizationRequest:
    """What a service asked, once every rule has passed. `max_age` in seconds; an empty string is an absent
    parameter.

    claims: what the parameter of this name asks, by place. expected_subject: the `sub` that `id_token_hint` or
    `claims` name. resource: the one resource server that the tokens will be for (RFC 8707). What came later than the
    first release has a default: pages stay open over a release.
    """

    client_id: str
    redirect_uri: str
    scope: tuple[str, ...]
    state: str
    nonce: str
    code_challenge: str
    prompt: tuple[str, ...]
    max_age: int | None
    login_hint: str
    acr_values: tuple[str, ...]
    response_mode: str = "query"
    claims: dict[str, Any] = field(default_factory=dict)
    expected_subject: str = ""
    ui_locales: tuple[str, ...] = ()
    resource: str = ""

    def as_snapshot(self) -> dict[str, Any]:
        """Return a JSON-ready copy, to be stored with the interaction."""
        return asdict(self)

    @classmethod
    def from_snapshot(cls, snapshot: dict[str, Any]) -> "AuthorizationRequest":
        """Read what `as_snapshot` wrote."""
        lists = {name: tuple(value) for name, value in snapshot.items() if isinstance(value, list)}
        return cls(**{**snapshot, **lists})


NOTHING_ASKED = AuthorizationRequest(  # by no service: a person tests their e-CPS
    client_id="",
    redirect_uri="",
    scope=(),
    state="",
    nonce="",
    code_challenge="",
    prompt=(),
    max_age=None,
    login_hint="",
    acr_values=(),
)


@dataclass(frozen=True)
class Registration:
    """What the client's registration says of its requests.

    is_pairwise: it is not to learn, by asking without a page, whether a person has a number that it knows.
    """

    scopes: tuple[str, ...]
    is_proof_required: bool = True
    may_renew: bool = False
    is_pairwise: bool = False
    resources: tuple[str, ...] = ()


def read_request(params: Parameters, *, registered: Registration, levels: tuple[str, ...]) -> AuthorizationRequest:
    """Check a request whose client and redirection address are already trusted, and return it.

    levels: those that can be reached here. Raises OAuthError, to be answered as `response_mode_of` says.
    """
    for check in CHECKS:
        check(params, registered)
    claims = claims_request.read_claims(params.get("claims"))
    acr_values = _levels_asked(params, claims)
    require_a_reachable_level(acr_values, levels)
    prompts = tuple(sorted(set(params.get("prompt").split())))
    return AuthorizationRequest(
        client_id=params.get("client_id"),
        redirect_uri=params.get("redirect_uri"),
        scope=tuple(one for one in dict.fromkeys(params.get("scope").split()) if one not in _ignored(registered)),
        state=params.get("state"),
        nonce=params.get("nonce"),
        code_challenge=params.get("code_challenge"),
        prompt=prompts,
        max_age=int(params.get("max_age")) if params.get("max_age") else None,
        login_hint="" if registered.is_pairwise and "none" in prompts else params.get("login_hint")[:64],
        acr_values=acr_values,
        response_mode=response_mode_of(params),
        claims=claims,
        expected_subject=claims_request.named_subject(claims),
        ui_locales=tuple(params.get("ui_locales").split())[:MOST_LOCALES],
        resource=params.get("resource"),
    )


def response_mode_of(params: Parameters) -> str:
    """Return how the answer goes back, errors too: as asked where that can be, else by the query."""
    asked = params.get("response_mode")
    is_web = params.get("redirect_uri").startswith(("https://", "http://"))
    return asked if asked in RESPONSE_MODES and is_web else RESPONSE_MODES[0]


def _ignored(registered: Registration) -> frozenset[str]:
    """OpenID Connect Core §11: `offline_access` is ignored, and not refused, where no refresh token will be given."""
    return frozenset() if registered.may_renew else frozenset({policy.RENEWABLE_SCOPE})


def _levels_asked(params: Parameters, claims: claims_request.ClaimsRequest) -> tuple[str, ...]:
    """An essential `acr` claim is a requirement (OpenID Connect Core §5.5.1.1), and so is the least known level of
    `acr_values`, in this house: of both, the stricter one holds.

    Of `acr_values` unknown levels are left out; a claim that names no other can never be met.
    """
    required = claims_request.essential_levels(claims)
    if required and policy.minimum_level(required) is None:
        raise OAuthError("unmet_authentication_requirements", "no level of the essential claim acr is known")
    wished = tuple(dict.fromkeys(params.get("acr_values").split()))
    return policy.stricter(required, wished)


def require_readable_parameters(params: Parameters, _: Registration) -> None:
    """RFC 6749 §3.1: no parameter twice; ours: no control characters, bounded lengths."""
    params.refuse_faults()


def refuse_request_objects(params: Parameters, _: Registration) -> None:
    """OpenID Connect Core §6: request objects are not supported, and must be refused rather than ignored."""
    for name in ("request", "request_uri", "registration"):
        if params.get(name):
            raise OAuthError(f"{name}_not_supported", f"the parameter {name} is not supported")


def require_code_response(params: Parameters, _: Registration) -> None:
    """RFC 6749 §3.1.1: the response type is required; only `code` is offered."""
    if not params.get("response_type"):
        raise OAuthError("invalid_request", "response_type is required")
    if params.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "only the response type code is supported")


def require_known_response_mode(params: Parameters, _: Registration) -> None:
    """OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2; an application's own scheme takes no form."""
    asked = params.get("response_mode")
    if asked not in ("", *RESPONSE_MODES) or (asked == "form_post" and response_mode_of(params) != asked):
        raise OAuthError("invalid_request", "this response mode is not supported")


def require_proof_key(params: Parameters, registered: Registration) -> None:
    """RFC 7636 §4.4.1: S256, whoever uses it, and nobody without it but confidential clients registered so."""
    asked = params.get("code_challenge") or params.get("code_challenge_method")
    if not asked and not registered.is_proof_required:
        return
    pkce.require_challenge(challenge=params.get("code_challenge"), method=params.get("code_challenge_method"))


def require_known_prompts(params: Parameters, _: Registration) -> None:
    """OpenID Connect Core §3.1.2.1: known values, and `none` stands alone."""
    prompts = set(params.get("prompt").split())
    if not prompts <= PROMPTS:
        raise OAuthError("invalid_request", "unknown prompt value")
    if "none" in prompts and len(prompts) > 1:
        raise OAuthError("invalid_request", "prompt none cannot be combined")


def require_a_number_of_seconds(params: Parameters, _: Registration) -> None:
    """OpenID Connect Core §3.1.2.1: `max_age` is a number of seconds."""
    if params.get("max_age") and not _MAX_AGE.fullmatch(params.get("max_age")):
        raise OAuthError("invalid_request", "max_age must be a number of seconds")


def require_a_reachable_level(acr_values: tuple[str, ...], levels: tuple[str, ...]) -> None:
    """OpenID Connect Core Unmet Authentication Requirements 1.0: no means of ours reaches the least level asked."""
    minimum = policy.minimum_level(acr_values)
    if not any(policy.reaches(acr, minimum) for acr in levels):
        raise OAuthError("unmet_authentication_requirements", "no available means reaches the level asked")


CHECKS: tuple[Callable[[Parameters, Registration], None], ...] = (
    require_readable_parameters,
    refuse_request_objects,
    require_code_response,
    require_known_response_mode,
    require_registered_scopes,
    require_allowed_resource,
    require_proof_key,
    require_known_prompts,
    require_a_number_of_seconds,
)
