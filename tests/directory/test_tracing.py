"""By which mandate somebody acts, and whose lines of the trail they read."""

from datetime import timedelta

import pytest

from directory import permissions
from directory.models import AuditEvent, ContactKind, Fusion, MandateRole
from directory.workflows import contacts, exercise, mandates, merging
from tests.factories.directory import (
    LONG_AGO,
    AccountFactory,
    AuditEventFactory,
    ContactPointFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)

pytestmark = pytest.mark.django_db


def test_nobody_and_an_account_without_mandate_act_by_none(now):
    authority = RegistrationAuthorityFactory(local=True)

    assert permissions.acting_mandate(None, authority, now) is None
    assert permissions.acting_mandate(AccountFactory(operator=True), None, now) is None


def test_of_several_mandates_the_one_of_the_authority_that_acts_is_told(now):
    here = MandateFactory()
    there = MandateFactory(account=here.account)
    national = MandateFactory(account=here.account, operator=True)
    MandateFactory(
        account=here.account, authority=there.authority, role=MandateRole.AUDITOR, valid_from=LONG_AGO - timedelta(1)
    )

    def acting(authority):
        return permissions.acting_mandate(here.account, authority, now)

    assert [acting(here.authority), acting(there.authority), acting(None)] == [here, there, national]


@pytest.mark.parametrize("given", [{"ended": True}, {"account__is_active": False}])
def test_a_mandate_that_does_not_run_is_nobodys_reason(now, given):
    mandate = MandateFactory(**given)

    assert permissions.acting_mandate(mandate.account, mandate.authority, now) is None


def test_a_refusal_is_under_the_mandate_of_an_account_that_has_just_one(now):
    mandate = MandateFactory()
    assert permissions.only_mandate(mandate.account, now) == mandate

    MandateFactory(account=mandate.account)
    assert permissions.only_mandate(mandate.account, now) is None


@pytest.fixture
def lines():
    """A line of each kind: of two authorities, of both worlds, and of none."""
    real = RegistrationAuthorityFactory(code="CNOM", is_test=False)
    own, foreign = RegistrationAuthorityFactory(local=True), RegistrationAuthorityFactory(local=True)
    return {
        "own": AuditEventFactory(authority=own),
        "own person": AuditEventFactory(authority=own, practitioner=PractitionerFactory(authority=own)),
        "foreign": AuditEventFactory(authority=foreign),
        "person only": AuditEventFactory(practitioner=PractitionerFactory(authority=own)),
        "none": AuditEventFactory(),
        "real": AuditEventFactory(authority=real),
        "real person": AuditEventFactory(practitioner=PractitionerFactory(real=True, authority=real)),
    }


TEST_WORLD = {"own", "own person", "foreign", "person only", "none"}
OWN = {"own", "own person"}


def seen(account, lines, now):
    found = set(permissions.audit_visible_to(account, now))
    return {name for name, line in lines.items() if line in found}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (MandateRole.REPRESENTATIVE, OWN),
        (MandateRole.AUDITOR, OWN),
        (MandateRole.DELEGATE, set()),
        (MandateRole.REGISTRAR, set()),
    ],
)
def test_by_role_an_authority_reads_its_own_lines_or_none(lines, now, role, expected):
    account = MandateFactory(authority=lines["own"].authority, role=role).account

    assert seen(account, lines, now) == expected
    assert permissions.can_read_trail(account, now) is bool(expected)
    assert not permissions.can_read_audit(account, now)


@pytest.mark.parametrize(("trait", "reads"), [("manager", True), ("agent", False), ("officer", False)])
def test_the_head_of_an_agency_reads_its_lines_and_its_agents_read_none(now, trait, reads):
    mandate = MandateFactory(**{trait: True})
    line = AuditEventFactory(authority=mandate.authority)

    assert (line in permissions.audit_visible_to(mandate.account, now)) is reads


@pytest.mark.parametrize("trait", ["operator", "auditor"])
def test_the_nation_reads_its_own_world(lines, now, trait):
    assert seen(MandateFactory(**{trait: True}).account, lines, now) == TEST_WORLD
    real = MandateFactory(**{trait: True}, authority__is_test=False).account
    assert seen(real, lines, now) == {"real", "real person", "none"}


