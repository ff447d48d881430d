"""The matrix of roles and powers: closed, the same in the database, never giving more than one has."""

import pytest
from django.db import IntegrityError, transaction

from directory.migrations._mandates import ROLES
from directory.models import AuthorityKind, MandateRole
from directory.permissions import Power, powers_of
from directory.permissions.matrix import GRANTS, HEADS, POWERS, roles_given_by
from tests.factories.directory import MandateFactory, OrganizationFactory, RegistrationAuthorityFactory

WRITING = {
    Power.REGISTER,
    Power.DECIDE_CONTACTS,
    Power.OPEN_AUTHORITIES,
    Power.RUN_LOADS,
    Power.LOAD_CODES,
    Power.EXPORT_RESTRICTED,
    Power.MANAGE_APPLICATIONS,
    Power.MERGE_PEOPLE,
    Power.REVIEW_SERVICES,
}


def test_every_kind_of_authority_and_every_role_stand_in_the_matrix():
    assert set(POWERS) == set(AuthorityKind)
    assert {role for roles in POWERS.values() for role in roles} == set(MandateRole)


def test_the_database_knows_the_same_roles():
    assert {kind: set(roles) for kind, roles in ROLES.items()} == {
        kind.value: {role.value for role in roles} for kind, roles in POWERS.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("kind", AuthorityKind.values)
@pytest.mark.parametrize("role", MandateRole.values)
def test_a_role_that_does_not_exist_for_a_kind_of_authority_is_refused_by_the_database(kind, role):
    traits = {"local": True} if kind == "LOCAL" else {"kind": kind, "region_code": "11"}
    authority = RegistrationAuthorityFactory(**traits)

    try:
        with transaction.atomic():
            MandateFactory(authority=authority, role=role)
        is_there = True
    except IntegrityError:
        is_there = False

    assert is_there == (role in ROLES[kind]) == bool(powers_of(kind, role))


@pytest.mark.django_db
def test_only_mandates_of_local_authorities_are_narrowed_to_a_site():
    site = OrganizationFactory()
    MandateFactory(organization=site)

    with pytest.raises(IntegrityError):
        MandateFactory(agent=True, organization=site)


def test_auditors_write_nothing_support_sees_no_contact_and_reviewers_see_nobody():
    for roles in POWERS.values():
        assert not roles.get(MandateRole.AUDITOR, frozenset()) & WRITING
        assert roles.get(MandateRole.SUPPORT, frozenset()) <= {Power.SEE_PEOPLE}
        assert Power.SEE_PEOPLE not in roles.get(MandateRole.REVIEWER, frozenset())


def test_nobody_gives_more_than_they_have_for_the_same_authority():
    for (kind, giver), given in GRANTS.items():
        for role in given.get(kind, frozenset()):
            assert powers_of(kind, role) <= powers_of(kind, giver), (kind, giver, role)


def test_roles_that_are_given_exist_where_they_are_given():
    for given in GRANTS.values():
        for kind, roles in given.items():
            assert roles <= set(POWERS[kind])


def test_registrars_agents_officers_and_readers_give_nothing():
    for kind, roles in POWERS.items():
        for role in {"REGISTRAR", "AGENT", "ORDER_OFFICER", "AUDITOR", "SUPPORT", "RELYING_PARTY_REVIEWER"} & set(
            roles
        ):
            assert not any(roles_given_by(kind, role, on=other) for other in POWERS), (kind, role)


def test_the_heads_of_authorities_are_roles_of_theirs():
    assert all(role in POWERS[kind] for kind, role in HEADS.items())
