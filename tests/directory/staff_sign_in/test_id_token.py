"""A token is believed for its signature and each of its claims, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from directory.staff_sign_in.id_token import Asked, IdentityRefused, read_identity
from tests.support.fake_provider import ACCESS_TOKEN, CLIENT_ID, ISSUER, FakeProvider, half_hash, make_key

NOON = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
AT = int(NOON.timestamp())
KEYS = (make_key("present"), make_key("next"))


def asked(**changes):
    given = {"issuer": ISSUER, "client_id": CLIENT_ID, "nonce": "n", "asked_at": NOON, "access_token": ACCESS_TOKEN}
    return Asked(**{**given, **changes})


def provider(**changes):
    return FakeProvider(now=AT, national_id="899700000062", nonce="n", key=KEYS[0], changes=changes)


def published(*keys):
    return {"keys": [{**key.as_dict(private=False), "use": "sig"} for key in keys]}


def read(token, *, keys=None, question=None, now=NOON):
    return read_identity(token, keys=keys or published(*KEYS), asked=question or asked(), now=now)


def test_a_right_token_tells_who_how_and_when():
    identity = read(provider().id_token())

    assert (identity.national_id, identity.acr, identity.amr) == ("899700000062", "eidas1", ("swk", "pin", "mfa"))
    assert identity.auth_time == NOON


@pytest.mark.parametrize(
    ("claim", "value", "reason"),
    [
        ("iss", "http://evil.test", "issuer"),
        ("iss", None, "issuer"),
        ("aud", "another-service", "audience"),
        ("aud", [CLIENT_ID, "another-service"], "audience"),
        ("aud", None, "audience"),
        ("azp", "another-service", "audience"),
        ("exp", AT - 31, "time"),
        ("exp", None, "time"),
        ("exp", "tomorrow", "time"),
        ("iat", AT + 31, "time"),
        ("iat", True, "time"),
        ("nonce", "another", "nonce"),
        ("nonce", "", "nonce"),
        ("nonce", None, "nonce"),
        ("nonce", ["n"], "nonce"),
        ("at_hash", half_hash("another"), "access_token"),
        ("at_hash", None, "access_token"),
        ("auth_time", AT - 31, "auth_time"),
        ("auth_time", AT + 31, "auth_time"),
        ("auth_time", None, "auth_time"),
        ("auth_time", 2**70, "auth_time"),
        ("acr", None, "means"),
        ("acr", 1, "means"),
        ("amr", "mfa", "means"),
        ("amr", [["mfa"]], "means"),
        ("SubjectNameID", None, "person"),
        ("SubjectNameID", "", "person"),
        ("SubjectNameID", "8" * 41, "person"),
        ("SubjectNameID", "89970000\x0062", "person"),
        ("SubjectNameID", ["899700000062"], "person"),
        ("sub", None, "person"),
    ],
)
def test_one_wrong_claim_is_enough(claim, value, reason):
    with pytest.raises(IdentityRefused) as refused:
        read(provider(**{claim: value}).id_token())

    assert refused.value.reason == reason


def test_one_audience_in_a_list_is_ours_too():
    assert read(provider(aud=[CLIENT_ID], azp=CLIENT_ID).id_token()).acr == "eidas1"


def test_clocks_may_differ_by_half_a_minute():
    assert read(provider(iat=AT + 30, auth_time=AT - 30, exp=AT + 1).id_token())
    assert read(provider(exp=AT - 29).id_token())


def test_a_question_without_nonce_is_answered_by_nothing():
    with pytest.raises(IdentityRefused, match="nonce"):
        read(provider(nonce="").id_token(), question=asked(nonce=""))


def test_an_earlier_authentication_is_not_the_one_that_was_asked_for():
    later = asked(asked_at=NOON + timedelta(minutes=2))

    with pytest.raises(IdentityRefused, match="auth_time"):
        read(provider(exp=AT + 600).id_token(), question=later, now=NOON + timedelta(minutes=2))


def test_a_signature_of_another_key_is_none():
    forged = provider()
    forged.key = make_key("present")

    with pytest.raises(IdentityRefused, match="signature"):
        read(forged.id_token())


def test_the_keys_algorithm_is_not_the_tokens_to_choose():
    claims = {"iss": ISSUER}
    secret = OctKey.import_key("s" * 64)
    tokens = [
        jwt.encode({"alg": "HS256", "kid": "present"}, claims, secret),
        jwt.encode({"alg": "RS256", "kid": "present"}, claims, RSAKey.generate_key(2048)),
        "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.",
    ]

    for token in tokens:
        with pytest.raises(IdentityRefused, match="signature"):
            read(token)


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "....", "é.é.é", "\ud800", "x" * 20_000, None, 3, ["a"]])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(IdentityRefused):
        read(token)


@pytest.mark.parametrize("keys", [{"keys": []}, {"keys": 3}, {"keys": [{}]}, {"keys": [{"kty": "EC"}]}, {"x": 1}])
def test_keys_that_cannot_be_read_verify_nothing(keys):
    with pytest.raises(IdentityRefused, match="signature"):
        read(provider().id_token(), keys=keys)
