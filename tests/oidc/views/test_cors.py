"""Pages of other origins read what is published, and what is for them; nothing with cookies, nothing of the house."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from oidc.models import RelyingParty
from oidc.views import cors
from tests.factories.oidc import ClientFactory, RelyingPartyFactory

pytestmark = pytest.mark.django_db

PAGE = "https://app.test"
DOORS = ["/oidc/token", "/oidc/userinfo", "/oidc/revoke"]
PUBLISHED = [
    "/.well-known/openid-configuration",
    "/.well-known/wallet-openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/oidc/jwks",
]


@pytest.fixture
def app() -> RelyingParty:
    """A public client that runs in pages of https://app.test."""
    registered: RelyingParty = RelyingPartyFactory.create(
        public=True, client=ClientFactory.create(redirect_uris=[f"{PAGE}/back", "com.example.app:/back"])
    )
    return registered


def ask_before(client: Client, door: str, origin: str) -> Any:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return client.options(door, headers=headers)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "origin",
    [
        "https://other.test",
        "https://app.tes",  # the beginning of one
        "https://sub.app.test",
        "http://app.test",
        "https://app.test:8443",
        "https://app.test/back",
        "com.example.app:",
        "null",
        "*",
        "https://app.test\x00",
        "",
    ],
)
def test_a_page_of_an_origin_that_no_public_client_has_reads_nothing(
    client: Client, app: RelyingParty, door: str, origin: str
) -> None:
    for answer in (ask_before(client, door, origin), client.post(door, headers={"Origin": origin})):
        assert "Access-Control-Allow-Origin" not in answer
        assert "Access-Control-Allow-Methods" not in answer
        assert "Origin" in answer["Vary"]


@pytest.mark.parametrize("changes", [{"token_endpoint_auth_method": "client_secret_post"}, {"is_active": False}])
def test_the_pages_of_a_client_with_a_secret_or_a_closed_one_read_nothing(
    client: Client, app: RelyingParty, changes: dict[str, object]
) -> None:
    RelyingParty.objects.update(**changes)

    assert "Access-Control-Allow-Origin" not in ask_before(client, "/oidc/token", PAGE)


@pytest.mark.parametrize("door", DOORS)
def test_a_page_of_a_public_client_may_call_and_read_refusals_too(client: Client, app: RelyingParty, door: str) -> None:
    asked = ask_before(client, door, PAGE)

    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Origin"] == PAGE
    assert "POST" in asked["Access-Control-Allow-Methods"]
    assert asked["Access-Control-Allow-Headers"] == "Authorization, Content-Type"

    answer = client.post(door, headers={"Origin": PAGE})

    assert answer.status_code in {400, 401}
    assert answer["Access-Control-Allow-Origin"] == PAGE
    assert "Origin" in answer["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize(
    ("registered", "origin"),
    [
        ("https://App.Test/back", "https://app.test"),
        ("https://app.test:443/back", "https://app.test"),
        ("https://app.test:8443/back?a=b", "https://app.test:8443"),
        ("http://localhost:5173/back", "http://localhost:5173"),
        ("http://[::1]:5173/back", "http://[::1]:5173"),
    ],
)
def test_an_origin_is_compared_as_browsers_write_it(client: Client, registered: str, origin: str) -> None:
    RelyingPartyFactory.create(public=True, client=ClientFactory.create(redirect_uris=[registered]))

    assert ask_before(client, "/oidc/token", origin)["Access-Control-Allow-Origin"] == origin


def test_an_origin_is_looked_up_in_one_query_whatever_is_registered(
    client: Client, app: RelyingParty, django_assert_num_queries: Any
) -> None:
    for _ in range(10):
        RelyingPartyFactory.create(public=True, client=ClientFactory.create(redirect_uris=[f"{PAGE}/other"]))

    with django_assert_num_queries(1):
        ask_before(client, "/oidc/token", PAGE)
    with django_assert_num_queries(0):
        client.options("/oidc/token")


@pytest.mark.parametrize("address", PUBLISHED)
def test_any_page_reads_what_is_published(client: Client, address: str, signing_keys: object) -> None:
    assert client.get(address, headers={"Origin": "https://other.test"})["Access-Control-Allow-Origin"] == "*"
    assert ask_before(client, address, "https://other.test")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("door", [*DOORS, *PUBLISHED])
def test_a_door_tells_its_methods_and_nothing_of_the_house(client: Client, door: str) -> None:
    answer = client.options(door)

    assert answer.status_code == 204
    assert not answer.content
    assert "OPTIONS" in answer["Allow"]


def test_a_door_that_is_for_no_page_says_so_to_none(rf: RequestFactory) -> None:
    answer = HttpResponse()

    cors.let_read(rf.get("/", headers={"Origin": PAGE}), answer, readers=cors.Readers.NOBODY)
    cors.answer_preflight(answer, methods="POST")

    assert not [name for name in answer.headers if name.startswith("Access-Control") or name == "Vary"]
