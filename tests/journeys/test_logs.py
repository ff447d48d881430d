"""A whole life at DEBUG: a restricted load, an enrolment, contacts proven, a card, a sign-in with all that follows from
it. No log line tells who it was, how to reach them, nor any secret that was shown to anybody.
"""

import hashlib
import json
import logging
import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client

from directory import correspondence
from directory.extract.layouts import FileKind
from directory.models import AuditEvent, CivilIdentity, ContactPoint, LoadState, OutboundMessage, Practitioner
from directory.workflows import delivery
from oidc.models import Interaction, RelyingParty
from oidc.workflows.telling_sign_outs import tell_sign_outs
from tests.activation.api.conftest import WalletClient
from tests.factories.directory import ConceptFactory, MandateFactory
from tests.factories.oidc import (
    BROWSER,
    CALLBACK,
    CLIENT_SECRET,
    NOON,
    RESOURCE,
    VERIFIER,
    InteractionFactory,
    ResourceServerFactory,
)
from tests.oidc.conftest import _forget_what_is_in_memory, at_noon, basic, service, signing_keys
from tests.support import personal
from tests.support.extracts import known, load, nurse, write_file
from tests.support.listening import listening
from tests.support.phone import PIN_PROOF, Phone, base64url
from tests.support.staff import sign_in

__all__ = ["_forget_what_is_in_memory", "at_noon", "service", "signing_keys"]

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


class Told:
    """A service in its own words to us, that remembers every secret that passed."""

    def __init__(self, service):
        self.service = service
        self.browser = Client()
        self.secrets = {CLIENT_SECRET, BROWSER, base64url(PIN_PROOF)}

    def call(self, door, **form):
        """A form posted by its server."""
        content_type = "application/x-www-form-urlencoded"
        headers = {"Authorization": basic(self.service, CLIENT_SECRET)}
        answer = self.browser.post(f"/oidc/{door}", urlencode(form), content_type=content_type, headers=headers)
        assert answer.status_code == 200, answer.content
        return answer

    def get_tokens(self, **form):
        members = self.call("token", **form).json()
        self.secrets |= {members[name] for name in ("access_token", "refresh_token", "id_token") if name in members}
        return members

    def remember(self, *secrets):
        self.secrets |= set(secrets)
        return secrets[0]


