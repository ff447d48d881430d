"""Read the parameters of a request without trusting one of them. For every door of the provider."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from oidc.errors import OAuthError

MAX_LENGTH_DEFAULT = 2048
MAX_LENGTH = {
    "client_id": 255,
    "state": 1024,
    "nonce": 512,
    "scope": 512,
    "code_challenge": 128,
    "code_verifier": 128,
    "code": 256,
    "max_age": 10,
    "id_token_hint": 8000,
    "token": 8000,
    "resource": 500,
    "claims": 4000,
    "login_hint_token": 8000,
    "user_code": 64,
    "client_notification_token": 1024,
    "auth_req_id": 256,
    "client_assertion": 8000,
    "request": 12000,
}
MAX_PARAMETERS = 64
_TWICE = "given more than once"
_CODE_OF_FAULT = {"resource": "invalid_target", "binding_message": "invalid_binding_message"}
_NEEDED_TO_ANSWER = (b"client_id", b"redirect_uri", b"response_mode", b"state")
# C0 and C1 controls, separators of lines, marks that turn or isolate the direction of writing, halves of characters
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Parameters:
    """The readable parameters, and the names that were not readable with the reason of each."""

    values: Mapping[str, str]
    faults: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return the value, or an empty string: a parameter without a value is treated as omitted (RFC 6749 §3.1)."""
        return self.values.get(name, "")

    def refuse_faults(self) -> None:
        """RFC 6749 §3.1, §3.2: a parameter comes once, and means text. Raises OAuthError `invalid_request`, of a
        resource `invalid_target` (RFC 8707 §2): one at a time is supported; of a binding message
        `invalid_binding_message` (CIBA Core §13).
        """
        for name, reason in self.faults.items():
            shown = name if name.isascii() and name.replace("_", "").isalnum() else "parameter"
            is_unreadable = reason != _TWICE or name == "resource"
            code = _CODE_OF_FAULT.get(name, "invalid_request") if is_unreadable else "invalid_request"
            raise OAuthError(code, f"{shown[:64]}: {reason}")


def parse(raw: bytes) -> Parameters:
    """Read `application/x-www-form-urlencoded` bytes, from a query or a body.

    A parameter that comes twice, holds control characters or other bytes than UTF-8, or is too long, is a fault and
    has no value. Of too many, only what an answer needs is read, and `request` is a fault.
    """
    values: dict[str, str] = {}
    faults: dict[str, str] = {}
    pairs = [pair for pair in raw.split(b"&") if pair]
    if len(pairs) > MAX_PARAMETERS:
        faults["request"] = "too many parameters"
        pairs = [pair for pair in pairs if pair.partition(b"=")[0] in _NEEDED_TO_ANSWER]
    for pair in pairs:
        raw_name, _, raw_value = pair.partition(b"=")
        name, value = _decode(raw_name), _decode(raw_value)
        if name is None or not name:
            faults["parameter"] = "unreadable name"
            continue
        reason = _TWICE if name in values or name in faults else fault_of(name, value)
        if reason:
            faults[name] = reason
            values.pop(name, None)
        elif value is not None:
            values[name] = value
    return Parameters(values=values, faults=faults)


def is_plain(text: str) -> bool:
    """Tell whether a text holds only what a reader sees: no control character, none that reorders its neighbours."""
    return _UNSEEN.search(text) is None


def _decode(raw: bytes) -> str | None:
    """Return the text of one encoded word, None when its bytes are not UTF-8."""
    try:
        if b"%" not in raw and b"+" not in raw:  # most words: half of what reading a request takes
            return raw.decode("utf-8")
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None


def fault_of(name: str, value: str | None) -> str:
    """Return what keeps a value from being read, empty where nothing does. value: None where it is no text."""
    if value is None:
        return "not UTF-8"
    if not is_plain(value):
        return "control characters"
    if len(value) > MAX_LENGTH.get(name, MAX_LENGTH_DEFAULT):
        return "too long"
    return ""
