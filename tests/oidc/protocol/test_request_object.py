"""Signed authentication requests of the backchannel; each test bears the name of the module that asks the same."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from oidc.protocol import client_jwt, request_object
from oidc.protocol.client_jwt import JwtRefused, NoKeyVerifies
from oidc.protocol.client_keys import read_key_set
from tests.factories.oidc import NOON
from tests.support.client_keys import claims_of, key_for, public_set, sign

ISSUER = "https://id.test"
AT = int(NOON.timestamp())
ASKED = {"scope": "openid", "login_hint": "899700000062", "binding_message": "42", "acr_values": "eidas1"}


def written(algorithm: str = "ES256", *, key: Any = None, **changes: Any) -> str:
    claims = claims_of("horizon", issuer=ISSUER, now=NOON, nbf=AT, exp=AT + 300, sub=None, **ASKED) | changes
    said = {name: value for name, value in claims.items() if value is not None}
    return sign(said, key=key or key_for(algorithm), algorithm=algorithm)


def judge(text: str, key: Any = None) -> dict[str, str]:
    """What a request asks, once all of it is verified."""
    request = request_object.read(text)
    client_jwt.verify(request, read_key_set(public_set(key or key_for(request.algorithm))))
    return dict(request_object.check(request, client_id="horizon", issuer=ISSUER, now=NOON))


@pytest.mark.parametrize("algorithm", ["PS256", "ES256", "EdDSA", "Ed25519"])
def test_a_signed_request_asks_what_is_neither_of_the_jwt_nor_of_its_signature(algorithm: str) -> None:
    assert judge(written(algorithm)) == ASKED


def test_ensure_requested_expiry_as_string_succeeds() -> None:
    assert judge(written(requested_expiry="30"))["requested_expiry"] == "30"


@pytest.mark.parametrize("claim", ["aud", "iss", "exp", "iat", "nbf", "jti"])
def test_ensure_request_object_missing_claim_fails(claim: str) -> None:
    with pytest.raises(JwtRefused, match=claim):
        judge(written(**{claim: None}))


@pytest.mark.parametrize("audience", ["https://other.test", ["https://other.test"], 7, {}])
def test_ensure_request_object_bad_aud_fails(audience: object) -> None:
    with pytest.raises(JwtRefused, match="aud"):
        judge(written(aud=audience))


def test_the_issuer_may_stand_in_a_list() -> None:
    assert judge(written(aud=[ISSUER])) == ASKED


def test_ensure_request_object_bad_iss_fails() -> None:
    with pytest.raises(JwtRefused, match="iss"):
        judge(written(iss="somebody"))


def test_ensure_request_object_expired_exp_fails() -> None:
    with pytest.raises(JwtRefused, match="exp is past"):
        judge(written(exp=AT - 300))


def test_ensure_request_object_exp_is_70_minutes_in_future_fails() -> None:
    with pytest.raises(JwtRefused, match="exp is more than 60 minutes ahead"):
        judge(written(exp=AT + 70 * 60))


def test_ensure_request_object_nbf_is_10_minutes_in_future_fails() -> None:
    with pytest.raises(JwtRefused, match="in the future"):
        judge(written(nbf=AT + 600, exp=AT + 900))


def test_ensure_request_object_nbf_is_70_minutes_in_past_fails() -> None:
    with pytest.raises(JwtRefused, match="nbf is more than 60 minutes past"):
        judge(written(nbf=AT - 70 * 60))


def test_a_request_made_in_the_future_is_refused() -> None:
    with pytest.raises(JwtRefused, match="in the future"):
        judge(written(iat=AT + 60))


def test_ensure_request_object_signature_algorithm_is_none_fails() -> None:
    head = urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    body = written().split(".")[1]

    with pytest.raises(JwtRefused, match="alg"):
        judge(f"{head}.{body}.")


def test_ensure_request_object_signature_algorithm_is_bad_fails() -> None:
    head, body, signature = written().split(".")

    with pytest.raises(NoKeyVerifies):
        judge(f"{head}.{body}.{signature[::-1]}")


def test_ensure_request_object_signature_algorithm_is_rs256_fails() -> None:
    with pytest.raises(JwtRefused, match="alg"):
        judge(written("RS256", key=key_for("PS256")))


def test_ensure_request_object_signed_by_other_client_fails() -> None:
    with pytest.raises(NoKeyVerifies):
        judge(written(key=key_for("ES256", "of-the-other")), key_for("ES256"))


def test_a_refusal_is_an_error_of_the_endpoint() -> None:
    refusal = request_object.as_refusal(JwtRefused("exp is past"))

    assert (refusal.code, refusal.description, refusal.status) == ("invalid_request", "request: exp is past", 400)
