"""The demo service in its own process, with Authlib as its client, signs a person in over HTTP."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from django.conf import settings as django_settings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from oidc.models import LoginRequest, LogoutDelivery, ProviderSession, RelyingParty
from oidc.protocol import jose, logout_token
from oidc.protocol.metadata import NATIONAL_PATH
from oidc.vocabulary import DeliveryState, LoginState
from oidc.workflows.expected import subject_of
from oidc.workflows.leaving import end_session
from oidc.workflows.telling_sign_outs import tell_sign_outs
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import CLIENT_SECRET, ClientSecretFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def provider(request: pytest.FixtureRequest, live_server: LiveServer, settings: Any, signing_keys: object) -> str:
    path = getattr(request, "param", "")
    settings.SITE_URL = live_server.url
    settings.ISSUER = f"{live_server.url}{path}"
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    if path:
        settings.ROOT_URLCONF = "tests.support.urls_national"
    return str(settings.ISSUER)


@pytest.fixture(params=["ES256", "RS256", "PS256"])
def service(request: pytest.FixtureRequest, provider: str) -> Iterator[str]:
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    relying_party: RelyingParty = ClientSecretFactory.create().relying_party
    RelyingParty.objects.filter(pk=relying_party.pk).update(
        id_token_signed_response_alg=request.param, backchannel_logout_uri=f"{address}/session-terminee"
    )
    relying_party.client.redirect_uris = [f"{address}/callback"]
    relying_party.client.post_logout_redirect_uris = [f"{address}/"]
    relying_party.client.save()
    environment = {
        **os.environ,
        "ISSUER": provider,
        "CLIENT_ID": relying_party.public_id,
        "CLIENT_SECRET": CLIENT_SECRET,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "BASE_URL": address,
    }
    command = [sys.executable, "-m", "config.demo.relying_party"]
    program = subprocess.Popen(command, env=environment, cwd=django_settings.BASE_DIR, stdout=subprocess.DEVNULL)
    try:
        _wait_for(address)
        yield address
    finally:
        program.terminate()
        program.wait(timeout=10)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            requests.get(address, timeout=1)
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the service does not answer")


def _submit(browser: requests.Session, page: requests.Response, address: str, **fields: str) -> requests.Response:
    token = TOKEN.search(page.text)
    assert token is not None, page.text
    form = {"csrfmiddlewaretoken": token.group(1), **fields}
    return browser.post(address, data=form, headers={"Referer": page.url}, timeout=10)


def _ask_the_phone(browser: requests.Session, service: str) -> requests.Response:
    person = PractitionerFactory.create(practising=True, given_names="Éloïse", family_name="DUPONT-LÉGER")
    identify = _submit(browser, browser.get(service, timeout=10), f"{service}/connexion")
    return _submit(browser, identify, f"{identify.url}identifiant", national_id=person.national_id)


@pytest.mark.parametrize("provider", ["", NATIONAL_PATH], indirect=True, ids=["ours", "national"])
def test_a_person_signs_in_is_shown_the_claims_and_signs_out(service: str) -> None:
    browser = requests.Session()
    waiting = _ask_the_phone(browser, service)
    login = LoginRequest.objects.get()
    card = VirtualCardFactory.create(practitioner=login.practitioner)
    LoginRequest.objects.update(state=LoginState.APPROVED, card=card, decided_at=login.created_at)

    record = browser.get(waiting.url, timeout=10)

    assert record.url == f"{service}/"
    assert '<span id="user-name">Éloïse DUPONT-LÉGER</span>' in record.text
    assert "Infirmier" in record.text
    assert 'data-claim="Acces_Regulation_Medicale"' in record.text
    assert 'data-claim="at_hash"' in record.text
    signed_out = _submit(browser, record, f"{service}/deconnexion")
    assert signed_out.url == f"{service}/"
    assert 'id="sign-in"' in signed_out.text
    assert not ProviderSession.objects.filter(ended_at__isnull=True).exists()
    again = _submit(browser, signed_out, f"{service}/connexion")
    assert 'name="national_id"' in again.text


def _sign_in(browser: requests.Session, service: str) -> ProviderSession:
    waiting = _ask_the_phone(browser, service)
    login = LoginRequest.objects.get()
    card = VirtualCardFactory.create(practitioner=login.practitioner)
    LoginRequest.objects.update(state=LoginState.APPROVED, card=card, decided_at=login.created_at)
    assert 'id="signed-in"' in browser.get(waiting.url, timeout=10).text
    return ProviderSession.objects.get()


def test_a_session_that_ends_at_the_provider_ends_at_the_service_which_says_so_once(
    service: str, settings: Any
) -> None:
    settings.OUTGOING_ALLOW_PRIVATE = True
    browser, stranger = requests.Session(), requests.Session()
    session = _sign_in(browser, service)

    end_session(session, now=timezone.now())
    assert 'id="signed-in"' in browser.get(service, timeout=10).text
    assert tell_sign_outs(limit=10, now=timezone.now()) == 1

    told = browser.get(service, timeout=10, headers={"Accept-Language": "fr"}).text
    assert "Vous avez été déconnecté de Dossier Santé Horizon." in told
    assert 'id="sign-in"' in told
    for page in (browser.get(service, timeout=10), stranger.get(service, timeout=10)):
        assert "signed-out-elsewhere" not in page.text
        assert 'id="sign-in"' in page.text
    assert LogoutDelivery.objects.get().state == DeliveryState.DELIVERED


@pytest.mark.parametrize("service", ["ES256"], indirect=True)
def test_the_service_hears_a_token_once_and_no_forged_one(
    service: str, settings: Any, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    browser = requests.Session()
    session = _sign_in(browser, service)
    claims = logout_token.build_claims(
        issuer=settings.ISSUER,
        client_id=RelyingParty.objects.get().public_id,
        subject=subject_of(session.practitioner, RelyingParty.objects.get()),
        sid=session.sid,
        token_id="once",
        now=timezone.now(),
    )

    def tell(text: str) -> requests.Response:
        return requests.post(f"{service}/session-terminee", data={"logout_token": text}, timeout=10)

    stranger = jose.make_key("ES256")
    for forged in (
        "",
        "x.y.z",
        jose.sign(claims, key=stranger, typ=logout_token.TYP),
        jose.sign(claims, key=signing_keys["ES256"]),
        jose.sign({**claims, "aud": "another"}, key=signing_keys["ES256"], typ=logout_token.TYP),
    ):
        refused = tell(forged)
        assert (refused.status_code, refused.headers["Cache-Control"]) == (400, "no-store")
    assert 'id="signed-in"' in browser.get(service, timeout=10).text
    other = jose.sign({**claims, "sid": "no-session-of-ours", "jti": "2"}, key=signing_keys["ES256"], typ="logout+jwt")
    assert tell(other).status_code == 200
    assert 'id="signed-in"' in browser.get(service, timeout=10).text

    right = jose.sign(claims, key=signing_keys["ES256"], typ=logout_token.TYP)
    heard, again = tell(right), tell(right)

    assert (heard.status_code, heard.text, heard.headers["Cache-Control"]) == (200, "", "no-store")
    assert again.status_code == 400
    assert "jti" in again.text
    assert "signed-out-elsewhere" in browser.get(service, timeout=10).text
    assert requests.get(f"{service}/session-terminee", timeout=10).status_code == 405


def test_a_person_who_gives_up_is_told_so_by_the_service(service: str) -> None:
    browser = requests.Session()
    waiting = _ask_the_phone(browser, service)

    told = _submit(browser, waiting, f"{waiting.url}retour")

    assert told.url.startswith(f"{service}/callback?error=access_denied")
    assert '<code id="error-code">access_denied</code>' in told.text


def test_a_forged_answer_signs_nobody_in(service: str) -> None:
    browser = requests.Session()
    _ask_the_phone(browser, service)

    forged = browser.get(f"{service}/callback?code=ac_x&state=forged&iss=https://evil.test", timeout=10)

    assert forged.status_code == 400
    assert 'id="sign-in"' in browser.get(service, timeout=10).text
