"""Lists are scoped by the mandates in force: nobody sees more than their structure, region or order."""

from datetime import timedelta

import pytest

from directory import permissions
from directory.models import Practitioner
from tests.factories.directory import (
    AccountFactory,
    EnrolmentFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
    RegistrationAuthorityFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def national():
    return RegistrationAuthorityFactory()


@pytest.fixture
def registrar_mandate():
    return MandateFactory()


def work_in(organization, national, **fields):
    exercise = ProfessionalExerciseFactory(practitioner=PractitionerFactory(authority=national))
    return PractitionerRoleFactory(exercise=exercise, organization=organization, **fields).exercise.practitioner


def seen_by(account, now):
    return set(permissions.practitioners_visible_to(account, now))


def test_an_account_without_mandate_sees_nobody(national, now):
    work_in(OrganizationFactory(), national)

    account = AccountFactory()

    assert seen_by(account, now) == set()
    assert not permissions.organizations_visible_to(account, now).exists()
    assert not permissions.enrolments_visible_to(account, now).exists()
    assert not permissions.audit_visible_to(account, now).exists()


def test_an_ended_mandate_opens_nothing(national, now):
    mandate = MandateFactory(ended=True)
    work_in(mandate.authority.organization, national)

    assert seen_by(mandate.account, now) == set()
    assert not permissions.can_enrol(mandate.account, mandate.authority.organization, now)


def test_a_mandate_to_come_opens_nothing_yet(national, now):
    mandate = MandateFactory(valid_from=now + timedelta(days=1))
    work_in(mandate.authority.organization, national)

    assert seen_by(mandate.account, now) == set()


def test_a_closed_account_sees_nobody(registrar_mandate, national, now):
    work_in(registrar_mandate.authority.organization, national)
    registrar_mandate.account.is_active = False

    assert seen_by(registrar_mandate.account, now) == set()


def test_a_registrar_sees_the_people_of_the_structure_and_not_the_neighbours(registrar_mandate, national, now):
    colleague = work_in(registrar_mandate.authority.organization, national)
    work_in(OrganizationFactory(), national)

    assert seen_by(registrar_mandate.account, now) == {colleague}


def test_a_registrar_of_a_legal_entity_sees_the_people_of_its_sites(national, now):
    entity = OrganizationFactory(legal_entity=True, finess="750000001")
    mandate = MandateFactory(authority=RegistrationAuthorityFactory(local=True, organization=entity))
    by_parent = work_in(OrganizationFactory(parent=entity), national)
    by_number = work_in(OrganizationFactory(legal_entity_finess="750000001"), national)

    assert seen_by(mandate.account, now) == {by_parent, by_number}


def test_who_left_long_ago_is_no_longer_seen_and_who_left_lately_is(registrar_mandate, national, now):
    organization = registrar_mandate.authority.organization
    work_in(organization, national, valid_until=now.date() - timedelta(days=400))
    lately = work_in(organization, national, valid_until=now.date() - timedelta(days=30))

    assert seen_by(registrar_mandate.account, now) == {lately}


def test_a_registrar_sees_whom_the_structure_enrolled(registrar_mandate, national, now):
    enrolled = EnrolmentFactory(
        practitioner=PractitionerFactory(authority=national), authority=registrar_mandate.authority
    ).practitioner

    assert seen_by(registrar_mandate.account, now) == {enrolled}


def test_an_agent_sees_the_people_of_the_region_only(national, now):
    mandate = MandateFactory(agent=True)
    parisian = work_in(OrganizationFactory(), national)
    work_in(OrganizationFactory(in_brittany=True), national)

    assert seen_by(mandate.account, now) == {parisian}


def test_an_officer_sees_the_people_of_the_order_only(national, now):
    mandate = MandateFactory(officer=True)
    nurse = ProfessionalExerciseFactory(of_order=True, practitioner__authority=national).practitioner
    ProfessionalExerciseFactory(practitioner__authority=national)

    assert seen_by(mandate.account, now) == {nurse}


def test_a_mandate_of_a_test_authority_never_reaches_real_people(now):
    operator = MandateFactory(operator=True)
    test_person = PractitionerFactory(authority=operator.authority)
    PractitionerFactory(real=True)

    assert seen_by(operator.account, now) == {test_person}


def test_a_mandate_of_a_real_authority_never_reaches_test_people(now):
    real_person = PractitionerFactory(real=True)
    operator = MandateFactory(operator=True, authority=real_person.authority)
    PractitionerFactory()

    assert seen_by(operator.account, now) == {real_person}


def test_two_mandates_add_up(national, now):
    account = AccountFactory()
    first, second = MandateFactory(account=account), MandateFactory(account=account)
    people = {work_in(mandate.authority.organization, national) for mandate in (first, second)}

    assert seen_by(account, now) == people


def test_only_registrars_and_agents_enrol_and_only_into_their_structures(now):
    registrar, agent = MandateFactory(), MandateFactory(agent=True)
    auditor = MandateFactory(auditor=True, authority=registrar.authority)
    operator, officer = MandateFactory(operator=True), MandateFactory(officer=True)
    own, foreign = registrar.authority.organization, OrganizationFactory(in_brittany=True)

    assert permissions.can_enrol(registrar.account, own, now)
    assert permissions.can_enrol(agent.account, own, now)
    assert not permissions.can_enrol(registrar.account, foreign, now)
    assert not permissions.can_enrol(agent.account, foreign, now)
    for reader in (auditor, operator, officer):
        assert not permissions.can_enrol(reader.account, own, now)


def test_an_auditor_of_a_structure_reads_its_people_and_not_the_national_trail(registrar_mandate, national, now):
    auditor = MandateFactory(auditor=True, authority=registrar_mandate.authority)
    colleague = work_in(registrar_mandate.authority.organization, national)

    assert seen_by(auditor.account, now) == {colleague}
    assert not permissions.can_read_audit(auditor.account, now)
    assert permissions.can_read_audit(MandateFactory(auditor=True).account, now)


def test_registrars_and_readers_grant_no_mandates(now):
    assert permissions.can_grant_mandates(MandateFactory(operator=True).account, now)
    assert not permissions.can_grant_mandates(MandateFactory(auditor=True).account, now)
    assert not permissions.can_grant_mandates(MandateFactory().account, now)


def test_a_scope_costs_two_queries_whatever_it_holds(registrar_mandate, national, now, django_assert_num_queries):
    for _ in range(11):
        work_in(registrar_mandate.authority.organization, national)

    with django_assert_num_queries(2):
        people = list(permissions.practitioners_visible_to(registrar_mandate.account, now))

    assert len(people) == 11
    assert Practitioner.objects.count() == 11


def test_only_writers_for_the_persons_authority_answer_for_the_person(registrar_mandate, national, now):
    own, foreign = PractitionerFactory(authority=registrar_mandate.authority), PractitionerFactory(authority=national)
    auditor = MandateFactory(auditor=True, authority=registrar_mandate.authority)

    assert permissions.is_person_authority(registrar_mandate.account, own, now)
    assert not permissions.is_person_authority(registrar_mandate.account, foreign, now)
    assert not permissions.is_person_authority(auditor.account, own, now)


def test_a_page_that_only_reads_asks_once_for_mandates(registrar_mandate, now, django_assert_num_queries):
    account = registrar_mandate.account

    with permissions.mandates_read_once():
        with django_assert_num_queries(1):
            first = permissions.mandates_in_force(account, now)
            assert permissions.mandates_in_force(account, now) == first == [registrar_mandate]
        assert permissions.mandates_in_force(account, registrar_mandate.valid_from - timedelta(days=1)) == []
        assert permissions.mandates_in_force(AccountFactory(), now) == []
    MandateFactory(account=account)

    assert len(permissions.mandates_in_force(account, now)) == 2


@pytest.fixture
def entity():
    return OrganizationFactory(legal_entity=True, finess="750000001")


@pytest.fixture
def site_mandate(entity):
    """A registrar of one site of a legal entity."""
    authority = RegistrationAuthorityFactory(local=True, organization=entity)
    return MandateFactory(authority=authority, organization=OrganizationFactory(parent=entity))


def test_a_mandate_narrowed_to_a_site_reaches_that_site_alone(site_mandate, entity, national, now):
    authority, account, site = site_mandate.authority, site_mandate.account, site_mandate.organization
    there = work_in(site, national)
    work_in(entity, national)
    work_in(OrganizationFactory(parent=entity), national)
    PractitionerFactory(authority=authority)
    role = PractitionerRoleFactory(
        exercise__practitioner__authority=national, organization=site, valid_until="2022-01-01"
    )
    enrolled = EnrolmentFactory(practitioner=role.exercise.practitioner, role=role, authority=authority).practitioner
    EnrolmentFactory(authority=authority)

    assert seen_by(account, now) == {there, enrolled}
    assert set(permissions.organizations_visible_to(account, now)) == {site}
    assert set(permissions.enrolments_visible_to(account, now)) == set(enrolled.enrolments.all())
    assert permissions.can_enrol(account, site, now)
    assert not permissions.can_enrol(account, entity, now)


def test_who_acts_for_one_site_answers_for_who_works_there_and_for_nobody_else_of_the_authority(site_mandate, now):
    own = work_in(site_mandate.organization, site_mandate.authority)
    elsewhere = PractitionerFactory(authority=site_mandate.authority)

    for question in (permissions.is_person_authority, permissions.can_resolve_conflicts):
        assert question(site_mandate.account, own, now)
        assert not question(site_mandate.account, elsewhere, now)


def test_support_sees_people_and_never_their_contacts(registrar_mandate, national, now):
    colleague = work_in(registrar_mandate.authority.organization, national)
    support = MandateFactory(support=True)
    auditor = MandateFactory(auditor=True)

    assert seen_by(support.account, now) == {colleague}
    assert not permissions.can_see_contacts(support.account, colleague, now)
    assert permissions.can_see_contacts(registrar_mandate.account, colleague, now)
    assert permissions.can_see_contacts(auditor.account, colleague, now)
    assert permissions.can_see_contacts(AccountFactory(operator=True), colleague, now)
    assert not permissions.can_see_contacts(MandateFactory().account, colleague, now)
    assert not permissions.can_read_audit(support.account, now)


def test_support_who_also_registers_sees_the_contacts_of_their_own_structure_only(registrar_mandate, national, now):
    MandateFactory(support=True, account=registrar_mandate.account)
    own, other = work_in(registrar_mandate.authority.organization, national), work_in(OrganizationFactory(), national)

    assert seen_by(registrar_mandate.account, now) == {own, other}
    assert permissions.can_see_contacts(registrar_mandate.account, own, now)
    assert not permissions.can_see_contacts(registrar_mandate.account, other, now)


def test_a_reviewer_of_services_sees_nobody(national, now):
    reviewer = MandateFactory(reviewer=True).account
    work_in(OrganizationFactory(), national)

    assert permissions.can_see_services(reviewer, now)
    assert seen_by(reviewer, now) == set()
    assert not permissions.organizations_visible_to(reviewer, now).exists()
    assert not permissions.people_searchable_by(reviewer, now).people.exists()
    assert not permissions.messages_visible_to(reviewer, now).exists()
    assert not permissions.can_read_audit(reviewer, now)


def mandates_seen(mandate, now):
    return set(permissions.mandates_visible_to(mandate.account, now)) - {mandate}


def test_mandates_are_seen_by_those_of_the_authority_and_those_above_it(registrar_mandate, site_mandate, now):
    foreign = MandateFactory(
        agent=True, authority=RegistrationAuthorityFactory(code="ARS-53", kind="REGIONAL", region_code="53")
    )
    colleague = MandateFactory(authority=registrar_mandate.authority, ended=True)
    agent = MandateFactory(agent=True)
    operator = MandateFactory(operator=True)
    support = MandateFactory(support=True)
    real = MandateFactory(operator=True, authority__is_test=False)
    everybody = {registrar_mandate, site_mandate, foreign, colleague, agent, operator, support}

    assert mandates_seen(registrar_mandate, now) == {colleague}
    assert mandates_seen(site_mandate, now) == set()
    assert mandates_seen(agent, now) == {registrar_mandate, site_mandate, colleague}
    assert mandates_seen(foreign, now) == set()
    assert mandates_seen(support, now) == set()
    assert mandates_seen(operator, now) == everybody - {operator}
    assert mandates_seen(real, now) == set()
    assert mandates_seen(colleague, now) == set()


def test_authorities_are_seen_from_above(registrar_mandate, now):
    agent, foreign = MandateFactory(agent=True), MandateFactory()

    def seen(mandate):
        return set(permissions.authorities_visible_to(mandate.account, now))

    assert seen(registrar_mandate) == {registrar_mandate.authority}
    assert seen(agent) == {agent.authority, registrar_mandate.authority, foreign.authority}
    support, operator = MandateFactory(support=True), MandateFactory(operator=True)
    assert seen(support) == {support.authority}
    assert len(seen(operator)) == 5
