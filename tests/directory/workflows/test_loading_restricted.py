"""Loads of the restricted file: civil identities, first contacts, other identifiers; nothing of it is told abroad."""

import logging
from datetime import date

import pytest

from directory.extract.layouts import FileKind
from directory.models import (
    AuditEvent,
    CivilIdentity,
    ContactPoint,
    ExtractLoad,
    FormerIdentifier,
    LoadState,
    OutboundMessage,
    Practitioner,
    PractitionerRole,
)
from directory.queries import find_by_national_id
from tests.support.extracts import assistant, known, load, load_by_force, nurse, snapshot, told_lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

OTHER = "800AMAR12,RPPS,1"


@pytest.fixture
def restricted(extract, now):
    """Load lines of the restricted file, of people whom the directory knows."""
    load(extract(nurse(), assistant()), now)
    return lambda *lines, **options: load(extract(*lines, kind=FileKind.RESTRICTED, **options), now)


def contacts():
    rows = ContactPoint.objects.filter(ended_at=None).order_by("practitioner", "kind")
    return [contact.value for contact in rows]


def test_unknown_people_are_reported_and_not_created(restricted):
    outcome = restricted(known(9970000009), known())

    assert told_lines(outcome) == [(2, "unknown_person", False)]
    assert Practitioner.objects.count() == 2


def test_values_that_cannot_be_read_are_reported_and_the_line_serves_for_the_rest(restricted):
    outcome = restricted(
        known(contact_phone="02 99 28 00 00", contact_email="maelle@", birth_date="30/02/1988", other_identifiers="x")
    )

    assert told_lines(outcome) == [
        (2, "malformed_date", True),
        (2, "malformed_email", True),
        (2, "malformed_mobile", True),
        (2, "malformed_other_identifier", True),
    ]
    assert outcome.refused_count == 0
    identity = CivilIdentity.objects.get()
    assert (identity.birth_family_name, identity.birth_date) == ("LE GOFF", None)
    assert contacts() == []


def test_a_line_tells_a_civil_identity(restricted):
    restricted(known(), known(structure_id="R99700000013018"))

    identity = CivilIdentity.objects.get()
    assert (identity.given_names, identity.birth_date, identity.sex_code) == ("Maëlle Anne", date(1988, 2, 29), "F")
    assert (identity.birth_place_code, identity.birth_place_label) == ("35238", "RENNES")
    assert identity.birth_country_code == "99000"


def test_what_the_file_leaves_empty_is_not_forgotten(restricted):
    restricted(known())

    restricted(known(birth_date="", sex_code="", contact_email="", contact_phone="", birth_family_name="LE GUEN"))

    identity = CivilIdentity.objects.get()
    assert (identity.birth_family_name, identity.birth_date, identity.sex_code) == ("LE GUEN", date(1988, 2, 29), "F")
    assert contacts() == ["maelle@exemple.test", "+33639980001"]


@pytest.mark.parametrize("columns", [49, 50, 51])
def test_each_generation_of_the_file_tells_contacts(restricted, columns):
    outcome = restricted(known(), columns=columns)

    assert outcome.state == LoadState.FINISHED
    assert contacts() == ["maelle@exemple.test", "+33639980001"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("0639980001", "+33639980001"),
        ("06.39.98.00.01", "+33639980001"),
        ("+33 6 39 98 00 01", "+33639980001"),
        ("+33 (0)6 39 98 00 01", "+33639980001"),
        ("0033639980001", "+33639980001"),
        ("0690000001", "+590690000001"),
        ("0696000001", "+596696000001"),
        ("0694000001", "+594694000001"),
        ("0692000001", "+262692000001"),
        ("+41 79 000 00 01", "+41790000001"),
        ("0299280000", None),
        ("+33299280000", None),
        ("06399800", None),
        ("0639980001 / 0639980002", None),
    ],
)
def test_mobile_numbers_are_stored_in_one_form(restricted, written, stored):
    restricted(known(contact_phone=written, contact_email=""))

    assert contacts() == ([stored] if stored else [])


def test_a_first_value_is_verified_by_its_authority_serves_at_once_and_is_told_to_nobody(restricted, now):
    restricted(known())

    assert set(ContactPoint.objects.values_list("verified_by", "verified_at", "settled_at")) == {("EXTRACT", now, now)}
    assert not OutboundMessage.objects.exists()


def test_other_identifiers_find_the_person_and_end_when_the_file_no_longer_names_them(restricted):
    restricted(known(other_identifiers=f"{OTHER};012800736,ADELI,1"))
    found = find_by_national_id("800AMAR12")

    outcome = restricted(known(other_identifiers="012800736,ADELI,1"))

    assert found == Practitioner.objects.get(national_id="899700000013")
    assert outcome.counts["former_identifiers"].closed == 1
    running = FormerIdentifier.objects.get(ended_at=None)
    assert (running.national_id, running.origin, running.quality) == ("012800736", "EXTRACT", 1)
    assert FormerIdentifier.objects.filter(national_id="800AMAR12", ended_at__isnull=False).exists()


def test_a_file_without_the_column_ends_no_other_identifier(restricted):
    restricted(known(other_identifiers=OTHER))

    restricted(known(birth_place="VITRE"), columns=50)

    assert FormerIdentifier.objects.get().ended_at is None


def test_an_identifier_of_somebody_else_is_reported_and_not_taken(restricted):
    line = known(9970000002, contact_email="", contact_phone="", other_identifiers=f"{OTHER};899700000013")

    outcome = restricted(known(other_identifiers=OTHER), line)

    assert told_lines(outcome) == [(3, "other_identifier_taken", True)]
    assert FormerIdentifier.objects.get().practitioner.national_id == "899700000013"


def test_an_identifier_passes_to_another_person_when_the_file_says_so(restricted):
    restricted(known(other_identifiers=OTHER), known(9970000002))

    outcome = restricted(known(), known(9970000002, other_identifiers=OTHER))

    assert told_lines(outcome) == []
    assert FormerIdentifier.objects.get(ended_at=None).practitioner.national_id == "899700000021"


def test_what_the_file_says_of_activities_is_left_to_the_open_file(restricted):
    before = snapshot()[1:]

    restricted(known(profession_code="10", role_code="FON-01", structure_id="R99700000013018", family_name="OTHER"))

    assert snapshot()[1:] == before
    assert PractitionerRole.objects.count() == 2


def test_the_same_lines_again_change_nothing_even_in_another_order_and_by_force(restricted, extract, now):
    lines = [known(other_identifiers=OTHER), known(9970000002, contact_email="x@exemple.test")]
    first = restricted(*lines)

    again = restricted(*reversed(lines))
    forced = load_by_force(extract(*lines, kind=FileKind.RESTRICTED), now)

    assert (first.counts["contacts"].created, first.counts["identities"].created) == (4, 2)
    assert (again.change_count, forced.change_count) == (0, 0)


def test_nothing_personal_reaches_logs_reports_the_trail_or_the_load_itself(restricted, caplog):
    caplog.set_level(logging.DEBUG)

    restricted(known(), known(9970000009, contact_email="stranger@"), extra=b"8|maelle@exemple.test|0639980001\n")

    written = [
        *map(str, AuditEvent.objects.values()),
        *map(str, ExtractLoad.objects.values()),
        *map(str, ExtractLoad.objects.order_by("pk").last().refused_lines.values()),
        *(record.getMessage() for record in caplog.records if not record.name.startswith("django.db")),
    ]
    for secret in ("exemple.test", "39980001", "stranger", "LE GOFF", "1988", "RENNES"):
        assert not any(secret in text for text in written)
