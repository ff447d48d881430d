"""Mandates are granted, extended and ended down their chain; each act leaves its line and tells who it concerns."""

from datetime import timedelta

import pytest

from directory import correspondence, permissions
from directory.errors import MandateRefused, NotAllowed
from directory.models import (
    AuditEvent,
    InvitationState,
    Mandate,
    MandateEnd,
    MandateRole,
    OutboundMessage,
)
from directory.policy import TERMS_VERSION
from directory.workflows import mandates
from directory.workflows.mandates import Ending
from tests.directory.workflows.test_enrolment import run_at_once
from tests.factories.directory import (
    LONG_AGO,
    AccountFactory,
    MandateFactory,
    OrganizationFactory,
    RegistrationAuthorityFactory,
)
from tests.factories.mandates import MandateInvitationFactory

pytestmark = pytest.mark.django_db
NOTE = "Départ à la retraite, la structure ferme."


@pytest.fixture
def operator():
    return MandateFactory(operator=True).account


@pytest.fixture
def structure():
    return RegistrationAuthorityFactory(local=True)


@pytest.fixture
def chain(structure):
    """Representative, delegate, registrar of one structure, each from the one before."""
    representative = MandateFactory(representative=True, authority=structure)
    delegate = MandateFactory(delegate=True, authority=structure, given_from=representative)
    return representative, delegate, MandateFactory(authority=structure, given_from=delegate)


def grant(granter, account, authority, now, role=MandateRole.REGISTRAR, **more):
    return mandates.grant(granter=granter, account=account, authority=authority, role=role, now=now, **more)


def letters(event):
    rows = OutboundMessage.objects.filter(event=event).order_by("created_at", "pk")
    return sorted((letter := correspondence.open_letter(row)).to + " · " + letter.subject for row in rows)


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("trait", [None, "agent", "officer", "auditor", "support", "reviewer"])
def test_others_grant_nothing(trait, structure, now):
    granter = MandateFactory(**({trait: True} if trait else {})).account

    with pytest.raises(NotAllowed):
        grant(granter, AccountFactory(), structure, now)
    assert Mandate.objects.count() == 1


def test_nobody_grants_to_themselves(operator, structure, now):
    with pytest.raises(NotAllowed):
        grant(operator, operator, structure, now)
    assert not actions()


def test_an_account_that_is_closed_is_granted_nothing(operator, structure, now):
    with pytest.raises(MandateRefused, match="closed_account"):
        grant(operator, AccountFactory(is_active=False), structure, now)


@pytest.mark.parametrize(("until", "reason"), [(timedelta(0), "until_past"), (timedelta(days=4000), "until_far")])
def test_an_end_lies_ahead_and_not_too_far(operator, structure, now, until, reason):
    with pytest.raises(MandateRefused, match=reason):
        grant(operator, AccountFactory(), structure, now, until=now + until)


def test_what_a_delegate_grants_hangs_from_their_mandate(chain, structure, now):
    _representative, delegate, _registrar = chain

    mandate = grant(delegate.account, AccountFactory(email="neuf@structure.test"), structure, now)

    assert (mandate.given_from, mandate.granted_by) == (delegate, delegate.account)
    assert mandate.terms_version == ""
    assert actions() == ["directory.mandate_granted"]
    assert [line.split(" · ")[0] for line in letters("mandate_given")] == ["neuf@structure.test"]


def test_what_an_operator_grants_hangs_from_nothing(operator, structure, now):
    assert grant(operator, AccountFactory(), structure, now, role=MandateRole.REPRESENTATIVE).given_from is None


def test_a_granted_mandate_opens_the_structure_and_an_ended_one_closes_it(operator, structure, now):
    account = AccountFactory()
    mandate = grant(operator, account, structure, now)
    later = now + timedelta(minutes=1)
    assert permissions.can_enrol(account, structure.organization, later)

    assert mandates.end(ender=operator, mandate=mandate, now=later) is Ending.ENDED
    assert not permissions.can_enrol(account, structure.organization, later)
    again = mandates.end(ender=operator, mandate=mandate, now=later + timedelta(minutes=1))
    assert again is Ending.ALREADY_ENDED
    assert actions() == ["directory.mandate_granted", "directory.mandate_ended"]


