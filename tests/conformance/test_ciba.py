"""The modules of the CIBA plan that need neither signed requests nor client certificates, in poll mode."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from activation.management.phone import acts
from activation.management.phone.agent import make_agent
from activation.management.phone.http import WalletHttp
from activation.management.phone.keys import StoredCard
from tests.conformance import checks
from tests.conformance.conftest import HOLDER, register
from tests.conformance.suite import PIN, Provider, Registered
from tests.support.listening import listening
from tests.support.product import Product

pytestmark = pytest.mark.slow
GRANT = "urn:openid:params:grant-type:ciba"


@pytest.fixture(params=["ciba"])
def plan(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def make_client(product: Product, folder: Path) -> Registered:
    return register(
        product,
        folder,
        grant_types=[GRANT, "refresh_token"],
        backchannel_token_delivery_mode="poll",
        backchannel_free_binding_message=True,
        backchannel_poll_interval=1,
        id_token_signed_response_alg="PS256",
    )


@pytest.fixture(scope="session")
def asker(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """The first client."""
    return make_client(product, tmp_path_factory.mktemp("asker"))


@pytest.fixture(scope="session")
def asker2(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """The second client."""
    return make_client(product, tmp_path_factory.mktemp("asker2"))


class Flow:
    """Requests of a client, and the phone of the person."""

    def __init__(self, provider: Provider, client: Registered) -> None:
        self.provider, self.client = provider, client

    def ask(self, client: Registered | None = None, **changes: str) -> httpx.Response:
        asker = client or self.client
        usual = {"scope": "openid", "login_hint": HOLDER}
        form = {name: value for name, value in {**usual, **changes}.items() if value}
        address = self.provider.about["backchannel_authentication_endpoint"]
        return self.provider.http.post(address, data=form, auth=(asker.client_id, asker.secret))

    def start(self, **changes: str) -> dict[str, Any]:
        response = self.ask(**changes)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].partition(";")[0] == "application/json"
        told = dict(response.json())
        assert len(told["auth_req_id"]) * 8 >= 160
        assert checks.entropy(told["auth_req_id"]) >= 96
        assert told["expires_in"] > 0
        assert 0 <= told["interval"] <= 6 * 3600
        return told

    def poll(self, told: dict[str, Any], client: Registered | None = None) -> httpx.Response:
        return self.provider.token(client or self.client, grant_type=GRANT, auth_req_id=told["auth_req_id"])

    def answer(self, decision: str) -> None:
        """On the phone: the request that waits."""
        product, card = self.provider.product, self.provider.card
        with ExitStack() as opened:
            phone = WalletHttp(
                wallet_origin=product.wallet,
                site_url=product.site,
                open_client=lambda origin: opened.enter_context(product.client(base_url=origin)),
            )
            for request in acts.list_pending(phone, card):
                pin = PIN if decision == "approve" else None
                number = request["numbers"][0] if request["numbers"] and pin else None
                acts.decide(phone, card, request, issuer=product.site, decision=decision, pin=pin, number=number)

    def finish(self, told: dict[str, Any]) -> dict[str, Any]:
        """Approve, then fetch, every answer checked."""
        assert checks.is_token_error(self.poll(told)) in {"authorization_pending", "slow_down"}
        self.answer("approve")
        tokens = checks.are_tokens(self.poll(told))
        claims = self.provider.read_id_token(self.client, tokens, nonce="", algorithm="PS256")
        assert claims["acr"] == "eidas1"
        checks.is_userinfo(self.provider.userinfo(tokens["access_token"]), subject=claims["sub"])
        return tokens


@pytest.fixture
def flow(provider: Provider, asker: Registered, card: StoredCard) -> Iterator[Flow]:
    """No request is left waiting for the next module."""
    made = Flow(provider, asker)
    yield made
    made.answer("deny")


def test_fapi_ciba_id1_discovery_end_point_verification(provider: Provider) -> None:
    about = provider.about

    assert {"poll", "ping"} <= set(about["backchannel_token_delivery_modes_supported"])
    assert about["backchannel_authentication_endpoint"].startswith("https://")
    assert GRANT in about["grant_types_supported"]
    assert isinstance(about["backchannel_user_code_parameter_supported"], bool)


def test_fapi_ciba_id1(flow: Flow, asker2: Registered) -> None:
    told = flow.start(acr_values="eidas1", requested_expiry="300")
    flow.finish(told)
    second = Flow(flow.provider, asker2)
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
    told = flow.start(requested_expiry="10")
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
    refused = flow.ask(binding_message="1234 \U0001f44d \u202e " + "x" * 200)

    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_binding_message"


def test_fapi_ciba_id1_ensure_authorization_request_with_multiple_hints_fails(flow: Flow) -> None:
    refused = flow.ask(id_token_hint="x.y.z", login_hint_token="x.y.z")

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


def test_fapi_ciba_id1_ensure_wrong_auth_req_id_in_token_endpoint_request(flow: Flow, asker2: Registered) -> None:
    told = flow.start()
    flow.answer("approve")

    assert checks.is_token_error(flow.poll(told, asker2)) == "invalid_grant"
    checks.are_tokens(flow.poll(told))


def test_fapi_ciba_id1_refresh_token(flow: Flow, asker2: Registered) -> None:
    tokens = flow.finish(flow.start())
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

    assert checks.is_token_error(flow.provider.token(asker2, **form)) == "invalid_grant"
    checks.are_tokens(flow.provider.token(flow.client, **form))


@pytest.mark.parametrize(("action", "error"), [("allow", ""), ("deny", "access_denied")])
def test_an_agent_answers_by_the_name_of_the_request(flow: Flow, action: str, error: str) -> None:
    product, card = flow.provider.product, flow.provider.card
    phone = WalletHttp(
        wallet_origin=product.wallet,
        site_url=product.site,
        open_client=lambda origin: product.client(base_url=origin),
    )
    agent = make_agent(0, open_http=lambda: phone, cards=[card], issuer=product.site, pin=PIN)
    other, told = flow.start(binding_message="07"), flow.start(binding_message="08")
    with listening(agent), httpx.Client(base_url=f"http://127.0.0.1:{agent.server_port}") as caller:
        asked = {"auth_req_id": told["auth_req_id"], "number": "08"}
        done = caller.post("/", params={**asked, "action": action})
        again = caller.post("/", params={**asked, "action": action})
        unclear = caller.post("/", params=asked)
    polled = flow.poll(told)

    assert (done.status_code, again.status_code, unclear.status_code) == (200, 404, 400)
    assert polled.json().get("error", "") == error
    assert checks.is_token_error(flow.poll(other)) in {"authorization_pending", "slow_down"}


def test_the_client_of_the_sector_ends_the_session_by_a_hint_alone(flow: Flow) -> None:
    tokens = flow.finish(flow.start(channel="MOBILE", acr_values="eidas1"))
    left = flow.provider.http.get(
        flow.provider.about["end_session_endpoint"], params={"id_token_hint": tokens["id_token"]}
    )

    assert type(tokens["refresh_expires_in"]) is int
    assert tokens["session_state"]
    assert left.status_code == 200
    assert flow.provider.userinfo(tokens["access_token"]).status_code == 401
