"""The portal signs a member of staff in with the real provider, over HTTP to itself, as any relying party would."""

import json
import re

import pytest
import requests

from directory.models import Account
from oidc.models import LoginRequest, RelyingParty
from oidc.vocabulary import LoginState
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import MandateFactory, PractitionerFactory
from tests.factories.oidc import CLIENT_SECRET, ClientSecretFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def site(live_server, settings, signing_keys, tmp_path):
    settings.ISSUER = settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    relying_party: RelyingParty = ClientSecretFactory.create().relying_party
    relying_party.client.redirect_uris = [f"{live_server.url}/compte/e-cps/retour/"]
    relying_party.client.save()
    file = tmp_path / "portal.json"
    file.write_text(json.dumps({"client_id": relying_party.public_id, "client_secret": CLIENT_SECRET}))
    settings.PORTAL_OIDC_REGISTRATION_FILE = file
    return live_server.url


def submit(browser, page, address, **fields):
    token = TOKEN.search(page.text)
    assert token is not None, page.text
    form = {"csrfmiddlewaretoken": token.group(1), **fields}
    return browser.post(address, data=form, headers={"Referer": page.url}, timeout=20)


def sign_in(browser, site, person):
    """To the provider, and back once the phone has approved."""
    page = browser.get(f"{site}/compte/login/?next=/compte/sessions/", timeout=20)
    identify = submit(browser, page, f"{site}/compte/e-cps/connexion/", next="/compte/sessions/")
    waiting = submit(browser, identify, f"{identify.url}identifiant", national_id=person.national_id)
    login = LoginRequest.objects.get(state=LoginState.PENDING)
    card = VirtualCardFactory.create(practitioner=person)
    LoginRequest.objects.filter(pk=login.pk).update(state=LoginState.APPROVED, card=card, decided_at=login.created_at)
    return browser.get(waiting.url, timeout=20)


def test_a_registrar_is_signed_in_and_where_they_wanted_to_be(site):
    person = PractitionerFactory(practising=True)
    Account.objects.filter(pk=MandateFactory().account.pk).update(practitioner=person)
    browser = requests.Session()

    page = sign_in(browser, site, person)

    assert (page.url, page.status_code) == (f"{site}/compte/sessions/", 200)
    assert "e-CPS</dd>" in page.text


def test_a_practitioner_who_is_no_staff_is_told_so(site):
    person = PractitionerFactory(practising=True)

    page = sign_in(requests.Session(), site, person)

    assert page.status_code == 403
    assert 'data-reason="no_account"' in page.text


def test_a_kept_session_of_the_provider_does_not_open_the_portal_alone(site):
    person = PractitionerFactory(practising=True)
    Account.objects.filter(pk=MandateFactory().account.pk).update(practitioner=person)
    browser = requests.Session()
    inside = sign_in(browser, site, person)
    leaving = browser.get(f"{site}/compte/logout/", timeout=20)
    submit(browser, leaving, f"{site}/compte/logout/")

    page = browser.get(f"{site}/compte/login/", timeout=20)
    asked = submit(browser, page, f"{site}/compte/e-cps/connexion/")

    assert inside.status_code == 200
    assert 'name="national_id"' in asked.text
    assert "continuer" not in asked.text
