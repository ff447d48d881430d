"""Redirection addresses."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc.errors import RegistrationRefused
from oidc.protocol import redirect_uris

CALLBACK = "https://rp.example/callback"


@pytest.mark.parametrize(
    "uri",
    [
        CALLBACK + "/",
        CALLBACK + "?a=1",
        CALLBACK + "#f",
        "https://RP.example/callback",
        "https://rp.example:443/callback",
        "https://rp.example/x/../callback",
        "http://rp.example/callback",
        "",
    ],
)
def test_an_address_that_is_not_letter_for_letter_the_registered_one_is_refused(uri: str) -> None:
    assert not redirect_uris.is_registered(uri, registered=(CALLBACK,), native=False)


def test_the_registered_address_is_accepted() -> None:
    assert redirect_uris.is_registered(CALLBACK, registered=(CALLBACK,), native=False)


def test_a_native_client_may_use_any_port_of_the_loopback() -> None:
    registered = ("http://127.0.0.1/callback",)

    assert redirect_uris.is_registered("http://127.0.0.1:51234/callback", registered=registered, native=True)
    assert not redirect_uris.is_registered("http://127.0.0.1:51234/other", registered=registered, native=True)
    assert not redirect_uris.is_registered("http://127.0.0.1.evil.example/callback", registered=registered, native=True)
    assert not redirect_uris.is_registered("http://127.0.0.1:99999999/callback", registered=registered, native=True)


def test_a_web_client_may_not_change_the_port() -> None:
    assert not redirect_uris.is_registered(
        "http://127.0.0.1:51234/callback", registered=("http://127.0.0.1/callback",), native=False
    )


@pytest.mark.parametrize(
    "uri",
    [
        "callback",
        "//rp.example/callback",
        "http://rp.example/callback",
        "https:///callback",
        "https://user@rp.example/callback",
        "https://rp.example/callback#fragment",
        "https://rp.example/\ncallback",
        "https://rp.example:port/",
        "https://rp.example;script-src/callback",
        "https://rp.example,evil.test/callback",
        "javascript:alert(1)",
        "com.example.app:/callback",
    ],
)
def test_an_address_that_could_lead_elsewhere_is_not_registered(uri: str) -> None:
    with pytest.raises(RegistrationRefused) as refusal:
        redirect_uris.check_registrable(uri, native=False)

    assert refusal.value.code == "invalid_redirect_uri"


@pytest.mark.parametrize("uri", [CALLBACK, "http://localhost:8002/callback", "http://127.0.0.1/callback"])
def test_https_and_the_loopback_are_registered(uri: str) -> None:
    redirect_uris.check_registrable(uri, native=False)


def test_a_native_client_registers_a_private_scheme_with_a_dot() -> None:
    redirect_uris.check_registrable("com.example.app:/callback", native=True)
    with pytest.raises(RegistrationRefused):
        redirect_uris.check_registrable("app:/callback", native=True)


def test_d11_a_state_that_looks_like_parameters_arrives_as_one_value() -> None:
    location = redirect_uris.put_answer(CALLBACK, members={"error": "login_required", "state": "a&code=EVIL#x"})

    parts = urlsplit(location)
    assert dict(parse_qsl(parts.query)) == {"error": "login_required", "state": "a&code=EVIL#x"}
    assert parts.fragment == ""


def test_d11_an_answer_joins_a_registered_query_once() -> None:
    location = redirect_uris.put_answer(CALLBACK + "?a=1", members={"code": "x"})

    assert location == CALLBACK + "?a=1&code=x"


@given(st.text(min_size=1, max_size=60).filter(lambda text: not any(0xD800 <= ord(one) <= 0xDFFF for one in text)))
def test_every_state_comes_back_as_it_was(state: str) -> None:
    location = redirect_uris.put_answer(CALLBACK, members={"code": "c", "state": state})

    assert dict(parse_qsl(urlsplit(location).query, keep_blank_values=True))["state"] == state


def test_an_empty_member_is_left_out() -> None:
    assert redirect_uris.put_answer(CALLBACK, members={"code": "x", "state": ""}) == CALLBACK + "?code=x"


def test_the_policy_source_of_an_address_is_its_origin_or_its_scheme() -> None:
    assert redirect_uris.form_action_source("https://rp.example:8443/callback?x=1") == "https://rp.example:8443"
    assert redirect_uris.form_action_source("com.example.app:/callback") == "com.example.app:"


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        ("https://App.Test/back", "https://app.test"),
        ("https://app.test:443/", "https://app.test"),
        ("http://localhost:80/", "http://localhost"),
        ("http://127.0.0.1:5173/back?x=1", "http://127.0.0.1:5173"),
        ("http://[::1]:5173/back", "http://[::1]:5173"),
        ("com.example.app:/back", None),
        ("https:///back", None),
    ],
)
def test_the_origin_of_an_address_is_written_as_browsers_do(uri: str, origin: str | None) -> None:
    assert redirect_uris.origin_of(uri) == origin
