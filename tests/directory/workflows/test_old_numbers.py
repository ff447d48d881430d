"""Old numbers keep naming their people: by the official file alone, again and again, and it can be undone."""

from datetime import date, timedelta

import pytest

from directory import queries
from directory.errors import MergeRefused, NotAllowed, UnreadableCorrespondence
from directory.models import AuditEvent, FormerIdentifier, Fusion, IdentifierOrigin, Practitioner
from directory.workflows import merging, old_numbers
from directory.workflows.old_numbers import Verdict
from tests.factories.directory import (
    AccountFactory,
    CivilIdentityFactory,
    ContactPointFactory,
    FormerIdentifierFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)

pytestmark = pytest.mark.django_db

ADELI = "750712184"


@pytest.fixture
def person(db):
    return PractitionerFactory()


def adeli_record(number=ADELI, **given):
    return PractitionerFactory(identifier_type="0", identifier=number, national_id=f"0{number}", **given)


def load(now, *lines, account=None, verb=old_numbers.load):
    return verb(file_name="table.csv", content="\n".join(lines).encode(), account=account, now=now)


def verdicts(outcome):
    return [(line.verdict, line.reason) for line in outcome.lines]


def rows():
    return [
        list(model.objects.order_by("pk").values()) for model in (FormerIdentifier, Fusion, Practitioner, AuditEvent)
    ]


def test_nobody_but_an_operator_loads_looks_or_ends(person, now):
    former = FormerIdentifierFactory(practitioner=person)
    for account in (AccountFactory(), MandateFactory().account, MandateFactory(auditor=True).account):
        for verb in (old_numbers.load, old_numbers.rehearse):
            with pytest.raises(NotAllowed):
                load(now, f"{ADELI};{person.identifier}", account=account, verb=verb)
        with pytest.raises(NotAllowed):
            old_numbers.end(account=account, identifier_id=former.pk, now=now)

    assert FormerIdentifier.objects.get().ended_at is None


def test_a_file_that_is_no_correspondence_changes_nothing(person, now):
    with pytest.raises(UnreadableCorrespondence):
        load(now, "nom,prenom")

    assert not AuditEvent.objects.exists()


def test_an_old_number_names_its_person_from_then_on(person, now):
    outcome = load(now, "N° ADELI;N° RPPS", f"{ADELI};{person.identifier}")

    assert verdicts(outcome) == [(Verdict.LINKED, "")]
    row = FormerIdentifier.objects.get()
    assert (row.national_id, row.origin, row.quality) == ("0750712184", IdentifierOrigin.CORRESPONDENCE, 1)
    assert queries.find_by_national_id("0750712184") == person
    event = AuditEvent.objects.get()
    assert (event.action, event.details["linked"]) == ("directory.correspondence_loaded", 1)


def test_a_record_of_its_own_is_merged_into_the_one_of_the_rpps(person, now):
    record = adeli_record()
    role = PractitionerRoleFactory(exercise__practitioner=record)

    outcome = load(now, f"{ADELI};{person.identifier}")

    assert verdicts(outcome) == [(Verdict.MERGED, "")]
    fusion = Fusion.objects.get()
    assert (fusion.kept, fusion.absorbed, fusion.made_by) == (person, record, None)
    role.refresh_from_db()
    assert role.exercise.practitioner == person
    assert queries.find_by_national_id("0750712184") == person


def test_the_same_file_again_changes_nothing(person, now):
    other = PractitionerFactory()
    adeli_record()
    lines = (f"{ADELI};{person.identifier}", f"012800736;{other.identifier}")
    load(now, *lines)
    before = rows()[:3]

    outcome = load(now + timedelta(days=1), *lines)

    assert verdicts(outcome) == [(Verdict.KNOWN, ""), (Verdict.KNOWN, "")]
    assert rows()[:3] == before


def test_a_rehearsal_tells_the_same_and_writes_nothing(person, now):
    adeli_record()
    lines = (f"{ADELI};{person.identifier}", f"012800736;{person.identifier}", "rien;rien")
    before = rows()

    rehearsed = load(now, *lines, verb=old_numbers.rehearse)

    assert rows() == before
    assert verdicts(rehearsed) == verdicts(load(now, *lines))


