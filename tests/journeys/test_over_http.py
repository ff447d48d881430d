"""The whole journey without a browser: a registrar enrols, the person activates with a phone, and signs in."""

import json
import re
from base64 import urlsafe_b64decode
from contextlib import closing

import httpx
import pytest

from activation.management.phone import keys
from config.demo.people import PASSWORD, STAFF
from tests.support import demo_staff as staff
from tests.support.pages import submit
from tests.support.product import Product
from tests.support.service_sign_in import leave_from_the_phone, sign_in_at_service
from tests.support.traces import files, leaks, secrets_in, tables

pytestmark = pytest.mark.slow

PIN = "593827"


def enrol(product: Product, *, family_name: str, email: str, mobile: str) -> str:
    """A registrar enrols a care assistant; returns the national id that the page shows."""
    with closing(staff.sign_in(product, staff.REGISTRAR.email, staff.REGISTRAR.totp_secret)) as client:
        form = client.get(f"{product.site}/portail/inscription/")
        page = submit(
            client,
            form,
            having="birth_family_name",
            birth_family_name=family_name,
            given_names="Inès Lou",
            birth_date="1994-09-21",
            sex_code="F",
            email=email,
            mobile=mobile,
        )
    assert page.status_code == 200, page.text[:3000]
    found = re.search(r"\b8 ?997(?:[ \u202f\u00a0]?\d){8}\b", page.text)
    assert found, page.text[:3000]
    return re.sub(r"\D", "", found.group())


def prove_contacts(product: Product, *, email: str, mobile: str) -> None:
    """The person opens the link of the e-mail and types both codes."""
    mail = product.wait_for_message(to=email, containing="/contact/")
    sms = product.wait_for_message(to=mobile, containing="")
    link = re.search(rf"{re.escape(product.site)}/contact/\S+", mail)
    assert link
    with httpx.Client(timeout=30, follow_redirects=True) as client:
        for text in (mail.replace(link.group(), ""), sms):
            code = re.search(r"\b\d{3} ?\d{3}\b", text)
            assert code, "no code"
            page = client.get(link.group())
            kind = "MOBILE" if text is sms else "EMAIL"
            page = submit(client, page, having=f"kind={kind}", code=code.group())
            assert page.status_code == 200


@pytest.fixture(scope="module")
def life(product):
    """Somebody is registered, proves both contacts, activates an e-CPS, signs in: the number and the last page."""
    email, mobile = "ines.marais@exemple.test", "+33639981234"
    national_id = enrol(product, family_name="Marais", email=email, mobile="06 39 98 12 34")

    prove_contacts(product, email=email, mobile=mobile)
    product.wait_for_message(to=email, containing="/ecps/")
    activated = product.command("wallet", "activate", national_id, "--pin", PIN)
    assert activated.returncode == 0, activated.stdout + activated.stderr
    return national_id, sign_in_at_service(product, national_id, pin=PIN)


def test_a_registered_person_activates_an_ecps_and_signs_in_to_a_service(life):
    national_id, page = life

    assert "MARAIS" in page.upper()
    assert national_id in page
    assert "eidas1" in page


def test_who_signs_out_on_the_phone_is_signed_out_of_the_service_and_told_so(product, life):
    page = leave_from_the_phone(product, life[0], pin=PIN)

    assert "Vous avez été déconnecté de Dossier Santé Horizon." in page


def test_health_says_that_everything_is_well(product):
    answer = httpx.get(f"{product.site}/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "broker": "ok",
        "worker": "ok",
    }


def test_both_well_known_names_give_the_same_document(product):
    standard = httpx.get(f"{product.site}/.well-known/openid-configuration")
    national = httpx.get(f"{product.site}/.well-known/wallet-openid-configuration")

    assert standard.json() == national.json()
    assert standard.json()["issuer"] == product.site


def test_nothing_secret_is_in_the_logs(product, life):
    log = (product.data_dir / "up.log").read_text()
    for member in STAFF:  # what the banner announces, once: nothing else may name them
        log = log.replace(f"{member.email} / {PASSWORD}", "", 1)
    secrets = json.loads((product.data_dir / "keys.json").read_text())

    messages = product.inbox()
    assert [message["to"] for message in messages if message["to"] in log] == []
    assert leaks(secrets_of(product, messages) | set(secrets.values()), "up.log", log) == []


def test_no_secret_is_in_clear_in_the_database_nor_in_the_queue(product, life):
    secrets = secrets_of(product, product.inbox())
    places = dict(tables(product.data_dir))

    assert len(secrets) > 8
    assert life[0] in places["directory_practitioner"]  # a dump that holds the directory
    everywhere = (*places.items(), *files(product.data_dir / "broker"))
    assert [leak for name, content in everywhere for leak in leaks(secrets, name, content)] == []


def secrets_of(product, messages):
    """Every code and link that was sent, the PIN, and what phones make of it."""
    proofs = [card.phone.prove_pin(PIN) for card in keys.load_all(product.data_dir / "wallets")]
    assert proofs
    sent = set().union(*(secrets_in(message["subject"] + "\n" + message["body"]) for message in messages))
    return {*sent, PIN, *proofs, *(urlsafe_b64decode(f"{proof}=").hex() for proof in proofs)}
