"""What the demo service takes for a word of the provider that a session ended: every rule, broken alone."""

from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, KeySet

from config.demo.relying_party.logout_token import EVENT, NotALogoutToken, SignOut, read_logout_token

NOW = 1_770_000_000
KEY = ECKey.generate_key("P-256", {"kid": "one"})
RIGHT = {
    "iss": "https://op.test",
    "aud": "horizon",
    "sub": "f:x:8",
    "sid": "s-1",
    "jti": "t-1",
    "iat": NOW,
    "exp": NOW + 120,
    "events": {EVENT: {}},
}


def read(claims: dict[str, Any], key: ECKey = KEY, kid: str = "one", typ: str = "logout+jwt") -> SignOut:
    text = jwt.encode({"alg": "ES256", "kid": kid, "typ": typ}, claims, key)
    return read_logout_token(
        text,
        keys=KeySet([KEY]),
        algorithms=["ES256", "none"],
        issuer="https://op.test",
        client_ids={"horizon"},
        now=NOW,
    )


def test_a_right_one_says_whose_session_ended() -> None:
    assert read(RIGHT) == SignOut(subject="f:x:8", sid="s-1", token_id="t-1")
    assert read({**RIGHT, "aud": ["horizon", "another"]}).sid == "s-1"


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("iss", {"iss": "https://evil.test"}),
        ("aud", {"aud": "another"}),
        ("iat or exp", {"iat": NOW - 601}),
        ("iat or exp", {"iat": NOW + 61, "exp": NOW + 181}),
        ("iat or exp", {"exp": NOW - 60}),
        ("iat or exp", {"iat": str(NOW)}),
        ("iat or exp", {"exp": None}),
        ("events", {"events": {}}),
        ("events", {"events": {EVENT: True}}),
        ("events", {"events": [EVENT]}),
        ("nonce", {"nonce": "n"}),
        ("sub, sid or jti", {"sid": ""}),
        ("sub, sid or jti", {"sub": None}),
        ("sub, sid or jti", {"jti": 7}),
    ],
)
def test_each_broken_rule_is_named(rule: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotALogoutToken, match=f"^{rule}$"):
        read({**RIGHT, **wrong})


def test_an_id_token_with_the_same_claims_is_none() -> None:
    with pytest.raises(NotALogoutToken, match=r"^typ$"):
        read(RIGHT, typ="JWT")


def test_other_keys_and_no_key_prove_nothing() -> None:
    with pytest.raises(BadSignatureError):
        read(RIGHT, key=ECKey.generate_key("P-256", {"kid": "one"}))
    with pytest.raises(InvalidKeyIdError):
        read(RIGHT, kid="two")


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é", "a" * 9000, "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_signed_token_is_refused(text: str) -> None:
    with pytest.raises((NotALogoutToken, JoseError)):
        read_logout_token(text, keys=KeySet([KEY]), algorithms=["ES256", "none"], issuer="i", client_ids={"c"}, now=NOW)
