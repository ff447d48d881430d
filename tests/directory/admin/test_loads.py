"""The pages of loads: operators decide, national auditors read, to everybody else they do not exist."""

import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory import permissions
from directory.admin.loads.deciding import DECISIONS
from directory.models import AuditEvent, ExtractLoad, LoadState
from directory.workflows import loading
from tests.factories.directory import AccountFactory, MandateFactory
from tests.factories.loads import ExtractLoadFactory, RefusedLineFactory
from tests.support.correlation import without_id
from tests.support.staff import sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return sign_in_with_passkey(MandateFactory(operator=True).account)


@pytest.fixture
def auditor():
    return sign_in(MandateFactory(auditor=True).account)


@pytest.fixture
def paused():
    return ExtractLoadFactory(paused=True)


def page_of(load):
    return reverse("portal:directory_extractload_change", args=[load.pk])


def decide(client, load, decision, reason="The order merged two files", **more):
    version = client.get(page_of(load)).context["version"]
    return client.post(
        reverse("portal:decide_load", args=[load.pk]),
        {"decision": decision, "reason": reason, "version": version, "confirmed": "1", **more},
        follow=True,
    )


@pytest.mark.parametrize(
    "trait", ["operator", "auditor", "agent", "officer", "registrar", "ended", "outsider", "super"]
)
def test_operators_run_loads_and_nobody_else_does(trait, now):
    account = {
        "operator": lambda: MandateFactory(operator=True).account,
        "auditor": lambda: MandateFactory(auditor=True).account,
        "agent": lambda: MandateFactory(agent=True).account,
        "officer": lambda: MandateFactory(officer=True).account,
        "registrar": lambda: MandateFactory().account,
        "ended": lambda: MandateFactory(operator=True, ended=True).account,
        "outsider": AccountFactory,
        "super": lambda: AccountFactory(operator=True),
    }[trait]()

    assert permissions.can_run_loads(account, now) is (trait in {"operator", "super"})


@pytest.mark.parametrize("traits", [{}, {"agent": True}, {"officer": True}, {"operator": True, "ended": True}])
def test_to_neighbouring_roles_loads_do_not_exist(traits, paused):
    client = sign_in(MandateFactory(**traits).account)
    addresses = [
        page_of(paused),
        reverse("portal:load_progress", args=[paused.pk]),
        reverse("portal:load_refused_lines", args=[paused.pk]),
        reverse("portal:directory_extractload_changelist"),
        reverse("portal:start_load"),
        reverse("portal:open_files"),
    ]

    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post(reverse("portal:decide_load", args=[paused.pk]), {"decision": "force"}).status_code == 404
    missing = client.get(page_of(paused).replace(f"/{paused.pk}/", "/987654321/"))
    assert without_id(missing.content) == without_id(client.get(page_of(paused)).content)
    paused.refresh_from_db()
    assert paused.state == LoadState.PAUSED


def test_an_auditor_reads_and_neither_starts_nor_decides(auditor, paused):
    page = auditor.get(page_of(paused))
    version = page.context["version"]

    assert page.status_code == 200
    assert b"data-load-decision" not in page.content
    assert auditor.get(reverse("portal:start_load")).status_code == 404
    answer = auditor.post(
        reverse("portal:decide_load", args=[paused.pk]),
        {"decision": "force", "reason": "x", "version": version, "confirmed": "1"},
    )
    assert answer.status_code == 404
    paused.refresh_from_db()
    assert paused.state == LoadState.PAUSED


@pytest.mark.parametrize("missing", [{"reason": ""}, {"reason": "   "}, {"decision": "apply"}, {"decision": ""}])
def test_nothing_is_decided_without_a_choice_and_a_reason(missing, operator, paused):
    decide(operator, paused, **{"decision": "force", **missing})

    paused.refresh_from_db()
    assert paused.state == LoadState.PAUSED