def approve(asked, number, phone):
    """What the phone signs and sends with its PIN."""
    shown = json.dumps(asked["display"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    claims = {
        "aud": django_settings.ISSUER,
        "iat": int(NOON.timestamp()),
        "jti": uuid4().hex,
        "login_request": asked["id"],
        "challenge": asked["challenge"],
        "client_id": asked["client_id"],
        "decision": "approve",
        "number": number,
        "display": base64url(hashlib.sha256(shown.encode()).digest()),
    }
    header = {"typ": "card-decision+jwt", "alg": "ES256", "kid": phone.kid}
    return {"decision_jws": phone.sign(header, claims), "pin_proof": base64url(PIN_PROOF)}


def agree_at_service(told, person, phone):
    """The number is typed, the phone approves, what would be told is read and agreed to; returns the code."""
    page: Interaction = InteractionFactory.create(relying_party=told.service)
    browser, wallet = told.browser, WalletClient(Client())
    browser.cookies["op_browser"] = BROWSER
    browser.post(f"/oidc/connexion/{page.pk}/identifiant", {"national_id": person.national_id})
    (asked,) = wallet.get("/login-requests", phone=phone).json()["login_requests"]
    waiting = browser.get(f"/oidc/connexion/{page.pk}/").content.decode()
    body = approve(asked, re.search(r"<[^>]*number[^>]*>\s*(\d\d)", waiting)[1], phone)
    decided = wallet.post(f"/login-requests/{asked['id']}/decision", body, phone=phone)
    assert decided.status_code == 200, decided.content
    told.remember(body["decision_jws"], asked["challenge"])
    browser.get(f"/oidc/connexion/{page.pk}/")
    read = browser.get(f"/oidc/connexion/{page.pk}/").content.decode()
    assert person.national_id in read
    assert personal.leaks(read) == set()
    agreed = browser.post(f"/oidc/connexion/{page.pk}/accord", {"answer": "oui"})
    told.remember(browser.cookies["op_session"].value)
    return told.remember(re.search(r"code=([^&]+)", agreed["Location"])[1])


def use_everything(told, code, person):
    """Tokens, a renewal, a token for a resource server, signed userinfo, introspection, a token given back, the end."""
    exchange = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    tokens = told.get_tokens(**exchange, code=code)
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    userinfo = told.browser.get("/oidc/userinfo", headers=bearer)
    assert userinfo["Content-Type"] == "application/jwt"
    signed = told.remember(userinfo.content.decode())
    assert jwt_claims(signed)["preferred_username"] == person.national_id
    renewed = told.get_tokens(grant_type="refresh_token", refresh_token=tokens["refresh_token"], resource=RESOURCE)
    assert jwt_header(renewed["access_token"])["typ"] == "at+jwt"
    assert told.call("introspect", token=renewed["access_token"]).json()["active"]
    told.call("revoke", token=tokens["access_token"])
    assert told.browser.get("/oidc/userinfo", headers=bearer).status_code == 401
    wrong = told.remember("rt_a-token-that-nobody-was-given")
    headers = {"Authorization": basic(told.service, told.remember("cs_wrong-secret"))}
    refused = told.browser.post("/oidc/token", {"grant_type": "refresh_token", "refresh_token": wrong}, headers=headers)
    assert refused.status_code in {400, 401}
    left = told.browser.get("/oidc/logout", {"id_token_hint": renewed["id_token"]})
    assert left.status_code == 200
    return userinfo


def hear_of_the_end(told, settings):
    """The service is told that the session ended: the first time it says no, then it hears."""
    settings.OUTGOING_ALLOW_PRIVATE = True
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            heard.append(told.remember(form["logout_token"][0]))
            self.send_response(200 if len(heard) > 1 else 500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    RelyingParty.objects.update(backchannel_logout_uri=f"http://127.0.0.1:{server.server_port}/left")
    with listening(server):
        assert tell_sign_outs(limit=10, now=NOON) == 0
        assert tell_sign_outs(limit=10, now=NOON + timedelta(seconds=10)) == 1
    assert jwt_header(heard[1])["typ"] == "logout+jwt"


def part(token, place):
    text = token.split(".")[place]
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def jwt_header(token):
    return part(token, 0)


def jwt_claims(token):
    return part(token, 1)


def told_in(written, secrets):
    """Secrets that stand in a text, as they are or as the signed part of a JWT; the message names none of them."""
    return sorted(
        f"{text[:3]}… of {len(text)}" for text in secrets if text in written or text.split(".")[-1] in written
    )


def test_no_line_of_the_logs_tells_who_it_was_nor_how_to_reach_them(tmp_path, settings, service, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    settings.LOAD_MAX_CLOSED_PERCENT = settings.LOAD_MAX_UPDATED_PERCENT = 100
    settings.LOADS_DIR, settings.MESSAGES_DIR = tmp_path / "loads", tmp_path / "messages"
    phone = Phone()
    RelyingParty.objects.update(
        grant_types=["authorization_code", "refresh_token"],
        sign_in_page="consent",
        userinfo_signed_response_alg="PS256",
        allowed_resources=[RESOURCE],
        backchannel_logout_uri="http://127.0.0.1/left",
    )
    service.refresh_from_db()
    ResourceServerFactory.create()

    load_restricted_file(tmp_path)
    person = enrol()
    prove_contacts(person)
    activate(person, phone)
    told = Told(service)
    claims = use_everything(told, agree_at_service(told, person, phone), person)
    hear_of_the_end(told, settings)
    delivery.deliver_due(limit=50, now=NOON)

    records = [record for record in caplog.records if not record.name.startswith(TEST_TOOLS)]
    written = "\n".join(f"{record.name} {record.getMessage()} {record.__dict__}" for record in records)
    printed = "".join(capfd.readouterr())
    assert personal.leaks(written) == personal.leaks(printed) == set()
    assert told_in(written, told.secrets) == told_in(printed, told.secrets) == []
    assert len(told.secrets) > 12
    trail = repr(list(AuditEvent.objects.values_list("action", "details")))
    assert personal.leaks(trail) == set()
    assert told_in(trail, told.secrets) == []
    assert personal.leaks(json.dumps(jwt_claims(claims.content.decode()))) == set()

    logging.getLogger("directory.workflows").debug("planted: %s", personal.EMAIL)
    assert personal.leaks(caplog.records[-1].getMessage()) != set()  # a leak would have been caught
    assert told_in(f"planted: {next(iter(told.secrets))}", told.secrets) != []
