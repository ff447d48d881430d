"""The page of the e-mail's link: opening it changes nothing, codes are judged one by one, no contact is readable."""

import re

import pytest
from django.utils import timezone

from directory import correspondence
from directory.models import ContactPoint, ContactVerification, OutboundMessage
from directory.workflows.contact_proof import send_codes
from tests.factories.directory import ContactPointFactory, PractitionerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    practitioner = PractitionerFactory()
    ContactPointFactory(practitioner=practitioner, email="ana.leger@exemple.test")
    ContactPointFactory(practitioner=practitioner, mobile_phone=True)
    return practitioner


@pytest.fixture
def letters(person):
    contacts = list(person.contact_points.all())
    send_codes(contacts=contacts, holder="Ana", sender="EHPAD", now=timezone.now(), token="t" * 32)
    return {row.channel: correspondence.open_letter(row).text for row in OutboundMessage.objects.all()}


PAGE = f"/contact/{'t' * 32}/"


def code_of(letters, channel):
    return re.search(r"\b\d{6}\b", letters[channel])[0]


def test_an_unknown_link_says_so(client):
    assert client.get("/contact/unknown/").status_code == 404


def test_opening_the_link_changes_nothing_and_shows_no_contact(client, letters):
    before = list(ContactVerification.objects.values("attempt_count", "closed_at"))

    page = client.get(PAGE)
    client.head(PAGE)

    assert page.status_code == 200
    assert "ana.leger@exemple.test" not in page.content.decode()
    assert "+336" not in page.content.decode()
    assert list(ContactVerification.objects.values("attempt_count", "closed_at")) == before
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_both_codes_confirm_both_contacts(client, letters):
    client.post(PAGE, {"kind": "EMAIL", "code": code_of(letters, "EMAIL")})
    spaced = code_of(letters, "SMS")
    client.post(PAGE, {"kind": "MOBILE", "code": f"{spaced[:3]} {spaced[3:]}"})

    assert ContactPoint.objects.filter(verified_at__isnull=False).count() == 2
    assert client.get(PAGE).context["all_verified"] is True


def test_a_wrong_code_says_how_many_tries_are_left(client, letters):
    wrong = f"{(int(code_of(letters, 'EMAIL')) + 1) % 10**6:06d}"

    answers = [client.post(PAGE, {"kind": "EMAIL", "code": wrong}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert answers[-1].context["proofs"][0]["state"] == "locked"


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "١٢٣٤٥٦"])
def test_what_is_no_code_costs_no_try(code, client, letters):
    answer = client.post(PAGE, {"kind": "EMAIL", "code": code})

    assert answer.status_code == 422
    assert ContactVerification.objects.get(contact__kind="EMAIL").attempt_count == 0


def test_an_unknown_kind_is_ignored(client, letters):
    assert client.post(PAGE, {"kind": "FAX", "code": "123456"}).status_code == 302


def test_new_codes_are_asked_by_a_button_only(client, letters):
    ContactVerification.objects.update(created_at=timezone.now() - timezone.timedelta(minutes=2))

    client.get(PAGE)
    assert OutboundMessage.objects.count() == 2
    client.post(PAGE, {"again": "1"})

    assert OutboundMessage.objects.count() == 4
