"""The modules of the CIBA plan in ping mode: the worker of the running product calls a receiver over https."""

import secrets
from typing import Any

import pytest

from tests.conformance import checks
from tests.conformance.ciba import Asker, Flow
from tests.conformance.receiver import NEVER, Receiver

pytestmark = pytest.mark.slow
WORDS = ("taken", "has-body", "unauthorized", "forbidden", "redirect", NEVER)


@pytest.fixture(params=["ciba"])
def plan(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Pinged:
    """Requests that were answered at once, by the word in which their tokens begin."""

    def __init__(self, asker: Asker, receiver: Receiver) -> None:
        self.asker, self.receiver = asker, receiver
        self.told: dict[str, dict[str, Any]] = {}
        self.tokens = {word: f"{word}.{secrets.token_urlsafe(32)}" for word in WORDS}
        self.tokens["taken"] += "x" * (1024 - len(self.tokens["taken"]))  # as long as they may be

    def heard(self, word: str, *, calls: int = 1) -> list[dict[str, Any]]:
        """What the receiver was told of it."""
        return self.receiver.wait(self.tokens[word], calls=calls)

    def goes_on(self, word: str) -> bool:
        """Whether its tokens are there."""
        return bool(checks.are_tokens(self.asker.poll(self.told[word]))["access_token"])


@pytest.fixture(scope="module")
def pinged(askers: dict[str, Asker], receiver: Receiver) -> Pinged:
    """One of each, asked by the first test that needs them."""
    return Pinged(askers["pinged"], receiver)


@pytest.fixture(autouse=True)
def _asked(pinged: Pinged, flow: Flow) -> None:
    if not pinged.told:
        flow.asker = pinged.asker
        pinged.told = {word: flow.start(client_notification_token=token) for word, token in pinged.tokens.items()}
        flow.answer("approve")


def test_fapi_ciba_id1_in_ping_mode(pinged: Pinged) -> None:
    (call,) = pinged.heard("taken")

    assert (call["kind"], call["method"], call["type"]) == ("Bearer", "POST", "application/json")
    assert call["body"] == {"auth_req_id": pinged.told["taken"]["auth_req_id"]}
    assert pinged.goes_on("taken")


def test_fapi_ciba_id1_ping_backchannel_notification_endpoint_response_has_body(pinged: Pinged) -> None:
    pinged.heard("has-body")

    assert pinged.goes_on("has-body")


def test_fapi_ciba_id1_ping_backchannel_notification_endpoint_response_401(pinged: Pinged) -> None:
    pinged.heard("unauthorized")

    assert pinged.goes_on("unauthorized")


def test_fapi_ciba_id1_ping_backchannel_notification_endpoint_response_403(pinged: Pinged) -> None:
    pinged.heard("forbidden")

    assert pinged.goes_on("forbidden")


def test_fapi_ciba_id1_ping_backchannel_notification_endpoint_return_redirect_request(pinged: Pinged) -> None:
    pinged.heard("redirect")

    assert pinged.goes_on("redirect")
    assert pinged.receiver.misled == 0


def test_a_receiver_that_never_answers_is_called_again_and_keeps_nobody_from_the_tokens(pinged: Pinged) -> None:
    first, second = pinged.heard(NEVER, calls=2)[:2]

    assert first == second
    assert pinged.goes_on(NEVER)


def test_fapi_ciba_id1_ping_with_mtls_ciba_notification_endpoint_response_401_and_require_server_does_not_retry(
    pinged: Pinged,
) -> None:
    """Those that refused are due as early as the one that never answered: when it is called again, they would be."""
    pinged.heard(NEVER, calls=2)

    assert {word: len(pinged.heard(word)) for word in WORDS if word != NEVER} == dict.fromkeys(WORDS[:-1], 1)
    assert pinged.receiver.misled == 0
