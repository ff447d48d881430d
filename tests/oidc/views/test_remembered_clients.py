"""Doors that remember a client: whatever changes of it counts at the very next call, and spends nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from django.utils import timezone

from oidc.library import registration
from oidc.models import (
    AccessToken,
    AuthorizationCode,
    BackchannelRequest,
    ClientSecret,
    Grant,
    ProviderSession,
    RefreshToken,
    RelyingParty,
    ServiceToken,
)
from oidc.queries import registry
from oidc.vocabulary import GrantType
from oidc.workflows.suspending import reopen, suspend
from tests.factories.oidc import (
    CALLBACK,
    NOON,
    VERIFIER,
    AccessTokenFactory,
    AuthorizationCodeFactory,
    BackchannelRequestFactory,
    ClientSecretFactory,
    RefreshTokenFactory,
)
from tests.oidc.conftest import basic
from tests.oidc.views.asking import answer_of, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

AUTH_REQ_ID = "what-it-polls-with"
FORM = "application/x-www-form-urlencoded"
Call = Callable[[Browser, RelyingParty], Any]


def post(browser: Browser, service: RelyingParty, door: str, **form: str) -> Any:
    return browser.post(f"/oidc/{door}", urlencode(form), content_type=FORM, headers={"Authorization": basic(service)})


def exchange(browser: Browser, service: RelyingParty) -> Any:
    proof = {"redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return post(browser, service, "token", grant_type="authorization_code", code="ac_the-code", **proof)


def renew(browser: Browser, service: RelyingParty) -> Any:
    return post(browser, service, "token", grant_type="refresh_token", refresh_token="rt_the-token")


def ask_for_itself(browser: Browser, service: RelyingParty) -> Any:
    return post(browser, service, "token", grant_type="client_credentials", scope="profile")


def introspect(browser: Browser, service: RelyingParty) -> Any:
    return post(browser, service, "introspect", token="at_the-token")


def introspect_nothing(browser: Browser, service: RelyingParty) -> Any:
    return post(browser, service, "introspect", token="at_of-nobody")


def poll(browser: Browser, service: RelyingParty) -> Any:
    return post(browser, service, "token", grant_type=GrantType.CIBA, auth_req_id=AUTH_REQ_ID)


DOORS = {
    "code": exchange,
    "refresh": renew,
    "itself": ask_for_itself,
    "poll": poll,
    "introspection": introspect,
    "introspection of nothing": introspect_nothing,
}
every_door = pytest.mark.parametrize("call", DOORS.values(), ids=DOORS)


@pytest.fixture
def remembered(browser: Browser, session: ProviderSession) -> RelyingParty:
    """A service that may do everything, and that this process has answered already."""
    grant_types = ["authorization_code", "refresh_token", "client_credentials", GrantType.CIBA.value]
    service: RelyingParty = ClientSecretFactory.create(relying_party__grant_types=grant_types).relying_party
    BackchannelRequestFactory.create(relying_party=service, value=AUTH_REQ_ID)
    AuthorizationCodeFactory.create(grant__relying_party=service, grant__session=session)
    AccessTokenFactory.create(grant__relying_party=service, grant__session=session)
    RefreshTokenFactory.create(grant__relying_party=service, grant__session=session)
    assert introspect(browser, service).json()["active"] is True
    assert registry.recall(service.public_id) is not None
    return service


@pytest.fixture
def browser(client: Browser) -> Browser:
    """Whoever calls."""
    return client


def spent() -> list[int]:
    """What a call may have used up or given."""
    return [
        AuthorizationCode.objects.filter(used_at__isnull=False).count(),
        RefreshToken.objects.filter(used_at__isnull=False).count(),
        Grant.objects.filter(revoked_at__isnull=False).count(),
        AccessToken.objects.count(),
        ServiceToken.objects.count(),
        BackchannelRequest.objects.filter(last_poll_at__isnull=False).count(),
    ]


@every_door
def test_a_client_that_was_closed_is_unknown_at_the_next_call(
    browser: Browser, remembered: RelyingParty, call: Call
) -> None:
    before = spent()
    RelyingParty.objects.filter(pk=remembered.pk).update(is_active=False)

    response = call(browser, remembered)

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert spent() == before


@every_door
def test_a_secret_that_is_gone_proves_nothing_at_the_next_call(
    browser: Browser, remembered: RelyingParty, call: Call
) -> None:
    before = spent()
    ClientSecret.objects.filter(relying_party=remembered).delete()

    response = call(browser, remembered)

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert spent() == before


@every_door
def test_a_secret_that_ended_meanwhile_proves_nothing(
    browser: Browser, remembered: RelyingParty, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    ClientSecret.objects.filter(relying_party=remembered).update(expires_at=NOON + timedelta(seconds=10))
    assert introspect(browser, remembered).json()["active"] is True  # it is in memory, with its end
    before = spent()
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(seconds=11))

    response = call(browser, remembered)

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert spent() == before


@pytest.mark.parametrize("call", [exchange, renew, ask_for_itself], ids=["code", "refresh", "itself"])
def test_what_it_registered_since_is_open_at_the_next_call(
    browser: Browser, remembered: RelyingParty, call: Call
) -> None:
    registered = remembered.grant_types
    RelyingParty.objects.filter(pk=remembered.pk).update(grant_types=[])
    assert call(browser, remembered).json()["error"] == "unauthorized_client"
    RelyingParty.objects.filter(pk=remembered.pk).update(grant_types=registered)

    assert call(browser, remembered).status_code == 200


@pytest.mark.parametrize("call", [exchange, renew, ask_for_itself], ids=["code", "refresh", "itself"])
def test_what_its_client_may_ask_is_that_of_now(browser: Browser, remembered: RelyingParty, call: Call) -> None:
    remembered.client.scope = ["openid"]
    remembered.client.save()

    response = call(browser, remembered)

    if call is ask_for_itself:
        assert response.json()["error"] == "invalid_scope"
    else:
        assert response.json()["scope"] == "openid"


def test_a_poll_that_waits_is_answered_from_memory(
    browser: Browser, remembered: RelyingParty, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert poll(browser, remembered).json()["error"] == "authorization_pending"
    assert poll(browser, remembered).json()["error"] == "slow_down"


def test_a_new_secret_serves_beside_the_one_in_memory(browser: Browser, remembered: RelyingParty) -> None:
    secret = registration.keep_secret(remembered, now=NOON)

    headers = {"Authorization": basic(remembered, secret)}
    response = browser.post("/oidc/introspect", "token=at_the-token", content_type=FORM, headers=headers)

    assert response.json()["active"] is True


def test_who_asks_after_a_person_is_the_client_of_now(browser: Browser, remembered: RelyingParty) -> None:
    bearer = {"Authorization": "Bearer at_the-token"}
    assert browser.get("/oidc/userinfo", headers=bearer).status_code == 200
    RelyingParty.objects.filter(pk=remembered.pk).update(is_active=False)

    assert browser.get("/oidc/userinfo", headers=bearer).status_code == 401

    RelyingParty.objects.filter(pk=remembered.pk).update(is_active=True, environment="production")
    assert browser.get("/oidc/userinfo", headers=bearer).status_code == 401  # it is a test person


def test_a_suspension_and_its_end_are_met_by_the_next_sign_in(browser: Browser, remembered: RelyingParty) -> None:
    assert "code" in answer_of(browser.get("/oidc/authorize", ask(remembered, prompt="none")))

    suspend(account=None, relying_party=remembered, reason="essai", now=NOON)
    assert browser.get("/oidc/authorize", ask(remembered, prompt="none")).status_code == 400
    reopen(account=None, relying_party=remembered, now=NOON)

    # what was granted ended with it
    assert answer_of(browser.get("/oidc/authorize", ask(remembered, prompt="none")))["error"] == "interaction_required"


@pytest.mark.parametrize("cookie", ["the-session", "of-nobody"])
def test_an_address_that_it_left_gets_nothing_at_the_next_sign_in(
    browser: Browser, remembered: RelyingParty, session: ProviderSession, cookie: str
) -> None:
    browser.get("/oidc/authorize", ask(remembered, prompt="none"))
    browser.cookies["op_session"] = cookie if cookie == "of-nobody" else browser.cookies["op_session"].value
    remembered.client.redirect_uris = ["https://elsewhere.test/retour"]
    remembered.client.save()

    response = browser.get("/oidc/authorize", ask(remembered, prompt="none"))

    assert response.status_code == 400
    assert AuthorizationCode.objects.filter(grant__session=session).count() == 2


def test_an_error_goes_to_no_address_that_it_left(browser: Browser, remembered: RelyingParty) -> None:
    browser.get("/oidc/authorize", ask(remembered, prompt="none"))
    remembered.client.redirect_uris = ["https://elsewhere.test/retour"]
    remembered.client.save()

    assert browser.get("/oidc/authorize", ask(remembered, scope="profile")).status_code == 400


def test_a_workstation_of_everybody_is_known_as_such_at_the_next_sign_in(
    browser: Browser, remembered: RelyingParty
) -> None:
    assert "code" in answer_of(browser.get("/oidc/authorize", ask(remembered, prompt="none")))
    RelyingParty.objects.filter(pk=remembered.pk).update(shared_workstation=True)

    for _time in range(2):
        answer = answer_of(browser.get("/oidc/authorize", ask(remembered, prompt="none")))
        assert answer["error"] == "login_required"
