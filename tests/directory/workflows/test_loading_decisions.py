"""Loads that would close or change too much wait: operators are told, and resume, force or abandon with a reason."""

import pytest

from directory.correspondence import open_letter
from directory.errors import LoadNotPaused, NotAllowed
from directory.extract.layouts import FileKind
from directory.models import (
    AuditEvent,
    ExtractKind,
    ExtractLoad,
    LoadState,
    OutboundMessage,
    Practitioner,
    PractitionerRole,
)
from directory.workflows import loading
from tests.factories.directory import AccountFactory, MandateFactory, PractitionerRoleFactory
from tests.support.extracts import assistant, load, load_by_force, nurse, snapshot, specialist

pytestmark = pytest.mark.django_db

CREW = [nurse(9970000100 + number) for number in range(40)]


@pytest.fixture
def operator():
    return MandateFactory(operator=True, account__email="operator@annuaire.test").account


@pytest.fixture
def paused(extract, operator, now):
    """A file that lacks one person of forty: 2.5 % of closures."""
    load(extract(*CREW), now)
    outcome = load(extract(*CREW[:-1]), now)
    assert outcome.state == LoadState.PAUSED
    return ExtractLoad.objects.get(pk=outcome.load_id)


@pytest.mark.parametrize("verb", [loading.resume, loading.force, loading.abandon])
def test_only_national_operators_decide(paused, verb, now):
    for account in (AccountFactory(), MandateFactory().account):
        with pytest.raises(NotAllowed):
            verb(load_id=paused.pk, account=account, reason="because", now=now)

    assert ExtractLoad.objects.get(pk=paused.pk).state == LoadState.PAUSED


@pytest.mark.parametrize("verb", [loading.resume, loading.force, loading.abandon])
def test_a_load_that_has_ended_waits_for_no_decision(extract, operator, verb, now):
    ended = load(extract(*CREW), now)

    with pytest.raises(LoadNotPaused):
        verb(load_id=ended.load_id, account=operator, reason="because", now=now)


def test_a_paused_load_changed_nothing_says_what_it_would_and_tells_the_operators(paused):
    assert paused.comparison["8"] == {"known": 40, "created": 0, "updated": 0, "closed": 1}
    assert paused.comparison["roles"]["closed"] == 1
    assert not PractitionerRole.objects.filter(valid_until__isnull=False).exists()
    letter = open_letter(OutboundMessage.objects.get(event="load_paused"))
    assert letter.to == "operator@annuaire.test"
    assert paused.file_name in letter.text
    assert AuditEvent.objects.get(action="directory.load_paused").details["exceeded"] == ["8.closed", "roles.closed"]


def test_updates_beyond_five_per_cent_wait_and_fewer_do_not(extract, operator, now):
    load(extract(*CREW), now)
    changed = [{**line, "family_name": "MARTIN"} for line in CREW]

    few = load(extract(*changed[:2], *CREW[2:]), now)
    many = load(extract(*changed[:5], *CREW[5:]), now)

    assert (few.state, many.state) == (LoadState.FINISHED, LoadState.PAUSED)
    assert many.comparison["8"]["updated"] == 3
    assert Practitioner.objects.filter(family_name="MARTIN").count() == 2


def test_limits_are_settings(extract, operator, settings, now):
    settings.LOAD_MAX_CLOSED_PERCENT = 3
    load(extract(*CREW), now)

    assert load(extract(*CREW[:-1]), now).state == LoadState.FINISHED


def test_a_resumed_load_is_compared_again_and_waits_again(paused, operator, now):
    loading.resume(load_id=paused.pk, account=operator, reason="look again", now=now)

    assert loading.advance(load_id=paused.pk, now=now).state == LoadState.PAUSED


def test_a_resumed_load_goes_on_once_the_limit_allows(paused, operator, settings, now):
    settings.LOAD_MAX_CLOSED_PERCENT = 5

    loading.resume(load_id=paused.pk, account=operator, reason="limit raised", now=now)
    outcome = loading.advance(load_id=paused.pk, now=now)

    assert (outcome.state, outcome.counts["roles"].closed) == (LoadState.FINISHED, 1)


def test_a_forced_load_is_applied_and_says_by_whom_and_why(paused, operator, now):
    loading.force(load_id=paused.pk, account=operator, reason="she retired", now=now)
    outcome = loading.advance(load_id=paused.pk, now=now)

    kept = ExtractLoad.objects.get(pk=paused.pk)
    assert (outcome.state, outcome.counts["roles"].closed) == (LoadState.FINISHED, 1)
    assert (kept.is_forced, kept.decided_by, kept.decision_reason) == (True, operator, "she retired")
    assert AuditEvent.objects.get(action="directory.load_forced").reason == "she retired"


def test_an_abandoned_load_leaves_the_directory_as_it_was_and_the_next_one_is_compared_with_it(
    extract, paused, operator, now
):
    before = snapshot()

    loading.abandon(load_id=paused.pk, account=operator, reason="mutilated", now=now)
    again = load(extract(*CREW, assistant()), now)

    assert ExtractLoad.objects.get(pk=paused.pk).state == LoadState.ABANDONED
    assert (again.state, again.counts["roles"].total) == (LoadState.FINISHED, 1)
    assert [len(rows) for rows in snapshot()][2] == len(before[2]) + 1


def test_a_paused_load_whose_tables_another_load_took_is_read_again(extract, paused, operator, now, tmp_path):
    other = load_by_force(extract(*CREW, assistant(), day="202603180000"), now)
    extract(*CREW[:-1])  # the file is where it was

    loading.force(load_id=paused.pk, account=operator, reason="go on", now=now)
    outcome = loading.advance(load_id=paused.pk, now=now)

    assert (other.state, outcome.state) == (LoadState.FINISHED, LoadState.FINISHED)
    assert outcome.counts["roles"].closed == 2


def test_a_batch_is_taken_in_order_whatever_the_names_and_held_by_one_that_waits(extract, operator, tmp_path, now):
    load(extract(*CREW), now)
    files = {
        FileKind.RESTRICTED: tmp_path / "a.txt",
        FileKind.DIPLOMAS: tmp_path / "b.txt",
        FileKind.EXPERTISES: tmp_path / "c.txt",
        FileKind.ACTIVITIES: tmp_path / "d.txt",
    }
    for kind, path in files.items():
        extract(*CREW[:-1], specialist(), kind=kind).rename(path)

    received = loading.receive(paths=list(files.values()), now=now)
    moved = loading.advance_all(now=now)

    assert [load.kind for load in received] == list(ExtractKind)
    assert moved == 1
    assert list(ExtractLoad.objects.order_by("pk").values_list("state", flat=True)) == [
        LoadState.FINISHED,
        LoadState.PAUSED,
        *[LoadState.RECEIVED] * 3,
    ]


def test_what_local_registrars_created_is_never_closed_even_by_force(extract, now):
    local = PractitionerRoleFactory()
    load(extract(*CREW), now)

    outcome = load_by_force(extract(CREW[0]), now)

    assert outcome.counts["roles"].closed == 39
    local.refresh_from_db()
    assert (local.valid_until, local.exercise.valid_until) == (None, None)
