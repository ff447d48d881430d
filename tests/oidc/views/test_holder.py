"""A person's own sign-ins, and the services that know them."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from oidc.vocabulary import LoginState
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import GrantFactory, LoginRequestFactory, RelyingPartyFactory
from tests.support.holder import browser, person, sign_in_holder

__all__ = ["browser", "person"]

pytestmark = pytest.mark.django_db


def test_sign_ins_are_listed_once_answered_page_by_page(browser, person):
    now = timezone.now()
    for number in range(27):
        LoginRequestFactory(
            practitioner=person, approved=True, state=LoginState.REDEEMED, created_at=now - timedelta(hours=number)
        )
    LoginRequestFactory(practitioner=person, relying_party__client__name="Sans réponse")

    first = browser.get("/espace/connexions/")
    second = browser.get("/espace/connexions/", {"avant": first.context["older"]})

    assert (len(first.context["lines"]), len(second.context["lines"])) == (25, 2)
    assert "192.0.2.7" in first.content.decode()
    assert "Sans réponse" not in first.content.decode() + second.content.decode()


def test_services_are_told_with_what_they_learned(browser, person):
    service = RelyingPartyFactory(client__name="Dossier Horizon")
    for _ in range(3):
        GrantFactory(relying_party=service, session__card__practitioner=person, session__browser_digest=None)
    with translation.override("en"):
        page = browser.get("/espace/services/", headers={"accept-language": "en"}).content.decode()

    assert "Dossier Horizon" in page
    assert "your national number" in page
    assert "3 sign-ins" in page
    assert (
        "3 sign-ins"
        not in sign_in_holder(PractitionerFactory(practising=True)).get("/espace/services/").content.decode()
    )