def test_one_site_of_a_structure_reads_what_concerns_its_people_only(lines, now):
    authority = lines["own"].authority
    site = OrganizationFactory(parent=authority.organization)
    there = PractitionerRoleFactory(exercise__practitioner=PractitionerFactory(authority=authority), organization=site)
    line = AuditEventFactory(authority=authority, practitioner=there.exercise.practitioner)

    for role in (MandateRole.AUDITOR, MandateRole.REPRESENTATIVE):
        account = MandateFactory(authority=authority, role=role, organization=site).account

        assert permissions.can_read_trail(account, now)
        assert seen(account, lines | {"there": line}, now) == {"there"}


def test_the_test_world_is_not_told_what_accounts_of_the_real_one_did(now):
    real = MandateFactory(authority__is_test=False).account
    lines = {
        "real staff": AuditEventFactory(actor=real),
        "refused to real staff": AuditEventFactory(actor=None, subject_type="directory.Account", subject_id=real.pk),
        "superuser": AuditEventFactory(actor=AccountFactory(operator=True)),
        "test staff": AuditEventFactory(actor=MandateFactory().account),
        "program": AuditEventFactory(actor=None),
    }

    assert seen(MandateFactory(operator=True).account, lines, now) == {"test staff", "program"}
    assert seen(MandateFactory(operator=True, authority__is_test=False).account, lines, now) == set(lines)


def test_what_is_done_to_a_mandate_is_told_to_its_authority_and_to_its_world_alone(now):
    head = MandateFactory(representative=True)
    ended = MandateFactory(authority=head.authority, given_from=head)
    mandates.end(ender=head.account, mandate=ended, now=now)

    line = {"ended": AuditEvent.objects.get(action="directory.mandate_ended")}

    assert seen(head.account, line, now) == {"ended"}
    assert seen(MandateFactory(operator=True).account, line, now) == {"ended"}
    assert seen(MandateFactory(operator=True, authority__is_test=False).account, line, now) == set()


def test_both_worlds_are_read_by_who_has_both_or_needs_no_mandate(lines, now):
    both = MandateFactory(operator=True)
    MandateFactory(account=both.account, operator=True, authority__is_test=False)

    assert seen(both.account, lines, now) == set(lines)
    assert seen(AccountFactory(operator=True), lines, now) == set(lines)


@pytest.mark.parametrize("given", [{"ended": True}, {"account__is_active": False}])
def test_who_has_no_right_any_more_reads_nothing(lines, now, given):
    assert seen(MandateFactory(operator=True, **given).account, lines, now) == set()
    assert (
        seen(MandateFactory(representative=True, authority=lines["own"].authority, **given).account, lines, now)
        == set()
    )


# Acts name the mandate by which they could


def test_who_ends_an_activity_does_it_by_the_mandate_of_that_structure(now):
    mandate = MandateFactory()
    MandateFactory(account=mandate.account)
    role = PractitionerRoleFactory(organization=mandate.authority.organization, authority=mandate.authority)

    exercise.end_role(account=mandate.account, role=role, ends_on=now.date(), now=now)

    line = AuditEvent.objects.get(action="directory.role_ended")
    assert (line.mandate, line.authority) == (mandate, mandate.authority)


def test_who_corrects_a_contact_does_it_for_the_authority_of_the_person(now):
    mandate = MandateFactory()
    person = PractitionerFactory(authority=mandate.authority)
    ContactPointFactory(practitioner=person)

    contacts.correct(
        account=mandate.account, practitioner=person, kind=ContactKind.EMAIL, value="x@exemple.test", now=now
    )

    assert AuditEvent.objects.get(action="directory.contact_corrected").mandate == mandate


def test_who_merges_says_why_and_who_compares_has_read(now):
    mandate = MandateFactory(operator=True)
    kept, absorbed = PractitionerFactory(), PractitionerFactory()

    merging.preview(account=mandate.account, kept_id=kept.pk, absorbed_id=absorbed.pk, now=now)
    merging.merge(
        account=mandate.account, kept_id=kept.pk, absorbed_id=absorbed.pk, reason="The same civil status", now=now
    )

    merged = AuditEvent.objects.get(action="directory.people_merged", practitioner=kept)
    assert (merged.mandate, merged.reason) == (mandate, Fusion.objects.get().reason)
    compared = AuditEvent.objects.filter(action="directory.fusion_previewed")
    assert {(line.mandate, line.outcome) for line in compared} == {(mandate, "READ")}
