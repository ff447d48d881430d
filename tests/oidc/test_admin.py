"""The list of services in the portal."""

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from directory.models import Account
from oidc.admin.keys import _read as waiting_keys
from oidc.models import ClientKeySet, LogoutDelivery, SigningKey
from oidc.permissions import relying_parties_visible_to
from oidc.protocol import jose
from oidc.queries import keyring
from oidc.vocabulary import DeliveryState
from tests.factories.directory import AccountFactory, MandateFactory
from tests.factories.oidc import CALLBACK, NOON, ClientSecretFactory, ProviderSessionFactory, RelyingPartyFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

ROUTE = "portal:oidc_relyingparty_changelist"


@pytest.fixture(autouse=True)
def _tolerant_templates(settings: Any) -> None:
    """The portal's toolkit asks for variables that its own pages do not set."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = ""
    settings.TEMPLATES = templates


def test_a_registrar_sees_no_service() -> None:
    ClientSecretFactory.create()
    registrar: Account = MandateFactory.create().account

    assert not relying_parties_visible_to(registrar, NOON).exists()


def test_an_operator_sees_every_service() -> None:
    service = ClientSecretFactory.create().relying_party
    operator: Account = AccountFactory.create(operator=True)

    assert list(relying_parties_visible_to(operator, NOON)) == [service]


def test_nobody_sees_the_list_without_signing_in(client: Client) -> None:
    assert client.get(reverse(ROUTE)).status_code == 302


def test_a_registrar_neither_finds_nor_opens_the_list() -> None:
    service = ClientSecretFactory.create().relying_party
    browser = sign_in(MandateFactory.create().account)

    assert "Dossier Santé Horizon" not in browser.get(reverse(ROUTE)).content.decode()
    assert browser.get(reverse("portal:oidc_relyingparty_change", args=[service.pk])).status_code != 200
    assert reverse(ROUTE) not in browser.get(reverse("portal:index")).content.decode()


def test_an_operator_reads_a_service_and_no_secret() -> None:
    secret = ClientSecretFactory.create()
    service = secret.relying_party
    browser = sign_in(AccountFactory.create(operator=True))

    menu = browser.get(reverse("portal:index")).content.decode()
    listed = browser.get(reverse(ROUTE)).content.decode()
    shown = browser.get(reverse("portal:oidc_relyingparty_change", args=[service.pk])).content.decode()

    assert reverse(ROUTE) in menu
    assert "Dossier Santé Horizon" in listed
    assert service.public_id in shown
    assert CALLBACK in shown
    assert secret.digest not in listed + shown


def test_services_are_found_by_name_identifier_environment_and_state() -> None:
    service = ClientSecretFactory.create().relying_party
    browser = sign_in(AccountFactory.create(operator=True))

    def found(**asked: str) -> list[str]:
        return [line.head.words for line in browser.get(reverse(ROUTE), asked).context["lines"]]

    for asked in ({"q": "horizon"}, {"q": service.public_id}, {"state": "open"}, {"environment": service.environment}):
        assert found(**asked) == [service.name], asked
    assert found(state="closed") == found(q="nowhere") == found(q=service.public_id[:5]) == []


def test_the_page_of_a_service_says_whom_it_signs_in_and_that_it_is_closed() -> None:
    service = ClientSecretFactory.create().relying_party
    service.is_active = False
    service.save()
    browser = sign_in(AccountFactory.create(operator=True))

    page = browser.get(
        reverse("portal:oidc_relyingparty_change", args=[service.pk]), headers={"Accept-Language": "en"}
    ).content.decode()

    assert "This service signs in test people only." in page
    assert "It is closed: nobody signs in to it." in page


def test_the_page_of_a_service_says_whether_it_heard_of_the_last_ten_sign_outs() -> None:
    service = RelyingPartyFactory.create(backchannel_logout_uri="https://horizon.test/left")
    for minute in range(11):
        LogoutDelivery.objects.create(
            relying_party=service,
            session=ProviderSessionFactory.create(browser_digest=None),
            due_at=NOON,
            created_at=NOON + timedelta(minutes=minute),
        )
    newest, second = LogoutDelivery.objects.latest_of(service)[:2]
    LogoutDelivery.objects.filter(pk=newest.pk).update(
        state=DeliveryState.FAILED, attempts=3, tried_at=NOON, last_error="HTTP 503"
    )
    LogoutDelivery.objects.filter(pk=second.pk).update(state=DeliveryState.DELIVERED, attempts=1, tried_at=NOON)
    LogoutDelivery.objects.create(
        relying_party=RelyingPartyFactory.create(), session=second.session, due_at=NOON, created_at=NOON
    )
    browser = sign_in(AccountFactory.create(operator=True))

    answer = browser.get(
        reverse("portal:oidc_relyingparty_change", args=[service.pk]), headers={"Accept-Language": "en"}
    )

    lines = answer.context["deliveries"]
    assert [(one.colour, one.error) for one in lines] == [("danger", "HTTP 503"), ("success", "")] + [
        ("warning", "")
    ] * 8
    page = answer.content.decode()
    assert "https://horizon.test/left" in page
    assert "3 attempts" in page
    assert all(row.session.sid not in page for row in LogoutDelivery.objects.select_related("session"))


def test_eleven_services_cost_the_queries_of_one() -> None:
    browser = sign_in(AccountFactory.create(operator=True))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(ROUTE)).status_code == 200
        return len(queries)

    ClientSecretFactory.create()
    cost()
    one = cost()
    for _ in range(10):
        ClientSecretFactory.create()

    assert cost() == one


def test_a_signing_key_that_cannot_be_read_is_a_task_of_the_day_for_operators_alone(
    signing_keys: dict[str, jose.LoadedKey],
) -> None:
    operator: Account = AccountFactory.create(operator=True)
    registrar: Account = MandateFactory.create().account
    assert waiting_keys(registrar, NOON) is None
    assert waiting_keys(operator, NOON).count == 0
    SigningKey.objects.filter(algorithm="RS256").update(encrypted_private_jwk=b"of another deployment")
    SigningKey.objects.filter(algorithm="PS256").delete()
    keyring.forget()

    with translation.override("en"):
        lines = waiting_keys(operator, NOON).lines()

    assert [(line.words, line.note) for line in lines] == [
        ("RS256: nothing is signed", f"the key {signing_keys['RS256'].kid[:8]} cannot be decrypted here"),
        ("PS256: nothing is signed", "there is no key"),
    ]
    assert "RS256" in sign_in(operator).get(reverse("portal:index")).content.decode()


def test_a_service_whose_keys_cannot_be_read_is_among_the_tasks_of_who_runs_the_provider() -> None:
    operator: Account = AccountFactory.create(operator=True)
    service = RelyingPartyFactory.create(jwks_uri="https://service.test/jwks.json")
    ClientKeySet.objects.create(relying_party=service, tried_at=NOON, failing_since=NOON, failure="status")
    browser = sign_in(operator)
    address = reverse("portal:oidc_relyingparty_change", args=[service.pk])

    assert address in browser.get(reverse("portal:index")).content.decode()
    assert "https://service.test/jwks.json" in browser.get(address).content.decode()
