"""The modules of the CIBA plan about what a client signs: its requests, and what proves it."""

from time import time

import pytest

from tests.conformance import checks
from tests.conformance.ciba import Asker, Flow, is_refused, unsigned
from tests.support.client_keys import sign

pytestmark = pytest.mark.slow
ENDPOINT = "backchannel_authentication_endpoint"
MINUTES = 60


@pytest.fixture(params=["ciba"])
def plan(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def refused_as(flow: Flow, request: str) -> str:
    """The error for a request that was made otherwise."""
    return is_refused(flow.asker.post(ENDPOINT, {"request": request}))


def test_fapi_ciba_id1_ensure_request_object_missing_aud_fails(flow: Flow) -> None:
    assert flow.refused(aud=None) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_missing_iss_fails(flow: Flow) -> None:
    assert flow.refused(iss=None) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_missing_exp_fails(flow: Flow) -> None:
    assert flow.refused(exp=None) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_missing_iat_fails(flow: Flow) -> None:
    assert flow.refused(iat=None) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_missing_nbf_fails(flow: Flow) -> None:
    assert flow.refused(nbf=None) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_missing_jti_fails(flow: Flow) -> None:
    assert flow.refused(jti=None) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_bad_aud_fails(flow: Flow) -> None:
    assert flow.refused(aud="https://other.example.org/") == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_bad_iss_fails(flow: Flow) -> None:
    assert flow.refused(iss="somebody-else") == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_expired_exp_fails(flow: Flow) -> None:
    assert flow.refused(exp=int(time()) - 5 * MINUTES) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_exp_is_70_minutes_in_future_fails(flow: Flow) -> None:
    assert flow.refused(exp=int(time()) + 70 * MINUTES) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_nbf_is_10_minutes_in_future_fails(flow: Flow) -> None:
    late = int(time()) + 10 * MINUTES

    assert flow.refused(nbf=late, exp=late + 5 * MINUTES) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_nbf_is_70_minutes_in_past_fails(flow: Flow) -> None:
    assert flow.refused(nbf=int(time()) - 70 * MINUTES) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_signature_algorithm_is_none_fails(flow: Flow) -> None:
    assert refused_as(flow, unsigned(flow.asker.claims())) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_signature_algorithm_is_bad_fails(flow: Flow) -> None:
    head, claims, signature = flow.asker.request().split(".")
    other = signature[:40] + ("A" if signature[40] != "A" else "B") + signature[41:]

    assert refused_as(flow, f"{head}.{claims}.{other}") == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_signature_algorithm_is_rs256_fails(flow: Flow) -> None:
    assert flow.asker.key
    assert refused_as(flow, sign(flow.asker.claims(), key=flow.asker.key, algorithm="RS256")) == "invalid_request"


def test_fapi_ciba_id1_ensure_request_object_signed_by_other_client_fails(flow: Flow, askers: dict[str, Asker]) -> None:
    second = askers["second"]
    assert second.key

    own = sign(flow.asker.claims(), key=second.key, algorithm="ES256")
    named = sign(
        flow.asker.claims(), key=second.key, algorithm="ES256", kid=flow.asker.key.kid if flow.asker.key else ""
    )

    assert [refused_as(flow, request) for request in (own, named, second.request())] == ["invalid_request"] * 3


def test_fapi_ciba_id1_ensure_unsigned_backchannel_authorization_request_fails(flow: Flow) -> None:
    form = {name: str(flow.asker.claims()[name]) for name in ("scope", "login_hint")}

    assert is_refused(flow.asker.post(ENDPOINT, form)) == "invalid_request"


def test_fapi_ciba_id1_ensure_without_client_assertion_in_token_endpoint_request_fails(flow: Flow) -> None:
    told = flow.start()
    nothing = {"client_id": flow.asker.client.client_id}

    assert checks.is_token_error(flow.asker.poll(told, proof=nothing)) == "invalid_client"
    assert checks.is_token_error(flow.asker.poll(told)) == "authorization_pending"


def test_fapi_ciba_id1_ensure_without_client_assertion_in_backchannel_authorization_request_fails(flow: Flow) -> None:
    assert flow.refused(proof={"client_id": flow.asker.client.client_id}) == "invalid_client"


def test_fapi_ciba_id1_ensure_client_assertion_signature_algorithm_in_token_endpoint_request_is_rs256_fails(
    flow: Flow,
) -> None:
    told = flow.start()

    assert checks.is_token_error(flow.asker.poll(told, proof=flow.asker.proof(algorithm="RS256"))) == "invalid_client"


def test_fapi_ciba_id1_ensure_client_assertion_signature_algorithm_in_backchannel_authorization_request_is_rs256_fails(
    flow: Flow,
) -> None:
    assert flow.refused(proof=flow.asker.proof(algorithm="RS256")) == "invalid_client"


def test_fapi_ciba_id1_ensure_client_assertion_with_iss_aud_to_token_endpoint_succeeds(flow: Flow) -> None:
    """The issuer is the audience; a list, or the address of the endpoint, is refused, which is a warning there."""
    told = flow.start()
    flow.answer("approve")
    of_the_endpoint = flow.asker.proof(aud=flow.asker.about["token_endpoint"])

    assert checks.is_token_error(flow.asker.poll(told, proof=of_the_endpoint)) == "invalid_client"
    checks.are_tokens(flow.asker.poll(told, proof=flow.asker.proof(aud=flow.asker.about["issuer"])))
