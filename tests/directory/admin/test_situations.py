"""Situations on the record: corrected, ended, planned, reopened; the second registrar sees what changed and chooses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.models import ContactPoint, PractitionerRole
from tests.factories.directory import (
    ConceptFactory,
    ContactPointFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)
from tests.support.seen import seen_on
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

PAGES = ("fin", "modification", "depart", "reouverture")


@pytest.fixture
def mandate():
    ConceptFactory()
    ConceptFactory(code="318", label="Auxiliaire de vie")
    ConceptFactory(activity_kind=True)
    ConceptFactory(table="TRE_R02-SecteurActivite", code="SA17", label="Personnes âgées")
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


@pytest.fixture
def role(mandate):
    person = PractitionerFactory(authority=mandate.authority)
    return PractitionerRoleFactory(exercise__practitioner=person, organization=mandate.authority.organization)


def address(role, page):
    return f"/portail/situations/{role.pk}/{page}/"


def day(days):
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


@pytest.mark.parametrize("page", PAGES)
def test_a_foreign_situation_answers_like_a_missing_one(page, role):
    client = sign_in(MandateFactory().account)

    assert client.get(address(role, page)).status_code == 404
    assert client.post(address(role, page)).status_code == 404
    assert client.get(f"/portail/situations/987654321/{page}/").status_code == 404


def test_a_situation_is_corrected(registrar, role):
    page = address(role, "modification")
    form = {"role_code": "318", "activity_kind_code": "GENR01", "sector_code": "SA17", "valid_from": "03/05/2021"}

    answer = registrar.post(page, {**form, "seen": seen_on(registrar, page)})

    assert answer.status_code == 302
    role.refresh_from_db()
    assert (role.role_code, f"{role.valid_from}") == ("318", "2021-05-03")


def test_a_departure_is_planned_shown_on_the_record_and_cancelled(registrar, role):
    page = address(role, "depart")
    record = f"/portail/directory/practitioner/{role.exercise.practitioner_id}/change/"

    registrar.post(page, {"leaves_on": day(40), "seen": seen_on(registrar, page)})
    assert day(40) in registrar.get(record).content.decode()
    registrar.post(page, {"cancel": "1", "leaves_on": "", "seen": seen_on(registrar, page)})

    role.refresh_from_db()
    assert role.valid_until is None


def test_an_end_is_written_and_taken_back(registrar, role):
    page, back = address(role, "fin"), address(role, "reouverture")
    record = f"/portail/directory/practitioner/{role.exercise.practitioner_id}/change/"

    registrar.post(page, {"ends_on": day(0), "seen": seen_on(registrar, page)})
    assert back in registrar.get(record).content.decode()
    registrar.post(back, {"seen": seen_on(registrar, back)})

    role.refresh_from_db()
    assert role.valid_until is None


@pytest.mark.parametrize(
    ("page", "answers", "field"),
    [
        ("fin", {"ends_on": "31/02/2026"}, "ends_on"),
        ("fin", {"ends_on": "01/01/2099"}, "ends_on"),
        ("depart", {"leaves_on": "01/01/2020"}, "leaves_on"),
        ("depart", {"leaves_on": "\0"}, "leaves_on"),
        ("modification", {"role_code": "999"}, "role_code"),
        ("modification", {"valid_from": "01/01/1990"}, "valid_from"),
    ],
)
def test_a_wrong_answer_is_said_at_its_field(page, answers, field, registrar, role):
    form = {"role_code": "313", "activity_kind_code": "GENR01", "sector_code": "SA17", "valid_from": "01/01/2020"}
    given = {**(form if page == "modification" else {}), **answers}

    answer = registrar.post(address(role, page), {**given, "seen": seen_on(registrar, address(role, page))})

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    role.refresh_from_db()
    assert (role.role_code, role.valid_until) == ("313", None)


@pytest.mark.parametrize("seen", ["", "x", "\0", "9" * 5000, "é"])
def test_a_form_that_does_not_say_what_was_read_writes_nothing(seen, registrar, role):
    answer = registrar.post(address(role, "fin"), {"ends_on": day(0), "seen": seen})

    assert answer.status_code == 409
    role.refresh_from_db()
    assert role.valid_until is None


def test_what_was_read_of_one_situation_serves_no_other(registrar, role):
    other = PractitionerRoleFactory(exercise=role.exercise, organization=role.organization, role_code="318")

    seen = seen_on(registrar, address(other, "fin"))

    assert registrar.post(address(role, "fin"), {"ends_on": day(0), "seen": seen}).status_code == 409


def test_the_second_registrar_sees_what_changed_by_whom_and_applies_on_purpose(registrar, role, mandate):
    colleague = sign_in(MandateFactory(authority=mandate.authority, account__display_name="Nadia Benali").account)
    page = address(role, "modification")
    form = {"role_code": "313", "activity_kind_code": "GENR01", "sector_code": "SA17", "valid_from": "01/01/2020"}
    read = seen_on(registrar, page)
    colleague.post(page, {**form, "role_code": "318", "seen": seen_on(colleague, page)})

    second = registrar.post(page, {**form, "valid_from": "03/05/2021", "seen": read})

    shown = second.content.decode()
    assert second.status_code == 409
    assert "Nadia Benali" in shown
    for words in ("Aide-soignant", "Auxiliaire de vie", "03/05/2021"):
        assert words in shown
    role.refresh_from_db()
    assert (role.role_code, f"{role.valid_from}") == ("318", "2020-01-01")

    registrar.post(page, second.context["typed"])

    role.refresh_from_db()
    assert (role.role_code, f"{role.valid_from}") == ("313", "2021-05-03")


def test_the_second_correction_of_a_contact_is_a_choice_too(registrar, mandate):
    person = PractitionerFactory(authority=mandate.authority)
    contact = ContactPointFactory(practitioner=person, email="wrong@exemple.test")
    page = f"/portail/coordonnees/{contact.pk}/"
    registrar.post(page, {"value": "first@exemple.test"})

    second = registrar.post(page, {"value": "second@exemple.test"})

    assert second.status_code == 409
    for value in ("wrong@exemple.test", "first@exemple.test", "second@exemple.test"):
        assert value in second.content.decode()
    current = ContactPoint.objects.get(practitioner=person, ended_at__isnull=True)
    assert current.email == "first@exemple.test"

    registrar.post(second.context["address"], second.context["typed"])

    assert ContactPoint.objects.get(practitioner=person, ended_at__isnull=True).email == "second@exemple.test"


def test_a_contact_that_its_holder_proved_meanwhile_stays(registrar, mandate, now):
    person = PractitionerFactory(authority=mandate.authority)
    old = ContactPointFactory(practitioner=person, email="wrong@exemple.test", replaced=True)
    ContactPointFactory(practitioner=person, email="proven@exemple.test", verified=True)

    second = registrar.post(f"/portail/coordonnees/{old.pk}/", {"value": "second@exemple.test"})

    assert second.status_code == 409
    assert second.context["typed"] == {}
    assert registrar.get(f"/portail/coordonnees/{old.pk}/").status_code == 302


def test_a_role_that_gives_no_act_offers_none(registrar, mandate):
    person = PractitionerFactory(authority=mandate.authority)
    elsewhere = PractitionerRoleFactory(exercise__practitioner=person)

    shown = registrar.get(f"/portail/directory/practitioner/{person.pk}/change/").content.decode()

    assert not [page for page in PAGES if address(elsewhere, page) in shown]
    assert PractitionerRole.objects.count() == 1
