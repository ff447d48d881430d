"""The authorization endpoint, asked by a browser that has a session."""

from typing import Any

import pytest
from django.test import Client

from oidc.models import AuthorizationCode, Grant, ProviderSession, RelyingParty
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import (
    SESSION_COOKIE,
    GrantFactory,
    ProviderSessionFactory,
)
from tests.oidc.views.asking import answer_of, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_prompt_none_tells_nothing_to_a_service_that_the_person_never_chose(
    client: Client, service: RelyingParty, session: ProviderSession
) -> None:
    GrantFactory.create(session=session)
    GrantFactory.create(session=session, relying_party=service, revoked=True)
    GrantFactory.create(session=session, relying_party=service, scopes=["openid", "profile"])
    GrantFactory.create(session__browser_digest="elsewhere", relying_party=service)

    answer = answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))

    assert answer["error"] == "interaction_required"
    assert not AuthorizationCode.objects.exists()


def test_prompt_none_with_a_session_gives_a_code_without_a_page(
    client: Client, service: RelyingParty, session: ProviderSession
) -> None:
    GrantFactory.create(session=session, relying_party=service)

    answer = answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))

    assert answer["code"].startswith("ac_")
    assert answer["state"] == "the-state"
    assert answer["iss"] == "http://testserver"
    assert Grant.objects.latest("pk").session == session


def test_d7_a_code_is_stored_as_a_digest(client: Client, service: RelyingParty, session: ProviderSession) -> None:
    GrantFactory.create(session=session, relying_party=service)

    code = answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))["code"]

    assert AuthorizationCode.objects.get().digest != code
    assert code not in str(AuthorizationCode.objects.values().get())


def test_a_session_without_prompt_asks_who_continues(
    client: Client, service: RelyingParty, session: ProviderSession
) -> None:
    response = client.get("/oidc/authorize", ask(service))

    assert response["Location"].startswith("/oidc/connexion/")
    assert not Grant.objects.exists()


@pytest.mark.parametrize("prompt", ["select_account", "consent", "consent select_account"])
def test_a_person_with_a_session_chooses_and_agrees_once_where_it_was_asked(
    client: Client, service: RelyingParty, session: ProviderSession, prompt: str
) -> None:
    GrantFactory.create(session=session, relying_party=service)

    page = client.get("/oidc/authorize", ask(service, prompt=prompt))["Location"]

    assert 'id="continue-as"' in client.get(page).content.decode()
    answer = client.post(f"{page}continuer")
    if "consent" in prompt:
        assert answer["Location"] == page
        answer = client.post(f"{page}accord", {"answer": "oui"})
    assert "code" in answer_of(answer)


def test_a_person_with_a_session_may_choose_to_be_another(
    client: Client, service: RelyingParty, session: ProviderSession
) -> None:
    page = client.get("/oidc/authorize", ask(service, prompt="select_account"))["Location"]

    client.post(f"{page}autre")

    assert 'id="identify-form"' in client.get(page).content.decode()


@pytest.mark.parametrize("changes", [{"prompt": "none", "max_age": "599"}, {"prompt": "none", "max_age": "0"}])
def test_d9_a_stale_session_with_prompt_none_is_login_required_and_stays_as_it_is(
    client: Client, service: RelyingParty, session: ProviderSession, changes: dict[str, str]
) -> None:
    answer = answer_of(client.get("/oidc/authorize", ask(service, **changes)))

    session.refresh_from_db()
    assert answer["error"] == "login_required"
    assert session.ended_at is None


def test_d9_another_sign_in_of_the_same_person_does_not_refresh_this_session(
    client: Client, service: RelyingParty, session: ProviderSession, at_noon: Any
) -> None:
    ProviderSessionFactory.create(card=session.card, browser_digest="elsewhere", auth_time=at_noon)

    answer = answer_of(client.get("/oidc/authorize", ask(service, prompt="none", max_age="599")))

    assert answer["error"] == "login_required"


@pytest.mark.parametrize("trait", ["idle", "old", "ended"])
def test_a_session_that_is_over_is_no_session(client: Client, service: RelyingParty, trait: str) -> None:
    ProviderSessionFactory.create(**{trait: True})
    client.cookies["op_session"] = SESSION_COOKIE

    assert answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))["error"] == "login_required"


def test_d6_a_session_ends_with_its_card(client: Client, service: RelyingParty, at_noon: Any) -> None:
    card = VirtualCardFactory.create(state="REVOKED", ended_at=at_noon, end_reason="LOST")
    ProviderSessionFactory.create(card=card)
    client.cookies["op_session"] = SESSION_COOKIE

    assert answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))["error"] == "login_required"


def test_a_session_ends_with_the_rights_of_its_holder(
    client: Client, service: RelyingParty, session: ProviderSession, at_noon: Any
) -> None:
    session.practitioner.deceased_date = at_noon.date()
    session.practitioner.save()

    assert answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))["error"] == "login_required"


def test_a_test_identity_is_denied_to_a_production_service(
    client: Client, session: ProviderSession, production_service: RelyingParty
) -> None:
    answer = answer_of(client.get("/oidc/authorize", ask(production_service, prompt="none")))

    assert answer["error"] == "access_denied"
    assert not Grant.objects.exists()


def test_an_authorization_costs_few_queries(
    client: Client, service: RelyingParty, session: ProviderSession, django_assert_max_num_queries: Any
) -> None:
    GrantFactory.create(session=session, relying_party=service)

    # session with all that decides, grant with its code, its line and the use of the session; the client at first
    with django_assert_max_num_queries(3):
        answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))
    with django_assert_max_num_queries(2):
        answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))
