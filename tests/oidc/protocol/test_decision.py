"""What a signed answer must say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from oidc.protocol import decision, numbers

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DISPLAY = {"client": "Dossier Santé", "scopes": ["openid"], "binding_text": "", "origin": {"address": "::1"}}
ASKED = decision.Asked(
    issuer="https://op.example", login_request="id", challenge="challenge", client_id="service", display=DISPLAY
)
CLAIMS: dict[str, Any] = {
    "aud": "https://op.example",
    "iat": int(NOON.timestamp()),
    "jti": "0123456789abcdef",
    "login_request": "id",
    "challenge": "challenge",
    "client_id": "service",
    "decision": "approve",
    "number": "42",
    "display": decision.digest_display(DISPLAY),
}


def test_what_was_shown_has_one_text() -> None:
    assert decision.canonical_json({"b": "é", "a": [1, {"d": 1, "c": 2}]}) == '{"a":[1,{"c":2,"d":1}],"b":"é"}'.encode()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"aud": "https://other.example"}, "aud"),
        ({"aud": ["https://op.example"]}, "aud"),
        ({"login_request": "other"}, "login_request"),
        ({"challenge": ""}, "challenge"),
        ({"challenge": "\ud800"}, "challenge"),
        ({"client_id": "other"}, "client_id"),
        ({"display": decision.digest_display({})}, "display"),
        ({"iat": int((NOON - timedelta(seconds=61)).timestamp())}, "iat"),
        ({"iat": int((NOON + timedelta(seconds=61)).timestamp())}, "iat"),
        ({"iat": "now"}, "iat"),
        ({"iat": True}, "iat"),
        ({"iat": 1e300}, "iat"),
        ({"iat": 10**12}, "iat"),
        ({"decision": "maybe"}, "decision"),
        ({"decision": ["approve"]}, "decision"),
        ({"number": "7"}, "number"),
        ({"number": 42}, "number"),
        ({"number": ""}, "number"),
        ({"jti": "short"}, "jti"),
        ({"jti": None}, "jti"),
    ],
)
def test_an_answer_to_something_else_is_malformed(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(decision.MalformedDecision) as refusal:
        decision.read({**CLAIMS, **changes}, asked=ASKED, now=NOON)

    assert refusal.value.reason == reason


def test_an_approval_carries_the_number() -> None:
    read = decision.read(CLAIMS, asked=ASKED, now=NOON)

    assert read == decision.Decision(jti="0123456789abcdef", answer=decision.Answer.APPROVE, number="42")


@pytest.mark.parametrize("word", ["deny", "report"])
def test_a_refusal_needs_no_number(word: str) -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != "number"} | {"decision": word}

    assert decision.read(claims, asked=ASKED, now=NOON).answer is decision.Answer(word)


def test_three_different_numbers_are_drawn_and_the_right_one_stands_anywhere() -> None:
    places = set()
    for _ in range(200):
        right, shown = numbers.draw_numbers()
        assert len(set(shown)) == 3
        assert all(len(one) == 2 and one.isdigit() for one in shown)
        places.add(shown.index(right))

    assert places == {0, 1, 2}
