"""Which account an e-CPS opens; how the two are linked and unlinked, once, whoever comes at the same time."""

import threading

import pytest
from django.db import connections

from directory.errors import EcpsRefused, NotAllowed
from directory.models import Account, AuditEvent, Fusion, Mandate, OutboundMessage
from directory.workflows import staff_ecps
from tests.factories.directory import AccountFactory, MandateFactory, PractitionerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PractitionerFactory()


@pytest.fixture
def account():
    return MandateFactory().account


def linked(person, **traits):
    account = MandateFactory(**traits).account
    Account.objects.filter(pk=account.pk).update(practitioner=person)
    return account


def holder_of(person):
    """The account that a first activation makes."""
    return AccountFactory(outsider=True, username=person.national_id, email="", practitioner=person)


def reason(function, **given):
    with pytest.raises(EcpsRefused) as refused:
        function(**given)
    return refused.value.reason


# --- finding ---


def test_the_account_of_the_practitioner_is_found(person, now):
    account = linked(person)

    assert staff_ecps.find_account(national_id=person.national_id, now=now) == account


def test_strangers_holders_and_closed_accounts_are_told_apart(person, now):
    assert reason(staff_ecps.find_account, national_id="8x", now=now) == "unknown_person"
    holder_of(person)
    assert reason(staff_ecps.find_account, national_id=person.national_id, now=now) == "no_account"


def test_a_closed_account_is_not_opened(person, now):
    account = linked(person)
    Account.objects.filter(pk=account.pk).update(is_active=False)

    assert reason(staff_ecps.find_account, national_id=person.national_id, now=now) == "closed"


def test_without_a_mandate_in_force_there_is_nothing_to_open(person, now):
    account = linked(person, ended=True)

    assert reason(staff_ecps.find_account, national_id=person.national_id, now=now) == "world"
    Mandate.objects.filter(account=account).update(valid_until=None)
    assert staff_ecps.find_account(national_id=person.national_id, now=now) == account


@pytest.mark.parametrize(
    ("is_real", "mandates", "is_opened"),
    [
        (False, [True], True),
        (False, [False], False),
        (False, [True, False], False),
        (True, [False], True),
        (True, [True], False),
        (True, [True, False], False),
    ],
)
def test_an_identity_opens_mandates_of_its_own_world_only(is_real, mandates, is_opened, now):
    person = PractitionerFactory(real=is_real)
    account = AccountFactory(practitioner=person)
    for is_test in mandates:
        MandateFactory(account=account, agent=True, authority__is_test=is_test)

    if is_opened:
        assert staff_ecps.find_account(national_id=person.national_id, now=now) == account
    else:
        assert reason(staff_ecps.find_account, national_id=person.national_id, now=now) == "world"


def test_a_test_identity_never_opens_an_account_that_sees_everything(person, now):
    account = AccountFactory(operator=True, practitioner=person)
    MandateFactory(account=account, operator=True)

    assert reason(staff_ecps.find_account, national_id=person.national_id, now=now) == "world"


def test_a_record_that_was_merged_opens_the_account_of_either(person, now):
    kept = PractitionerFactory()
    Fusion.objects.create(kept=kept, absorbed=person, reason="one person", made_at=now)
    account = linked(person)

    assert staff_ecps.find_account(national_id=kept.national_id, now=now) == account
    assert staff_ecps.find_account(national_id=person.national_id, now=now) == account
    linked(kept)
    assert reason(staff_ecps.find_account, national_id=kept.national_id, now=now) == "several_accounts"


def test_ones_own_is_required(person, account, now):
    own = linked(person)

    staff_ecps.require_own(account=own, national_id=person.national_id, now=now)
    assert reason(staff_ecps.require_own, account=account, national_id=person.national_id, now=now) == "another_person"


# --- linking ---


@pytest.mark.parametrize("traits", [{"outsider": True}, {"is_active": False}])
def test_only_open_accounts_of_staff_link_and_unlink(traits, person, now):
    account = AccountFactory(**traits)

    with pytest.raises(NotAllowed):
        staff_ecps.link(account=account, national_id=person.national_id, now=now)
    with pytest.raises(NotAllowed):
        staff_ecps.unlink(account=account, now=now)


def test_a_link_of_another_world_is_refused_and_nothing_is_left(account, now):
    person = PractitionerFactory(real=True)
    holder = holder_of(person)

    assert reason(staff_ecps.link, account=account, national_id=person.national_id, now=now) == "world"
    holder.refresh_from_db()
    assert holder.practitioner == person


def test_a_person_linked_elsewhere_is_refused(person, account, now):
    linked(person)

    assert reason(staff_ecps.link, account=account, national_id=person.national_id, now=now) == "linked_elsewhere"


def test_an_account_that_is_linked_keeps_its_person_and_the_other_holder_theirs(person, now):
    account = linked(person)
    other = PractitionerFactory()
    holder = holder_of(other)

    assert reason(staff_ecps.link, account=account, national_id=other.national_id, now=now) == "already_linked"
    account.refresh_from_db()
    holder.refresh_from_db()
    assert (account.practitioner, holder.practitioner) == (person, other)
    assert not AuditEvent.objects.exists()


def test_a_link_takes_the_place_of_the_holders_own_account_and_gives_it_back(person, account, now):
    holder = holder_of(person)

    staff_ecps.link(account=account, national_id=person.national_id, now=now)
    holder.refresh_from_db()
    assert holder.practitioner is None
    assert staff_ecps.find_account(national_id=person.national_id, now=now) == account

    staff_ecps.unlink(account=account, now=now)
    holder.refresh_from_db()
    account.refresh_from_db()
    assert (holder.practitioner, account.practitioner) == (person, None)


def test_each_change_is_traced_and_its_owner_told(person, account, now):
    staff_ecps.link(account=account, national_id=person.national_id, now=now)
    staff_ecps.unlink(account=account, now=now)

    lines = AuditEvent.objects.order_by("pk").values_list("action", "actor", "practitioner")
    assert list(lines) == [
        ("directory.ecps_linked", account.pk, person.pk),
        ("directory.ecps_unlinked", account.pk, person.pk),
    ]
    assert OutboundMessage.objects.filter(event="staff_ecps_changed", practitioner=None).count() == 2


def test_unlinking_nothing_is_refused(account, now):
    assert reason(staff_ecps.unlink, account=account, now=now) == "not_linked"


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_that_link_one_person_at_once_one_does(now):
    person = PractitionerFactory()
    accounts = [MandateFactory().account for _ in range(2)]
    start, outcomes = threading.Barrier(2), []

    def link(account):
        start.wait()
        try:
            staff_ecps.link(account=account, national_id=person.national_id, now=now)
            outcomes.append("linked")
        except EcpsRefused as refusal:
            outcomes.append(refusal.reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=link, args=[account]) for account in accounts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["linked", "linked_elsewhere"]
    assert Account.objects.filter(practitioner=person).count() == 1
