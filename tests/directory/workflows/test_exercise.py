"""A situation ends, today or on a day known beforehand, by who registers into its structure; a mistake is undone."""

from datetime import date, timedelta

import pytest

from directory import correspondence, queries
from directory.errors import ChangedMeanwhile, InvalidPractice, NotAllowed
from directory.models import AuditEvent, OutboundMessage, PractitionerRole
from directory.policy import LATEST_DEPARTURE, REOPENING_LIMIT
from directory.workflows.exercise import cancel_departure, end_role, plan_departure, reopen_role
from directory.workflows.situations import situation_of
from tests.directory.workflows.test_enrolment import run_at_once
from tests.factories.directory import (
    AccountFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def role(mandate):
    person = PractitionerFactory(authority=mandate.authority, reachable=True)
    return PractitionerRoleFactory(exercise__practitioner=person, organization=mandate.authority.organization)


@pytest.fixture
def acts(mandate, role, now):
    """Every verb, by name, on the situation as it stands."""

    def act(verb, *, account=None, at=now, **given):
        fresh = PractitionerRole.objects.get(pk=role.pk)
        seen = given.pop("seen", situation_of(fresh))
        return verb(account=account or mandate.account, role=fresh, seen=seen, now=at, **given)

    return act


def end_of(role):
    return PractitionerRole.objects.get(pk=role.pk).valid_until


def all_verbs(now):
    return (
        (end_role, {"ends_on": now.date()}),
        (plan_departure, {"leaves_on": now.date() + timedelta(days=30)}),
        (cancel_departure, {}),
        (reopen_role, {}),
    )


@pytest.mark.parametrize("trait", [None, "auditor", "operator", "officer", "ended"])
def test_others_decide_nothing(trait, acts, role, now):
    account = MandateFactory(**{trait: True}).account if trait else AccountFactory()

    for verb, given in all_verbs(now):
        with pytest.raises(NotAllowed):
            acts(verb, account=account, **given)

    assert end_of(role) is None


def test_a_registrar_decides_of_no_activity_that_an_order_registered(mandate, now):
    order = RegistrationAuthorityFactory(order=True)
    role = PractitionerRoleFactory(exercise__practitioner__authority=order, organization=mandate.authority.organization)

    for verb, given in all_verbs(now):
        with pytest.raises(NotAllowed):
            verb(account=mandate.account, role=role, seen=situation_of(role), now=now, **given)


@pytest.mark.parametrize(
    ("ends_on", "reason"), [(date(2026, 3, 18), "in_future"), (date(2019, 12, 31), "before_start")]
)
def test_an_impossible_end_is_refused(ends_on, reason, acts):
    with pytest.raises(InvalidPractice) as refusal:
        acts(end_role, ends_on=ends_on)

    assert refusal.value.params["reason"] == reason


def test_an_ended_activity_gives_no_right_from_that_day_on_and_the_person_is_told(acts, role, now):
    person = role.exercise.practitioner
    assert queries.is_eligible(person.pk, now)

    acts(end_role, ends_on=now.date())

    assert not queries.is_eligible(person.pk, now)
    assert AuditEvent.objects.get().action == "directory.role_ended"
    letters = [
        correspondence.open_letter(row).text for row in OutboundMessage.objects.filter(event="situation_changed")
    ]
    assert len(letters) == 2
    assert all("17 mars 2026" in letter for letter in letters)


def test_an_activity_ends_once(acts, now):
    acts(end_role, ends_on=now.date() - timedelta(days=1))

    with pytest.raises(InvalidPractice) as refusal:
        acts(end_role, ends_on=now.date())

    assert refusal.value.params["reason"] == "already_ended"


def test_without_a_word_on_what_was_read_the_row_given_counts(mandate, role, now):
    end_role(account=mandate.account, role=role, ends_on=now.date(), now=now)

    with pytest.raises(ChangedMeanwhile):
        end_role(account=mandate.account, role=role, ends_on=now.date() - timedelta(days=3), now=now)


@pytest.mark.parametrize(
    ("days", "reason"), [(0, "not_in_future"), (-1, "not_in_future"), (LATEST_DEPARTURE.days + 1, "departure_too_far")]
)
def test_an_impossible_departure_is_refused(days, reason, acts, role, now):
    with pytest.raises(InvalidPractice) as refusal:
        acts(plan_departure, leaves_on=now.date() + timedelta(days=days))

    assert refusal.value.params["reason"] == reason
    assert end_of(role) is None


def test_rights_last_until_the_planned_day_and_end_on_it(acts, role, now):
    person, day = role.exercise.practitioner, now + timedelta(days=30)

    acts(plan_departure, leaves_on=day.date())

    assert queries.is_eligible(person.pk, day - timedelta(days=1))
    assert not queries.is_eligible(person.pk, day)


def test_a_planned_departure_is_changed_and_cancelled(acts, role, now):
    acts(plan_departure, leaves_on=now.date() + timedelta(days=30))
    acts(plan_departure, leaves_on=now.date() + timedelta(days=60))
    assert end_of(role) == now.date() + timedelta(days=60)

    acts(cancel_departure)

    assert end_of(role) is None
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["directory.departure_planned"] * 2 + ["directory.departure_cancelled"]


def test_whoever_leaves_earlier_than_planned_is_ended_today(acts, role, now):
    acts(plan_departure, leaves_on=now.date() + timedelta(days=30))

    acts(end_role, ends_on=now.date())

    assert end_of(role) == now.date()


def test_there_is_nothing_to_cancel_without_a_departure_to_come(acts, now):
    with pytest.raises(InvalidPractice) as running:
        acts(cancel_departure)
    acts(end_role, ends_on=now.date())
    with pytest.raises(InvalidPractice) as ended:
        acts(cancel_departure)

    assert (running.value.params["reason"], ended.value.params["reason"]) == ("not_ended", "already_ended")


def test_an_end_by_mistake_is_taken_back_and_the_person_has_their_rights_again(acts, role, now):
    acts(end_role, ends_on=now.date())

    acts(reopen_role, at=now + timedelta(days=2))

    assert queries.is_eligible(role.exercise.practitioner_id, now + timedelta(days=2))
    assert AuditEvent.objects.latest("pk").action == "directory.role_reopened"


def test_a_planned_departure_that_came_is_taken_back_too(acts, role, now):
    acts(plan_departure, leaves_on=now.date() + timedelta(days=60))

    acts(reopen_role, at=now + timedelta(days=70))

    assert end_of(role) is None


def test_an_end_of_long_ago_stays(acts, now):
    acts(end_role, ends_on=now.date())

    with pytest.raises(InvalidPractice) as refusal:
        acts(reopen_role, at=now + REOPENING_LIMIT + timedelta(days=1))

    assert refusal.value.params["reason"] == "too_late_to_reopen"


def test_a_running_activity_is_not_reopened(acts):
    with pytest.raises(InvalidPractice) as refusal:
        acts(reopen_role)

    assert refusal.value.params["reason"] == "not_ended"


def test_an_end_is_taken_back_by_the_authority_that_recorded_it_and_no_other(acts, role, now):
    agent = MandateFactory(agent=True).account
    acts(end_role, ends_on=now.date(), account=agent)

    with pytest.raises(InvalidPractice) as refusal:
        acts(reopen_role)
    acts(reopen_role, account=agent)

    assert refusal.value.params["reason"] == "not_recorded_here"
    assert end_of(role) is None


def test_an_end_that_a_load_brought_is_not_taken_back(acts, role, now):
    acts(end_role, ends_on=now.date() - timedelta(days=3))
    PractitionerRole.objects.filter(pk=role.pk).update(valid_until=now.date() - timedelta(days=1))

    with pytest.raises(InvalidPractice) as refusal:
        acts(reopen_role)

    assert refusal.value.params["reason"] == "not_recorded_here"


def test_nothing_is_reopened_beside_the_same_role_that_was_opened_since(acts, role, now):
    acts(end_role, ends_on=now.date())
    PractitionerRoleFactory(exercise=role.exercise, organization=role.organization, role_code=role.role_code)

    with pytest.raises(InvalidPractice) as refusal:
        acts(reopen_role)

    assert refusal.value.params["reason"] == "closed_meanwhile"


def test_a_decision_on_what_is_not_any_more_is_refused(acts, role, now):
    read = situation_of(role)
    acts(plan_departure, leaves_on=now.date() + timedelta(days=30))

    for verb, given in all_verbs(now):
        with pytest.raises(ChangedMeanwhile):
            acts(verb, seen=read, **given)

    assert end_of(role) == now.date() + timedelta(days=30)


@pytest.mark.django_db(transaction=True)
def test_two_registrars_at_once_write_once(mandate, role, now):
    read = situation_of(role)
    outcomes = run_at_once(
        *[
            lambda days=days: plan_departure(
                account=mandate.account, role=role, leaves_on=now.date() + timedelta(days=days), seen=read, now=now
            )
            for days in (30, 60)
        ]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ChangedMeanwhile", "NoneType"]
    assert AuditEvent.objects.count() == 1
