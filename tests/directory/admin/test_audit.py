"""The page of the audit trail: whose lines, in what words, how they are narrowed, leafed through and taken away."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory import journal
from directory.admin.audit.exporting import safe_cell
from directory.admin.sentences import SENTENCES
from directory.admin.trail import WORDS
from directory.models import AuditEvent
from directory.workflows import auditing
from tests.factories.directory import (
    AuditEventFactory,
    MandateFactory,
    PractitionerFactory,
    RegistrationAuthorityFactory,
)
from tests.support.audit import seal_batches, tamper
from tests.support.staff import sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db

PAGE = "/portail/journal/"
FILE = "/portail/journal/export.csv"


@pytest.fixture
def representative():
    return MandateFactory(representative=True)


@pytest.fixture
def operator():
    return sign_in(MandateFactory(operator=True).account)


@pytest.fixture
def foreign():
    """What somebody of elsewhere did on somebody of elsewhere."""
    authority = RegistrationAuthorityFactory(local=True)
    person = PractitionerFactory(family_name="ETRANGER", authority=authority)
    return AuditEventFactory(authority=authority, practitioner=person, reason="secret ailleurs")


def shown(browser, **question):
    answer = browser.get(PAGE, question)
    assert answer.status_code == 200, answer.content
    return [line.sentence for line in answer.context.get("lines", [])]


@pytest.mark.parametrize("address", [PAGE, FILE])
@pytest.mark.parametrize("trait", ["agent", "officer", None])
def test_to_other_roles_the_trail_does_not_exist(address, trait):
    browser = sign_in_with_passkey(MandateFactory(**({trait: True} if trait else {})).account)

    assert browser.get(address).status_code == 404
    assert PAGE not in browser.get("/portail/").content.decode()
    assert not AuditEvent.objects.filter(action__in=["directory.audit_read", "directory.audit_exported"]).exists()


def test_a_representative_reads_the_lines_of_the_structure_and_no_others(representative, foreign):
    own = PractitionerFactory(family_name="MAISON", authority=representative.authority)
    AuditEventFactory(authority=representative.authority, practitioner=own, action="directory.enrolled")
    browser = sign_in(representative.account)

    page = browser.get(PAGE).content.decode()

    assert "MAISON" in page
    assert "ETRANGER" not in page
    assert "secret ailleurs" not in page
    assert "Scellés" not in page
    assert PAGE in browser.get("/portail/").content.decode()


@pytest.mark.parametrize("name", ["person", "actor"])
def test_no_filter_of_a_representative_finds_a_foreign_line(representative, foreign, name):
    browser = sign_in(representative.account)
    asked = {"person": foreign.practitioner.national_id, "actor": foreign.actor.email}[name]

    assert shown(browser, **{name: asked}) == []
    assert browser.get(PAGE, {"authority": "ENREG"}).status_code == 400
    read = AuditEvent.objects.filter(action="directory.audit_read")
    assert set(read.values_list("practitioner", flat=True)) == {None}


def test_keys_and_codes_are_for_the_nation(representative, operator):
    AuditEventFactory(authority=representative.authority, subject_type="directory.Mandate", subject_id="424242")

    assert b"424242" in operator.get(PAGE).content
    assert b"424242" not in sign_in(representative.account).get(PAGE).content


def test_a_line_is_a_sentence_with_mandate_and_reason(operator):
    mandate = MandateFactory(authority__name="EHPAD du Lac")
    person = PractitionerFactory()
    journal.record(
        action="directory.role_ended",
        now=timezone.now(),
        actor=mandate.account,
        mandate=mandate,
        practitioner_id=person.pk,
        reason="départ en retraite",
    )

    [line] = [one for one in operator.get(PAGE).context["lines"] if "EHPAD du Lac" in one.sentence]

    assert str(mandate.account) in line.sentence
    assert person.national_id in line.sentence
    assert (line.reason, line.authority) == ("départ en retraite", "EHPAD du Lac")


def test_every_action_that_has_words_has_a_sentence_that_can_be_told():
    values = {"who": "a", "person": "b", "account": "c", "count": 1, "faults": 1}

    assert set(WORDS) - set(SENTENCES) == set()
    assert all(str(sentence) % values for sentence in SENTENCES.values())


def test_an_action_without_words_is_still_told(operator):
    AuditEventFactory(action="directory.something_new")

    assert any("Something new" in sentence for sentence in shown(operator))


def test_each_filter_narrows(operator):
    person, other = PractitionerFactory(), PractitionerFactory()
    wanted = AuditEventFactory(
        occurred_at=timezone.now() - timedelta(days=10),
        action="directory.role_ended",
        outcome="REFUSED",
        authority=RegistrationAuthorityFactory(local=True, organization__trade_name="Les Quatre Vents"),
        practitioner=person,
        actor__display_name="Zélie Unique",
    )
    AuditEventFactory(practitioner=other, occurred_at=timezone.now())
    day = timezone.localtime(wanted.occurred_at).date().isoformat()
    questions = [
        {"since": day, "until": day},
        {"action": "directory.role_ended"},
        {"actor": wanted.actor.email.upper()},
        {"actor": wanted.actor.display_name},
        {"authority": "quatre vents"},
        {"person": person.identifier},
        {"person": person.national_id},
        {"outcome": "REFUSED"},
    ]

    for question in questions:
        assert {person.national_id in sentence for sentence in shown(operator, **question)} == {True}, question


@pytest.mark.parametrize(
    "question",
    [
        {"since": "hier"},
        {"since": "2026-05-02", "until": "2026-05-01"},
        {"action": "directory.nothing"},
        {"outcome": "x"},
        {"person": "9" * 41},
        {"actor": "é" * 201},
    ],
)
def test_a_question_that_cannot_be_read_shows_what_to_mend_and_no_line(operator, question):
    AuditEventFactory()

    answer = operator.get(PAGE, question)

    assert answer.status_code == 422
    assert b"p-field__error" in answer.content
    assert "lines" not in answer.context


def test_a_question_that_cannot_be_read_makes_no_file(representative):
    browser = sign_in_with_passkey(representative.account)

    answer = browser.get(FILE, {"since": "hier"})

    assert answer["Location"] == f"{PAGE}?since=hier"
    assert not AuditEvent.objects.filter(action="directory.audit_exported").exists()


@pytest.mark.parametrize(
    "question",
    [
        {"actor": "\0"},
        {"unknown": "1"},
        {"place": "x"},
        {"place": "<" + "9" * 40 + ".1"},
        {"place": "<१.२"},
        {"place": "<1.1'"},
    ],
)
def test_hostile_questions_are_refused(operator, question):
    assert operator.get(PAGE, question).status_code == 400


@pytest.mark.parametrize("text", ["%", "_", "\\", "'; DROP TABLE", "\u202e", "<script>"])
def test_odd_names_find_nothing_and_break_nothing(operator, text):
    AuditEventFactory(actor__display_name="Ordinary")

    answer = operator.get(PAGE, {"actor": text, "person": text, "authority": text})

    assert answer.status_code == 200
    assert answer.context["lines"] == []
    assert b"<script>" not in answer.content.replace(b"<script src", b"")


def test_pages_follow_one_another_without_loss_both_ways(operator, monkeypatch):
    monkeypatch.setattr("directory.admin.audit.page.AUDIT_PAGE", 3)
    at = timezone.now() - timedelta(days=1)
    lines = [AuditEventFactory(occurred_at=at, action="directory.enrolled", reason=f"n{rank}") for rank in range(7)]
    filtered, reasons, page = {"action": "directory.enrolled"}, [], None
    query = ""
    for _ in range(3):
        page = operator.get(f"{PAGE}?{query}" if query else PAGE, None if query else filtered)
        reasons += [line.reason for line in page.context["lines"]]
        query = page.context["older"]

    assert reasons == [line.reason for line in reversed(lines)]
    assert query == ""
    back = operator.get(f"{PAGE}?{page.context['newer']}")
    assert [line.reason for line in back.context["lines"]] == reasons[3:6]
    first = operator.get(f"{PAGE}?{back.context['newer']}")
    assert [line.reason for line in first.context["lines"]] == reasons[:3]
    assert first.context["newer"] == ""


def test_eleven_lines_cost_what_one_costs(operator):
    AuditEventFactory(mandate=MandateFactory(), practitioner=PractitionerFactory())
    operator.get(PAGE)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            operator.get(PAGE)
        return len(queries)

    one = cost()
    for _ in range(10):
        AuditEventFactory(mandate=MandateFactory(), practitioner=PractitionerFactory())
    assert cost() == one


def test_reading_leaves_one_line_a_question_with_names_of_filters_only(operator):
    person = PractitionerFactory()
    for _ in range(3):
        operator.get(PAGE, {"person": person.national_id, "actor": "Dupont"})
    operator.get(PAGE)

    lines = AuditEvent.objects.filter(action="directory.audit_read").order_by("pk")
    assert 2 <= lines.count() <= 3  # the window may have turned
    assert (lines[0].practitioner, lines[0].details) == (person, {"filters": ["actor", "person"]})
    assert (lines[0].outcome, lines[0].mandate.role) == ("READ", "OPERATOR")


# Seals


def test_the_state_of_the_seals_is_shown_to_the_nation(operator, now):
    auditing.seal_waiting(now=now)
    seal_batches(now, 2)
    page = operator.get(PAGE)
    assert page.context["seals"]["state"].last.number == 2
    assert page.context["seals"]["verified_at"] is None

    tamper("UPDATE directory_auditevent SET reason = 'x' WHERE action = 'directory.test'")
    auditing.verify(now=timezone.now())

    page = operator.get(PAGE)
    assert page.context["seals"]["fault_count"] == 2
    assert b"p-alert--danger" in page.content


# Export


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_file_wants_a_strong_means(representative):
    assert sign_in(representative.account).get(FILE).status_code == 403
    assert not AuditEvent.objects.filter(action="directory.audit_exported").exists()


def test_the_file_holds_the_lines_of_the_page_and_the_trail_keeps_who_took_it(representative, foreign):
    for reason in ("=1+1", "ordinaire"):
        AuditEventFactory(authority=representative.authority, action="directory.enrolled", reason=reason)
    browser = sign_in_with_passkey(representative.account)

    answer = browser.get(FILE, {"action": "directory.enrolled"})
    rows = rows_of(answer)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert [row[7] for row in rows[1:]] == ["ordinaire", "'=1+1"]
    assert "ailleurs" not in str(rows)
    line = AuditEvent.objects.get(action="directory.audit_exported")
    assert (line.actor, line.mandate, line.outcome) == (representative.account, representative, "EXPORTED")
    assert line.details == {"filters": ["action"], "count": 2}


def test_a_file_has_a_most(monkeypatch):
    monkeypatch.setattr("directory.admin.audit.exporting.AUDIT_EXPORT_LINES", 2)
    for _ in range(5):
        AuditEventFactory()
    browser = sign_in_with_passkey(MandateFactory(operator=True).account)

    assert len(rows_of(browser.get(FILE))) == 3


@pytest.mark.parametrize("text", ["=1", "+33", "-1", "@a", "\ta", "\ra"])
def test_no_cell_is_a_formula(text):
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("a=1") == "a=1"


def test_the_menu_leads_there(operator):
    assert reverse("portal:audit") == PAGE
    assert PAGE in operator.get("/portail/").content.decode()
