"""How a client says who it is."""

from base64 import b64encode
from urllib.parse import quote_plus, urlencode

import pytest

from oidc.errors import OAuthError
from oidc.protocol import client_credentials, params


def basic(text: bytes) -> str:
    return "Basic " + b64encode(text).decode()


def read(authorization: str = "", **body: str) -> client_credentials.Presented:
    return client_credentials.read(authorization=authorization, params=params.parse(urlencode(body).encode()))


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer x",
        "Basic",
        "Basic !!!",
        basic(b"no-colon"),
        basic(b":secret"),
        basic(b"client:"),
        basic(b"\xff:x"),
        basic(b"a:%00"),
    ],
)
def test_d10_a_header_that_proves_nothing_is_refused_with_a_challenge(authorization: str) -> None:
    with pytest.raises(OAuthError) as refusal:
        read(authorization)

    assert refusal.value.code == "invalid_client"
    assert refusal.value.status == 401
    assert "WWW-Authenticate" in refusal.value.headers


def test_two_ways_at_once_are_refused() -> None:
    with pytest.raises(OAuthError) as refusal:
        read(basic(b"client:secret"), client_id="client", client_secret="secret")

    assert refusal.value.code == "invalid_request"


def test_another_client_in_the_body_is_refused() -> None:
    with pytest.raises(OAuthError) as refusal:
        read(basic(b"client:secret"), client_id="other")

    assert refusal.value.code == "invalid_request"


def test_a_request_without_a_client_is_refused() -> None:
    with pytest.raises(OAuthError) as refusal:
        read()

    assert refusal.value.code == "invalid_client"


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_scheme_has_no_case_and_a_secret_may_hold_any_character(scheme: str) -> None:
    encoded = f"{quote_plus('my client')}:{quote_plus('p:a+s s%é')}".encode()
    presented = read(f"{scheme} {b64encode(encoded).decode()}")

    assert presented == client_credentials.Presented("my client", "client_secret_basic", "p:a+s s%é")


def test_a_secret_in_the_body_and_a_public_client_are_read() -> None:
    assert read(client_id="c", client_secret="s").method == "client_secret_post"
    assert read(client_id="c").method == "none"


def test_the_text_of_credentials_does_not_show_the_secret() -> None:
    assert "s3cret" not in repr(read(client_id="c", client_secret="s3cret"))
