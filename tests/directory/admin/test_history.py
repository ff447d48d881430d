"""The history of a record: every change with who, when, why and from where; identity for those who may read it."""

from datetime import UTC, date, datetime, timedelta

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from directory.admin.history_sentences import Actors, sentence_of
from directory.models import CivilIdentity, Expertise, Practitioner, PractitionerRole
from directory.queries.history import ChangeKind, RowChange, changes_of
from tests.factories.directory import (
    ConceptFactory,
    EnrolmentFactory,
    ExpertiseFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.factories.loads import ExtractLoadFactory
from tests.support.correlation import without_id
from tests.support.seen import seen_on
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def role(mandate):
    """A role of somebody for whom the structure answers."""
    return PractitionerRoleFactory(
        exercise__practitioner=PractitionerFactory(authority=mandate.authority, identified=True),
        organization=mandate.authority.organization,
    )


@pytest.fixture
def person(role):
    return role.exercise.practitioner


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


def page_of(person):
    return reverse("portal:person_history", args=[person.pk])


def shown(client, person):
    return client.get(page_of(person)).content.decode()


def load_writes(load, rows, **values):
    """What the engine does: the rows change in a context that names the load."""
    with pghistory.context(load=load.pk):
        rows.update(load=load, **values)


def test_the_history_of_a_foreign_person_answers_like_a_missing_one(registrar):
    foreigner = PractitionerFactory(authority=RegistrationAuthorityFactory(), family_name="ETRANGER")
    registrar.get("/portail/")

    foreign = registrar.get(page_of(foreigner))
    missing = registrar.get(page_of(foreigner).replace(f"/{foreigner.pk}/", "/987654321/"))

    assert foreign.status_code == missing.status_code == 404
    assert without_id(foreign.content) == without_id(missing.content)


def test_a_civil_identity_is_told_to_the_authority_of_the_person_only(registrar, person):
    colleague = MandateFactory(agent=True)
    CivilIdentity.objects.filter(practitioner=person).update(birth_family_name="SECRETNAME")
    CivilIdentity.objects.filter(practitioner=person).update(birth_family_name="AFTERWARDS")

    own, other = shown(registrar, person), shown(sign_in(colleague.account), person)

    assert "SECRETNAME" in own
    assert "SECRETNAME" not in other
    assert "AFTERWARDS" not in other


def test_a_change_of_the_portal_tells_who_on_which_page_and_both_values_in_words(registrar, mandate, person, role):
    today = timezone.localdate()
    page = f"/portail/situations/{role.pk}/fin/"
    registrar.post(page, {"ends_on": today.isoformat(), "seen": seen_on(registrar, page)})

    entry = registrar.get(page_of(person)).context["entries"][0]

    who = f"{mandate.account}, {mandate.get_role_display()} ({mandate.authority.name})"
    assert entry.who == who
    assert entry.rows[0].sentence.startswith(who)
    assert f"{today:%d/%m/%Y}" in entry.rows[0].sentence
    assert entry.source not in {"", f"/portail/situations/{role.pk}/fin/"}
    [line] = [value for value in entry.rows[0].values if value.after == f"{today:%d/%m/%Y}"]
    assert line.before == ""


@pytest.mark.parametrize(
    ("before", "after", "reason", "words"),
    [
        (None, date(2026, 3, 1), "", "ended this activity"),
        (None, date(2026, 3, 1), "CHA", "reason: "),
        (None, date(2027, 3, 1), "", "planned the end"),
        (None, date(2027, 3, 1), "CHA", "planned the end"),
        (date(2026, 3, 1), None, "", "reopened"),
        (date(2026, 3, 1), date(2026, 3, 1), "CHA", ""),
    ],
)
def test_the_end_of_an_activity_is_a_sentence(role, before, after, reason, words):
    at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    change = RowChange(
        PractitionerRole,
        ChangeKind.UPDATED,
        PractitionerRole(valid_until=before),
        PractitionerRole(valid_until=after, end_reason_code=reason),
    )

    with translation.override("en"):
        sentence = sentence_of(change, "Ana", at)

    assert (sentence.startswith("Ana ") and words in sentence) if words else sentence == ""


def test_whoever_held_no_mandate_at_that_instant_is_told_by_the_name_alone(mandate):
    actors = Actors({mandate.account_id: [mandate]})

    assert actors.name(mandate.account, mandate.valid_from - timedelta(days=1)) == str(mandate.account)
    assert mandate.authority.name in actors.name(mandate.account, mandate.valid_from)


def test_a_change_of_a_load_names_the_file_and_links_it_for_those_who_read_loads(registrar, person, role):
    ConceptFactory(table="TRE_R23-ModeExercice", code="S", label="Salarié")
    ConceptFactory(table="TRE_R23-ModeExercice", code="L", label="Libéral")
    load = ExtractLoadFactory(decision_reason="Known and wanted")
    load_writes(load, PractitionerRole.objects.filter(pk=role.pk), mode_code="L")
    auditor = sign_in(MandateFactory(auditor=True).account)
    address = reverse("portal:directory_extractload_change", args=[load.pk])

    local, national = shown(registrar, person), shown(auditor, person)

    for page in (local, national):
        assert load.file_name in page
        assert "Salarié" in page
        assert "Libéral" in page
    assert address in national
    assert "Known and wanted" in national
    assert address not in local


def test_a_removed_row_is_told_by_the_label_of_its_code(registrar, person, role):
    ConceptFactory(table="TRE_R38-SpecialiteOrdinale", code="SM54", label="Médecine générale")
    expertise = ExpertiseFactory(exercise=role.exercise)
    Expertise.objects.filter(pk=expertise.pk).delete()

    entry = registrar.get(page_of(person)).context["entries"][0]

    assert [row.what for row in entry.rows] == ["removed"]
    assert "Médecine générale" in entry.rows[0].name


def test_what_a_registration_and_a_load_brought_is_told_with_them(person, role):
    enrolment = EnrolmentFactory(practitioner=person, role=role, enrolled_at=person.created_at)
    load = ExtractLoadFactory(finished_at=person.created_at + timedelta(days=400))
    elsewhere = PractitionerRoleFactory(exercise=role.exercise, organization=OrganizationFactory(), load=load)

    changes = changes_of(person, with_identity=False)

    assert [(change.load, change.account) for change in changes] == [(load, None), (None, enrolment.enrolled_by)]
    assert [row.after for row in changes[0].rows] == [elsewhere]
    assert {row.kind for change in changes for row in change.rows} == {ChangeKind.CREATED}


def test_what_one_load_changed_and_brought_is_one_moment(person, role):
    load = ExtractLoadFactory()
    load_writes(load, PractitionerRole.objects.filter(pk=role.pk), valid_until=date(2026, 1, 1))
    PractitionerRoleFactory(exercise=role.exercise, organization=OrganizationFactory(), load=load)

    [moment] = [change for change in changes_of(person, with_identity=False) if change.load == load]

    assert {row.kind for row in moment.rows} == {ChangeKind.UPDATED, ChangeKind.CREATED}


def test_versions_follow_each_other_latest_first(person):
    for name in ("UN", "DEUX", "TROIS"):
        Practitioner.objects.filter(pk=person.pk).update(family_name=name)

    updates = [
        (row.before.family_name, row.after.family_name)
        for change in changes_of(person, with_identity=False)
        for row in change.rows
        if row.kind is ChangeKind.UPDATED
    ]

    assert sorted(updates) == sorted([("DUPONT-LÉGER", "UN"), ("UN", "DEUX"), ("DEUX", "TROIS")])


def test_what_nobody_reads_is_no_change(registrar, person, role):
    before = len(registrar.get(page_of(person)).context["entries"])
    PractitionerRole.objects.filter(pk=role.pk).update(load=ExtractLoadFactory())

    assert len(registrar.get(page_of(person)).context["entries"]) == before


@pytest.mark.parametrize("question", ["p=2", "p=0", "p=-1", "p=a", "p=²", "p=99999999999999999999"])
def test_a_page_that_is_none_is_another_one(question, registrar, person):
    assert registrar.get(f"{page_of(person)}?{question}").status_code == 200


def test_ten_more_changes_cost_no_more_queries(registrar, person, role):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert registrar.get(page_of(person)).status_code == 200
        return len(queries)

    PractitionerRole.objects.filter(pk=role.pk).update(valid_until=date(2025, 1, 1))
    cost()
    few = cost()
    for day in range(1, 11):
        PractitionerRole.objects.filter(pk=role.pk).update(valid_until=date(2025, 2, day))

    assert cost() == few
