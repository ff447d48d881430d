"""A proof is taken only when it says exactly this, signed by exactly this key."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from activation import proofs
from activation.proofs import Call, ProofRefused
from tests.support.phone import ISSUER, WALLET_ORIGIN, Phone, base64url

NOON = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
PHONE = Phone()
PATH = "/api/wallet/v1/card/pin"
CALL = Call(method="POST", url=WALLET_ORIGIN + PATH, body=b'{"a":1}')
NONCE = "n" * 43


def verify_call(text, *, phone=PHONE, call=CALL, now=NOON):
    return proofs.verify_call(proofs.read_call_proof(text), phone.jwk, call=call, now=now)


def verify_binding(text, now=NOON):
    return proofs.verify_binding(text, issuer=ISSUER, activation="a1", nonce=NONCE, now=now)


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": "card-binding+jwt"},
        {"typ": "card-decision+jwt"},
        {"typ": None},
        {"kid": None},
        {"kid": "short"},
        {"kid": 3},
        {"jku": "https://attacker.example/keys"},
        {"x5u": "https://attacker.example/chain"},
        {"jwk": Phone().jwk},
        {"crit": ["b64"], "b64": False},
        {"cty": "JWT"},
    ],
)
def test_a_call_with_another_header_is_refused(header):
    with pytest.raises(ProofRefused):
        verify_call(PHONE.call_proof("POST", PATH, NOON, body=CALL.body, header=header))


@pytest.mark.parametrize(
    "claims",
    [
        {"htm": "GET"},
        {"htm": None},
        {"htu": "http://testserver" + PATH},
        {"htu": WALLET_ORIGIN + PATH + "?a=1"},
        {"htu": ["a"]},
        {"bsh": base64url(b"0" * 32)},
        {"bsh": "é"},
        {"iat": None},
        {"iat": "1773748800"},
        {"iat": True},
        {"iat": NOON.timestamp() - 61},
        {"iat": NOON.timestamp() + 61},
        {"iat": 1e300},
        {"iat": 10**12},
        {"iat": float("nan")},
        {"iat": float("inf")},
        {"jti": None},
        {"jti": "short"},
        {"jti": "x" * 65},
        {"jti": "space in the middle"},
    ],
)
def test_a_call_that_says_something_else_is_refused(claims):
    with pytest.raises(ProofRefused):
        verify_call(PHONE.call_proof("POST", PATH, NOON, body=CALL.body, **claims))


def test_a_call_signed_by_another_key_is_refused():
    stranger = Phone()

    with pytest.raises(ProofRefused):
        verify_call(stranger.call_proof("POST", PATH, NOON, body=CALL.body, header={"kid": PHONE.kid}))


def test_a_call_with_another_body_is_refused():
    with pytest.raises(ProofRefused):
        verify_call(PHONE.call_proof("POST", PATH, NOON, body=b'{"a":2}'))


@pytest.mark.parametrize("text", ["", ".", "a.b.c", "a.b", "é.é.é", "a" * 5000, "null.null.null", "\x00"])
def test_what_is_no_proof_is_refused(text):
    with pytest.raises(ProofRefused):
        proofs.read_call_proof(text)


def test_a_proof_longer_than_the_limit_is_refused_before_anything_is_read():
    with pytest.raises(ProofRefused, match="shape"):
        verify_call(PHONE.call_proof("POST", PATH, NOON, body=CALL.body, pad="x" * 4096))


def test_a_symmetric_signature_made_with_the_public_key_is_refused():
    secret = OctKey.import_key(json.dumps(PHONE.jwk).encode() * 2)
    header = {"typ": "card-proof+jwt", "alg": "HS256", "kid": PHONE.kid}
    text = jws.serialize_compact(header, b"{}", secret, algorithms=["HS256"])

    with pytest.raises(ProofRefused):
        verify_call(text)


def test_an_unsigned_proof_is_refused():
    header = base64url(json.dumps({"typ": "card-proof+jwt", "alg": "none", "kid": PHONE.kid}).encode())

    for signature in ("", "A" * 86):
        with pytest.raises(ProofRefused):
            proofs.read_call_proof(f"{header}.e30.{signature}")


@given(st.integers(min_value=0, max_value=10_000), st.characters(codec="ascii", categories=["L", "N"]))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_proof_changed_anywhere_is_refused(position, character):
    text = PHONE.call_proof("POST", PATH, NOON, body=CALL.body)
    position %= len(text) - 1  # the last character has bits that no signature uses
    if text[position] in {character, "."}:
        return

    with pytest.raises(ProofRefused):
        verify_call(text[:position] + character + text[position + 1 :])


def test_a_right_call_gives_its_identifier():
    text = PHONE.call_proof("POST", PATH, NOON, body=CALL.body, jti="x" * 22)

    assert verify_call(text) == "x" * 22
    assert verify_call(text, now=NOON + timedelta(seconds=60)) == "x" * 22


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "http://wallet.testserver"},
        {"aud": [ISSUER]},
        {"activation": "a2"},
        {"nonce": "m" * 43},
        {"nonce": None},
        {"iat": NOON.timestamp() - 61},
    ],
)
def test_a_binding_that_says_something_else_is_refused(claims):
    with pytest.raises(ProofRefused):
        verify_binding(PHONE.binding_proof("a1", NONCE, NOON, **claims))


@pytest.mark.parametrize(
    "jwk",
    [
        None,
        "key",
        {},
        {"kty": "EC", "crv": "P-256"},
        {**PHONE.jwk, "crv": "P-384"},
        {**PHONE.jwk, "kty": "RSA"},
        {**PHONE.jwk, "d": "A" * 43},
        {**PHONE.jwk, "y": PHONE.jwk["x"]},
        {**PHONE.jwk, "x": "é" * 43},
        {**PHONE.jwk, "x": PHONE.jwk["x"] + "="},
        ECKey.generate_key("P-384").as_dict(private=False),
    ],
)
def test_a_binding_of_another_kind_of_key_is_refused(jwk):
    with pytest.raises(ProofRefused):
        verify_binding(PHONE.binding_proof("a1", NONCE, NOON, header={"jwk": jwk}))


def test_a_binding_signed_by_another_key_than_the_one_it_shows_is_refused():
    with pytest.raises(ProofRefused):
        verify_binding(PHONE.binding_proof("a1", NONCE, NOON, header={"jwk": Phone().jwk}))


def test_a_binding_keeps_the_public_members_alone():
    shown = {**PHONE.jwk, "ext": True, "key_ops": ["verify"]}

    key = verify_binding(PHONE.binding_proof("a1", NONCE, NOON, header={"jwk": shown}))

    assert key.public_jwk == PHONE.jwk
    assert key.kid == PHONE.kid


@given(st.binary(max_size=200))
def test_claims_of_any_bytes_are_refused_without_a_crash(payload):
    text = PHONE.sign({"typ": "card-proof+jwt", "alg": "ES256", "kid": PHONE.kid}, payload)

    with pytest.raises(ProofRefused):
        verify_call(text)


def test_deeply_nested_claims_are_refused_without_a_crash():
    text = PHONE.sign({"typ": "card-proof+jwt", "alg": "ES256", "kid": PHONE.kid}, b"[" * 2500)

    with pytest.raises(ProofRefused):
        verify_call(text)
