"""A person's own sign-ins, and the services that know them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from oidc.models import Consent
from oidc.queries import logins
from oidc.vocabulary import LoginState, SignInKind
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import (
    ConsentFactory,
    GrantFactory,
    LoginRequestFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
)
from tests.support.holder import browser, person, sign_in_holder

__all__ = ["browser", "person"]

pytestmark = pytest.mark.django_db


def test_sign_ins_are_listed_page_by_page_with_those_refused_and_none_that_nobody_answered(browser, person):
    now = timezone.now()
    session = ProviderSessionFactory(card__practitioner=person, origin_address="192.0.2.7", browser_digest=None)
    for number in range(26):
        GrantFactory(session=session, created_at=now - timedelta(hours=number))
    LoginRequestFactory(practitioner=person, state=LoginState.REPORTED, created_at=now - timedelta(days=9))
    LoginRequestFactory(practitioner=person, relying_party__client__name="Sans réponse")

    first = browser.get("/espace/connexions/")
    second = browser.get("/espace/connexions/", {"avant": first.context["older"]})

    assert (len(first.context["lines"]), len(second.context["lines"])) == (25, 2)
    assert "192.0.2.7" in first.content.decode()
    assert [line["kind"] for line in second.context["lines"]][-1] == SignInKind.REPORTED.label
    assert "Sans réponse" not in first.content.decode() + second.content.decode()


def test_a_sign_in_by_a_physical_card_is_listed_as_such(browser, person):
    GrantFactory(session=ProviderSessionFactory(by_card=True, practitioner=person))

    [line] = browser.get("/espace/connexions/").context["lines"]

    assert (line["level"], line["device"]) == ("eidas2", "Carte physique")


def test_what_a_service_asked_without_a_browser_is_told_as_such_and_not_by_its_server(browser, person):
    LoginRequestFactory(
        interaction=None,
        relying_party=RelyingPartyFactory(asking=True),
        practitioner=person,
        purpose="CIBA",
        state=LoginState.DENIED,
        origin_address="192.0.2.7",
    )

    [line] = browser.get("/espace/connexions/").context["lines"]

    assert line["place"] == "un service, sans navigateur"


def test_typed_numbers_are_switched_off_and_allowed_again(browser, person):
    for answer, allowed in (("non", False), ("oui", True)):
        page = browser.post("/espace/connexions/numero/", {"allowed": answer}, follow=True)

        assert page.context["typed_numbers"] is allowed
        assert logins.allows_typed_numbers(person.pk) is allowed
    assert browser.post("/espace/connexions/numero/", {"allowed": "peut-être"}).status_code == 404
    assert Client().post("/espace/connexions/numero/", {"allowed": "non"}).status_code == 302
    assert logins.allows_typed_numbers(person.pk)


def test_an_agreement_is_shown_and_withdrawn(browser, person):
    session = ProviderSessionFactory(card__practitioner=person, browser_digest=None)
    agreed = ConsentFactory(practitioner=person)
    other = ConsentFactory(relying_party__consenting=True)
    for service in (agreed.relying_party, other.relying_party):
        GrantFactory(session=session, relying_party=service)
    address = f"/espace/services/{agreed.relying_party.pk}/retrait/"

    page = browser.get("/espace/services/").content.decode()
    assert address in page
    assert f"/espace/services/{other.relying_party.pk}/retrait/" not in page

    assert Client().post(address).status_code == 302
    assert browser.get(address).status_code == 405
    assert browser.post(f"/espace/services/{other.relying_party.pk}/retrait/").status_code == 404
    assert Consent.objects.living().count() == 2

    assert address not in browser.post(address, follow=True).content.decode()
    assert browser.post(address).status_code == 404
    assert Consent.objects.living().get() == other


def test_eleven_agreements_cost_the_queries_of_one(browser, person):
    session = ProviderSessionFactory(card__practitioner=person, browser_digest=None)

    def cost():
        agreed = ConsentFactory(practitioner=person)
        GrantFactory(session=session, relying_party=agreed.relying_party)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/espace/services/")
        return len(queries)

    cost()
    first = cost()

    assert {cost() for _ in range(10)} == {first}


def test_services_are_told_with_what_they_learned(browser, person):
    service = RelyingPartyFactory(client__name="Dossier Horizon")
    for _ in range(3):
        GrantFactory(relying_party=service, session__card__practitioner=person, session__browser_digest=None)
    with translation.override("en"):
        page = browser.get("/espace/services/", headers={"accept-language": "en"}).content.decode()

    assert "Dossier Horizon" in page
    assert "your national number" in page
    assert "without your national number" not in page
    assert "3 sign-ins" in page
    assert (
        "3 sign-ins"
        not in sign_in_holder(PractitionerFactory(practising=True)).get("/espace/services/").content.decode()
    )


def test_a_pairwise_service_learned_no_number(browser, person):
    service = RelyingPartyFactory(pairwise=True)
    GrantFactory(relying_party=service, session__card__practitioner=person, scopes=["openid"])
    with translation.override("en"):
        page = browser.get("/espace/services/", headers={"accept-language": "en"}).content.decode()

    assert "without your national number" in page