def test_a_decision_is_confirmed_on_a_page_that_says_what_will_happen(operator, paused):
    version = operator.get(page_of(paused)).context["version"]

    asked = operator.post(
        reverse("portal:decide_load", args=[paused.pk]),
        {"decision": "force", "reason": "Known and wanted", "version": version},
    )

    assert asked.status_code == 200
    assert "Known and wanted" in asked.content.decode()
    assert len(asked.context["warnings"]) == 1
    paused.refresh_from_db()
    assert paused.state == LoadState.PAUSED


@pytest.mark.parametrize(
    ("decision", "state", "is_forced", "action"),
    [
        ("resume", LoadState.STAGED, False, "directory.load_resumed"),
        ("force", LoadState.STAGED, True, "directory.load_forced"),
        ("abandon", LoadState.ABANDONED, False, "directory.load_abandoned"),
    ],
)
def test_each_decision_does_what_it_says_and_is_traced_with_its_reason(
    decision, state, is_forced, action, operator, paused
):
    page = decide(operator, paused, decision)

    paused.refresh_from_db()
    assert (paused.state, paused.is_forced) == (state, is_forced)
    assert paused.decision_reason == "The order merged two files"
    assert AuditEvent.objects.get(action=action).actor == paused.decided_by
    assert str(paused.decided_by) in page.content.decode()
    assert "The order merged two files" in page.content.decode()


def test_who_decides_second_sees_what_the_first_did(operator, paused):
    other = MandateFactory(operator=True).account
    second = sign_in_with_passkey(other)
    version = second.get(page_of(paused)).context["version"]
    decide(operator, paused, "abandon", reason="Truncated file")

    answer = second.post(
        reverse("portal:decide_load", args=[paused.pk]),
        {"decision": "force", "reason": "Go", "version": version, "confirmed": "1"},
        follow=True,
    )

    paused.refresh_from_db()
    assert paused.state == LoadState.ABANDONED
    assert "Truncated file" in answer.content.decode()
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def test_forcing_a_load_wants_a_strong_means_shown_lately_and_the_other_decisions_do_not(paused):
    operator = sign_in(MandateFactory(operator=True).account)

    answer = decide(operator, paused, "force")
    paused.refresh_from_db()

    assert "directory/strong_means.html" in [template.name for template in answer.templates]
    assert paused.state == LoadState.PAUSED
    decide(operator, paused, "abandon")
    paused.refresh_from_db()
    assert paused.state == LoadState.ABANDONED


def test_a_race_that_only_the_database_sees_is_told_the_same_way(operator, paused, monkeypatch):
    first = MandateFactory(operator=True).account
    real = loading.force

    def beaten(**values):
        loading.abandon(load_id=paused.pk, account=first, reason="I was quicker", now=values["now"])
        return real(**values)

    monkeypatch.setitem(DECISIONS, "force", dataclasses.replace(DECISIONS["force"], verb=beaten))
    answer = decide(operator, paused, "force")

    paused.refresh_from_db()
    assert paused.state == LoadState.ABANDONED
    assert "I was quicker" in answer.content.decode()


def test_a_comparison_that_is_no_longer_the_one_seen_is_not_forced(operator, paused):
    version = operator.get(page_of(paused)).context["version"]
    decide(operator, paused, "resume", reason="Look again")
    ExtractLoad.objects.filter(pk=paused.pk).update(state=LoadState.PAUSED)

    operator.post(
        reverse("portal:decide_load", args=[paused.pk]),
        {"decision": "force", "reason": "Go", "version": version, "confirmed": "1"},
    )

    paused.refresh_from_db()
    assert paused.state == LoadState.PAUSED
    assert not paused.is_forced


def test_the_comparison_marks_what_exceeds_its_limit_and_nothing_else(operator, paused):
    page = operator.get(page_of(paused))

    lines = {line.label: line for line in page.context["comparison"]}
    exceeding = [
        (label, what) for label, line in lines.items() for what in ("updated", "closed") if getattr(line, what).exceeds
    ]
    assert len(lines) == 3
    assert [(label.endswith("8"), what) for label, what in exceeding] == [(True, "closed")]
    assert "40" in page.context["warnings"][0]


