"""The page on which a team asks for production."""

from typing import Any

import pytest
from django.test import Client

from directory.models import Practitioner
from oidc.models import ProductionRequest, RelyingParty, Service
from oidc.vocabulary import RequestState
from oidc.workflows import going_live
from tests.factories.directory import AccountFactory
from tests.factories.oidc import (
    NOON,
    RESOURCE,
    ClientSecretFactory,
    ProductionRequestFactory,
    RelyingPartyFactory,
    ResourceServerFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db

ASKED: dict[str, Any] = {
    "client_name": "Dossier Santé",
    "token_endpoint_auth_method": "client_secret_basic",
    "redirect_uris": "https://horizon.test/callback",
    "scope": ["openid", "profile"],
    "sign_in_page": "none",
    "require_pkce": "on",
    "id_token_signed_response_alg": "ES256",
    "subject_type": "public",
    "reason_profile": "Afficher le nom.",
}


def page_of(service: Service) -> str:
    return f"/services/{service.pk}/production/"


@pytest.fixture
def sandbox(service: Service) -> RelyingParty:
    client: RelyingParty = RelyingPartyFactory.create(service=service, allowed_resources=["https://api.test/x"])
    return client


@pytest.fixture
def asked(browser: Client, service: Service) -> ProductionRequest:
    assert browser.post(page_of(service), ASKED).status_code == 302
    return ProductionRequest.objects.get()


def test_the_form_begins_with_the_client_of_the_sandbox(
    browser: Client, service: Service, sandbox: RelyingParty
) -> None:
    other = RelyingPartyFactory.create(service=service, client__name="Un autre", client__scope=["openid", "email"])

    form = browser.get(page_of(service)).context["form"]
    assert form["redirect_uris"].initial == tuple(sandbox.client.redirect_uris)
    chosen = browser.get(page_of(service), {"client": other.pk}).context["form"]
    assert (chosen["client_name"].initial, chosen["scope"].initial) == ("Un autre", ["openid", "email"])


@pytest.mark.parametrize("key", ["x", "-1", "²", "9" * 40, "0"])
def test_a_client_that_is_not_of_the_service_does_not_exist(browser: Client, service: Service, key: str) -> None:
    assert browser.get(page_of(service), {"client": key}).status_code == 404
    foreign = RelyingPartyFactory.create(service=ServiceFactory.create())
    assert browser.get(page_of(service), {"client": foreign.pk}).status_code == 404


def test_what_is_sent_waits_for_a_reviewer_and_the_sandbox_stays(
    browser: Client, service: Service, sandbox: RelyingParty
) -> None:
    address = f"{page_of(service)}?client={sandbox.pk}"

    assert browser.post(address, ASKED)["Location"] == page_of(service)

    asked = ProductionRequest.objects.get()
    assert (asked.state, asked.reasons) == (RequestState.SUBMITTED, {"profile": "Afficher le nom."})
    assert asked.metadata["environment"] == "production"
    assert asked.metadata["allowed_resources"] == []
    sandbox.client.refresh_from_db()
    assert sandbox.client.scope == ["openid", "profile", "scope_all"]
    page = browser.get(page_of(service)).content.decode()
    assert "Afficher le nom." in page
    assert "https://horizon.test/callback" in page
    assert 'name="redirect_uris"' not in page
    assert f"/services/{service.pk}/production/" in browser.get(f"/services/{service.pk}/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason_profile": " "}, "reason_profile"),
        ({"scope": ["openid", "profile", "email"]}, "reason_email"),
        ({"reason_profile": "a" * 1_001}, "reason_profile"),
        ({"reason_profile": "a\0b"}, "reason_profile"),
        ({"redirect_uris": "http://localhost:3000/callback"}, "__all__"),
        ({"redirect_uris": "https://127.0.0.1/callback"}, "__all__"),
        ({"redirect_uris": "http://horizon.test/callback"}, "redirect_uris"),
        ({"scope": ["profile"]}, "__all__"),
        ({"client_name": ""}, "client_name"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_asked(
    browser: Client, service: Service, changes: dict[str, Any], field: str
) -> None:
    answer = browser.post(page_of(service), {**ASKED, **changes})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not ProductionRequest.objects.exists()


def test_a_resource_server_of_production_is_named_with_its_reason(browser: Client, service: Service) -> None:
    ResourceServerFactory.create(production=True)
    ResourceServerFactory.create(production=True, closed=True, identifier="https://closed.test/api", name="Fermé")
    ResourceServerFactory.create(identifier="https://sandbox.test/api", name="Du bac à sable")
    named = ASKED | {"allowed_resources": [RESOURCE]}

    form = browser.get(page_of(service)).context["form"]
    without = browser.post(page_of(service), named, headers={"Accept-Language": "en"})
    elsewhere = browser.post(page_of(service), ASKED | {"allowed_resources": ["https://sandbox.test/api"]})
    sent = browser.post(page_of(service), named | {"reason_resource_0": "Lire les dossiers."})

    assert form.resources == {RESOURCE: "Dossiers partagés"}
    assert without.context["form"].errors == {"reason_resource_0": ["Say why you need Dossiers partagés."]}
    assert elsewhere.context["form"].errors.keys() == {"allowed_resources"}
    assert sent.status_code == 302
    asked = ProductionRequest.objects.get()
    assert asked.metadata["allowed_resources"] == [RESOURCE]
    assert asked.reasons[RESOURCE] == "Lire les dossiers."
    page = browser.get(page_of(service)).content.decode()
    assert RESOURCE in page
    assert "Dossiers partagés" in page
    assert "Lire les dossiers." in page


def test_a_resource_server_of_production_is_given_up_by_a_request_too(browser: Client, service: Service) -> None:
    ResourceServerFactory.create(production=True)
    RelyingPartyFactory.create(service=service, production=True, allowed_resources=[RESOURCE])

    form = browser.get(page_of(service)).context["form"]
    looked = browser.post(page_of(service), ASKED | {"look": "1"})

    assert form["allowed_resources"].initial == [RESOURCE]
    (member,) = [one for one in looked.context["members"] if one.name == "allowed_resources"]
    assert member.removed == {RESOURCE}


def test_a_program_on_the_persons_machine_may_be_answered_there(browser: Client, service: Service) -> None:
    asked = {**ASKED, "token_endpoint_auth_method": "none", "redirect_uris": "http://127.0.0.1/callback"}

    assert browser.post(page_of(service), asked).status_code == 302


def test_addresses_of_another_host_than_the_site_are_pointed_at(browser: Client, service: Service) -> None:
    Service.objects.update(website="https://www.horizon.test/")
    assert browser.post(page_of(service), ASKED).status_code == 302
    assert browser.get(page_of(service)).context["elsewhere"] == ()
    ProductionRequest.objects.all().delete()

    browser.post(page_of(service), {**ASKED, "redirect_uris": "https://other.test/"})

    answer = browser.get(page_of(service))
    assert answer.context["elsewhere"] == ("other.test",)
    assert "other.test" in answer.content.decode()


def test_what_would_change_is_shown_before_it_is_asked(browser: Client, service: Service) -> None:
    RelyingPartyFactory.create(service=service, production=True)

    answer = browser.post(page_of(service), {**ASKED, "look": "1"})

    changed = {one.name for one in answer.context["members"] if one.is_changed}
    assert changed == {"client_name", "redirect_uris", "scope"}
    assert "<del>" in answer.content.decode()
    assert not ProductionRequest.objects.exists()


def test_what_is_in_production_already_is_not_asked_again(browser: Client, service: Service) -> None:
    present = RelyingPartyFactory.create(service=service, production=True)
    same = {
        **ASKED,
        "client_name": present.name,
        "redirect_uris": present.client.redirect_uris[0],
        "scope": present.client.scope,
        "reason_scope_all": "Soigner.",
    }

    answer = browser.post(page_of(service), same)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["__all__"]


def test_the_client_of_production_is_changed_by_this_page_alone(browser: Client, service: Service) -> None:
    present = RelyingPartyFactory.create(service=service, production=True)

    answer = browser.get(f"/services/{service.pk}/clients/{present.pk}/modifier/")

    assert answer["Location"] == page_of(service)
    assert browser.get(page_of(service)).context["form"]["client_name"].initial == present.name


def test_a_second_request_waits_until_the_first_is_closed(
    browser: Client, service: Service, asked: ProductionRequest
) -> None:
    page = browser.post(page_of(service), ASKED, follow=True).content.decode()

    assert "alert--error" in page
    assert ProductionRequest.objects.count() == 1


def test_a_question_is_read_and_answered(browser: Client, service: Service, asked: ProductionRequest) -> None:
    reviewer = AccountFactory.create(operator=True, display_name="Relectrice Marquée")
    going_live.ask_team(reviewer=reviewer, request=asked, text="Pourquoi le nom ?", now=NOON)
    page = browser.get(page_of(service)).content.decode()
    assert "Pourquoi le nom ?" in page
    assert "Relectrice Marquée" not in page
    address = f"{page_of(service)}{asked.pk}/reponse/"

    for wrong in ("", "  ", "a" * 4_001):
        refused = browser.post(address, {"text": wrong})
        assert refused.status_code == 422
        assert 'id="answer-error"' in refused.content.decode()
    assert browser.post(address, {"text": "Pour l’accueil."}).status_code == 302

    asked.refresh_from_db()
    assert asked.state == RequestState.SUBMITTED
    assert "Pour l’accueil." in browser.get(page_of(service)).content.decode()
    assert "alert--error" in browser.post(address, {"text": "Encore."}, follow=True).content.decode()


def test_a_request_is_withdrawn_after_it_was_said_what_that_means_and_its_words_are_kept(
    browser: Client, service: Service, asked: ProductionRequest
) -> None:
    address = f"{page_of(service)}{asked.pk}/retrait/"
    assert browser.get(address).status_code == 200
    asked.refresh_from_db()
    assert asked.is_open

    browser.post(address)

    asked.refresh_from_db()
    assert asked.state == RequestState.WITHDRAWN
    form = browser.get(page_of(service)).context["form"]
    assert form["reason_profile"].initial == "Afficher le nom."
    assert form["redirect_uris"].initial == ("https://horizon.test/callback",)
    assert browser.get(address)["Location"] == page_of(service)
    assert "alert--error" in browser.post(address, follow=True).content.decode()


def test_a_refusal_is_read_with_its_reasons_and_the_form_begins_with_what_was_asked(
    browser: Client, service: Service, asked: ProductionRequest
) -> None:
    reviewer = AccountFactory.create(operator=True)
    going_live.refuse_request(reviewer=reviewer, request=asked, text="Trop de données.", now=NOON)

    answer = browser.get(page_of(service))

    assert "Trop de données." in answer.content.decode()
    assert answer.context["form"]["reason_profile"].initial == "Afficher le nom."
    assert browser.post(page_of(service), ASKED).status_code == 302


def test_once_accepted_its_secret_is_to_be_drawn_on_its_page(
    browser: Client, service: Service, asked: ProductionRequest
) -> None:
    going_live.accept_request(reviewer=AccountFactory.create(operator=True), request=asked, now=NOON)
    present = RelyingParty.objects.get()
    of_client = f"/services/{service.pk}/clients/{present.pk}/"

    answer = browser.get(page_of(service))
    assert answer.context["needs_secret"]
    assert of_client in answer.content.decode()
    assert page_of(service) in browser.get(of_client).content.decode()
    ClientSecretFactory.create(relying_party=present)

    assert not browser.get(page_of(service)).context["needs_secret"]


def test_requests_of_another_team_do_not_exist(browser: Client, service: Service, person: Practitioner) -> None:
    foreign = ProductionRequestFactory.create(asked=True)

    assert browser.get(page_of(foreign.service)).status_code == 404
    assert browser.post(page_of(foreign.service), ASKED).status_code == 404
    for owner in (service, foreign.service):
        assert browser.post(f"{page_of(owner)}{foreign.pk}/reponse/", {"text": "Voici."}).status_code == 404
        assert browser.get(f"{page_of(owner)}{foreign.pk}/retrait/").status_code == 404
        assert browser.post(f"{page_of(owner)}{foreign.pk}/retrait/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == RequestState.ASKED
