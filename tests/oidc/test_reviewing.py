"""Reviewers read what teams ask for, and decide; they suspend clients and open them again."""

import copy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Account, MandateRole
from oidc.models import ProductionRequest, RelyingParty
from oidc.vocabulary import RequestState
from tests.factories.directory import MandateFactory, OrganizationFactory
from tests.factories.oidc import (
    RESOURCE,
    ClientSecretFactory,
    ProductionRequestFactory,
    RelyingPartyFactory,
    ResourceServerFactory,
    ServiceMemberFactory,
)
from tests.support.staff import let_passkey_age, sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db

LIST = "portal:oidc_productionrequest_changelist"
PAGE = "portal:oidc_productionrequest_change"


@pytest.fixture(autouse=True)
def _tolerant_templates(settings: Any) -> None:
    """The portal's toolkit asks for variables that its own pages do not set."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = ""
    settings.TEMPLATES = templates


@pytest.fixture
def reviewer(db: None) -> Account:
    account: Account = MandateFactory.create(
        role=MandateRole.REVIEWER, operator=True, account__display_name="Ada"
    ).account
    return account


@pytest.fixture
def browser(reviewer: Account) -> Client:
    return sign_in_with_passkey(reviewer)


@pytest.fixture
def asked(db: None) -> ProductionRequest:
    member = ServiceMemberFactory.create()
    made: ProductionRequest = ProductionRequestFactory.create(service=member.service, submitted_by=member.account)
    return made


def act(browser: Client, name: str, asked: ProductionRequest, **typed: str) -> Any:
    return browser.post(reverse(f"portal:{name}_production", args=[asked.pk]), typed)


def state(asked: ProductionRequest) -> str:
    asked.refresh_from_db()
    return asked.state


def test_what_waits_is_a_task_of_the_day_and_the_oldest_comes_first(browser: Client, asked: ProductionRequest) -> None:
    ProductionRequestFactory.create(service__name="Déjà refusé", refused=True)
    ProductionRequestFactory.create(service__name="Interrogé", asked=True)

    page = browser.get(reverse(LIST))

    assert [line.head.words for line in page.context["lines"]] == [asked.service.name, "Interrogé", "Déjà refusé"]
    found = browser.get(reverse(LIST), {"state": "REFUSED", "q": "refusé"}).context["lines"]
    assert [line.head.words for line in found] == ["Déjà refusé"]
    day = browser.get(reverse("portal:index")).content.decode()
    assert reverse(PAGE, args=[asked.pk]) in day or reverse(LIST) in day


def test_who_sees_no_service_finds_neither_the_list_nor_a_request(asked: ProductionRequest) -> None:
    registrar = sign_in(MandateFactory.create().account)

    assert reverse(LIST) not in registrar.get(reverse("portal:index")).content.decode()
    assert registrar.get(reverse(PAGE, args=[asked.pk])).status_code != 200
    for name in ("ask", "accept", "refuse"):
        assert act(registrar, name, asked, text="Voici.").status_code == 404
    assert state(asked) == RequestState.SUBMITTED


def test_the_page_shows_who_asks_what_changes_and_why(browser: Client, asked: ProductionRequest) -> None:
    RelyingPartyFactory.create(service=asked.service, production=True)
    OrganizationFactory.create(siret=asked.service.siret, trade_name="Structure du SIRET", legal_name="")

    page = browser.get(reverse(PAGE, args=[asked.pk]), headers={"Accept-Language": "en"}).content.decode()

    for words in (
        asked.service.description,
        asked.service.siret,
        "Structure du SIRET",
        "Afficher le nom de la personne.",
        "https://horizon.test/callback",
        "<del><code>scope_all</code></del>",
    ):
        assert words in page


def test_the_page_names_the_resource_servers_that_are_asked_for_and_why(
    browser: Client, asked: ProductionRequest
) -> None:
    ResourceServerFactory.create(production=True)
    RelyingPartyFactory.create(service=asked.service, production=True)
    asked.metadata = {**asked.metadata, "allowed_resources": [RESOURCE]}
    asked.reasons = {**asked.reasons, RESOURCE: "Lire les dossiers."}
    asked.save()

    page = browser.get(reverse(PAGE, args=[asked.pk]), headers={"Accept-Language": "en"}).content.decode()

    assert f"<ins><code>{RESOURCE}</code></ins>" in page
    assert "Dossiers partagés" in page
    assert "Lire les dossiers." in page


def test_a_question_is_asked_once_with_words(browser: Client, asked: ProductionRequest) -> None:
    assert act(browser, "ask", asked, text=" ").status_code == 422

    assert act(browser, "ask", asked, text="Pourquoi ?").status_code == 302
    act(browser, "ask", asked, text="Encore ?")

    assert state(asked) == RequestState.ASKED
    assert asked.messages.count() == 1


def test_a_request_is_accepted_once_it_was_confirmed(
    browser: Client, reviewer: Account, asked: ProductionRequest
) -> None:
    assert act(browser, "accept", asked, text="Bienvenue").status_code == 200
    assert state(asked) == RequestState.SUBMITTED

    assert act(browser, "accept", asked, text="Bienvenue", confirmed="1").status_code == 302

    assert state(asked) == RequestState.ACCEPTED
    assert asked.decided_by == reviewer
    assert RelyingParty.objects.get().environment == "production"
    assert browser.get(reverse(PAGE, args=[asked.pk])).status_code == 200


def test_to_accept_asks_a_strong_means(reviewer: Account, browser: Client, asked: ProductionRequest) -> None:
    let_passkey_age(browser, 3_600)

    assert act(browser, "accept", asked, confirmed="1").status_code in {302, 403}

    assert state(asked) == RequestState.SUBMITTED


def test_a_refusal_says_why_and_is_confirmed(browser: Client, asked: ProductionRequest) -> None:
    assert act(browser, "refuse", asked, text=" ").status_code == 422
    assert act(browser, "refuse", asked, text=" ", confirmed="1").status_code == 422
    assert act(browser, "refuse", asked, text="Trop de données.").status_code == 200
    assert state(asked) == RequestState.SUBMITTED

    act(browser, "refuse", asked, text="Trop de données.", confirmed="1")

    assert state(asked) == RequestState.REFUSED
    assert asked.messages.get().text == "Trop de données."


def test_an_auditor_reads_and_decides_nothing(asked: ProductionRequest) -> None:
    auditor = sign_in_with_passkey(MandateFactory.create(auditor=True).account)

    page = auditor.get(reverse(PAGE, args=[asked.pk]))
    assert not page.context["may_decide"]
    for name in ("ask", "accept", "refuse"):
        act(auditor, name, asked, text="Voici.", confirmed="1")

    assert state(asked) == RequestState.SUBMITTED
    assert not asked.messages.exists()


def test_a_reviewer_decides_nothing_of_their_own_service(
    browser: Client, reviewer: Account, asked: ProductionRequest
) -> None:
    ServiceMemberFactory.create(service=asked.service, account=reviewer)

    assert browser.get(reverse(PAGE, args=[asked.pk])).context["is_own"]
    for name in ("ask", "accept", "refuse"):
        act(browser, name, asked, text="Voici.", confirmed="1")

    assert state(asked) == RequestState.SUBMITTED


@pytest.mark.parametrize("name", ["ask", "accept", "refuse"])
def test_to_look_at_the_address_of_an_act_does_nothing(browser: Client, asked: ProductionRequest, name: str) -> None:
    assert browser.get(reverse(f"portal:{name}_production", args=[asked.pk])).status_code == 405


def test_a_client_is_suspended_with_a_reason_and_opened_again(browser: Client, asked: ProductionRequest) -> None:
    client = ClientSecretFactory.create(relying_party__service=asked.service).relying_party
    of_client = reverse("portal:oidc_relyingparty_change", args=[client.pk])
    suspension = reverse("portal:suspend_client", args=[client.pk])
    reopening = reverse("portal:reopen_client", args=[client.pk])
    page = browser.get(of_client).content.decode()
    assert asked.service.description in page
    assert suspension in page

    assert browser.post(suspension).status_code == 200
    assert browser.post(suspension, {"confirmed": "1", "reason": " "}).status_code == 422
    assert browser.post(suspension, {"confirmed": "1", "reason": "Une fuite"}).status_code == 302

    client.refresh_from_db()
    assert (client.is_active, client.suspended_reason) == (False, "Une fuite")
    shown = browser.get(of_client).content.decode()
    assert "Une fuite" in shown
    assert browser.post(reopening).status_code == 200
    client.refresh_from_db()
    assert not client.is_active
    browser.post(reopening, {"confirmed": "1"})
    client.refresh_from_db()
    assert client.is_active


def test_who_reviews_nothing_suspends_nothing() -> None:
    client = RelyingPartyFactory.create()
    auditor = sign_in(MandateFactory.create(auditor=True).account)

    assert not auditor.get(reverse("portal:oidc_relyingparty_change", args=[client.pk])).context["act"]
    auditor.post(reverse("portal:suspend_client", args=[client.pk]), {"confirmed": "1", "reason": "essai"})

    client.refresh_from_db()
    assert client.is_active
