"""« Register a person », as a registrar lives it: errors, people alike, the number, the next steps."""

import re
from datetime import date

import pytest
from django.utils import timezone

from directory.models import Enrolment, OutboundMessage, Practitioner
from tests.factories.directory import (
    CivilIdentityFactory,
    ConceptFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
)
from tests.support.correlation import without_id
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    ConceptFactory(profession=True)
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


@pytest.fixture
def answers(mandate):
    return {
        "birth_family_name": "Léger",
        "given_names": "Ana, Éloïse",
        "birth_date": "1991-04-09",
        "sex_code": "F",
        "email": "Ana@Exemple.test",
        "mobile": "06 39 98 01 77",
        "organization": mandate.authority.organization_id,
        "role_code": "313",
        "activity_kind_code": "GENR11",
        "start_date": timezone.localdate().isoformat(),
    }


def test_a_foreign_structure_is_not_on_offer(registrar, answers):
    foreign = OrganizationFactory(legal_name="FOREIGN PLACE", trade_name="")

    page = registrar.get("/portail/inscription/").content.decode()
    answer = registrar.post("/portail/inscription/", {**answers, "organization": foreign.pk})

    assert "FOREIGN PLACE" not in page
    assert answer.status_code == 422
    assert not Practitioner.objects.exists()


@pytest.mark.parametrize(
    ("mobile", "is_accepted"),
    [
        ("01 99 00 12 34", False),
        ("+44 7400 123456", False),
        ("12", False),
        ("06 39 98 12 34", True),
        ("+262 692 12 34 56", True),
        ("+590 690 12 34 56", True),
    ],
)
def test_only_french_mobile_numbers_are_accepted_overseas_included(mobile, is_accepted, registrar, answers):
    answer = registrar.post("/portail/inscription/", {**answers, "mobile": mobile})

    assert answer.status_code == (302 if is_accepted else 422)


def test_an_error_is_said_at_its_field_and_nothing_is_registered(registrar, answers):
    answer = registrar.post("/portail/inscription/", {**answers, "birth_date": "2020-01-01", "email": "nothing"})

    assert answer.status_code == 422
    assert not Practitioner.objects.exists()
    assert "email" in answer.context["form"].errors


def test_a_person_is_registered_and_the_next_page_says_the_number(registrar, answers):
    answer = registrar.post("/portail/inscription/", answers, follow=True)

    person = Practitioner.objects.get()
    assert person.given_names == "Ana Éloïse"
    assert person.identifier in answer.content.decode()
    assert OutboundMessage.objects.count() == 2


def test_people_alike_are_shown_and_added_to_or_put_aside(registrar, answers):
    known = CivilIdentityFactory(
        birth_family_name="LEGER", given_names="Eloise Ana", birth_date=date(1991, 9, 4)
    ).practitioner

    compared = registrar.post("/portail/inscription/", answers)
    same = registrar.post("/portail/inscription/", {**answers, "same": known.pk})
    other = registrar.post("/portail/inscription/", {**answers, "stranger": [known.pk], "role_code": "313"})

    assert compared.status_code == 409
    assert known.national_id in compared.content.decode()
    assert "04/09/1991" not in compared.content.decode()
    assert same.status_code == other.status_code == 302
    assert Practitioner.objects.count() == 2
    assert Enrolment.objects.filter(practitioner=known).count() == 1


@pytest.mark.parametrize("real", [True, False])
def test_a_person_who_is_not_alike_answers_like_a_missing_one(real, registrar, answers):
    unlike = PractitionerFactory(real=real, identified=True)
    registrar.get("/portail/")  # the greeting of the sign-in is shown once

    chosen = registrar.post("/portail/inscription/", {**answers, "same": unlike.pk})
    missing = registrar.post("/portail/inscription/", {**answers, "same": unlike.pk + 1_000})

    assert chosen.status_code == missing.status_code == 404
    assert without_id(chosen.content) == without_id(missing.content)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("key", ["²", "٣", "9" * 5000, "-1", "1.0", "a", "\0", "1\0"])
def test_a_key_that_is_no_key_chooses_nobody(key, registrar, answers):
    known = CivilIdentityFactory(birth_family_name="LEGER", given_names="Ana", birth_date=date(1991, 4, 9))

    same = registrar.post("/portail/inscription/", {**answers, "same": key})
    stranger = registrar.post("/portail/inscription/", {**answers, "stranger": [key, known.pk]})

    assert same.status_code == 404
    assert stranger.status_code == 302
    assert Enrolment.objects.exclude(practitioner=known.practitioner).count() == 1


@pytest.fixture
def enrolled_here(registrar, answers):
    """Somebody whom the registrar of the first structure enrolled, with unproven contacts."""
    registrar.post("/portail/inscription/", answers)
    return Practitioner.objects.get()


@pytest.fixture
def neighbour():
    """A registrar of another structure."""
    return MandateFactory()


def test_a_registrar_of_another_structure_neither_sees_nor_corrects_contacts_even_after_adding_a_role(
    answers, enrolled_here, neighbour
):
    client = sign_in(neighbour.account)
    theirs = {**answers, "organization": neighbour.authority.organization_id, "email": "thief@exemple.test"}
    added = client.post("/portail/inscription/", {**theirs, "same": enrolled_here.pk}, follow=True)
    record = client.get(f"/portail/directory/practitioner/{enrolled_here.pk}/change/")
    email = enrolled_here.contact_points.get(kind="EMAIL")

    form = client.get(f"/portail/coordonnees/{email.pk}/")
    corrected = client.post(f"/portail/coordonnees/{email.pk}/", {"value": "thief@exemple.test"})
    asked = client.post(f"/portail/personnes/{enrolled_here.pk}/codes/", follow=True)

    assert added.status_code == record.status_code == 200
    for page in (added, record, asked):
        shown = page.content.decode()
        assert "ana@exemple.test" not in shown
        assert "39 98 01 77" not in shown
        assert not re.search(r"/coordonnees/\d", shown)
    assert "a•••@e•••.test" in record.content.decode()
    assert form.status_code == corrected.status_code == 404
    assert OutboundMessage.objects.count() == 2
    assert list(enrolled_here.contact_points.filter(kind="EMAIL")) == [email]


def test_the_result_shows_contacts_in_full_to_the_authority_of_the_person_only(registrar, enrolled_here):
    address = f"/portail/inscription/{Enrolment.objects.get().pk}/"
    agent = sign_in(MandateFactory(agent=True).account)

    own, regional = registrar.get(address).content.decode(), agent.get(address).content.decode()

    assert "ana@exemple.test" in own
    assert "ana@exemple.test" not in regional
    assert "39 98 01 77" not in regional
    assert "a•••@e•••.test" in regional


def test_no_list_of_the_portal_shows_a_contact(registrar, enrolled_here):
    for name in ("practitioner", "enrolment", "outboundmessage"):
        page = registrar.get(f"/portail/directory/{name}/").content.decode()

        assert "exemple.test" not in page
        assert "39 98 01 77" not in page


def test_the_result_of_another_structure_is_not_shown(registrar, answers):
    registrar.post("/portail/inscription/", answers)
    stranger = sign_in(MandateFactory().account)

    assert stranger.get(f"/portail/inscription/{Enrolment.objects.get().pk}/").status_code == 404