def test_a_mandate_narrowed_to_a_site_opens_that_site_alone(now):
    entity = OrganizationFactory(legal_entity=True)
    authority = RegistrationAuthorityFactory(local=True, organization=entity)
    site, other = OrganizationFactory(parent=entity), OrganizationFactory(parent=entity)
    representative, account = MandateFactory(representative=True, authority=authority), AccountFactory()

    grant(representative.account, account, authority, now, organization=site)

    assert permissions.can_enrol(account, site, now)
    assert not permissions.can_enrol(account, other, now)
    assert not permissions.can_enrol(account, entity, now)


@pytest.mark.django_db(transaction=True)
def test_a_mandate_granted_twice_at_once_is_one(operator, structure, now):
    account = AccountFactory()

    run_at_once(*[lambda: grant(operator, account, structure, now)] * 2)

    assert Mandate.objects.filter(account=account).count() == 1


@pytest.mark.parametrize("trait", [{}, {"agent": True}, {"auditor": True}, {"representative": True}])
def test_others_end_nothing(chain, trait, now):
    stranger = MandateFactory(**trait).account

    for mandate in chain:
        with pytest.raises(NotAllowed):
            mandates.end(ender=stranger, mandate=mandate, now=now)
    assert Mandate.objects.filter(valid_until__isnull=False).count() == 0


def test_nobody_ends_their_own_mandate_nor_the_one_above(chain, now):
    representative, delegate, registrar = chain

    for ender, mandate in ((registrar, registrar), (delegate, delegate), (delegate, representative)):
        with pytest.raises(NotAllowed):
            mandates.end(ender=ender.account, mandate=mandate, now=now)


def test_all_that_hangs_from_a_mandate_ends_with_it_and_nothing_else(chain, structure, now):
    representative, delegate, registrar = chain
    beside = MandateFactory(delegate=True, authority=structure, given_from=representative)
    offer = MandateInvitationFactory(giver=delegate)

    outcome = mandates.end(
        ender=representative.account, mandate=delegate, reason=MandateEnd.LEFT, note="parti", now=now
    )

    assert outcome is Ending.ENDED
    for row in (delegate, registrar, representative, beside, offer):
        row.refresh_from_db()
    assert (delegate.valid_until, delegate.ended_reason, delegate.ended_note) == (now, MandateEnd.LEFT, "parti")
    assert (registrar.valid_until, registrar.ended_reason) == (now, MandateEnd.FALLEN)
    assert delegate.ended_by == registrar.ended_by == representative.account
    assert representative.valid_until is None
    assert beside.valid_until is None
    assert offer.state == InvitationState.WITHDRAWN
    assert not permissions.mandates_in_force(registrar.account, now)
    assert actions() == ["directory.mandate_fallen", "directory.mandate_ended"]
    told = {line.split(" · ")[0] for line in letters("mandate_ended")}
    assert told == {delegate.account.email, registrar.account.email}


def test_what_had_ended_already_keeps_its_day(chain, structure, now):
    representative, delegate, _registrar = chain
    gone = MandateFactory(authority=structure, given_from=delegate, ended=True)

    mandates.end(ender=representative.account, mandate=delegate, now=now)

    gone.refresh_from_db()
    assert (gone.valid_until, gone.ended_reason) == (LONG_AGO + timedelta(days=1), "")


def test_the_last_representative_does_not_leave_unnoticed(operator, chain, now):
    representative = chain[0]

    assert mandates.end(ender=operator, mandate=representative, now=now) is Ending.LAST_HEAD
    assert Mandate.objects.filter(valid_until__isnull=False).count() == 0
    assert actions() == []


def test_once_another_representative_is_there_the_first_one_leaves(operator, chain, structure, now):
    MandateFactory(representative=True, authority=structure)

    assert mandates.end(ender=operator, mandate=chain[0], now=now) is Ending.ENDED


