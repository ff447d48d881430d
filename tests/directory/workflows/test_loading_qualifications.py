"""Loads of expertises and of diplomas: of people whom the directory knows; each file answers for what it told."""

import pytest

from directory.extract.layouts import FileKind
from directory.models import Diploma, DirectoryEntry, Expertise, PracticeAuthorization, Practitioner
from tests.support.extracts import graduate, load, load_by_force, nurse, specialist, told_lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

AUTHORIZED = {
    **dict.fromkeys(("diploma_type_code", "diploma_type_label", "diploma_code", "diploma_label"), ""),
    "authorization_type_code": "AUT01",
    "authorization_type_label": "Autorisation ministérielle d'exercice",
    "discipline_code": "DIS01",
    "discipline_label": "Exercice de plein droit",
}


@pytest.fixture
def activities(extract, now):
    """Load lines of people and activities."""
    return lambda *lines: load(extract(*lines), now)


@pytest.fixture
def expertises(extract, now):
    """Load lines of expertises."""
    return lambda *lines: load(extract(*lines, kind=FileKind.EXPERTISES), now)


@pytest.fixture
def diplomas(extract, now):
    """Load lines of diplomas and authorizations."""
    return lambda *lines: load(extract(*lines, kind=FileKind.DIPLOMAS), now)


def codes():
    return sorted(Expertise.objects.values_list("code", flat=True))


def test_expertises_of_unknown_people_and_professions_are_reported_and_nobody_is_created(activities, expertises):
    activities(specialist())

    outcome = expertises(
        specialist(), specialist(9970000009), specialist(profession_code="60"), specialist(expertise_code="")
    )

    assert told_lines(outcome) == [
        (3, "unknown_person", False),
        (4, "unknown_exercise", False),
        (5, "nothing_said", False),
    ]
    assert Practitioner.objects.count() == 1
    assert codes() == ["SM26"]


def test_a_person_who_became_known_meanwhile_is_looked_at_again(activities, expertises):
    activities(specialist())
    newcomer = specialist(9970000009, expertise_code="SM41")
    expertises(specialist(), newcomer)
    activities(specialist(), specialist(9970000009, expertise_kind_code="", expertise_code=""))

    outcome = expertises(specialist(), newcomer, specialist(expertise_code="SM54"))

    assert outcome.refused_count == 0
    assert codes() == ["SM26", "SM41", "SM54"]


def test_people_are_found_by_an_expertise_that_a_file_brought_and_no_longer_once_it_is_gone(activities, expertises):
    activities(specialist())

    expertises(specialist(), specialist(expertise_code="SM41"))
    with_it = DirectoryEntry.objects.get().terms
    expertises(specialist())

    assert "x:SM41" in with_it
    assert "x:SM41" not in DirectoryEntry.objects.get().terms


@pytest.mark.parametrize("last", ["activities", "expertises"])
def test_an_expertise_stays_while_one_of_both_files_names_it(activities, expertises, last):
    without = {"expertise_kind_code": "", "expertise_code": ""}
    activities(specialist())
    expertises(specialist())

    if last == "activities":
        first, then = activities(specialist(**without)), expertises(specialist(expertise_code="SM41"))
    else:
        first, then = expertises(specialist(expertise_code="SM41")), activities(specialist(**without))

    assert first.counts["expertises"].removed == 0
    assert then.counts["expertises"].removed == 1
    assert codes() == ["SM41"]


def test_an_expertise_that_the_portal_entered_stays_though_files_named_it_once(activities, expertises):
    activities(specialist())
    expertises(specialist())
    Expertise.objects.update(load=None)

    expertises(specialist(expertise_code="SM41"))
    activities(specialist(expertise_code="SM41"))

    assert codes() == ["SM26", "SM41"]


def test_the_comparison_of_expertises_is_by_type_of_identifier(activities, expertises):
    activities(specialist(), specialist(9970000004))
    expertises(specialist(), specialist(9970000004))

    outcome = expertises(specialist(), specialist(expertise_code="SM41"))

    assert outcome.comparison == {
        "8": {"known": 2, "created": 0, "updated": 1, "closed": 1},
        "expertises": {"known": 2, "created": 1, "updated": 0, "closed": 0},
    }


def test_a_line_tells_a_diploma_or_an_authorization(activities, diplomas):
    activities(specialist())

    outcome = diplomas(graduate(), graduate(**AUTHORIZED), graduate(9970000009), nurse(9970000003))

    assert told_lines(outcome) == [(4, "unknown_person", False), (5, "nothing_said", False)]
    diploma, authorization = Diploma.objects.get(), PracticeAuthorization.objects.get()
    assert (diploma.type_code, diploma.code, diploma.label) == ("DE", "DE10", "DE Docteur en médecine")
    assert (authorization.type_code, authorization.discipline_code) == ("AUT01", "DIS01")
    assert authorization.discipline_label == "Exercice de plein droit"


def test_labels_of_diplomas_follow_the_file_and_diplomas_gone_from_it_go(activities, diplomas):
    activities(specialist())
    diplomas(graduate(), graduate(diploma_code="CES9"), graduate(**AUTHORIZED))

    outcome = diplomas(graduate(diploma_label="Docteur en médecine"))

    assert (outcome.counts["diplomas"].updated, outcome.counts["diplomas"].removed) == (1, 1)
    assert outcome.counts["authorizations"].removed == 1
    assert Diploma.objects.get().label == "Docteur en médecine"


def test_a_diploma_that_the_portal_entered_is_neither_changed_nor_removed(activities, diplomas):
    activities(specialist())
    person = Practitioner.objects.get()
    for code in ("DE10", "DU77"):
        Diploma.objects.create(practitioner=person, type_code="DE", code=code, label="as entered")

    diplomas(graduate(), graduate(diploma_code="CES9"))
    diplomas(graduate(diploma_code="CES8"))

    assert sorted(Diploma.objects.values_list("code", "label")) == [
        ("CES8", "DE Docteur en médecine"),
        ("DE10", "as entered"),
        ("DU77", "as entered"),
    ]


@pytest.mark.parametrize("kind", [FileKind.EXPERTISES, FileKind.DIPLOMAS])
def test_the_same_lines_again_change_nothing_even_in_another_order_and_by_force(activities, extract, now, kind):
    lines = [
        line
        for order in (9970000003, 9970000004)
        for line in (
            graduate(order, profession_code="10", expertise_kind_code="S", expertise_code="SM26"),
            graduate(order, profession_code="10", expertise_kind_code="S", expertise_code="SM41", diploma_code="CES9"),
        )
    ]
    activities(specialist(), specialist(9970000004))
    first = load(extract(*lines, kind=kind), now)
    before = [list(model.objects.order_by("pk").values()) for model in (Expertise, Diploma, Practitioner)]

    again = load(extract(*reversed(lines), kind=kind), now)
    forced = load_by_force(extract(*lines, kind=kind), now)

    assert first.change_count > 0
    assert (again.change_count, forced.change_count) == (0, 0)
    assert [list(model.objects.order_by("pk").values()) for model in (Expertise, Diploma, Practitioner)] == before
