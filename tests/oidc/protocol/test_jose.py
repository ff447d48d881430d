"""Signing keys and id_tokens."""

from datetime import UTC, datetime

import pytest
from joserfc import jwt

from oidc.protocol import id_token, jose

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module", params=["ES256", "RS256", "PS256"])
def key(request: pytest.FixtureRequest) -> jose.LoadedKey:
    return jose.make_key(request.param)


def test_what_is_published_holds_no_private_member(key: jose.LoadedKey) -> None:
    published = jose.public_jwk(key)

    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(published)
    assert published["kid"] == key.kid
    assert published["alg"] == key.algorithm
    assert published["use"] == "sig"


def test_d12_a_key_keeps_its_name_when_it_is_stored_and_read(key: jose.LoadedKey) -> None:
    assert jose.load_key(jose.private_jwk(key), algorithm=key.algorithm).kid == key.kid


def test_a_signature_is_verified_with_the_published_key(key: jose.LoadedKey) -> None:
    signed = jose.sign({"sub": "x"}, key=key)

    published = jose.load_public_key(jose.public_jwk(key))
    token = jwt.decode(signed, published.key, algorithms=[published.algorithm])
    assert published.kid == key.kid
    assert not published.key.is_private
    assert token.claims == {"sub": "x"}
    assert token.header == {"alg": key.algorithm, "kid": key.kid, "typ": "JWT"}


def test_the_text_of_a_key_does_not_show_it(key: jose.LoadedKey) -> None:
    assert "key=" not in repr(key)
    assert "key=" not in repr(jose.load_public_key(jose.public_jwk(key)))


def test_no_other_algorithm_has_a_key() -> None:
    with pytest.raises(ValueError, match="HS256"):
        jose.make_key("HS256")


def _authentication(nonce: str) -> id_token.Authentication:
    return id_token.Authentication(
        subject=id_token.make_subject(namespace="3f0e7c1a-6d0b-4d3e-9a55-8f2f7a4b9c10", national_id="899700000001"),
        national_id="899700000001",
        auth_time=NOON,
        acr="eidas1",
        amr=("swk", "pin", "mfa"),
        auth_mode="MOBILE",
        sid="sid",
        nonce=nonce,
    )


def test_an_id_token_says_who_authenticated_when_and_how() -> None:
    claims = id_token.build_claims(
        _authentication("n"), issuer="https://op.example", client_id="service", access_token="at_token", now=NOON
    )

    assert claims == {
        "iss": "https://op.example",
        "sub": "f:3f0e7c1a-6d0b-4d3e-9a55-8f2f7a4b9c10:899700000001",
        "aud": "service",
        "exp": 1795521900,
        "iat": 1795521600,
        "auth_time": 1795521600,
        "nonce": "n",
        "acr": "eidas1",
        "amr": ["swk", "pin", "mfa"],
        "sid": "sid",
        "at_hash": id_token.make_at_hash("at_token"),
        "authMode": "MOBILE",
        "SubjectNameID": "899700000001",
        "preferred_username": "899700000001",
    }


def test_an_id_token_has_no_nonce_when_none_was_asked() -> None:
    claims = id_token.build_claims(
        _authentication(""), issuer="https://op.example", client_id="service", access_token="at_token", now=NOON
    )

    assert "nonce" not in claims


def test_at_hash_is_that_of_the_specification() -> None:
    # OpenID Connect Core, appendix A.3
    assert id_token.make_at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y") == "77QmUPtjPfzWtF2AnpK9RQ"
