"""The test people of the sandbox: made once, shown to engineers, told what engineers read; real people never."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from activation import queries as activation_queries
from activation.models import VirtualCard
from activation.vocabulary import CardState
from activation.workflows.opening import open_activation
from directory import queries as directory_queries
from directory.identifiers import is_fictitious
from directory.models import ContactPoint, KeptLetter, Practitioner
from directory.workflows.delivery import deliver_due, expire_messages
from oidc.models import Service
from oidc.vocabulary import SandboxCase
from oidc.workflows.sandbox.catalogue import CATALOGUE, SandboxPerson
from oidc.workflows.sandbox.people import make_test_people
from tests.factories.directory import PractitionerFactory

pytestmark = pytest.mark.django_db

PEOPLE = "/services/personnes-de-test/"


def of_case(case: SandboxCase) -> SandboxPerson:
    return next(one for one in CATALOGUE if one.case is case)


@pytest.fixture
def made() -> None:
    make_test_people(now=timezone.now())


def test_each_is_fictitious_and_has_a_number_that_nobody_else_gets() -> None:
    numbers = [one.national_id for one in CATALOGUE]

    assert len(set(numbers)) == len(numbers) == len({one.mobile for one in CATALOGUE if one.mobile}) + 1
    assert all(number.startswith("8997") for number in numbers)
    assert all(is_fictitious(one.email) and is_fictitious(one.mobile) for one in CATALOGUE if one.email)
    assert {one.case for one in CATALOGUE} == set(SandboxCase)


def test_they_are_made_once(capsys: Any) -> None:
    call_command("test_people")
    call_command("test_people")

    assert capsys.readouterr().out.splitlines() == [f"{len(CATALOGUE)} test people made", "0 test people made"]
    assert Practitioner.objects.filter(is_test=True).count() == len(CATALOGUE)
    assert not Practitioner.objects.filter(is_test=False).exists()


@pytest.mark.usefixtures("made")
def test_each_case_is_what_it_says() -> None:
    now = timezone.now()
    people = {one.national_id: one for one in Practitioner.objects.all()}
    for one in CATALOGUE:
        key = people[one.national_id].pk
        assert directory_queries.is_eligible(key, now) is (one.case is not SandboxCase.CLOSED)
        assert directory_queries.can_be_reached(key, now) is (one.case is not SandboxCase.NO_CONTACT)
    states = {
        case: VirtualCard.objects.get(practitioner__national_id=of_case(case).national_id).state
        for case in (SandboxCase.SUSPENDED, SandboxCase.LOCKED)
    }
    former = of_case(SandboxCase.FORMER_NUMBER)
    found = directory_queries.find_by_national_id(former.former_number)
    assert states == {SandboxCase.SUSPENDED: CardState.SUSPENDED, SandboxCase.LOCKED: CardState.LOCKED}
    assert found is not None
    assert found.national_id == former.national_id
    opposed = VirtualCard.objects.get(practitioner__national_id=of_case(SandboxCase.OPPOSED).national_id)
    assert activation_queries.rights_of(opposed, now).is_opposed


@pytest.mark.usefixtures("made")
def test_the_catalogue_is_filtered_by_case_and_by_words(browser: Client) -> None:
    whole = browser.get(PEOPLE).content.decode()
    students = browser.get(PEOPLE, {"cas": "etudiant"}).context["lines"]
    found = browser.get(PEOPLE, {"q": "orthophoniste"}).context["lines"]

    assert all(one.national_id in whole for one in CATALOGUE)
    assert [one.case for one, _why in students] == [SandboxCase.STUDENT]
    assert {one.works[0].profession for one, _why in found} == {"91"}
    assert "empty" in browser.get(PEOPLE, {"q": "personne-du-tout", "cas": "x"}).content.decode()


@pytest.mark.usefixtures("made")
def test_an_engineer_reads_both_codes_of_a_test_person_in_the_browser(browser: Client, settings: Any) -> None:
    settings.DEMO = True
    person = of_case(SandboxCase.PROFESSION)
    page = f"{PEOPLE}{person.national_id}/"
    assert "wallet activate" in browser.get(page).content.decode()
    assert "empty" in browser.get(f"{page}messages/").content.decode()

    open_activation(national_id=person.national_id, birth_date=None, address="", now=timezone.now())
    assert browser.get(f"{page}messages/").context["leaving"] == 2
    deliver_due(limit=10, now=timezone.now())

    shown = browser.get(f"{page}messages/")
    texts = [letter.letter.text for letter in shown.context["letters"] if letter.letter]
    assert len(texts) == 2
    assert 'href="http' in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]


@pytest.mark.usefixtures("made")
def test_outside_a_demonstration_what_nobody_can_read_leaves_to_no_carrier(settings: Any) -> None:
    settings.DEMO = False
    person = of_case(SandboxCase.PROFESSION)
    open_activation(national_id=person.national_id, birth_date=None, address="", now=timezone.now())

    assert deliver_due(limit=10, now=timezone.now()).sent == 2

    assert mail.outbox == []
    assert KeptLetter.objects.count() == 2
    expire_messages(limit=10, now=timezone.now() + timedelta(days=2))
    assert not KeptLetter.objects.exists()


@pytest.mark.parametrize("email", ["ana@hopital.fr", "ana@exemple.test.fr", "ana@notexample.org"])
def test_what_somebody_could_read_is_not_kept_even_of_a_test_person(settings: Any, email: str) -> None:
    settings.DEMO = False
    person = PractitionerFactory.create(ready=True)
    ContactPoint.objects.filter(practitioner=person, kind="EMAIL").update(email=email)
    open_activation(national_id=person.national_id, birth_date=None, address="", now=timezone.now())

    deliver_due(limit=10, now=timezone.now())

    assert [one.to for one in mail.outbox] == [[email]]
    assert KeptLetter.objects.filter(message__channel="EMAIL").count() == 0


def test_nothing_of_a_real_person_is_kept_nor_shown(browser: Client, settings: Any) -> None:
    real = PractitionerFactory.create(ready=True, real=True)
    open_activation(national_id=real.national_id, birth_date=None, address="", now=timezone.now())
    deliver_due(limit=10, now=timezone.now())

    assert len(mail.outbox) == 1
    assert not KeptLetter.objects.exists()
    for page in ("", "messages/"):
        assert browser.get(f"{PEOPLE}{real.national_id}/{page}").status_code == 404
    assert browser.post(f"{PEOPLE}{real.national_id}/remettre/").status_code == 404


def test_a_letter_that_was_kept_of_somebody_who_is_no_test_person_is_not_shown(browser: Client) -> None:
    real = PractitionerFactory.create(ready=True, real=True)
    test_person = PractitionerFactory.create(ready=True)
    open_activation(national_id=test_person.national_id, birth_date=None, address="", now=timezone.now())
    deliver_due(limit=10, now=timezone.now())
    kept = KeptLetter.objects.select_related("message")
    for letter in kept:
        letter.message.practitioner = real
        letter.message.save(update_fields=["practitioner"])

    assert browser.get(f"{PEOPLE}{real.national_id}/messages/").status_code == 404
    assert browser.get(f"{PEOPLE}{test_person.national_id}/messages/").context["letters"] == []


@pytest.mark.usefixtures("made")
def test_who_is_not_signed_in_sees_none_of_it(client: Client) -> None:
    person = of_case(SandboxCase.PROFESSION)

    for page in ("", f"{person.national_id}/", f"{person.national_id}/messages/"):
        answer = client.get(f"{PEOPLE}{page}")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/services/?")
    assert client.post(f"{PEOPLE}{person.national_id}/remettre/").status_code == 302


@pytest.mark.usefixtures("made")
def test_a_person_who_was_used_up_is_put_back_and_their_next_card_works_at_once(
    browser: Client, service: Service
) -> None:
    person = of_case(SandboxCase.LOCKED)
    key = Practitioner.objects.get(national_id=person.national_id).pk
    for _ in range(2):
        open_activation(national_id=person.national_id, birth_date=None, address="", now=timezone.now())

    assert browser.post(f"{PEOPLE}{person.national_id}/remettre/")["Location"] == f"{PEOPLE}{person.national_id}/"

    now = timezone.now()
    again = open_activation(national_id=person.national_id, birth_date=None, address="", now=now)
    assert not again.birth_date_wanted
    assert [card.state for card in activation_queries.replaceable_cards(key, now)] == [CardState.LOCKED]
    ordinary = of_case(SandboxCase.PROFESSION)
    browser.post(f"{PEOPLE}{ordinary.national_id}/remettre/")
    other = Practitioner.objects.get(national_id=ordinary.national_id).pk
    assert not activation_queries.had_recent_card(other, now)