def test_lines_that_cannot_be_used_say_why_and_stop_no_other(person, now):
    FormerIdentifierFactory(national_id="0012800736")
    other = PractitionerFactory()
    CivilIdentityFactory(practitioner=other)
    CivilIdentityFactory(practitioner=adeli_record("2A1000019"), birth_date=date(1970, 1, 1))
    adeli_record("2B1000019", authority__is_test=False, is_test=False)

    outcome = load(
        now,
        "750712184;99799999992",
        f"012800736;{person.identifier}",
        f"2A1000019;{other.identifier}",
        f"2B1000019;{other.identifier}",
        f"970100012;{person.identifier}",
    )

    assert verdicts(outcome) == [
        (Verdict.REFUSED, "unknown_rpps"),
        (Verdict.REFUSED, "names_another"),
        (Verdict.REFUSED, "birth_date"),
        (Verdict.REFUSED, "worlds"),
        (Verdict.LINKED, ""),
    ]
    assert [line.pair.line_number for line in outcome.refused] == [1, 2, 3, 4]
    assert not Fusion.objects.exists()


def test_a_record_that_joined_somebody_else_is_not_taken_from_them(person, now):
    record, other = adeli_record(), PractitionerFactory()
    merging.merge(
        account=AccountFactory(operator=True),
        kept_id=other.pk,
        absorbed_id=record.pk,
        reason="Même personne, dit l’agence",
        now=now,
    )

    assert verdicts(load(now, f"{ADELI};{person.identifier}")) == [(Verdict.REFUSED, "names_another")]
    assert verdicts(load(now, f"{ADELI};{other.identifier}")) == [(Verdict.KNOWN, "")]


def test_a_number_that_was_given_while_its_record_came_back_is_nobody_elses(person, now):
    adeli_record()
    FormerIdentifierFactory(national_id=f"0{ADELI}")

    assert verdicts(load(now, f"{ADELI};{person.identifier}")) == [(Verdict.REFUSED, "names_another")]


def test_an_address_that_two_records_share_links_nothing(person, now):
    record = adeli_record()
    for one in (person, record):
        ContactPointFactory(practitioner=one, email="partagee@exemple.test", verified=True)

    outcome = load(now, f"partagee@exemple.test;{person.identifier}", f"012800736;{person.identifier}")

    assert verdicts(outcome) == [(Verdict.REFUSED, "adeli"), (Verdict.LINKED, "")]
    assert queries.find_by_national_id("0750712184") == record
    assert not Fusion.objects.exists()


def test_what_an_operator_ended_is_not_believed_again(person, now):
    operator = AccountFactory(operator=True)
    load(now, f"{ADELI};{person.identifier}")
    row = FormerIdentifier.objects.get()

    assert old_numbers.end(account=operator, identifier_id=row.pk, now=now)

    assert queries.find_by_national_id("0750712184") is None
    assert not old_numbers.end(account=operator, identifier_id=row.pk, now=now)
    assert verdicts(load(now, f"{ADELI};{person.identifier}")) == [(Verdict.REFUSED, "ended")]
    other = PractitionerFactory()
    assert verdicts(load(now, f"{ADELI};{other.identifier}")) == [(Verdict.LINKED, "")]


def test_an_operator_of_tests_ends_nothing_of_real_people(now):
    former = FormerIdentifierFactory(practitioner=PractitionerFactory(real=True))

    assert not old_numbers.end(account=MandateFactory(operator=True).account, identifier_id=former.pk, now=now)


def test_a_thousand_lines_cost_no_more_questions_than_ten(now, django_assert_max_num_queries):
    people = [PractitionerFactory() for _ in range(40)]
    lines = [f"9701{index:04d}0;{person.identifier}" for index, person in enumerate(people)]

    with django_assert_max_num_queries(16) as asked:
        load(now, *lines[:4])
    few = len(asked)
    with django_assert_max_num_queries(few):
        outcome = load(now, *lines)

    assert outcome.count(Verdict.LINKED) == 36
    assert outcome.count(Verdict.KNOWN) == 4
    assert len(outcome.warnings) > 0


def test_nothing_is_loaded_while_extracts_are(person, now, monkeypatch):
    def refuse():
        raise MergeRefused(reason="load")

    monkeypatch.setattr("directory.workflows.old_numbers.loading.require_quiet", refuse)

    with pytest.raises(MergeRefused):
        load(now, f"{ADELI};{person.identifier}")

    assert not FormerIdentifier.objects.exists()
