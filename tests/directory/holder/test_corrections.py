"""What a person finds wrong reaches the authority that answers for that part, and comes back with its answer."""

from uuid import uuid4

import pytest

from directory.errors import CorrectionRefused, NotAllowed
from directory.models import CorrectionPart, CorrectionRequest, CorrectionState, OutboundMessage
from directory.policy import CORRECTIONS_OPEN
from directory.workflows import corrections
from tests.factories.directory import (
    AccountFactory,
    ContactPointFactory,
    MandateFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.support.holder import sign_in_holder
from tests.support.staff import sign_in_with_passkey

pytestmark = pytest.mark.django_db

NEW = "/espace/corrections/nouvelle/"
TEXT = "Ma date de début est le 3 mars, et non le 13."


@pytest.fixture
def registrar():
    return MandateFactory()


@pytest.fixture
def role(person, registrar):
    return PractitionerRoleFactory(
        exercise=person.exercises.first(), authority=registrar.authority, organization=registrar.authority.organization
    )


@pytest.fixture
def correction(person, registrar, now):
    return ask(person, registrar.authority, now)


def ask(person, authority, now, text=TEXT):
    return corrections.ask(
        practitioner=person, part=CorrectionPart.ROLE, about="Aide-soignant", authority=authority, text=text, now=now
    )


def answer(account, correction, now, state=CorrectionState.CORRECTED, text=""):
    corrections.answer(account=account, correction=correction, state=state, text=text, now=now)


def test_it_goes_to_the_authority_of_that_very_part(browser, person, role, registrar):
    ContactPointFactory(practitioner=person, verified=True)

    page = browser.post(NEW, {"partie": f"ROLE-{role.pk}", "text": TEXT})

    correction = CorrectionRequest.objects.get()
    assert page.headers["Location"] == "/espace/corrections/"
    assert (correction.authority, correction.practitioner) == (registrar.authority, person)
    assert OutboundMessage.objects.filter(event="correction_asked", practitioner=person).count() == 1
    assert TEXT in browser.get("/espace/corrections/").content.decode()


@pytest.mark.parametrize(
    ("part", "text"), [("", TEXT), ("ROLE-1", TEXT), ("\x00", TEXT), ("IDENTITY", "court"), ("IDENTITY", "x" * 1001)]
)
def test_what_is_not_a_request_is_refused_and_nothing_is_written(browser, part, text):
    page = browser.post(NEW, {"partie": part, "text": text})

    assert page.status_code == 422
    assert b'aria-invalid="true"' in page.content
    assert not CorrectionRequest.objects.exists()


def test_the_part_of_another_person_is_no_part(browser, stranger):
    role = PractitionerRoleFactory(exercise=stranger.exercises.first())

    assert browser.post(NEW, {"partie": f"ROLE-{role.pk}", "text": TEXT}).status_code == 422


def test_odd_text_is_kept_as_far_as_it_can_be(browser):
    assert browser.post(NEW, {"partie": "IDENTITY", "text": TEXT + "\x00\u202e😀"}).status_code == 302


def test_quotas_hold_by_person(person, stranger, registrar, now):
    for _ in range(CORRECTIONS_OPEN):
        made = ask(person, registrar.authority, now)
    with pytest.raises(CorrectionRefused) as open_ones:
        ask(person, registrar.authority, now)
    assert corrections.withdraw(practitioner=person, correction_id=made.pk, now=now)
    with pytest.raises(CorrectionRefused) as a_day:
        ask(person, registrar.authority, now)

    assert (open_ones.value.reason, a_day.value.reason) == ("open", "quota")
    assert ask(stranger, registrar.authority, now)


def test_it_is_withdrawn_by_its_holder_only_and_once(browser, person, stranger, correction):
    other = sign_in_holder(stranger)
    address = f"/espace/corrections/{correction.pk}/retirer/"

    assert other.post(address).status_code == 404
    assert browser.post(address).status_code == 302
    assert browser.post(address).status_code == 404
    assert browser.post(f"/espace/corrections/{uuid4()}/retirer/").status_code == 404


# --- the authority ---


def test_only_the_authority_asked_answers(correction, registrar, now):
    others = [MandateFactory().account, MandateFactory(agent=True).account, AccountFactory()]
    others.append(MandateFactory(authority=registrar.authority, role="AUDITOR").account)

    for account in others:
        with pytest.raises(NotAllowed):
            answer(account, correction, now)
        assert sign_in_with_passkey(account).get(f"/portail/corrections/{correction.pk}/").status_code in {403, 404}


def test_it_waits_in_the_day_and_is_answered_from_its_page(correction, registrar, person):
    staff = sign_in_with_passkey(registrar.account)
    ContactPointFactory(practitioner=person, verified=True)
    address = f"/portail/corrections/{correction.pk}/"

    assert address in staff.get("/portail/").content.decode()
    assert person.family_name in staff.get("/portail/corrections/").content.decode()
    assert TEXT in staff.get(address).content.decode()
    assert staff.post(address, {"decision": "refused", "answer": ""}).status_code == 422
    assert staff.post(address, {"decision": "x"}).status_code == 422
    assert staff.post(address, {"decision": "refused", "answer": "Le contrat dit le 13 mars."}).status_code == 302

    correction.refresh_from_db()
    assert (correction.state, correction.answered_by) == (CorrectionState.REFUSED, registrar.account)
    page = sign_in_holder(person).get("/espace/corrections/").content.decode()
    assert "Le contrat dit le 13 mars." in page
    assert str(registrar.account) not in page
    assert OutboundMessage.objects.filter(event="correction_answered", practitioner=person).count() == 1


def test_it_is_answered_once(correction, registrar, person, now):
    answer(registrar.account, correction, now)

    with pytest.raises(NotAllowed):
        answer(registrar.account, correction, now)
    assert not corrections.withdraw(practitioner=person, correction_id=correction.pk, now=now)


@pytest.mark.parametrize("state", [CorrectionState.WITHDRAWN, CorrectionState.OPEN])
def test_an_authority_gives_answers_and_nothing_else(correction, registrar, now, state):
    with pytest.raises(CorrectionRefused):
        answer(registrar.account, correction, now, state=state)


def test_who_acts_for_one_site_answers_for_the_people_there(correction, registrar, role, now):
    elsewhere = MandateFactory(
        authority=registrar.authority,
        organization=PractitionerRoleFactory(organization__parent=registrar.authority.organization).organization,
    )

    with pytest.raises(NotAllowed):
        answer(elsewhere.account, correction, now)


def test_an_authority_of_the_same_code_in_another_structure_sees_nothing(correction):
    other = MandateFactory(authority=RegistrationAuthorityFactory(local=True))

    page = sign_in_with_passkey(other.account).get("/portail/corrections/").content.decode()

    assert correction.practitioner.national_id not in page