def test_a_representative_whose_account_is_closed_or_of_one_site_is_nobody_to_rely_on(operator, now):
    entity = OrganizationFactory(legal_entity=True)
    authority = RegistrationAuthorityFactory(local=True, organization=entity)
    head = MandateFactory(representative=True, authority=authority)
    MandateFactory(representative=True, authority=authority, account__is_active=False)
    MandateFactory(representative=True, authority=authority, organization=OrganizationFactory(parent=entity))

    assert mandates.end(ender=operator, mandate=head, now=now) is Ending.LAST_HEAD


def test_the_last_manager_of_an_agency_does_not_leave_unnoticed(operator, now):
    manager = MandateFactory(manager=True)

    assert mandates.end(ender=operator, mandate=manager, now=now) is Ending.LAST_HEAD


def test_the_end_of_the_last_head_is_forced_with_a_reason_and_those_above_are_told(operator, chain, now):
    manager = MandateFactory(manager=True)

    def force(ender, note):
        return mandates.end_last_head(ender=ender, mandate=chain[0], reason=MandateEnd.OTHER, note=note, now=now)

    with pytest.raises(MandateRefused, match="note"):
        force(operator, "  trop bref  ")
    with pytest.raises(NotAllowed):
        force(chain[1].account, NOTE)
    assert force(manager.account, NOTE) is Ending.ENDED

    assert Mandate.objects.in_force(now).filter(authority=chain[0].authority).count() == 0
    assert [line.split(" · ")[0] for line in letters("authority_headless")] == [manager.account.email]
    assert actions()[-1] == "directory.mandate_end_forced"


@pytest.mark.django_db(transaction=True)
def test_of_two_representatives_who_leave_at_once_one_stays(operator, structure, now):
    both = [MandateFactory(representative=True, authority=structure) for _ in range(2)]

    outcomes = run_at_once(*[lambda one=one: mandates.end(ender=operator, mandate=one, now=now) for one in both])

    assert Mandate.objects.in_force(now).filter(authority=structure).count() == 1
    assert sorted(outcomes) == sorted([Ending.ENDED, Ending.LAST_HEAD])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_hanging_from_a_mandate_that_ends_while_it_gives(chain, structure, now):
    representative, delegate, _registrar = chain
    newcomer = AccountFactory()

    def give():
        try:
            grant(delegate.account, newcomer, structure, now)
        except NotAllowed:
            return

    run_at_once(give, lambda: mandates.end(ender=representative.account, mandate=delegate, now=now))

    # What was given in the very instant of the end is over an instant later
    assert not Mandate.objects.in_force(now + timedelta(seconds=1)).filter(given_from=delegate).exists()


def test_a_mandate_is_extended_by_who_could_give_it_and_never_by_its_holder(chain, now):
    representative, delegate, registrar = chain
    Mandate.objects.filter(pk__in=[delegate.pk, registrar.pk]).update(
        valid_until=now + timedelta(days=3), last_reminder_days=7
    )
    later = now + timedelta(days=90)

    for stranger in (registrar.account, delegate.account, MandateFactory().account):
        with pytest.raises(NotAllowed):
            mandates.extend(account=stranger, mandate=delegate, until=later, now=now)
    extended = mandates.extend(account=representative.account, mandate=delegate, until=later, now=now)

    assert (extended.valid_until, extended.last_reminder_days) == (later, None)
    assert actions() == ["directory.mandate_extended"]
    assert len(letters("mandate_extended")) == 1


def test_a_mandate_lasts_no_longer_than_the_one_above(chain, now):
    representative, delegate, registrar = chain
    end = now + timedelta(days=3)
    Mandate.objects.filter(pk__in=[delegate.pk, registrar.pk]).update(valid_until=end)

    def extend(mandate, until):
        mandate.refresh_from_db()
        mandates.extend(account=representative.account, mandate=mandate, until=until, now=now)

    with pytest.raises(MandateRefused, match="until_beyond"):
        extend(registrar, end + timedelta(days=1))
    with pytest.raises(MandateRefused, match="until_shorter"):
        extend(registrar, end)
    extend(delegate, end + timedelta(days=1))
    extend(registrar, end + timedelta(days=1))


