"""What a client was refused reaches its team, without a word of the request, and fills nothing."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from oidc import policy
from oidc.models import ClientTrouble, RelyingParty, Service
from oidc.protocol import digests
from oidc.protocol.troubles import kept_description, shape_of
from oidc.views.services.trouble_words import remedy_of
from oidc.vocabulary import Door
from oidc.workflows import troubles
from tests.factories.oidc import (
    CALLBACK,
    CLIENT_SECRET,
    AccessTokenFactory,
    ClientSecretFactory,
    RelyingPartyFactory,
    ServiceFactory,
)
from tests.oidc.conftest import basic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signing_keys")]
SECRET_VALUE = "valeursecretequinefuitpas"


@pytest.fixture(autouse=True)
def _forget_windows() -> None:
    troubles._windows.clear()


@pytest.fixture
def refused(service: Service) -> RelyingParty:
    made: RelyingParty = RelyingPartyFactory.create(service=service)
    ClientSecretFactory.create(relying_party=made)
    return made


def post(path: str, authorization: str = "", **form: str) -> Any:
    headers = {"Authorization": authorization} if authorization else {}
    return Client().post(path, urlencode(form), content_type="application/x-www-form-urlencoded", headers=headers)


def kept() -> list[tuple[str, str]]:
    return list(ClientTrouble.objects.order_by("pk").values_list("door", "error"))


def test_each_door_keeps_what_it_refused_and_gives_it_its_id(refused: RelyingParty) -> None:
    asked = {"client_id": refused.public_id, "response_type": "code", "scope": "openid", "state": SECRET_VALUE}
    right = basic(refused, CLIENT_SECRET)
    answers = [
        Client().get("/oidc/authorize", {**asked, "redirect_uri": f"https://evil.test/{SECRET_VALUE}"}),
        Client().get("/oidc/authorize", {**asked, "redirect_uri": CALLBACK, SECRET_VALUE: ["a", "b"]}),
        post("/oidc/token", basic(refused, SECRET_VALUE), grant_type="authorization_code", code=SECRET_VALUE),
        post("/oidc/token", right, grant_type="authorization_code", code=SECRET_VALUE, redirect_uri=CALLBACK),
        post("/oidc/introspect", right, other="x"),
        post("/oidc/revoke", right),
        Client().get("/oidc/logout", {"client_id": refused.public_id, "id_token_hint": SECRET_VALUE}),
    ]

    assert kept() == [
        (Door.AUTHORIZE, "bad_redirect_uri"),
        (Door.AUTHORIZE, "invalid_request"),
        (Door.TOKEN, "invalid_client"),
        (Door.TOKEN, "invalid_grant"),
        (Door.INTROSPECTION, "invalid_request"),
        (Door.REVOCATION, "invalid_request"),
        (Door.END_SESSION, "invalid_request"),
    ]
    ids = [answer["X-Correlation-Id"] for answer in answers]
    assert ids == list(ClientTrouble.objects.order_by("pk").values_list("correlation_id", flat=True))
    assert SECRET_VALUE not in str(list(ClientTrouble.objects.values()))


def test_an_access_token_that_is_over_is_told_to_the_client_it_was_given_to(refused: RelyingParty) -> None:
    token = digests.draw(digests.ACCESS_TOKEN)
    AccessTokenFactory.create(digest=digests.digest(token), grant__relying_party=refused)

    answer = Client().get("/oidc/userinfo", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 401
    assert kept() == [(Door.USERINFO, "invalid_token")]


def test_a_closed_client_learns_why_nobody_arrives(refused: RelyingParty) -> None:
    RelyingParty.objects.update(is_active=False)

    Client().get("/oidc/authorize", {"client_id": refused.public_id})

    assert kept() == [(Door.AUTHORIZE, "unknown_client")]


def test_a_client_without_a_team_and_an_unknown_one_leave_nothing() -> None:
    alone = RelyingPartyFactory.create()

    Client().get("/oidc/authorize", {"client_id": alone.public_id, "redirect_uri": "https://evil.test/"})
    Client().get("/oidc/authorize", {"client_id": "nobody"})
    post("/oidc/token", client_id="nobody\N{BELL}", grant_type="x")

    assert kept() == []


def test_what_works_asks_nothing_more(refused: RelyingParty) -> None:
    right = basic(refused, CLIENT_SECRET)

    with CaptureQueriesContext(connection) as asked:
        assert post("/oidc/revoke", right, token="x").status_code == 200

    statements = [str(query["sql"]) for query in asked.captured_queries]  # what is prepared has no text
    assert not [one for one in statements if "clienttrouble" in one]
    assert len([one for one in statements if "SAVEPOINT" not in one]) == 1


def keep(client: RelyingParty, *, seconds: float = 0.0) -> bool:
    now = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(seconds=seconds)
    return troubles.keep_trouble(
        relying_party=client, door=Door.TOKEN, error="invalid_grant", description="", correlation_id="0" * 16, now=now
    )


def test_a_client_that_goes_round_in_circles_fills_nothing_and_is_counted(
    refused: RelyingParty, django_assert_num_queries: Any
) -> None:
    assert all(keep(refused, seconds=n / 10) for n in range(policy.TROUBLES_A_MINUTE))
    with django_assert_num_queries(0):
        assert not any(keep(refused, seconds=30) for _ in range(500))

    other = RelyingPartyFactory.create(service=refused.service)
    assert keep(other, seconds=30)
    assert keep(refused, seconds=61)
    assert ClientTrouble.objects.latest("pk").unkept == 500
    assert ClientTrouble.objects.filter(relying_party=refused).count() == policy.TROUBLES_A_MINUTE + 1


def test_the_newest_stay_and_the_old_go(refused: RelyingParty) -> None:
    now = timezone.now()
    rows = [
        ClientTrouble(relying_party=refused, at=now - timedelta(minutes=n), door=Door.TOKEN, error=str(n))
        for n in range(policy.TROUBLES_KEPT + 5)
    ]
    old = ClientTrouble(relying_party=refused, at=now - timedelta(days=31), door=Door.TOKEN, error="old")
    ClientTrouble.objects.bulk_create([*rows, old])

    assert troubles.prune_troubles(limit=100, now=now) == 6

    left = set(ClientTrouble.objects.values_list("error", flat=True))
    assert left == {str(n) for n in range(policy.TROUBLES_KEPT)}
    assert troubles.prune_troubles(limit=100, now=now) == 0


@pytest.mark.parametrize(
    ("description", "stays", "shape"),
    [
        ("state: too long", "state: too long", "*: too long"),
        (f"{SECRET_VALUE}: given more than once", "parameter: given more than once", "*: given more than once"),
        ("code is required", "code is required", "* is required"),
        ("the refresh token is not valid", "the refresh token is not valid", "the refresh token is not valid"),
    ],
)
def test_only_names_that_we_know_are_kept(description: str, stays: str, shape: str) -> None:
    assert kept_description(description) == stays
    assert shape_of(description) == shape


def test_the_team_reads_cause_and_remedy_and_finds_an_id(
    browser: Client, service: Service, refused: RelyingParty
) -> None:
    answer = post("/oidc/token", basic(refused, "wrong"), grant_type="authorization_code")
    post("/oidc/introspect", basic(refused, CLIENT_SECRET))  # no body at all: the header tells who asks
    where = f"/services/{service.pk}/refus/"

    with translation.override("en"):
        words = remedy_of("invalid_client", "client authentication failed")
        page = browser.get(where, headers={"Accept-Language": "en"})
    found = browser.get(where, {"id": f" {answer['X-Correlation-Id'].upper()} "}).context["lines"]

    assert words.remedy != remedy_of("something", "else").remedy
    assert len(page.context["lines"]) == 2
    assert [row.error for row, _words in found] == ["invalid_client"]
    assert browser.get(where, {"client": str(refused.pk)}).context["chosen"] == refused
    for nothing in ({"id": "é"}, {"id": "0" * 16}, {"id": "0" * 300}):
        assert browser.get(where, nothing).context["lines"] == []


def test_another_team_reads_nothing_of_it(browser: Client, service: Service, client: Client) -> None:
    other = RelyingPartyFactory.create(service=ServiceFactory.create())
    keep(other)
    assert other.service is not None

    assert browser.get(f"/services/{other.service.pk}/refus/").status_code == 404
    own = f"/services/{service.pk}/refus/"
    assert browser.get(own).context["lines"] == []
    assert browser.get(own, {"id": "0" * 16, "client": str(other.pk)}).context["lines"] == []
    assert client.get(own).status_code == 302
