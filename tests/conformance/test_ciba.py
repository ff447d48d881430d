"""The modules of the CIBA plan about the flow itself, in poll mode: requests that are signed, by clients with keys."""

import time

import httpx
import pytest

from activation.management.phone.agent import make_agent
from tests.conformance import checks
from tests.conformance.ciba import GRANT, Asker, Flow
from tests.conformance.phone import PIN, phone_of
from tests.conformance.suite import Provider
from tests.support.listening import listening

pytestmark = pytest.mark.slow


@pytest.fixture(params=["ciba"])
def plan(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_fapi_ciba_id1_discovery_end_point_verification(provider: Provider) -> None:
    about = provider.about

    assert {"poll", "ping"} <= set(about["backchannel_token_delivery_modes_supported"])
    assert about["backchannel_authentication_endpoint"].startswith("https://")
    assert GRANT in about["grant_types_supported"]
    assert {"PS256", "ES256"} <= set(about["backchannel_authentication_request_signing_alg_values_supported"])
    assert isinstance(about["backchannel_user_code_parameter_supported"], bool)


def test_fapi_ciba_id1(flow: Flow, askers: dict[str, Asker]) -> None:
    told = flow.start(acr_values="eidas1", requested_expiry=300)
    flow.finish(told)
    second = Flow(flow.provider, askers["second"])
    second.finish(second.start())

    assert told["expires_in"] == 300
    assert checks.is_token_error(flow.poll(told)) == "invalid_grant"


def test_fapi_ciba_id1_user_rejects_authentication(flow: Flow) -> None:
    told = flow.start()
    flow.answer("deny")

    assert {checks.is_token_error(flow.poll(told)) for _ in range(3)} == {"access_denied"}


def test_fapi_ciba_id1_multiple_call_to_token_endpoint(flow: Flow) -> None:
    told = flow.start()
    errors = [checks.is_token_error(flow.poll(told)) for _ in range(4)]

    assert set(errors) <= {"authorization_pending", "slow_down"}
    assert "slow_down" in errors


def test_fapi_ciba_id1_auth_req_id_expired(flow: Flow) -> None:
    told = flow.start(requested_expiry=10)
    deadline = time.monotonic() + told["expires_in"] + 5
    error = ""
    while error != "expired_token" and time.monotonic() < deadline:
        error = checks.is_token_error(flow.poll(told))
        time.sleep(0.5)

    assert error == "expired_token"


@pytest.mark.parametrize("message", ["1234", "07", "Ordonnance de l’été"])
def test_fapi_ciba_id1_ensure_authorization_request_with_binding_message_succeeds(flow: Flow, message: str) -> None:
    told = flow.start(binding_message=message)

    assert checks.is_token_error(flow.poll(told)) == "authorization_pending"


def test_fapi_ciba_id1_ensure_other_scope_order_succeeds(flow: Flow) -> None:
    tokens = flow.finish(flow.start(scope="profile openid"))

    assert set(tokens["scope"].split()) == {"openid", "profile"}


def test_fapi_ciba_id1_ensure_requested_expiry_as_string_succeeds(flow: Flow) -> None:
    assert flow.start(requested_expiry="30")["expires_in"] == 30


def test_fapi_ciba_id1_ensure_authorization_request_with_potentially_bad_binding_message(flow: Flow) -> None:
    refused = flow.refused(binding_message="1234 \U0001f44d \u202e " + "x" * 200)

    assert refused == "invalid_binding_message"


def test_fapi_ciba_id1_ensure_authorization_request_with_multiple_hints_fails(flow: Flow) -> None:
    assert flow.refused(id_token_hint="x.y.z", login_hint_token="x.y.z") == "invalid_request"


def test_fapi_ciba_id1_ensure_wrong_auth_req_id_in_token_endpoint_request(flow: Flow, askers: dict[str, Asker]) -> None:
    told = flow.start()
    flow.answer("approve")

    assert checks.is_token_error(flow.poll(told, askers["second"])) == "invalid_grant"
    flow.fetch(told)


def test_fapi_ciba_id1_refresh_token(flow: Flow, askers: dict[str, Asker]) -> None:
    tokens = flow.finish(flow.start())
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

    assert checks.is_token_error(askers["second"].token(**form)) == "invalid_grant"
    checks.are_tokens(flow.asker.token(**form))


@pytest.mark.parametrize(("action", "error"), [("allow", ""), ("deny", "access_denied")])
def test_an_agent_answers_by_the_name_of_the_request(flow: Flow, action: str, error: str) -> None:
    product, card = flow.provider.product, flow.provider.card
    other, told = flow.start(binding_message="07"), flow.start(binding_message="08")
    with phone_of(product) as phone:
        agent = make_agent(0, open_http=lambda: phone, cards=[card], issuer=product.site, pin=PIN)
        with listening(agent), httpx.Client(base_url=f"http://127.0.0.1:{agent.server_port}") as caller:
            asked = {"auth_req_id": told["auth_req_id"], "number": "08"}
            done = caller.post("/", params={**asked, "action": action})
            again = caller.post("/", params={**asked, "action": action})
            unclear = caller.post("/", params=asked)
    polled = flow.poll(told)

    assert (done.status_code, again.status_code, unclear.status_code) == (200, 404, 400)
    assert polled.json().get("error", "") == error
    assert checks.is_token_error(flow.poll(other)) in {"authorization_pending", "slow_down"}
