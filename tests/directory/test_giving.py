"""Who gives which mandate, and takes it away: never wider, never longer, never beyond one's own reach."""

from datetime import timedelta

import pytest

from directory import permissions
from directory.models import MandateRole
from directory.permissions import Offer
from tests.factories.directory import (
    AccountFactory,
    MandateFactory,
    OrganizationFactory,
    RegistrationAuthorityFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def entity():
    return OrganizationFactory(legal_entity=True, finess="750000001")


@pytest.fixture
def site(entity):
    return OrganizationFactory(parent=entity)


@pytest.fixture
def authority(entity):
    return RegistrationAuthorityFactory(local=True, organization=entity)


def gives(account, authority, role, now, **offer):
    return permissions.way_to_give(account, Offer(authority, role, **offer), now) is not None


def given_roles(account, authority, now):
    return {role.value for role in permissions.roles_to_give(account, authority, now)}


def test_the_chain_of_a_structure(authority, now):
    representative = MandateFactory(representative=True, authority=authority)
    delegate = MandateFactory(delegate=True, authority=authority)
    registrar = MandateFactory(authority=authority)

    assert given_roles(representative.account, authority, now) == {"DELEGATE", "REGISTRAR", "AUDITOR"}
    assert given_roles(delegate.account, authority, now) == {"REGISTRAR"}
    assert given_roles(registrar.account, authority, now) == set()
    assert permissions.way_to_give(delegate.account, Offer(authority, "REGISTRAR"), now).hangs_from == delegate


def test_nobody_gives_for_the_structure_next_door(authority, now):
    foreign = MandateFactory(representative=True)

    assert not gives(foreign.account, authority, "REGISTRAR", now)
    assert not gives(AccountFactory(), authority, "REGISTRAR", now)


def test_a_manager_names_agents_of_the_agency_and_first_representatives_of_the_region(authority, now):
    manager = MandateFactory(manager=True)
    breton = RegistrationAuthorityFactory(local=True, organization=OrganizationFactory(in_brittany=True))

    assert given_roles(manager.account, manager.authority, now) == {"AGENT", "AUDITOR", "SUPPORT"}
    assert given_roles(manager.account, authority, now) == {"REPRESENTATIVE"}
    assert given_roles(manager.account, breton, now) == set()
    assert permissions.way_to_give(manager.account, Offer(authority, "REPRESENTATIVE"), now).hangs_from is None
    assert permissions.way_to_give(manager.account, Offer(manager.authority, "AGENT"), now).hangs_from == manager


def test_an_operator_gives_every_first_mandate_of_their_world(authority, now):
    operator = MandateFactory(operator=True)
    real = RegistrationAuthorityFactory(is_test=False)

    assert gives(operator.account, authority, "REPRESENTATIVE", now)
    assert gives(operator.account, RegistrationAuthorityFactory(regional=True), "MANAGER", now)
    assert gives(operator.account, RegistrationAuthorityFactory(order=True), "ORDER_OFFICER", now)
    assert not gives(operator.account, real, "AUDITOR", now)
    assert gives(AccountFactory(operator=True), real, "AUDITOR", now)


@pytest.mark.parametrize("role", ["OPERATOR", "AGENT", "ORDER_OFFICER", "SUPPORT"])
def test_a_role_of_another_kind_of_authority_is_given_by_nobody(authority, role, now):
    assert not gives(AccountFactory(operator=True), authority, role, now)


def test_a_mandate_that_ended_gives_nothing(authority, now):
    assert not gives(
        MandateFactory(representative=True, ended=True, authority=authority).account, authority, "DELEGATE", now
    )


def test_a_closed_authority_is_given_to_nobody(authority, now):
    representative = MandateFactory(representative=True, authority=authority)
    authority.closed_date = now.date() + timedelta(days=30)
    authority.save()

    assert not gives(representative.account, authority, "DELEGATE", now)
    assert given_roles(representative.account, authority, now) == set()


def test_who_acts_for_one_site_gives_for_that_site_alone(authority, entity, site, now):
    delegate = MandateFactory(delegate=True, authority=authority, organization=site)
    other = OrganizationFactory(parent=entity)

    assert gives(delegate.account, authority, "REGISTRAR", now, organization=site)
    assert not gives(delegate.account, authority, "REGISTRAR", now)
    assert not gives(delegate.account, authority, "REGISTRAR", now, organization=other)
    assert [list(sites) for sites in permissions.sites_to_give(delegate.account, authority, now)[:1]] == [[site]]


def test_a_mandate_is_narrowed_to_a_site_of_its_own_structure_only(authority, site, now):
    representative = MandateFactory(representative=True, authority=authority)

    assert gives(representative.account, authority, "REGISTRAR", now, organization=site)
    assert not gives(representative.account, authority, "REGISTRAR", now, organization=OrganizationFactory())
    sites, may_be_whole = permissions.sites_to_give(representative.account, authority, now)
    assert (list(sites), may_be_whole) == ([site], True)


def test_nothing_is_given_for_longer_than_one_has_it(authority, now):
    end = now + timedelta(days=30)
    delegate = MandateFactory(delegate=True, authority=authority, valid_until=end)

    assert gives(delegate.account, authority, "REGISTRAR", now, until=end)
    assert not gives(delegate.account, authority, "REGISTRAR", now, until=end + timedelta(seconds=1))
    assert not gives(delegate.account, authority, "REGISTRAR", now)
    assert permissions.latest_end_to_give(delegate.account, authority, now) == end


def test_a_first_mandate_may_outlast_the_one_of_who_gives_it(authority, now):
    manager = MandateFactory(manager=True, valid_until=now + timedelta(days=2))

    assert gives(manager.account, authority, "REPRESENTATIVE", now)
    assert permissions.latest_end_to_give(manager.account, authority, now) is None


def test_a_mandate_is_ended_by_whoever_could_give_it_and_not_by_its_holder(authority, site, now):
    representative = MandateFactory(representative=True, authority=authority)
    delegate = MandateFactory(delegate=True, authority=authority)
    of_site = MandateFactory(delegate=True, authority=authority, organization=site)
    registrar = MandateFactory(authority=authority)

    def ends(account, mandate):
        return permissions.can_end(account, mandate, now)

    assert ends(representative.account, delegate)
    assert ends(delegate.account, registrar)
    assert not ends(of_site.account, registrar)
    assert ends(of_site.account, MandateFactory(authority=authority, organization=site))
    assert not ends(delegate.account, representative)
    assert not ends(registrar.account, registrar)
    assert not ends(MandateFactory(representative=True).account, registrar)
    assert ends(MandateFactory(operator=True).account, representative)
    assert ends(MandateFactory(manager=True).account, representative)
    assert not ends(MandateFactory(manager=True, account=AccountFactory()).account, registrar)


def test_only_some_roles_give_at_all(now):
    giving = {
        role: permissions.can_grant_mandates(MandateFactory(**{role: True}).account, now)
        for role in ("operator", "manager", "representative", "delegate", "agent", "officer", "auditor", "support")
    }

    assert giving == {role: role in {"operator", "manager", "representative", "delegate"} for role in giving}
    assert permissions.can_grant_mandates(AccountFactory(operator=True), now)


def test_roles_are_offered_in_the_order_of_the_chain(authority, now):
    roles = permissions.roles_to_give(MandateFactory(operator=True).account, authority, now)

    assert roles == [MandateRole.REPRESENTATIVE, MandateRole.DELEGATE, MandateRole.REGISTRAR, MandateRole.AUDITOR]
