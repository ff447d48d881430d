"""The parameter `claims`: single claims asked by name, for userinfo and for the id_token (OpenID Connect Core §5.5)."""

import json
from typing import Any, Final

from oidc.errors import OAuthError
from oidc.protocol.params import is_plain

PLACES: Final = ("userinfo", "id_token")
MOST_CLAIMS: Final = 50  # of one place
_MEMBERS: Final = frozenset({"essential", "value", "values"})
_MOST_VALUES: Final = 20

ClaimsRequest = dict[str, dict[str, dict[str, Any]]]


def read_claims(text: str) -> ClaimsRequest:
    """Return what is asked, by place and by name; nothing for an empty text. Raises OAuthError `invalid_request`.

    Members that this specification does not name are left out (§5.5.1: they must not be refused).
    """
    if not text:
        return {}
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError):
        raise _malformed() from None
    if not isinstance(asked, dict):
        raise _malformed()
    return {place: _read_place(asked[place]) for place in PLACES if asked.get(place) is not None}


def named_subject(claims: ClaimsRequest) -> str:
    """Return the one `sub` that a request accepts; an empty string where it accepts anybody."""
    found = {str(sub["value"]) for sub in _asked_of(claims, "sub") if sub.get("value")}
    if len(found) > 1:
        raise OAuthError("invalid_request", "claims: sub is asked with different values")
    return found.pop() if found else ""


def essential_levels(claims: ClaimsRequest) -> tuple[str, ...]:
    """Return the levels of which one is required (§5.5.1.1), in the order of preference; none where `acr` is
    voluntary.
    """
    essential = [one for one in _asked_of(claims, "acr") if one.get("essential") is True]
    values = [value for one in essential for value in one.get("values", [one.get("value")])]
    return tuple(dict.fromkeys(value for value in values if isinstance(value, str)))


def _asked_of(claims: ClaimsRequest, name: str) -> list[dict[str, Any]]:
    return [claims[place][name] for place in PLACES if name in claims.get(place, {})]


def _read_place(asked: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(asked, dict) or len(asked) > MOST_CLAIMS or not all(is_plain(name) for name in asked):
        raise _malformed()
    return {name: _read_claim(wanted) for name, wanted in asked.items()}


def _read_claim(wanted: Any) -> dict[str, Any]:
    if wanted is None:
        return {}
    if not isinstance(wanted, dict):
        raise _malformed()
    known = {member: value for member, value in wanted.items() if member in _MEMBERS}
    values = known.get("values", [])
    right = isinstance(known.get("essential", False), bool) and isinstance(values, list) and len(values) <= _MOST_VALUES
    scalars = [known.get("value"), *(values if isinstance(values, list) else [])]
    if not right or not all(_is_scalar(value) for value in scalars):
        raise _malformed()
    return known


def _is_scalar(value: Any) -> bool:
    """Also asked of texts: JSON may hide in an escape what no parameter may hold, and no database keeps."""
    return is_plain(value) if isinstance(value, str) else value is None or isinstance(value, (int, bool))


def _malformed() -> OAuthError:
    return OAuthError("invalid_request", "claims is malformed")
