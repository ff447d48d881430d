"""A whole life at DEBUG: a restricted load, an enrolment, contacts proven, a card, a sign-in. No log line tells who."""

import hashlib
import json
import logging
import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client

from directory import correspondence
from directory.extract.layouts import FileKind
from directory.models import AuditEvent, CivilIdentity, ContactPoint, LoadState, OutboundMessage, Practitioner
from directory.workflows import delivery
from oidc.models import Interaction
from tests.activation.api.conftest import WalletClient
from tests.factories.directory import ConceptFactory, MandateFactory
from tests.factories.oidc import BROWSER, CALLBACK, CLIENT_SECRET, NOON, VERIFIER, InteractionFactory
from tests.oidc.conftest import _forget_keys, at_noon, basic, service, signing_keys
from tests.support import personal
from tests.support.extracts import known, load, nurse, write_file
from tests.support.phone import PIN_PROOF, Phone, base64url
from tests.support.staff import sign_in

__all__ = ["_forget_keys", "at_noon", "service", "signing_keys"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_noon", "signing_keys")]

SECRET_FIELDS = {
    "birth_family_name": personal.BIRTH_NAME,
    "birth_given_names": f"{personal.GIVEN_NAMES.split()[0]}'",
    "birth_date": "23/11/1951",
    "birth_place": personal.BIRTH_PLACE,
    "contact_email": personal.EMAIL,
    "contact_phone": "06 39 98 76 54",
}
TEST_TOOLS = ("factory", "faker", "asyncio")


def load_restricted_file(tmp_path):
    """Right lines, and lines whose personal values cannot be read: these are reported, by their number alone."""
    load(write_file(tmp_path, nurse(), nurse(9970000004)), NOON)
    wrong = {**SECRET_FIELDS, "contact_email": f"{personal.EMAIL} ", "birth_date": "23/11/1951x", "sex_code": "sexe"}
    lines = (known(**SECRET_FIELDS), known(9970000004, **wrong), known(9970000009, **SECRET_FIELDS))
    outcome = load(write_file(tmp_path, *lines, kind=FileKind.RESTRICTED), NOON)
    assert outcome.state == LoadState.FINISHED
    assert CivilIdentity.objects.filter(birth_family_name=personal.BIRTH_NAME).exists()
    OutboundMessage.objects.all().delete()
    ContactPoint.objects.all().delete()


def enrol():
    """In the portal, after a form that was wrong."""
    for traits in ({}, {"activity_kind": True}, {"profession": True}):
        ConceptFactory(**traits)
    mandate = MandateFactory()
    registrar = sign_in(mandate.account)
    answers = {
        "birth_family_name": personal.BIRTH_NAME,
        "given_names": personal.GIVEN_NAMES,
        "practice_family_name": "Publique",
        "practice_given_name": "Zoé",
        "birth_date": personal.BIRTH_DATE.isoformat(),
        "sex_code": "F",
        "email": personal.EMAIL,
        "mobile": personal.MOBILE,
        "organization": mandate.authority.organization_id,
        "role_code": "313",
        "activity_kind_code": "GENR11",
        "start_date": NOON.date().isoformat(),
    }
    assert registrar.post("/portail/inscription/", {**answers, "role_code": "nothing"}).status_code == 422
    answer = registrar.post("/portail/inscription/", answers)
    if answer.status_code == 409:  # the person of the restricted file looks the same: it is somebody else
        strangers = re.findall(r'name="stranger" value="(\d+)"', answer.content.decode())
        answer = registrar.post("/portail/inscription/", {**answers, "stranger": strangers, "compared": "1"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Practitioner.objects.get(enrolments__isnull=False)


def letters_to(person, event):
    rows = OutboundMessage.objects.filter(practitioner=person, event__startswith=event).exclude(sealed=b"")
    return {row.channel: correspondence.open_letter(row).text for row in rows.order_by("created_at")}


def prove_contacts(person):
    letters = letters_to(person, "contact")
    link = re.search(r"/contact/[\w-]+/", letters["EMAIL"])[0]
    holder = Client()
    holder.post(link, {"kind": "EMAIL", "code": "000000"})
    for kind, channel in (("EMAIL", "EMAIL"), ("MOBILE", "SMS")):
        code = re.search(r"\b\d{3} ?\d{3}\b", letters[channel].replace(link, ""))[0]
        assert holder.post(link, {"kind": kind, "code": code}).status_code in {200, 302}
    assert ContactPoint.objects.filter(practitioner=person, verified_at__isnull=False).count() == 2


def activate(person, phone):
    wallet = WalletClient(Client())
    wallet.post("/activations", {"national_id": person.national_id, "birth_date": personal.BIRTH_DATE.isoformat()})
    letters = letters_to(person, "activation_codes")
    activation, ticket = re.search(r"#t=([0-9a-f-]{36})\.([0-9A-Z]+)", letters["EMAIL"]).groups()
    code = re.search(r"\b\d{6}\b", letters["SMS"])[0]
    wallet.post(f"/activations/{activation}/confirm", {"ticket": ticket, "code": "000000"})
    confirmed = wallet.post(f"/activations/{activation}/confirm", {"ticket": ticket, "code": code}).json()
    proof = phone.binding_proof(activation, confirmed["nonce"], NOON)
    device = {"name": "Firefox", "platform": "Android", "app_version": "1"}
    body = {"binding": confirmed["binding"], "pin_proof": base64url(PIN_PROOF), "device": device, "proof": proof}
    assert wallet.post(f"/activations/{activation}/bind", body).status_code == 201


def sign_in_at_service(person, phone, service):
    """The number is typed, the phone approves, the service takes its tokens and asks who it is."""
    page: Interaction = InteractionFactory.create(relying_party=service)
    browser, wallet = Client(), WalletClient(Client())
    browser.cookies["op_browser"] = BROWSER
    browser.post(f"/oidc/connexion/{page.pk}/identifiant", {"national_id": person.national_id})
    (asked,) = wallet.get("/login-requests", phone=phone).json()["login_requests"]
    shown = json.dumps(asked["display"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    claims = {
        "aud": django_settings.ISSUER,
        "iat": int(NOON.timestamp()),
        "jti": uuid4().hex,
        "login_request": asked["id"],
        "challenge": asked["challenge"],
        "client_id": asked["client_id"],
        "decision": "approve",
        "number": re.search(
            r"<[^>]*number[^>]*>\s*(\d\d)", browser.get(f"/oidc/connexion/{page.pk}/").content.decode()
        )[1],
        "display": base64url(hashlib.sha256(shown.encode()).digest()),
    }
    header = {"typ": "card-decision+jwt", "alg": "ES256", "kid": phone.kid}
    body = {"decision_jws": phone.sign(header, claims), "pin_proof": base64url(PIN_PROOF)}
    decided = wallet.post(f"/login-requests/{asked['id']}/decision", body, phone=phone)
    assert decided.status_code == 200, decided.content
    code = re.search(r"code=([^&]+)", browser.get(f"/oidc/connexion/{page.pk}/")["Location"])[1]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    token = browser.post(
        "/oidc/token",
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": basic(service, CLIENT_SECRET)},
    ).json()
    answer = browser.get("/oidc/userinfo", headers={"Authorization": f"Bearer {token['access_token']}"})
    assert answer.json()["preferred_username"] == person.national_id
    return answer


def test_no_line_of_the_logs_tells_who_it_was_nor_how_to_reach_them(tmp_path, settings, service, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    settings.LOAD_MAX_CLOSED_PERCENT = settings.LOAD_MAX_UPDATED_PERCENT = 100
    settings.LOADS_DIR, settings.MESSAGES_DIR = tmp_path / "loads", tmp_path / "messages"
    phone = Phone()

    load_restricted_file(tmp_path)
    person = enrol()
    prove_contacts(person)
    activate(person, phone)
    claims = sign_in_at_service(person, phone, service)
    delivery.deliver_due(limit=50, now=NOON)

    records = [record for record in caplog.records if not record.name.startswith(TEST_TOOLS)]
    written = "\n".join(f"{record.name} {record.getMessage()} {record.__dict__}" for record in records)
    assert personal.leaks(written) == set()
    assert personal.leaks("".join(capfd.readouterr())) == set()
    trail = repr(list(AuditEvent.objects.values_list("action", "details")))
    assert personal.leaks(trail) == set()
    assert personal.leaks(claims.content) == set()

    logging.getLogger("directory.workflows").debug("planted: %s", personal.EMAIL)
    assert personal.leaks(caplog.records[-1].getMessage()) != set()  # a leak would have been caught
