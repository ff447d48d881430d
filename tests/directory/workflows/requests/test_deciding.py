"""A registrar asks, refuses, accepts: by the rules of a direct enrolment, once, and the person is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from directory import queries
from directory.errors import (
    InvalidPractice,
    NotAllowed,
    PossibleDuplicate,
    RequestChanged,
    RequestRefused,
    UnknownPerson,
)
from directory.models import AuditEvent, ContactPoint, Enrolment, Practitioner, RequestStep
from directory.workflows.applicant import Practice
from directory.workflows.requests.accepting import accept_as_known, accept_as_new
from directory.workflows.requests.filling import save, submit
from directory.workflows.requests.treating import ask, refuse
from directory.workflows.requests.typed import person_of
from tests.directory.workflows.test_enrolment import run_at_once
from tests.factories.directory import (
    AccountFactory,
    CivilIdentityFactory,
    ContactPointFactory,
    EnrolmentRequestFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
)

WORDS = "Quelle est votre date d’arrivée ?"


@pytest.fixture
def sent(mandate, structure):
    return EnrolmentRequestFactory(authority=mandate.authority, organization=structure)


@pytest.fixture
def practice(structure, now):
    return Practice(organization=structure, role_code="313", activity_kind_code="GENR11", start_date=now.date())


@pytest.fixture
def accept(mandate, sent, practice, now):
    def accepted(**changes):
        given = {
            "registrar": mandate.account,
            "request": sent,
            "version": sent.version,
            "person": person_of(sent.answers),
            "practice": practice,
            "now": now,
            **changes,
        }
        return (accept_as_known if "practitioner_id" in given else accept_as_new)(**given)

    return accepted


@pytest.fixture
def known(sent):
    """Somebody like the person of the request, with contacts of their own."""
    person = PractitionerFactory(family_name="MARCHAND", given_names="Rose", ready=True)
    CivilIdentityFactory(
        practitioner=person, birth_family_name="MARCHAND", given_names="Rose", birth_date=date(1992, 6, 11)
    )
    return person


@pytest.mark.parametrize("trait", [None, "auditor", "operator", "officer", "ended"])
def test_others_decide_nothing(trait, sent, accept, fresh, now):
    account = MandateFactory(**{trait: True}).account if trait else AccountFactory()

    for act in (ask, refuse):
        with pytest.raises(NotAllowed):
            act(registrar=account, request=sent, version=sent.version, text=WORDS, now=now)
    with pytest.raises(NotAllowed):
        accept(registrar=account)

    assert fresh(sent).state == "SUBMITTED"


@pytest.mark.parametrize("words", ["", "court", " " * 40, "x" * 1001])
def test_a_question_or_a_reason_says_something(words, mandate, sent, now):
    for act in (ask, refuse):
        with pytest.raises(RequestRefused):
            act(registrar=mandate.account, request=sent, version=sent.version, text=words, now=now)


def test_a_question_is_told_answered_and_comes_back(mandate, sent, letters, fresh, now):
    ask(registrar=mandate.account, request=sent, version=sent.version, text=WORDS, now=now)
    assert WORDS in letters("request_asked")[0].text
    assert WORDS not in letters("request_asked")[1].text

    save(request=fresh(sent), answers={"start_date": now.date()}, now=now)
    submit(request=fresh(sent), text="Le 17 mars", now=now)

    assert fresh(sent).state == "SUBMITTED"
    assert [step.kind for step in RequestStep.objects.filter(request=sent).order_by("pk")] == ["ASKED", "SUBMITTED"]


def test_a_refusal_gives_its_reason_and_registers_nobody(mandate, sent, letters, fresh, now):
    refuse(registrar=mandate.account, request=sent, version=sent.version, text=WORDS, now=now)

    assert fresh(sent).state == "REFUSED"
    assert WORDS in letters("request_refused")[0].text
    assert WORDS not in str(AuditEvent.objects.values_list("details", flat=True))
    assert not Practitioner.objects.exists()


def test_an_accepted_person_is_registered_with_proven_contacts_and_proves_nothing_again(
    accept, sent, letters, fresh, now
):
    enrolment = accept()

    person = enrolment.practitioner
    assert (person.family_name, person.is_test) == ("MARCHAND", True)
    assert set(queries.activation_contacts(person.pk, now)) == {"EMAIL", "MOBILE"}
    assert {contact.verified_by for contact in person.contact_points.all()} == {"CODE"}
    assert letters("contact_verification") == []
    assert person.national_id in letters("request_accepted")[0].text
    request = fresh(sent)
    assert (request.state, request.enrolment, request.practitioner) == ("ACCEPTED", enrolment, person)
    assert queries.is_eligible(person.pk, now)


def test_a_registrar_corrects_names_and_dates_and_never_contacts(accept, sent):
    corrected = replace(
        person_of(sent.answers), given_names="Rosalie", email="thief@exemple.test", mobile="+33639980999"
    )

    person = accept(person=corrected).practitioner

    assert person.civil_identity.given_names == "Rosalie"
    assert {contact.value for contact in ContactPoint.objects.all()} == {sent.answers.email, "+33639980202"}


@pytest.mark.parametrize(
    ("field", "value"), [("role_code", "353"), ("start_date", date(2031, 1, 1)), ("activity_kind_code", "GENR99")]
)
def test_the_rules_of_a_direct_enrolment_hold(field, value, accept, practice, fresh, sent):
    with pytest.raises(InvalidPractice):
        accept(practice=replace(practice, **{field: value}))

    assert fresh(sent).state == "SUBMITTED"


def test_a_request_is_accepted_for_its_structure_and_no_other(accept, practice, mandate):
    site = OrganizationFactory(parent=mandate.authority.organization)

    with pytest.raises(NotAllowed):
        accept(practice=replace(practice, organization=site))


def test_people_alike_are_shown_before_a_second_one_is_made(accept, known, fresh, sent):
    with pytest.raises(PossibleDuplicate) as refusal:
        accept()
    assert refusal.value.params["practitioner_ids"] == [known.pk]
    assert fresh(sent).state == "SUBMITTED"

    assert accept(strangers=frozenset({known.pk})).practitioner != known


def test_the_one_person_chosen_gets_a_role_and_keeps_their_contacts(accept, known, letters, structure):
    before = set(known.contact_points.values_list("pk", flat=True))

    enrolment = accept(practitioner_id=known.pk)

    assert enrolment.practitioner == known
    assert enrolment.role.organization == structure
    assert set(known.contact_points.values_list("pk", flat=True)) == before
    assert len(letters("enrolment_notice")) == 2
    assert len(letters("request_accepted")) == 2


def test_somebody_who_is_not_alike_is_not_chosen_by_their_key(accept, fresh, sent):
    with pytest.raises(UnknownPerson):
        accept(practitioner_id=PractitionerFactory().pk)

    assert fresh(sent).state == "SUBMITTED"


def test_a_mobile_that_was_changed_and_not_proven_is_not_accepted(mandate, structure, accept, now):
    asked = EnrolmentRequestFactory(
        authority=mandate.authority, organization=structure, asked=True, mobile_verified_at=None
    )

    with pytest.raises(RequestRefused) as refusal:
        accept(request=asked, version=asked.version, person=person_of(asked.answers))

    assert refusal.value.reason == "mobile"


def test_a_decision_on_what_was_not_read_is_refused(mandate, sent, accept, now):
    read = sent.version
    ask(registrar=mandate.account, request=sent, version=read, text=WORDS, now=now)

    with pytest.raises(RequestChanged):
        accept(version=read)
    with pytest.raises(RequestChanged):
        refuse(registrar=mandate.account, request=sent, version=read, text=WORDS, now=now)

    assert not Enrolment.objects.exists()


def test_a_late_request_is_not_decided(accept, sent, now):
    type(sent).objects.filter(pk=sent.pk).update(expires_at=now - timedelta(seconds=1))

    with pytest.raises(RequestChanged):
        accept()


@pytest.mark.django_db(transaction=True)
def test_two_registrars_at_once_decide_once(accept, mandate, sent, fresh, now):
    outcomes = run_at_once(
        accept,
        lambda: refuse(registrar=mandate.account, request=sent, version=sent.version, text=WORDS, now=now),
    )

    assert sum(isinstance(outcome, RequestChanged) for outcome in outcomes) == 1
    assert fresh(sent).state in {"ACCEPTED", "REFUSED"}
    assert Enrolment.objects.count() == (fresh(sent).state == "ACCEPTED")


def test_an_address_of_the_directory_does_not_make_its_reader_the_person(accept, known, sent):
    ContactPointFactory(practitioner=known, email=sent.answers.email, replaced=True)

    accept(practitioner_id=known.pk)

    assert ContactPoint.objects.filter(email=sent.answers.email, ended_at__isnull=True).count() == 0
