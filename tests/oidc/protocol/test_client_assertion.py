"""What an assertion must say."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest

from oidc.protocol import client_assertion, client_jwt
from oidc.protocol.client_jwt import JwtRefused, NoKeyVerifies
from oidc.protocol.client_keys import read_key_set
from tests.factories.oidc import NOON
from tests.support.client_keys import claims_of, key_for, public_set, sign

ISSUER = "https://id.test"
TOKEN_ENDPOINT = f"{ISSUER}/oidc/token"


def judge(text: str) -> client_assertion.Once:
    return client_assertion.check(client_assertion.read(text), client_id="horizon", issuer=ISSUER, now=NOON)


def written(algorithm: str = "ES256", *, header: dict[str, Any] | None = None, **changes: Any) -> str:
    claims = claims_of("horizon", issuer=ISSUER, now=NOON, **changes)
    return sign(claims, key=key_for(algorithm), algorithm=algorithm, **(header or {}))


def head_of(header: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()


def seconds(offset: int) -> int:
    return int(NOON.timestamp()) + offset


@pytest.mark.parametrize("algorithm", ["PS256", "ES256", "EdDSA", "Ed25519"])
def test_an_assertion_of_each_algorithm_is_verified(algorithm: str) -> None:
    assertion = client_assertion.read(written(algorithm))

    client_jwt.verify(assertion, read_key_set(public_set(key_for(algorithm))))


@pytest.mark.parametrize("header", [{}, {"kid": None}])
def test_another_key_does_not_verify(header: dict[str, Any]) -> None:
    assertion = client_assertion.read(written(header=header))

    with pytest.raises(NoKeyVerifies):
        client_jwt.verify(assertion, read_key_set(public_set(key_for("ES256", "another"))))


def test_a_changed_assertion_does_not_verify() -> None:
    head, _, tail = written().split(".")
    other = written(sub="somebody").split(".")[1]

    with pytest.raises(NoKeyVerifies):
        client_jwt.verify(client_assertion.read(f"{head}.{other}.{tail}"), read_key_set(public_set(key_for("ES256"))))


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS384", "none", "HS256", 7, None, ["ES256"]])
def test_no_other_algorithm_is_read(algorithm: Any) -> None:
    head = head_of({"alg": algorithm})

    with pytest.raises(JwtRefused, match="alg must be one of"):
        client_assertion.read(f"{head}.e30.AAAA")


@pytest.mark.parametrize("name", ["jku", "x5u", "jwk", "x5c", "crit", "b64"])
def test_a_header_that_asks_to_be_followed_is_refused(name: str) -> None:
    with pytest.raises(JwtRefused, match="must not hold"):
        client_assertion.read(f"{head_of({'alg': 'ES256', name: 'https://evil.test/jwks'})}.e30.AAAA")


@pytest.mark.parametrize("header", [{"typ": "at+jwt"}, {"typ": 7}, {"kid": 7}])
def test_a_header_of_another_use_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(JwtRefused, match="typ or kid"):
        client_assertion.read(f"{head_of({'alg': 'ES256', **header})}.e30.AAAA")


@pytest.mark.parametrize("typ", ["JWT", "jwt", "client-authentication+jwt"])
def test_a_type_of_this_use_is_read(typ: str) -> None:
    assert judge(written(header={"typ": typ}))


@pytest.mark.parametrize(
    "text",
    ["", "a", "a.b", "a.b.c", "a.b.c.d", "W10.e30.AA", "é.é.é", "x" * 9000, "e30" + "=.e30.AA", "[" * 4000 + ".a.b"],
)
def test_what_is_no_jwt_is_refused(text: str) -> None:
    with pytest.raises(JwtRefused):
        client_assertion.read(text)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "somebody"}, "iss must be"),
        ({"iss": None}, "iss must be"),
        ({"sub": "somebody"}, "sub must be"),
        ({"sub": None}, "sub must be"),
        ({"aud": [ISSUER]}, "aud must be the issuer, as one string"),
        ({"aud": TOKEN_ENDPOINT}, "aud must be"),
        ({"aud": f"{ISSUER}/"}, "aud must be"),
        ({"aud": None}, "aud must be"),
        ({"exp": None}, "exp is required"),
        ({"exp": seconds(-300)}, "exp is past"),
        ({"exp": seconds(-30)}, "exp is past"),
        ({"exp": seconds(331)}, "exp is more than 5 minutes ahead"),
        ({"exp": "soon"}, "exp is not a time"),
        ({"exp": True}, "exp is not a time"),
        ({"exp": 1e300}, "exp is not a time"),
        ({"exp": -1}, "exp is not a time"),
        ({"nbf": seconds(60)}, "nbf is in the future"),
        ({"iat": seconds(60)}, "iat is in the future"),
        ({"jti": None}, "jti is required"),
        ({"jti": ""}, "jti is required"),
        ({"jti": 7}, "jti is required"),
        ({"jti": "j" * 256}, "jti is required"),
    ],
)
def test_an_assertion_that_says_something_else_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(JwtRefused, match=reason):
        judge(written(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"nbf": seconds(8)},
        {"iat": seconds(8), "nbf": seconds(8), "exp": seconds(308)},
        {"exp": seconds(-8)},
        {"exp": seconds(300)},
        {"iat": None},
        {"exp": seconds(60) + 0.5},
    ],
)
def test_the_clock_of_a_client_may_be_a_little_off(changes: dict[str, Any]) -> None:
    assert judge(written(**changes))


def test_an_assertion_is_remembered_until_its_age_refuses_it() -> None:
    once = judge(written(jti="j-1", exp=seconds(60)))

    assert (once.token_id, once.until) == ("j-1", NOON + timedelta(seconds=90))


@pytest.mark.parametrize("subject", [7, None, ["horizon"], "a\u0000b", "\ud800", "s" * 256])
def test_a_subject_that_can_be_nobody_is_nobody(subject: object) -> None:
    assert client_assertion.client_of(client_assertion.read(written(sub=subject))) == ""
