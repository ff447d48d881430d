"""The pages of a service's team."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import Account, Practitioner
from oidc.models import ClientSecret, RelyingParty, Service
from oidc.protocol.client_credentials import Presented
from oidc.views.services.refusals import KNOWN_REASONS
from oidc.workflows import client_authentication
from tests.factories.oidc import ClientSecretFactory, RelyingPartyFactory, ServiceFactory
from tests.support.holder import sign_in_holder

pytestmark = pytest.mark.django_db

DESCRIPTION = {
    "name": "Dossier Santé",
    "organization_name": "Horizon Logiciels",
    "siret": "732 829 320 00074",
    "description": "Pour les équipes de soins.",
    "website": "",
    "contact_email": "contact@horizon.test",
}
REGISTRATION: dict[str, Any] = {
    "client_name": "Dossier Santé",
    "token_endpoint_auth_method": "client_secret_basic",
    "redirect_uris": "https://horizon.test/callback\r\n\r\nhttp://localhost:3000/callback",
    "post_logout_redirect_uris": "",
    "backchannel_logout_uri": "",
    "scope": ["openid", "profile"],
    "sign_in_page": "none",
    "require_pkce": "on",
    "id_token_signed_response_alg": "ES256",
    "userinfo_signed_response_alg": "",
    "subject_type": "public",
    "sector_identifier_uri": "",
}


def test_who_is_signed_out_reads_what_this_is_and_comes_back_to_the_page_they_wanted(client: Client) -> None:
    asked = client.get("/services/nouveau/")

    assert asked["Location"] == "/services/?suite=%2Fservices%2Fnouveau%2F"
    assert client.get(asked["Location"]).context["next"] == "/services/nouveau/"


@pytest.mark.parametrize(
    "wanted", ["https://evil.test/", "//evil.test", "/portail/", "/services/\nx", "/services/" + "a" * 300]
)
def test_another_address_is_not_gone_to(client: Client, wanted: str) -> None:
    assert client.get("/services/", {"suite": wanted}).context["next"] == "/services/"


def test_a_person_without_services_is_shown_where_to_begin(browser: Client) -> None:
    assert "/services/nouveau/" in browser.get("/services/").content.decode()


def test_a_service_is_described_and_a_client_of_the_sandbox_works_at_once(browser: Client) -> None:
    described = browser.post("/services/nouveau/", DESCRIPTION)
    service = Service.objects.get()
    assert described["Location"] == f"/services/{service.pk}/"
    assert service.siret == "73282932000074"

    shown = browser.post(f"/services/{service.pk}/clients/nouveau/", REGISTRATION)

    page = shown.content.decode()
    relying_party = RelyingParty.objects.get()
    assert relying_party.client.redirect_uris == ["https://horizon.test/callback", "http://localhost:3000/callback"]
    secret = re.search(r'id="client-secret">([^<]+)<', page)
    assert secret is not None
    assert relying_party.public_id in page
    assert shown["Cache-Control"].count("no-store")
    presented = Presented(relying_party.public_id, "client_secret_basic", secret[1])
    assert client_authentication.authenticate(presented, now=timezone.now()) == relying_party
    for address in (f"/services/{service.pk}/", f"/services/{service.pk}/clients/{relying_party.pk}/"):
        assert secret[1] not in browser.get(address).content.decode()


def test_a_public_client_has_no_secret(browser: Client, service: Service) -> None:
    page = browser.post(
        f"/services/{service.pk}/clients/nouveau/", {**REGISTRATION, "token_endpoint_auth_method": "none"}
    ).content.decode()

    assert "client-secret" not in page
    assert not ClientSecret.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"siret": "123"}, "siret"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"name": "a\0b"}, "name"),
        ({"description": "a" * 4_001}, "description"),
    ],
)
def test_a_description_that_is_wrong_is_said_beside_its_field(
    browser: Client, changes: dict[str, str], field: str
) -> None:
    answer = browser.post("/services/nouveau/", {**DESCRIPTION, **changes})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"redirect_uris": ""}, "redirect_uris"),
        ({"redirect_uris": "https://horizon.test/#x"}, "redirect_uris"),
        ({"redirect_uris": "https://*.horizon.test/"}, "redirect_uris"),
        ({"redirect_uris": "http://horizon.test/"}, "redirect_uris"),
        ({"redirect_uris": "not an address"}, "redirect_uris"),
        ({"redirect_uris": "\n".join(f"https://horizon.test/{n}" for n in range(21))}, "redirect_uris"),
        ({"post_logout_redirect_uris": "javascript:alert(1)"}, "post_logout_redirect_uris"),
        ({"backchannel_logout_uri": "ftp://horizon.test/"}, "backchannel_logout_uri"),
        ({"scope": ["profile"]}, "__all__"),
        ({"scope": ["openid", "everything"]}, "scope"),
        ({"token_endpoint_auth_method": "none", "require_pkce": ""}, "__all__"),
        ({"token_endpoint_auth_method": "none", "acts": "on"}, "__all__"),
        ({"token_endpoint_auth_method": "none", "asks": "on"}, "__all__"),
        ({"backchannel_client_notification_endpoint": "https://horizon.test/told"}, "__all__"),
        ({"backchannel_client_notification_endpoint": "ftp://x.test/"}, "backchannel_client_notification_endpoint"),
        ({"subject_type": "pairwise", "redirect_uris": "https://a.test/\nhttps://b.test/"}, "__all__"),
        ({"client_name": "a\0b"}, "client_name"),
    ],
)
def test_a_registration_that_is_wrong_is_said_beside_its_field(
    browser: Client, service: Service, changes: dict[str, Any], field: str
) -> None:
    answer = browser.post(f"/services/{service.pk}/clients/nouveau/", {**REGISTRATION, **changes})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not RelyingParty.objects.exists()


def test_a_client_is_changed_and_keeps_what_the_form_does_not_show(browser: Client, service: Service) -> None:
    relying_party = RelyingPartyFactory.create(service=service, allowed_resources=[])
    address = f"/services/{service.pk}/clients/{relying_party.pk}/modifier/"
    assert relying_party.client.redirect_uris[0] in browser.get(address).content.decode()

    assert browser.post(address, {**REGISTRATION, "renews": "on"}).status_code == 302

    relying_party.refresh_from_db()
    assert relying_party.grant_types == ["authorization_code", "refresh_token"]
    assert relying_party.client.scope == ["openid", "profile"]
    assert browser.get(address).context["form"]["renews"].value() is True


@pytest.mark.parametrize(("address", "mode"), [("", "poll"), ("https://horizon.test/told", "ping")])
def test_a_client_that_asks_without_a_browser_keeps_what_an_operator_gave_it(
    browser: Client, service: Service, address: str, mode: str
) -> None:
    relying_party = RelyingPartyFactory.create(
        service=service, asking=True, backchannel_free_binding_message=True, backchannel_poll_interval=2
    )
    page = f"/services/{service.pk}/clients/{relying_party.pk}/modifier/"
    changes = {"asks": "on", "backchannel_client_notification_endpoint": address}

    assert browser.get(page).context["form"]["asks"].value() is True
    assert browser.post(page, {**REGISTRATION, **changes}).status_code == 302

    relying_party.refresh_from_db()
    assert "urn:openid:params:grant-type:ciba" in relying_party.grant_types
    assert relying_party.backchannel_token_delivery_mode == mode
    assert relying_party.backchannel_client_notification_endpoint == address
    assert (relying_party.backchannel_free_binding_message, relying_party.backchannel_poll_interval) == (True, 2)


def test_what_is_in_production_is_not_changed_here(browser: Client, service: Service) -> None:
    relying_party = RelyingPartyFactory.create(service=service, production=True)
    address = f"/services/{service.pk}/clients/{relying_party.pk}"

    assert browser.post(f"{address}/modifier/", REGISTRATION).status_code == 302
    browser.post(f"{address}/fermer/")

    relying_party.refresh_from_db()
    assert relying_party.is_active
    assert relying_party.client.scope == ["openid", "profile", "scope_all"]


def test_secrets_are_drawn_and_ended(browser: Client, service: Service) -> None:
    former = ClientSecretFactory.create(relying_party=RelyingPartyFactory.create(service=service))
    address = f"/services/{service.pk}/clients/{former.relying_party_id}"

    assert 'id="client-secret"' in browser.post(f"{address}/secret/").content.decode()
    browser.post(f"{address}/secrets/{former.pk}/fin/")

    assert ClientSecret.objects.working(timezone.now()).count() == 1
    assert browser.get(f"{address}/secret/").status_code == 405
    last = ClientSecret.objects.working(timezone.now()).get()
    page = browser.post(f"{address}/secrets/{last.pk}/fin/", follow=True).content.decode()
    assert "alert--error" in page


def test_a_client_is_closed_after_it_was_said_what_that_means(browser: Client, service: Service) -> None:
    relying_party = RelyingPartyFactory.create(service=service)
    address = f"/services/{service.pk}/clients/{relying_party.pk}/fermer/"

    assert browser.get(address).status_code == 200
    assert browser.post(address)["Location"] == f"/services/{service.pk}/"
    relying_party.refresh_from_db()
    assert not relying_party.is_active


def test_the_service_of_another_team_does_not_exist(browser: Client, service: Service) -> None:
    other = ServiceFactory.create()
    client = RelyingPartyFactory.create(service=other)
    pages = [
        "",
        "description/",
        "equipe/",
        "clients/nouveau/",
        f"clients/{client.pk}/",
        f"clients/{client.pk}/modifier/",
    ]

    for page in pages:
        assert browser.get(f"/services/{other.pk}/{page}").status_code == 404
    assert browser.post(f"/services/{other.pk}/clients/{client.pk}/secret/").status_code == 404
    for page in ("", "modifier/", "fermer/"):  # nor is it reached through one's own
        assert browser.get(f"/services/{service.pk}/clients/{client.pk}/{page}").status_code == 404
    assert browser.post(f"/services/{service.pk}/clients/{client.pk}/secret/").status_code == 404


def test_a_test_person_comes_in_nowhere_but_in_a_demonstration(browser: Client, settings: Any) -> None:
    settings.DEMO = False

    assert browser.get("/services/nouveau/").status_code == 302


def test_a_closed_account_comes_in_no_more(browser: Client, service: Service) -> None:
    Account.objects.update(is_active=False)

    assert browser.get(f"/services/{service.pk}/").status_code == 302


def test_who_signs_out_is_out(browser: Client, service: Service) -> None:
    browser.post("/services/quitter/")

    assert browser.get(f"/services/{service.pk}/").status_code == 302


def test_a_person_has_one_account_at_every_visit(person: Practitioner) -> None:
    for _ in range(2):
        sign_in_holder(person).get("/services/")

    assert Account.objects.filter(practitioner=person).count() == 1


def test_every_reason_of_the_workflows_has_its_words() -> None:
    raised: set[str] = set()
    for file in [*Path("oidc/workflows").glob("*.py"), Path("oidc/protocol/service_description.py")]:
        raised |= set(re.findall(r'ServiceRefused\("([a-z_]+)"', file.read_text()))
    assert raised <= KNOWN_REASONS
