"""The reading of a request without a browser: whatever comes, a request or a refusal by its name."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc import policy
from oidc.errors import OAuthError
from oidc.protocol import params
from oidc.protocol.backchannel_request import HINTS, BackchannelRequest, Registration, params_of_claims, read_request

USUAL = {"scope": "openid", "login_hint": "899700000062", "binding_message": "42"}
REGISTERED = Registration(scopes=("openid", "scope_all"), delivery_mode="poll")
FREE = Registration(scopes=("openid",), delivery_mode="ping", has_free_message=True, sends_user_code=True)
CODES = {"invalid_request", "invalid_scope", "invalid_target", "invalid_binding_message"}
NAMES = [
    "scope", *HINTS, "acr_values", "binding_message", "requested_expiry", "channel", "user_code", "resource",
    "client_notification_token",
]  # fmt: skip


def form(**changes: str) -> params.Parameters:
    return params.parse(urlencode({**USUAL, **changes}).encode())


PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=80)), max_size=8)
SAID = st.one_of(st.none(), st.text(max_size=20), st.integers(), st.booleans())


def outcome_of(given_ones: params.Parameters, registered: Registration) -> BackchannelRequest | str:
    try:
        return read_request(given_ones, registered=registered)
    except OAuthError as error:
        return error.code


@given(PAIRS, st.sampled_from([REGISTERED, FREE]))
def test_anything_is_read_or_refused_by_its_name(pairs: list[tuple[str, str]], registered: Registration) -> None:
    raw = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in [*USUAL.items(), *pairs]])
    read = outcome_of(params.parse(raw.encode()), registered)
    if isinstance(read, str):
        assert read in CODES
        return
    assert bool(read.number) + bool(read.binding_text) <= 1
    assert policy.BACKCHANNEL_LIFETIME_SECONDS[0] <= read.lifetime <= policy.BACKCHANNEL_LIFETIME_SECONDS[-1]
    assert len(read.binding_text) <= policy.LONGEST_BINDING_MESSAGE


@given(st.text(max_size=70))
def test_words_that_are_read_are_plain(text: str) -> None:
    try:
        read = read_request(form(binding_message=text, client_notification_token="t"), registered=FREE)
    except (OAuthError, UnicodeEncodeError):
        return
    assert read.binding_text.isprintable() or not read.binding_text
    assert "://" not in read.binding_text


@given(st.dictionaries(st.sampled_from(NAMES), SAID))
def test_claims_of_a_signed_request_are_read_like_a_form(claims: dict[str, object]) -> None:
    read = outcome_of(params_of_claims({**USUAL, **claims}), FREE)

    assert isinstance(read, BackchannelRequest) or read in CODES


@pytest.mark.parametrize("said", [30, "30"])
def test_an_expiry_is_a_number_or_its_digits(said: object) -> None:
    assert read_request(params_of_claims({**USUAL, "requested_expiry": said}), registered=REGISTERED).lifetime == 30


@pytest.mark.parametrize(("said", "lifetime"), [("", 120), ("1", 10), ("10", 10), ("300", 300), ("999999999", 300)])
def test_an_expiry_stays_within_its_bounds(said: str, lifetime: int) -> None:
    assert read_request(form(requested_expiry=said), registered=REGISTERED).lifetime == lifetime


@pytest.mark.parametrize("token", ["", "with space", "é", "a=b", "t" * 1025])
def test_a_ping_needs_a_bearer_token(token: str) -> None:
    with pytest.raises(OAuthError, match="client_notification_token"):
        read_request(form(client_notification_token=token), registered=FREE)


def test_an_unsigned_request_of_who_registered_to_sign_is_refused() -> None:
    signing = Registration(scopes=("openid",), delivery_mode="poll", signing_alg="ES256")

    with pytest.raises(OAuthError, match="registered to sign"):
        read_request(form(), registered=signing)
    assert read_request(form(), registered=signing, is_signed=True).number == "42"


def test_every_hint_alone_is_read_and_no_two_together() -> None:
    for hint in HINTS:
        assert read_request(form(**{"login_hint": "", hint: "x"}), registered=REGISTERED).hint == hint
        for other in set(HINTS) - {hint}:
            with pytest.raises(OAuthError, match="exactly one"):
                read_request(form(**{"login_hint": "", hint: "x", other: "x"}), registered=REGISTERED)
