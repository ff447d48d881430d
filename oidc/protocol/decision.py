"""The answer that a phone signs to a login request: its shape, and what it must say."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hmac import compare_digest
from typing import Any

from activation.proofs import is_recent
from oidc.protocol.digests import base64url_sha256

TYP = "card-decision+jwt"
_JTI = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{2}", re.ASCII)


class Answer(Enum):
    """What the holder answered."""

    APPROVE = "approve"
    DENY = "deny"
    REPORT = "report"


class MalformedDecision(Exception):
    """The decision does not say what a decision on this request must say; `reason` is a stable English code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Decision:
    """A decision whose signature was already verified."""

    jti: str
    answer: Answer
    number: str


@dataclass(frozen=True)
class Asked:
    """What the server asked, and the decision must repeat. number_wanted: where one is shown."""

    issuer: str
    login_request: str
    challenge: str
    client_id: str
    display: dict[str, Any]
    number_wanted: bool = True


def canonical_json(display: dict[str, Any]) -> bytes:
    """Return the one text of what was shown: sorted keys, no spaces, UTF-8 unescaped."""
    return json.dumps(display, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def digest_display(display: dict[str, Any]) -> str:
    """Return the base64url SHA-256 that a phone signs for what it showed."""
    return base64url_sha256(canonical_json(display))


def read(claims: dict[str, Any], *, asked: Asked, now: datetime) -> Decision:
    """Check that verified claims answer this very request, and return the decision. Raises MalformedDecision."""
    expected = {
        "aud": asked.issuer,
        "login_request": asked.login_request,
        "challenge": asked.challenge,
        "client_id": asked.client_id,
        "display": digest_display(asked.display),
    }
    for name, value in expected.items():
        said = claims.get(name)
        if not isinstance(said, str) or not compare_digest(said.encode("utf-8", "surrogatepass"), value.encode()):
            raise MalformedDecision(name)
    if not is_recent(claims.get("iat"), now=now):
        raise MalformedDecision("iat")
    answer = _read_answer(claims.get("decision"))
    wanted = answer is Answer.APPROVE and asked.number_wanted
    return Decision(jti=read_jti(claims), answer=answer, number=_read_number(claims.get("number")) if wanted else "")


def _read_number(number: object) -> str:
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise MalformedDecision("number")
    return number


def read_jti(claims: dict[str, Any]) -> str:
    """Return the identifier under which the outcome is kept: 16 to 64 base64url characters. Raises
    MalformedDecision."""
    jti = claims.get("jti")
    if not isinstance(jti, str) or not _JTI.fullmatch(jti):
        raise MalformedDecision("jti")
    return jti


def _read_answer(word: object) -> Answer:
    try:
        return Answer(word)
    except ValueError:
        raise MalformedDecision("decision") from None