def test_a_running_load_tells_its_step_and_its_count_and_a_fragment_tells_the_same(operator):
    load = ExtractLoadFactory(running=True)

    page = operator.get(page_of(load))
    fragment = operator.get(reverse("portal:load_progress", args=[load.pk]))

    assert page.context["progress"]["percent"] == fragment.context["progress"]["percent"] == 25
    assert "data-running" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert fragment["Cache-Control"].startswith("max-age=0")


def test_more_lines_than_the_last_file_had_are_counted_without_a_share(operator):
    load = ExtractLoadFactory(running=True, progress={"step": "read", "done": 3_000, "total": 2_000})

    page = operator.get(page_of(load))

    assert page.context["progress"]["percent"] is None
    assert page.context["progress"]["done"] == 3_000


def test_a_refused_file_says_what_is_missing_and_what_to_do(operator):
    page = operator.get(page_of(ExtractLoadFactory(refused=True))).content.decode()

    assert "Identifiant PP" in page
    assert "Code profession" in page


def test_a_file_that_waits_for_another_one_of_its_batch_says_for_which(operator, paused):
    waiting = ExtractLoadFactory(received=True, batch=paused.batch)

    page = operator.get(page_of(waiting))

    assert page.context["holder"] == paused
    assert paused.file_name in page.content.decode()


def test_fifty_refused_lines_are_shown_and_all_are_downloaded(operator):
    load = ExtractLoadFactory(refused_count=60)
    for number in range(60):
        RefusedLineFactory(load=load, line_number=number + 2)

    page = operator.get(page_of(load))
    report = operator.get(reverse("portal:load_refused_lines", args=[load.pk]))
    lines = b"".join(report.streaming_content).decode("utf-8-sig").splitlines()

    assert len(page.context["refused_lines"]) == 50
    assert report.streaming
    assert len(lines) == 61
    assert lines[1].split(";")[0] == "2"
    assert lines[60].split(";")[3] == str(load.pk)


def test_a_file_name_cannot_write_headers_of_the_report(operator):
    load = ExtractLoadFactory(file_name='a"\r\nX-Evil: 1.txt')

    report = operator.get(reverse("portal:load_refused_lines", args=[load.pk]))

    assert "X-Evil" not in report
    assert report["Content-Disposition"].count('"') == 2


def test_the_list_filters_by_kind_and_state_and_shows_what_waits(operator, paused):
    ExtractLoadFactory(kind="EXPERTISES")
    address = reverse("portal:directory_extractload_changelist")

    assert [line.head.words for line in operator.get(address, {"state": "PAUSED"}).context["lines"]] == [
        paused.file_name
    ]
    assert len(operator.get(address, {"kind": "EXPERTISES"}).context["lines"]) == 1
    assert list(operator.get(address).context["waiting_loads"]) == [paused]
    assert paused.file_name in operator.get("/portail/").content.decode()


def test_the_dashboard_of_others_says_nothing_of_loads(paused):
    assert paused.file_name not in sign_in(MandateFactory(agent=True).account).get("/portail/").content.decode()


def test_eleven_loads_cost_the_list_and_the_page_as_much_as_two(operator, paused):
    ExtractLoadFactory(batch=paused.batch)

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert operator.get(address).status_code == 200
        return len(queries)

    addresses = [page_of(paused), reverse("portal:directory_extractload_changelist")]
    operator.get(addresses[0])
    few = [cost(address) for address in addresses]
    for _ in range(9):
        ExtractLoadFactory(batch=paused.batch)

    assert [cost(address) for address in addresses] == few


def test_the_policy_for_scripts_holds_on_the_pages_of_loads(operator, paused):
    for address in (page_of(paused), reverse("portal:start_load")):
        page = operator.get(address)

        assert "unsafe-inline" not in page["Content-Security-Policy"]
        assert " style=" not in page.content.decode().partition('<div class="p-page"')[2]


def test_the_page_of_open_files_names_the_load_that_each_stands_on(operator, auditor):
    load = ExtractLoadFactory()
    ExtractLoadFactory(kind="RESTRICTED", file_name="PS_restreint.txt")

    page = auditor.get(reverse("portal:open_files")).content.decode()

    assert load.file_name in page
    assert "PS_restreint.txt" not in page