def test_a_mandate_that_ended_is_not_extended(chain, now):
    Mandate.objects.filter(pk=chain[2].pk).update(valid_until=now - timedelta(days=1))

    with pytest.raises(MandateRefused, match="not_in_force"):
        mandates.extend(account=chain[0].account, mandate=chain[2], until=now + timedelta(days=9), now=now)


def test_terms_are_accepted_once_for_all_mandates_of_the_holder(now):
    account = AccountFactory()
    for _ in range(2):
        MandateFactory(account=account, newcomer=True)
    other = MandateFactory(newcomer=True)

    with pytest.raises(MandateRefused, match="terms_changed"):
        mandates.accept_terms(account=account, version="1999-01", now=now)
    assert mandates.accept_terms(account=account, version=TERMS_VERSION, now=now) == 2
    assert mandates.accept_terms(account=account, version=TERMS_VERSION, now=now + timedelta(days=1)) == 0

    other.refresh_from_db()
    assert other.terms_version == ""
    assert set(account.mandates.values_list("terms_accepted_at", flat=True)) == {now}
    assert actions() == ["directory.terms_accepted"]


def remind(now):
    return mandates.remind_due(limit=100, now=now)


def test_reminders_leave_thirty_seven_and_one_day_before_the_end_once_each(chain, now):
    _representative, delegate, registrar = chain
    end = now + timedelta(days=40)
    Mandate.objects.filter(pk=registrar.pk).update(valid_until=end, granted_by=delegate.account)

    counts = []
    for days in (40, 31, 30, 29, 7, 6, 1, 1, 0):
        at = end - timedelta(days=days)
        counts.append((remind(at), remind(at)))

    assert counts == [(0, 0), (0, 0), (1, 0), (0, 0), (1, 0), (0, 0), (1, 0), (0, 0), (0, 0)]
    told = [line.split(" · ")[0] for line in letters("mandate_ends_soon")]
    assert sorted(set(told)) == sorted({registrar.account.email, delegate.account.email})
    assert len(told) == 6


def test_a_reminder_that_comes_late_skips_the_earlier_ones(chain, now):
    Mandate.objects.filter(pk=chain[2].pk).update(valid_until=now + timedelta(hours=12))

    assert (remind(now), remind(now)) == (1, 0)


def test_a_mandate_of_a_few_days_is_not_called_near_its_end_from_its_first_day(chain, now):
    Mandate.objects.filter(pk=chain[2].pk).update(valid_from=now, valid_until=now + timedelta(days=10))

    assert remind(now) == 0
    assert remind(now + timedelta(days=3)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once(chain, now):
    Mandate.objects.filter(pk=chain[2].pk).update(valid_until=now + timedelta(days=6))

    assert sum(run_at_once(lambda: remind(now), lambda: remind(now))) == 1


def test_of_two_last_heads_ended_by_clocks_that_disagree_one_stays(operator, structure, now):
    """Whoever waited for the lock read the clock before the other one wrote."""
    first, second = (MandateFactory(representative=True, authority=structure) for _ in range(2))

    assert mandates.end(ender=operator, mandate=first, now=now + timedelta(seconds=1)) is Ending.ENDED
    assert mandates.end(ender=operator, mandate=second, now=now) is Ending.LAST_HEAD


def test_a_mandate_that_ended_by_a_clock_ahead_gives_nothing(chain, operator, structure, now):
    representative, delegate, _registrar = chain
    newcomer = AccountFactory()
    mandates.end(ender=representative.account, mandate=delegate, now=now + timedelta(seconds=1))

    with pytest.raises(NotAllowed):
        grant(delegate.account, newcomer, structure, now)
    assert not Mandate.objects.filter(account=newcomer).exists()
