"""Nomenclatures are completed and renewed: all or nothing, and what is over stays readable."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from directory import queries
from directory.errors import InvalidPractice, NotAllowed, UnreadableNomenclature
from directory.extract.reference_tables import create_reference_tables
from directory.models import AuditEvent, CodeTable, Concept
from directory.queries import labels
from directory.vocabulary.nomenclatures import all_codes
from directory.workflows import nomenclatures
from directory.workflows.applicant import Practice
from directory.workflows.practice_rules import check_practice
from tests.factories.directory import AccountFactory, ConceptFactory, MandateFactory, OrganizationFactory
from tests.support.code_systems import CARE_ASSISTANT, R85, code_system, encoded, old_code_system

pytestmark = pytest.mark.django_db

NEW_ROLE = {"code": "399", "display": "Rôle nouveau", "since": "2026-08-28"}


def load(now, *resources, account=None, verb=nomenclatures.load):
    files = [(f"{index}.json", encoded(resource)) for index, resource in enumerate(resources)]
    return verb(files=files, account=account, now=now)


def shipped_roles():
    """The table as it ships, in the shape of a file."""
    return [
        {
            "code": code.code,
            "display": code.label,
            "since": code.valid_from.isoformat(),
            "until": code.valid_until.isoformat() if code.valid_until else "",
        }
        for code in all_codes()
        if code.table == R85
    ]


def everything():
    return [*Concept.objects.order_by("pk").values(), *CodeTable.objects.order_by("pk").values()]


def test_nobody_but_an_operator_loads(now):
    for account in (MandateFactory().account, MandateFactory(auditor=True).account, AccountFactory()):
        with pytest.raises(NotAllowed):
            load(now, code_system(), account=account)
        with pytest.raises(NotAllowed):
            load(now, code_system(), account=account, verb=nomenclatures.rehearse)

    assert not Concept.objects.exists()


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"resourceType": "ValueSet"}, "value_set"),
        (code_system(CARE_ASSISTANT, CARE_ASSISTANT), "twice"),
        (code_system(NEW_ROLE), "table_twice"),
        (old_code_system(), "older"),
    ],
)
def test_one_wrong_file_stops_them_all(now, second, reason):
    ConceptFactory(table="TRE_R23-ModeExercice", code="I", valid_from=date(2026, 1, 30))
    before = everything()

    with pytest.raises(UnreadableNomenclature) as refusal:
        load(now, code_system(), second)

    assert refusal.value.reason == reason
    assert everything() == before
    assert not AuditEvent.objects.exists()


def test_an_older_edition_than_the_one_held_is_refused(now):
    load(now, code_system(*shipped_roles(), day="2026-08-28"))

    with pytest.raises(UnreadableNomenclature) as refusal:
        load(now, code_system(*shipped_roles(), day="2026-08-27"))

    assert (refusal.value.reason, refusal.value.detail) == ("older", "2026-08-28")


def test_a_newer_edition_creates_renames_closes_and_reopens(now):
    account = MandateFactory(operator=True).account
    roles = [role for role in shipped_roles() if role["code"] != "350"]
    for role in roles:
        if role["code"] == "313":
            role["display"] = "Aide-soignant diplômé"
        if role["code"] == "314":
            role["until"] = "2026-07-01"
        if role["code"] == "353":
            role["until"] = ""

    (outcome,) = load(now, code_system(*roles, NEW_ROLE), account=account)

    assert (outcome.created, outcome.renamed, outcome.reopened) == (("399",), ("313",), ("353",))
    assert (outcome.closed, outcome.missing) == (("314", "350"), ("350",))
    held = {concept.code: concept for concept in Concept.objects.filter(table=R85)}
    assert held["313"].label == "Aide-soignant diplômé"
    assert held["350"].valid_until == date(2026, 8, 28)
    assert held["353"].valid_until is None
    table = CodeTable.objects.get(name=R85)
    assert (table.version, table.edition_date, table.loaded_by) == ("20260828120000", date(2026, 8, 28), account)
    event = AuditEvent.objects.get()
    assert event.actor == account
    assert event.details["created"] == 1
    assert event.details["closed"] == 2


def test_the_same_file_again_changes_nothing(now):
    load(now, code_system(*shipped_roles()))
    before = everything()

    (outcome,) = load(now + timedelta(days=1), code_system(*shipped_roles()))

    assert not outcome.changes_codes
    assert everything() == before
    assert AuditEvent.objects.count() == 1


def test_a_rehearsal_tells_the_same_and_writes_nothing(now):
    before = everything()

    rehearsed = load(now, code_system(*shipped_roles(), NEW_ROLE), verb=nomenclatures.rehearse)

    assert everything() == before
    assert rehearsed == load(now, code_system(*shipped_roles(), NEW_ROLE))
    assert rehearsed[0].created == ("399",)


def test_a_table_that_the_directory_never_held_is_kept_with_its_oid_and_address(now):
    (outcome,) = load(now, code_system({"code": "MTH", "display": "Mère"}, table="TRE_R216-HL7RoleCode"))

    assert outcome.is_new
    table = CodeTable.objects.get(name="TRE_R216-HL7RoleCode")
    assert table.canonical.endswith("/FHIR/TRE-R216-HL7RoleCode")
    assert Concept.objects.get(code="MTH").oid == table.oid == "1.2.250.1.213.1.6.1.107"


def test_a_table_keeps_its_name_when_an_edition_writes_it_otherwise(now):
    (outcome,) = load(now, code_system(*shipped_roles(), url=None, name="TRE_R85_RoleEtPriseEnCharge"))

    assert outcome.name == R85
    assert not outcome.changes_codes


def test_codes_that_ship_do_not_come_back_after_an_edition_closed_them(now):
    load(now, code_system(NEW_ROLE))

    (outcome,) = load(now, code_system(NEW_ROLE, version="2"))

    assert not outcome.changes_codes
    assert list(Concept.objects.filter(table=R85, valid_until=None).values_list("code", flat=True)) == ["399"]


def test_a_role_of_a_new_edition_is_given_and_one_that_closed_is_not(now):
    today = date(2026, 9, 1)
    ConceptFactory(activity_kind=True)
    place = OrganizationFactory()

    def practice(code, start=today):
        return Practice(organization=place, role_code=code, activity_kind_code="GENR11", start_date=start)

    with pytest.raises(InvalidPractice):
        check_practice(practice("399"), today=today)
    load(now, code_system(NEW_ROLE, {**CARE_ASSISTANT, "until": "2026-08-28"}))

    check_practice(practice("399"), today=today)
    for refused in (practice("313"), practice("313", date(2025, 1, 6)), practice("399", date(2026, 8, 3))):
        with pytest.raises(InvalidPractice) as refusal:
            check_practice(refused, today=today)
        assert refusal.value.params == {"field": "role_code", "reason": "closed_code"}
    assert queries.label(R85, "313") == "Aide-soignant"
    assert queries.label(R85, "000") == "000"


def test_another_process_sees_new_labels_once_it_asks(now, monkeypatch):
    ConceptFactory()
    monkeypatch.setattr(labels, "LABELS_CHECK", timedelta(0))
    assert queries.label(R85, "313") == "Aide-soignant"

    # What another process does is nothing but rows: nobody tells this one to forget.
    Concept.objects.filter(code="313").update(label="Aide-soignant diplômé")

    assert queries.label(R85, "313") == "Aide-soignant diplômé"


def test_between_two_questions_labels_cost_nothing(django_assert_num_queries):
    ConceptFactory()
    queries.label(R85, "313")

    with django_assert_num_queries(0):
        assert queries.label(R85, "313") == "Aide-soignant"


def test_every_change_of_codes_raises_the_revision_of_its_table():
    concept = ConceptFactory()
    revisions = [CodeTable.objects.get().revision]

    Concept.objects.update(label="autre")
    revisions.append(CodeTable.objects.get().revision)
    concept.delete()
    revisions.append(CodeTable.objects.get().revision)

    assert revisions == [1, 2, 3]


def test_loads_of_extracts_know_the_agencies_of_a_new_edition(now):
    renewed = [
        {"code": "ARS-05", "display": "ARS-05 : La Réunion", "until": "2026-07-01"},
        {"code": "ARS-07", "display": "ARS-07 : Nouvelle agence", "since": "2026-07-01"},
        {"code": "ARS-TROP-LONGUE", "display": "x" * 900},
    ]
    load(now, code_system(*renewed, table="TRE_R60-AutoriteEnregistrement"))

    with connection.cursor() as cursor:
        create_reference_tables(cursor)
        cursor.execute("SELECT code, kind, region_code, is_open, length(name) FROM loading.known_authority")
        known = {row[0]: row[1:] for row in cursor.fetchall()}

    assert known["ARS-07"][:3] == ("REGIONAL", "07", True)
    assert known["ARS-05"][2] is False
    assert known["ARS-TROP-LONGUE"] == ("OTHER", "", True, 200)
    assert known["ARS-11"][:2] == ("REGIONAL", "11")


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_follow_one_another(now):
    outcomes = []

    def run():
        try:
            outcomes.append(load(now, code_system(*shipped_roles(), NEW_ROLE))[0].created)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(outcomes) == [(), ("399",)]
    assert AuditEvent.objects.count() == 1
