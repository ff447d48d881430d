"""A registrar registers a person: who may, what is refused, what is written, and two who do it at once."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from directory import correspondence
from directory.errors import InvalidPractice, NotAllowed, PossibleDuplicate, UnknownPerson
from directory.identifiers import parse_rpps
from directory.models import (
    AuditEvent,
    CivilIdentity,
    ContactPoint,
    ContactVerification,
    Enrolment,
    MessageChannel,
    OutboundMessage,
    Practitioner,
    RegistrationAuthority,
)
from directory.workflows.applicant import Person, Practice
from directory.workflows.enrolment import enrol
from directory.workflows.one_more_role import add_role
from tests.factories.directory import (
    AccountFactory,
    CivilIdentityFactory,
    ConceptFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
)

ANA = Person(
    birth_family_name="Léger-Dupont",
    given_names="Ana Éloïse",
    birth_date=date(1991, 4, 9),
    sex_code="F",
    email="ana.leger@exemple.test",
    mobile="+33639980101",
)


@pytest.fixture
def codes(db):
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    ConceptFactory(profession=True)
    ConceptFactory(closed=True)


@pytest.fixture
def mandate(codes):
    return MandateFactory()


@pytest.fixture
def practice(mandate, now):
    return Practice(
        organization=mandate.authority.organization,
        role_code="313",
        activity_kind_code="GENR11",
        start_date=now.date(),
    )


def test_an_account_without_mandate_registers_nobody(practice, now):
    with pytest.raises(NotAllowed):
        enrol(registrar=AccountFactory(), person=ANA, practice=practice, now=now)

    assert not Practitioner.objects.exists()


def test_a_registrar_of_another_structure_registers_nobody_here(practice, now):
    with pytest.raises(NotAllowed):
        enrol(registrar=MandateFactory().account, person=ANA, practice=practice, now=now)


@pytest.mark.parametrize("trait", ["auditor", "operator", "officer", "ended"])
def test_other_roles_register_nobody(trait, practice, now):
    with pytest.raises(NotAllowed):
        enrol(registrar=MandateFactory(**{trait: True}).account, person=ANA, practice=practice, now=now)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("role_code", "353", "closed_code"),
        ("role_code", "999", "closed_code"),
        ("activity_kind_code", "GENR99", "closed_code"),
        ("profession_code", "200", "closed_code"),
        ("start_date", date(2030, 1, 1), "too_late"),
        ("start_date", date(1999, 1, 1), "too_early"),
    ],
)
def test_a_closed_code_or_an_impossible_date_is_refused(field, value, reason, mandate, practice, now):
    with pytest.raises(InvalidPractice) as refusal:
        enrol(registrar=mandate.account, person=ANA, practice=replace(practice, **{field: value}), now=now)

    assert refusal.value.params == {"field": field, "reason": reason}


@pytest.mark.parametrize("birth_date", [date(2020, 1, 1), date(1899, 1, 1)])
def test_an_impossible_birth_date_is_refused(birth_date, mandate, practice, now):
    with pytest.raises(InvalidPractice):
        enrol(registrar=mandate.account, person=replace(ANA, birth_date=birth_date), practice=practice, now=now)


@pytest.mark.parametrize(
    "traits",
    [
        {"birth_family_name": "LEGER DUPONT", "given_names": "Eloise Ana"},
        {"birth_family_name": "LÉGER", "given_names": "Ana"},
        {"birth_family_name": "LEGER-DUPOND", "given_names": "ANA"},
        {"birth_date": date(1991, 9, 4), "birth_family_name": "Léger-Dupont", "given_names": "Ana"},
        {"birth_family_name": "MARTIN", "given_names": "Ana", "practitioner__family_name": "LÉGER-DUPONT"},
    ],
    ids=["accents and order", "half of a double name", "one letter", "swapped day and month", "name of use"],
)
def test_a_person_alike_is_shown_before_a_second_one_is_made(traits, mandate, practice, now):
    known = CivilIdentityFactory(**{"birth_date": ANA.birth_date, **traits}).practitioner

    with pytest.raises(PossibleDuplicate) as refusal:
        enrol(registrar=mandate.account, person=ANA, practice=practice, now=now)

    assert refusal.value.params == {"practitioner_ids": [known.pk]}


def test_a_person_loaded_without_birth_date_is_compared_by_name(mandate, practice, now):
    known = PractitionerFactory(family_name="LEGER DUPONT", given_names="Éloïse")

    with pytest.raises(PossibleDuplicate) as refusal:
        enrol(registrar=mandate.account, person=ANA, practice=practice, now=now)

    assert refusal.value.params == {"practitioner_ids": [known.pk]}


def test_namesakes_of_another_birth_date_are_not_confused(mandate, practice, now):
    CivilIdentityFactory(birth_family_name="LÉGER-DUPONT", given_names="Ana", birth_date=date(1960, 1, 20))

    enrol(registrar=mandate.account, person=ANA, practice=practice, now=now)


def test_a_registrar_who_compared_may_say_that_it_is_somebody_else(mandate, practice, now):
    known = CivilIdentityFactory(
        birth_family_name="LEGER-DUPONT", given_names="Ana", birth_date=ANA.birth_date
    ).practitioner

    enrolment = enrol(
        registrar=mandate.account, person=ANA, practice=practice, now=now, strangers=frozenset({known.pk})
    )

    assert enrolment.practitioner != known
    assert AuditEvent.objects.get(action="directory.enrolled").details["compared_with"] == [str(known.pk)]


def test_a_person_is_registered_with_number_identity_role_contacts_trace_and_letters(mandate, practice, now):
    enrolment = enrol(registrar=mandate.account, person=ANA, practice=practice, now=now)

    person = enrolment.practitioner
    assert parse_rpps(person.identifier) == person.identifier
    assert person.identifier.startswith("997")
    assert (person.national_id, person.is_test) == (f"8{person.identifier}", True)
    assert (person.family_name, person.given_names) == ("LÉGER-DUPONT", "Ana Éloïse")
    assert CivilIdentity.objects.get(practitioner=person).birth_date == ANA.birth_date
    assert enrolment.role.organization == practice.organization
    assert enrolment.role.role_code == "313"
    assert {contact.value for contact in ContactPoint.objects.all()} == {ANA.email, ANA.mobile}
    assert not ContactPoint.objects.filter(verified_at__isnull=False).exists()
    [event] = AuditEvent.objects.all()
    assert (event.action, event.actor, event.practitioner) == ("directory.enrolled", mandate.account, person)
    assert (event.mandate, event.authority) == (mandate, mandate.authority)
    assert ANA.email not in str(event.details)


def test_the_link_goes_by_mail_only_and_each_means_gets_its_own_code(mandate, practice, now):
    enrol(registrar=mandate.account, person=ANA, practice=practice, now=now)

    letters = {row.channel: correspondence.open_letter(row) for row in OutboundMessage.objects.all()}
    mail, sms = letters[MessageChannel.EMAIL], letters[MessageChannel.SMS]
    assert (mail.to, sms.to) == (ANA.email, ANA.mobile)
    assert "http://testserver/contact/" in mail.text
    assert "/contact/" not in sms.text
    assert ContactVerification.objects.values("token_digest").distinct().count() == 1


def test_a_real_authority_allots_outside_the_test_range(mandate, practice, now):
    RegistrationAuthority.objects.filter(pk=mandate.authority_id).update(is_test=False)
    type(practice.organization).objects.filter(pk=practice.organization.pk).update(is_test=False)

    person = enrol(registrar=mandate.account, person=ANA, practice=practice, now=now).practitioner

    assert not person.identifier.startswith("997")
    assert person.is_test is False


def test_a_number_that_exists_already_is_skipped(mandate, practice, now):
    first = enrol(registrar=mandate.account, person=ANA, practice=practice, now=now).practitioner
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('rpps_test_order', %s)", [int(first.identifier[:10]) - 1])

    other = replace(ANA, birth_family_name="Martin", given_names="Zoé")
    second = enrol(registrar=mandate.account, person=other, practice=practice, now=now).practitioner

    assert second.identifier != first.identifier


@pytest.mark.django_db(transaction=True)
def test_a_number_that_was_drawn_serves_nobody_else_even_when_its_registration_failed(
    mandate, practice, now, monkeypatch
):
    first = enrol(registrar=mandate.account, person=ANA, practice=practice, now=now).practitioner
    zoe = replace(ANA, birth_family_name="Martin", given_names="Zoé", birth_date=date(1980, 12, 1))
    with monkeypatch.context() as failing, pytest.raises(ZeroDivisionError):
        failing.setattr("directory.workflows.enrolment.send_codes", lambda **given: 1 // 0)
        enrol(registrar=mandate.account, person=zoe, practice=practice, now=now)

    second = enrol(registrar=mandate.account, person=zoe, practice=practice, now=now).practitioner

    assert int(second.identifier[:10]) == int(first.identifier[:10]) + 2


def known_as(person, **traits):
    """Somebody of the directory whom the duplicate finder returns for this person."""
    return CivilIdentityFactory(
        practitioner=PractitionerFactory(ready=True, **traits),
        birth_family_name=person.birth_family_name,
        given_names=person.given_names,
        birth_date=person.birth_date,
    ).practitioner


def test_a_known_person_gets_one_more_role_and_no_new_number(mandate, practice, now):
    known = known_as(ANA)

    enrolment = add_role(registrar=mandate.account, practitioner_id=known.pk, person=ANA, practice=practice, now=now)

    assert Practitioner.objects.count() == 1
    assert enrolment.role.organization == practice.organization
    assert OutboundMessage.objects.filter(event="enrolment_notice").count() == 2
    assert not ContactVerification.objects.exists()


def test_the_same_open_role_is_not_added_twice(mandate, practice, now):
    known = enrol(registrar=mandate.account, person=ANA, practice=practice, now=now).practitioner

    with pytest.raises(InvalidPractice):
        add_role(registrar=mandate.account, practitioner_id=known.pk, person=ANA, practice=practice, now=now)


def test_a_person_who_is_not_alike_cannot_be_added_to_by_their_key(mandate, practice, now):
    stranger = known_as(replace(ANA, birth_family_name="Marchand", given_names="Rose"))
    missing = stranger.pk + 1_000

    for key in (stranger.pk, missing):
        with pytest.raises(UnknownPerson) as refusal:
            add_role(registrar=mandate.account, practitioner_id=key, person=ANA, practice=practice, now=now)
        assert refusal.value.params == {}

    assert not Enrolment.objects.exists()
    assert not OutboundMessage.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_person_who_is_not_alike_is_unknown_even_before_the_practice_is_read(mandate, practice, now):
    stranger = known_as(replace(ANA, birth_family_name="Marchand", given_names="Rose"))

    with pytest.raises(UnknownPerson):
        add_role(
            registrar=mandate.account,
            practitioner_id=stranger.pk,
            person=ANA,
            practice=replace(practice, role_code="999"),
            now=now,
        )


def test_a_test_authority_adds_no_role_to_a_real_person(mandate, practice, now):
    real = known_as(ANA, real=True)

    with pytest.raises(UnknownPerson):
        add_role(registrar=mandate.account, practitioner_id=real.pk, person=ANA, practice=practice, now=now)


def test_a_stranger_adds_no_role(practice, now):
    known = known_as(ANA)

    with pytest.raises(NotAllowed):
        add_role(registrar=MandateFactory().account, practitioner_id=known.pk, person=ANA, practice=practice, now=now)


def test_the_trace_names_the_people_who_were_compared_and_nobody_else(mandate, practice, now):
    known, unlike = known_as(ANA), PractitionerFactory()

    enrol(
        registrar=mandate.account,
        person=ANA,
        practice=practice,
        now=now,
        strangers=frozenset({known.pk, unlike.pk, 10**17}),
    )

    assert AuditEvent.objects.get(action="directory.enrolled").details["compared_with"] == [str(known.pk)]


def run_at_once(*calls):
    outcomes = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(index, call):
        barrier.wait()
        try:
            outcomes[index] = call()
        except Exception as error:  # noqa: BLE001 - the test looks at what happened
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_registrations_at_once_get_two_numbers(mandate, practice, now):
    zoe = replace(ANA, birth_family_name="Martin", given_names="Zoé", birth_date=date(1980, 12, 1))

    outcomes = run_at_once(
        lambda: enrol(registrar=mandate.account, person=ANA, practice=practice, now=now),
        lambda: enrol(registrar=mandate.account, person=zoe, practice=practice, now=now),
    )

    assert all(isinstance(outcome, Enrolment) for outcome in outcomes)
    assert Practitioner.objects.values("identifier").distinct().count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_person_registered_twice_at_once_is_made_once(mandate, practice, now):
    outcomes = run_at_once(*[lambda: enrol(registrar=mandate.account, person=ANA, practice=practice, now=now)] * 2)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Enrolment", "PossibleDuplicate"]
    assert Practitioner.objects.count() == 1


def test_registering_into_a_site_of_the_legal_entity_is_allowed(codes, now):
    mandate = MandateFactory()
    site = OrganizationFactory(parent=mandate.authority.organization)
    practice = Practice(
        organization=site, role_code="313", activity_kind_code="GENR11", start_date=now.date() - timedelta(days=1)
    )

    assert enrol(registrar=mandate.account, person=ANA, practice=practice, now=now).authority == mandate.authority
