"""Words of names: read by the program as by the database, and found again after one slip."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import queries
from directory.extract.sample.names import COMPOUND_FAMILY_NAMES, FAMILY_NAMES
from directory.queries import SearchTerms
from directory.queries.name_words import PARTICLES, one_slip_from, read_slots, read_words, split_words
from tests.factories.directory import PractitionerFactory

pytestmark = pytest.mark.django_db

# What is usual in French names, and whatever else people may type
USUAL = st.text(st.sampled_from("àâäéèêëîïôöùûüÿçñœæøßłđÀÂÉÈÊËÎÏÔÙÛÜŸÇÑŒÆØŁĐ’'‐–- .,_abcXYZ019"), max_size=40)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


def asked(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(USUAL, ANYTHING))
def test_the_program_reads_names_as_the_database_does(db, text):
    assert " ".join(read_words(text)) == asked("SELECT search_key(%s)", text)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(USUAL)
def test_usual_names_are_read_without_asking(db, text):
    with CaptureQueriesContext(connection) as spent:
        read_words(text)

    assert len(spent) == 0


@settings(max_examples=200, deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), st.randoms())
def test_one_slip_is_a_letter_less_one_more_another_one_or_two_swapped(word, rng):
    for other in rng.sample(sorted(one_slip_from(word)), 5):
        assert other != word
        assert word in one_slip_from(other) | {""}


def test_particles_are_nobodys_name_unless_nothing_else_was_typed():
    assert [slot.spellings for slot in read_slots(["de", "la", "tour"])] == [("tour", "delatour")]
    assert [slot.spellings for slot in read_slots(["de", "la"])] == [("de",), ("la",)]
    assert len(read_slots(["mot"] * 50)) == 6
    assert "de" in PARTICLES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lefevre", "lefebvre"),
        ("gautier", "gauthier"),
        ("dupont", "dupond"),
        ("philippe", "filipe"),
        ("schmitt", "schmit"),
        ("renaud", "reno"),
        ("mallet", "mallez"),
        ("roze", "rose"),
        ("chretien", "cretien"),
        ("quentin", "kentin"),
        ("thomas", "tomas"),
        ("bonnet", "bonet"),
    ],
)
def test_names_that_sound_alike_have_one_sound(one, other):
    assert asked("SELECT french_sound(%s) = french_sound(%s)", one, other) is True


@pytest.mark.parametrize(("one", "other"), [("martin", "morin"), ("petit", "durand"), ("robert", "richard")])
def test_names_that_do_not_sound_alike_have_two(one, other):
    assert asked("SELECT french_sound(%s) <> french_sound(%s)", one, other) is True


def test_every_word_has_a_sound():
    for word in ("h", "hh", "e", "es", "x", "2", "ae"):
        assert asked("SELECT french_sound(%s)", word)


def test_names_of_the_sample_are_found_after_any_one_slip():
    """Every letter of a name is as likely to be hit: a name alone finds its bearer on the first page."""
    rng = random.Random(31)
    families = [name.upper() for name in (*FAMILY_NAMES, *COMPOUND_FAMILY_NAMES) if len(name) >= 4]
    people = {name: PractitionerFactory(family_name=name) for name in families}
    missed = []

    for name in rng.sample(families, min(len(families), 100)):
        words = split_words(name)
        hit = rng.randrange(len(words))
        if len(words[hit]) < 4 or words[hit] in PARTICLES:
            continue
        words[hit] = rng.choice(sorted(one_slip_from(words[hit])))
        page = queries.search_people(SearchTerms(text=" ".join(words)), listed_only=False, test_people=None, limit=20)
        if people[name].pk not in {found.person.pk for found in page.found}:
            missed.append((name, words))

    assert missed == []
