"""From the sign-in page to the page that reads a card, and back, as a browser goes."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import IntegrityError
from django.test import Client

from activation.certificates import write_header
from activation.management.test_authority.issuing import CardSubject, make_authority, make_card
from config.card_door import MARK
from directory.models import Practitioner
from oidc.models import CardSignIn, Interaction, LoginRequest, ProviderSession
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import (
    BROWSER,
    CALLBACK,
    NOON,
    InteractionFactory,
    LoginRequestFactory,
    ProviderSessionFactory,
)
from tests.factories.qualifications import SmartCardFactory
from tests.support.holder import sign_in_holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
CARD = "http://carte.testserver"


@pytest.fixture
def page() -> Interaction:
    interaction: Interaction = InteractionFactory.create()
    return interaction


@pytest.fixture
def browser() -> Client:
    client = Client(headers={"Accept-Language": "en"}, enforce_csrf_checks=False)
    client.cookies["op_browser"] = BROWSER
    return client


@pytest.fixture
def holder() -> Practitioner:
    person: Practitioner = PractitionerFactory.create(practising=True)
    return person


@pytest.fixture
def reader(holder: Practitioner) -> Client:
    """The same browser on the card origin, with the card of the holder, as the proxy forwards it."""
    card = make_card(CardSubject(holder.national_id, "DUPONT", "A."), issuer=make_authority("AC", now=NOON), now=NOON)
    header = write_header(card.certificate.public_bytes(Encoding.DER))
    said = {"host": "carte.testserver", "client-verify": "SUCCESS", "client-cert": header, "accept-language": "en"}
    return Client(headers=said, **{MARK: True})  # type: ignore[arg-type]


def address(page: Interaction, step: str = "") -> str:
    return f"/oidc/connexion/{page.pk}/{step}"


def read(page: Interaction, browser: Client, reader: Client, **chosen: str) -> Any:
    """Choose the card, and show the page that reads it."""
    sent = browser.post(address(page, "carte"), chosen)
    assert (sent.status_code, sent["Location"]) == (303, f"{CARD}/oidc/carte/{page.pk}/")
    return reader.get(urlsplit(sent["Location"]).path)


def come_back(page: Interaction, browser: Client, token: str, origin: str = CARD) -> Any:
    return browser.post(address(page, "carte/lue"), {"token": token}, headers={"origin": origin})


def test_a_card_signs_in_with_one_press_and_nothing_secret_stands_in_an_address(page, browser, reader, holder):
    shown = read(page, browser, reader)

    assert shown.status_code == 200
    assert holder.display_name in shown.content.decode()
    assert shown.context["action"] == f"http://testserver{address(page, 'carte/lue')}"
    assert shown["Referrer-Policy"] == "origin"
    token = shown.context["token"]
    back = come_back(page, browser, token)
    assert (back.status_code, back["Location"]) == (303, address(page, "carte/suite"))
    assert token not in back["Location"]
    taken = browser.get(back["Location"])

    assert taken.status_code == 303
    assert taken["Location"].startswith(CALLBACK)
    assert "code" in dict(parse_qsl(urlsplit(taken["Location"]).query))
    assert taken.cookies["op_card"].value == ""
    assert taken.cookies["op_session"].value
    assert ProviderSession.objects.get().acr == "eidas2"


def test_the_forms_of_the_card_page_end_at_the_main_origin_and_the_service(page, browser, reader):
    policy = read(page, browser, reader)["Content-Security-Policy"]

    [forms] = [one for one in policy.split("; ") if one.startswith("form-action")]
    assert forms == "form-action 'self' https://service.test http://testserver"


@pytest.mark.parametrize("origin", ["", "null", "http://testserver", "https://carte.testserver", "http://evil.test"])
def test_a_token_comes_from_the_card_origin_alone(page, browser, reader, origin):
    token = read(page, browser, reader).context["token"]

    refused = come_back(page, browser, token, origin)

    assert refused.status_code == 403
    assert "op_card" not in refused.cookies


@pytest.mark.parametrize("token", ["", "x" * 65, "é", "\x00"])
def test_what_is_no_token_leads_nowhere(page, browser, reader, token):
    read(page, browser, reader)

    back = come_back(page, browser, token)
    after = browser.get(address(page, "carte/suite"))

    assert back.status_code in {303, 403}
    assert (after.status_code, after["Location"]) == (303, address(page))
    assert not ProviderSession.objects.exists()


def test_another_browser_takes_nothing_with_a_stolen_token(page, browser, reader):
    token = read(page, browser, reader).context["token"]
    thief = Client()
    thief.cookies["op_browser"] = "another"
    thief.cookies["op_card"] = token

    assert thief.get(address(page, "carte/suite")).status_code == 404
    assert not ProviderSession.objects.exists()


def test_on_the_main_origin_no_page_reads_cards_whatever_header_comes(page, browser, reader):
    browser.post(address(page, "carte"))
    forged = {"client-cert": reader.defaults["HTTP_CLIENT_CERT"], "client-verify": "SUCCESS"}

    assert browser.get(f"/oidc/carte/{page.pk}/", headers=forged).status_code == 404
    assert CardSignIn.objects.get().token_digest == ""


def test_a_page_that_did_not_choose_a_card_is_over_for_it(page, reader):
    assert reader.get(f"/oidc/carte/{page.pk}/").status_code == 410


@pytest.mark.parametrize("method", ["post", "put", "head", "delete"])
def test_the_page_that_reads_a_card_is_only_looked_at(page, browser, reader, method):
    browser.post(address(page, "carte"))

    assert getattr(reader, method)(f"/oidc/carte/{page.pk}/").status_code == 405
    assert CardSignIn.objects.get().token_digest == ""


def test_a_refused_card_leads_back_to_the_other_ways(page, reader):
    refused = reader.get(f"/oidc/carte/{page.pk}/refus/", headers={"client-verify": "NONE"})
    no_card = reader.get(f"/oidc/carte/{page.pk}/", headers={"client-verify": "NONE"})

    for answer in (refused, no_card):
        assert answer.status_code == 403
        assert f'href="http://testserver{address(page)}"' in answer.content.decode()


def test_both_ways_are_offered_where_the_phone_is_enough(page, browser):
    content = browser.get(address(page)).content.decode()

    assert 'id="sign-in-with-card"' in content
    assert 'name="national_id"' in content


def test_where_the_service_asks_for_a_card_nothing_else_is_offered(browser, reader):
    page = InteractionFactory.create(changes={"acr_values": ["eidas2"]})

    content = browser.get(address(page)).content.decode()

    assert 'id="sign-in-with-card"' in content
    assert 'name="national_id"' not in content
    assert read(page, browser, reader, shared_workstation="on").status_code == 200
    assert CardSignIn.objects.get().shared_workstation


def test_an_approval_by_phone_does_not_reach_the_level_of_a_card(browser):
    page = InteractionFactory.create(changes={"acr_values": ["eidas2"]})
    LoginRequestFactory.create(interaction=page, approved=True)

    refused = browser.get(address(page))

    assert "error=access_denied" in refused["Location"]
    assert not ProviderSession.objects.exists()


def test_without_a_card_origin_the_page_offers_the_phone_alone(page, browser, settings):
    settings.CARD_ORIGIN = ""

    assert 'id="sign-in-with-card"' not in browser.get(address(page)).content.decode()
    assert browser.post(address(page, "carte"))["Location"] == address(page)
    assert come_back(page, browser, "x", "").status_code == 403
    assert not CardSignIn.objects.exists()
    assert not LoginRequest.objects.exists()


def test_a_holder_session_that_a_card_opened_lasts_while_the_card_may_be_used(holder):
    opened = ProviderSessionFactory.create(by_card=True, practitioner=holder, browser_digest=None)
    browser = sign_in_holder(holder, provider_sid=opened.sid)

    assert browser.get("/espace/connexions/").status_code == 200
    SmartCardFactory.create(practitioner=holder, opposed=True)
    assert browser.get("/espace/connexions/").status_code == 302


@pytest.mark.parametrize("given", [{"card": None}, {"auth_mode": "CARD"}])
def test_a_session_is_of_an_e_cps_or_of_a_physical_card(given):
    with pytest.raises(IntegrityError):
        ProviderSessionFactory.create(practitioner=PractitionerFactory.create(), **given)
