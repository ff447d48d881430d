"""Authorities: those of the nomenclature, local ones opened with their representative, closed with their mandates."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from directory import permissions
from directory.errors import MandateRefused, NotAllowed
from directory.models import (
    AuditEvent,
    AuthorityKind,
    InvitationState,
    Mandate,
    MandateInvitation,
    OutboundMessage,
    RegistrationAuthority,
)
from directory.vocabulary.authorities import AGENCIES, OrderCode
from directory.workflows import authorities
from tests.factories.directory import (
    AccountFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.factories.mandates import MandateInvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return MandateFactory(manager=True).account


@pytest.fixture
def structure():
    return OrganizationFactory()


def open_local(account, organization, now, **given):
    fields = {"email": "direction@structure.test", "name": "Anne Petit", "telephone": "", "public_email": ""}
    return authorities.open_local(account=account, organization=organization, now=now, **{**fields, **given})


def test_the_authorities_of_the_nomenclature_are_made_once_in_each_world():
    made = authorities.establish(is_test=False)

    assert authorities.establish(is_test=False) == 0
    assert authorities.establish(is_test=True) == made
    rows = RegistrationAuthority.objects.filter(is_test=False)
    assert set(rows.filter(kind=AuthorityKind.ORDER).values_list("code", flat=True)) == set(OrderCode.values)
    assert set(rows.filter(kind=AuthorityKind.REGIONAL).values_list("code", flat=True)) == set(AGENCIES)
    assert rows.filter(kind=AuthorityKind.REGIONAL).values("region_code").distinct().count() == len(AGENCIES)
    assert set(rows.exclude(kind__in=["ORDER", "REGIONAL"]).values_list("code", "kind")) == {
        ("SSA", "ARMED_FORCES"),
        ("ANS", "NATIONAL"),
    }


@pytest.mark.parametrize("trait", [{}, {"agent": True}, {"representative": True}, {"auditor": True}, {"officer": True}])
def test_others_open_nothing(trait, structure, now):
    with pytest.raises(NotAllowed):
        open_local(MandateFactory(**trait).account, structure, now)
    assert not MandateInvitation.objects.exists()


def test_an_agency_opens_nothing_in_another_region_and_nobody_in_another_world(manager, now):
    for organization in (OrganizationFactory(in_brittany=True), OrganizationFactory(is_test=False)):
        with pytest.raises(NotAllowed):
            open_local(manager, organization, now)
    with pytest.raises(NotAllowed):
        open_local(MandateFactory(operator=True).account, OrganizationFactory(is_test=False), now)


def test_an_opened_authority_is_the_structure_and_its_representative_is_invited(manager, structure, now):
    opened = open_local(manager, structure, now, telephone="01 99 00 00 01", public_email="accueil@structure.test")

    authority = opened.authority
    assert (authority.code, authority.kind, authority.organization) == ("ENREG", AuthorityKind.LOCAL, structure)
    assert (authority.telephone, authority.email) == ("01 99 00 00 01", "accueil@structure.test")
    assert (opened.invitation.role, opened.invitation.given_from) == ("REPRESENTATIVE", None)
    assert OutboundMessage.objects.filter(event="mandate_invitation").count() == 1
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "directory.mandate_offered",
        "directory.authority_opened",
    ]


def test_an_authority_that_a_load_made_is_opened_and_one_that_somebody_answers_for_is_not(manager, structure, now):
    made = RegistrationAuthorityFactory(local=True, organization=structure)

    assert open_local(manager, structure, now).authority == made
    MandateFactory(representative=True, authority=made)
    with pytest.raises(MandateRefused, match="already_open"):
        open_local(manager, structure, now, email="autre@structure.test")


def test_nothing_is_opened_when_the_representative_cannot_be_invited(manager, structure, now):
    with pytest.raises(MandateRefused, match="email"):
        open_local(manager, structure, now, email="nobody")
    assert not RegistrationAuthority.objects.filter(organization=structure).exists()


def test_a_closed_structure_is_not_opened(manager, now):
    closed = OrganizationFactory(closed_date=now.date())

    with pytest.raises(MandateRefused, match="structure_closed"):
        open_local(manager, closed, now)


def test_how_to_call_an_authority_is_told_by_its_head_and_by_those_above(manager, now):
    head = MandateFactory(representative=True)

    def tell(account, telephone):
        authorities.tell_how_to_call(account=account, authority=head.authority, telephone=telephone, email="", now=now)

    for stranger in (MandateFactory(authority=head.authority), MandateFactory(representative=True)):
        with pytest.raises(NotAllowed):
            tell(stranger.account, "0")
    for number, account in enumerate((head.account, manager, MandateFactory(operator=True).account)):
        tell(account, f"01 99 00 00 0{number}")
        head.authority.refresh_from_db()
        assert head.authority.telephone == f"01 99 00 00 0{number}"


def close(account, authority, now, days=0):
    return authorities.close_authority(
        account=account, authority=authority, last_day=now.date() + timedelta(days=days), now=now
    )


def test_a_closed_authority_ends_its_mandates_on_its_last_day_and_offers_nothing_more(manager, now):
    head = MandateFactory(representative=True)
    authority = head.authority
    short = MandateFactory(authority=authority, valid_until=now + timedelta(days=1))
    MandateInvitationFactory(authority=authority, giver=head)

    assert close(manager, authority, now, days=10) == 1

    head.refresh_from_db()
    short.refresh_from_db()
    assert (head.ended_reason, head.ended_by) == ("CLOSED", manager)
    assert short.valid_until == now + timedelta(days=1)
    assert MandateInvitation.objects.get().state == InvitationState.WITHDRAWN
    eleventh_day = now + timedelta(days=11)
    assert permissions.can_enrol(head.account, authority.organization, now + timedelta(days=10))
    assert not permissions.can_enrol(head.account, authority.organization, eleventh_day)
    authority.refresh_from_db()
    assert not permissions.roles_to_give(manager, authority, now)
    assert OutboundMessage.objects.filter(event="mandate_ended").count() == 1


def test_a_closed_authority_may_be_opened_again(manager, now):
    head = MandateFactory(representative=True)
    close(manager, head.authority, now)

    later = now + timedelta(days=2)
    opened = open_local(manager, head.authority.organization, later)

    assert opened.authority == head.authority
    assert opened.authority.closed_date is None


def test_others_close_nothing_and_great_authorities_stay(manager, now):
    head = MandateFactory(representative=True)
    agency = RegistrationAuthority.objects.get(kind=AuthorityKind.REGIONAL)

    with pytest.raises(NotAllowed):
        close(head.account, head.authority, now)
    with pytest.raises(NotAllowed):
        close(MandateFactory(agent=True).account, head.authority, now)
    with pytest.raises(MandateRefused, match="not_closable"):
        close(manager, agency, now)
    with pytest.raises(MandateRefused, match="day_past"):
        close(manager, head.authority, now, days=-1)
    assert not Mandate.objects.filter(valid_until__isnull=False).exists()


def open_council(account, order, now, department="35", name="Conseil d’Ille-et-Vilaine"):
    return authorities.open_council(account=account, order=order, department_code=department, name=name, now=now)


def test_a_council_of_an_order_is_opened_once_a_department_and_sees_that_department(now):
    order = RegistrationAuthorityFactory(order=True)
    operator = MandateFactory(operator=True).account
    council = open_council(operator, order, now)
    officer = MandateFactory(officer=True, authority=council)
    nurses = {
        place: PractitionerRoleFactory(
            exercise__practitioner=PractitionerFactory(authority=RegistrationAuthorityFactory()),
            exercise__order_code=order.code,
            organization=OrganizationFactory(**({"in_brittany": True} if place == "35" else {})),
        )
        for place in ("35", "75")
    }

    assert set(permissions.practitioners_visible_to(officer.account, now)) == {nurses["35"].exercise.practitioner}
    assert set(permissions.organizations_visible_to(officer.account, now)) == {nurses["35"].organization}
    with pytest.raises(MandateRefused, match="already_open"):
        open_council(operator, order, now)
    for wrong in ({"order": council}, {"department": "00"}, {"order": RegistrationAuthorityFactory(local=True)}):
        with pytest.raises(MandateRefused, match="no_council"):
            open_council(operator, **{"order": order, **wrong}, now=now)
    with pytest.raises(NotAllowed):
        open_council(MandateFactory(officer=True).account, order, now, department="29")


def test_only_orders_have_departments():
    with pytest.raises(IntegrityError):
        RegistrationAuthorityFactory(regional=True, department_code="35")


def test_an_account_without_mandate_sees_no_authority(structure, now):
    RegistrationAuthorityFactory(local=True, organization=structure)

    assert not permissions.authorities_visible_to(AccountFactory(), now).exists()
