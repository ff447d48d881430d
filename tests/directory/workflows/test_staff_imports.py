"""Staff registered in bulk: who may give a file, what is told of its lines, what confirming does, what stops it."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from directory.errors import NotAllowed, PossibleDuplicate, StaffImportRefused, UnknownPerson, UnreadableSheet
from directory.identifiers import make_rpps
from directory.models import (
    AuditEvent,
    ContactVerification,
    Enrolment,
    OutboundMessage,
    Practitioner,
    PractitionerRole,
    StaffImport,
    StaffImportLine,
    StaffImportState,
    StaffLineState,
)
from directory.policy import STAFF_IMPORT_KEPT, STAFF_IMPORT_MESSAGES, STAFF_IMPORTS_OPEN
from directory.sheets.sealing import unseal, unseal_cells
from directory.workflows import enrolment, one_more_role, staff_imports
from directory.workflows.staff_imports import judging
from tests.factories.directory import (
    AccountFactory,
    CivilIdentityFactory,
    ConceptFactory,
    MandateFactory,
    OrganizationFactory,
    OutboundMessageFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)
from tests.factories.staff_imports import CELLS, StaffImportFactory, StaffImportLineFactory
from tests.support.sheets import csv_file, person

VERBS = staff_imports.Verbs(enrol=enrolment.enrol, add_role=one_more_role.add_role)


@pytest.fixture
def mandate(db):
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    ConceptFactory(profession=True)
    return MandateFactory()


def give(mandate, people, now):
    return staff_imports.receive(
        account=mandate.account,
        authority_id=mandate.authority_id,
        file_name="personnel.csv",
        content=people if isinstance(people, bytes) else csv_file(people),
        now=now,
    )


def advance(now, **limits):
    """Rounds of the worker until nothing moves; returns how many lines moved."""
    moved, total = 1, 0
    while moved:
        moved = staff_imports.advance(now=now, verbs=VERBS, **limits)
        total += moved
    return total


def check(mandate, people, now):
    given = give(mandate, people, now)
    advance(now)
    return StaffImport.objects.get(pk=given.pk)


def confirm(given, mandate, now):
    staff_imports.confirm(import_id=given.pk, account=mandate.account, now=now)
    advance(now)
    given.refresh_from_db()
    return given


def states(given):
    return [StaffLineState(state) for state in given.lines.order_by("number").values_list("state", flat=True)]


@pytest.mark.parametrize("trait", ["auditor", "operator", "officer", "ended"])
def test_who_registers_nobody_gives_no_file(trait, mandate, now):
    other = MandateFactory(**{trait: True})

    for authority in (mandate.authority_id, other.authority_id, 987654321):
        with pytest.raises(NotAllowed):
            staff_imports.receive(
                account=other.account, authority_id=authority, file_name="x", content=csv_file([CELLS]), now=now
            )


def test_a_registrar_gives_no_file_for_a_neighbour(mandate, now):
    with pytest.raises(NotAllowed):
        staff_imports.receive(
            account=MandateFactory().account,
            authority_id=mandate.authority_id,
            file_name="x",
            content=csv_file([CELLS]),
            now=now,
        )


@pytest.mark.parametrize("verb", ["confirm", "stop", "abandon"])
def test_others_decide_nothing_of_an_import(verb, mandate, now):
    given = check(mandate, [CELLS], now)

    for account in (AccountFactory(), AccountFactory(operator=True), MandateFactory().account):
        with pytest.raises(NotAllowed):
            getattr(staff_imports, verb)(import_id=given.pk, account=account, now=now)
        with pytest.raises(NotAllowed):
            getattr(staff_imports, verb)(import_id=987654321, account=account, now=now)


def test_a_file_waits_encrypted_and_nobody_is_registered_by_giving_it(mandate, now):
    given = give(mandate, [CELLS], now)

    assert b"ana.leger" not in bytes(given.content)
    assert b"ana.leger" in unseal(given.content)
    assert given.state == StaffImportState.RECEIVED
    assert AuditEvent.objects.get().action == "directory.staff_import_given"


def test_too_many_files_may_not_wait(mandate, now):
    for _ in range(STAFF_IMPORTS_OPEN):
        give(mandate, [CELLS], now)

    with pytest.raises(StaffImportRefused) as refusal:
        give(mandate, [CELLS], now)

    assert refusal.value.reason == "too_many"


@pytest.mark.parametrize("content", [b"", b"  "])
def test_an_empty_file_is_refused_at_once(content, mandate, now):
    with pytest.raises(UnreadableSheet):
        give(mandate, content, now)


def test_a_file_that_cannot_be_read_is_refused_whole_and_forgotten(mandate, now):
    given = check(mandate, b"Nom;Prenom\r\nLeger;Ana\r\n", now)

    assert given.state == StaffImportState.REFUSED
    assert given.refusal["reason"] == "columns"
    assert "birth_date" in given.refusal["missing"]
    assert bytes(given.content) == b""


def test_lines_are_checked_and_nobody_is_registered_yet(mandate, now):
    given = check(mandate, [person(1), person(2, birth_date="31/02/1991"), person(1, email="autre@exemple.test")], now)

    assert given.state == StaffImportState.CHECKED
    assert states(given) == [StaffLineState.NEW, StaffLineState.FAULTY, StaffLineState.TWICE]
    assert given.lines.get(number=3).faults == {"birth_date": "not_a_date"}
    assert given.lines.get(number=4).earlier.number == 2
    assert bytes(given.content) == b""
    assert not Practitioner.objects.exists()
    assert not OutboundMessage.objects.exists()


def test_cells_are_kept_encrypted_and_a_digest_tells_nothing_without_its_key(mandate, now, settings):
    given = check(mandate, [CELLS], now)
    line = given.lines.get()

    assert b"LEGER" not in bytes(line.sealed).upper()
    assert unseal_cells(line.sealed) == CELLS
    before = bytes(line.digest)
    settings.CODE_PEPPER = b"another pepper of thirty-two byte"
    judging.judge(given, [line], now=now)
    assert bytes(line.digest) != before


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({"birth_date": "01/01/2020"}, {"birth_date": "age"}),
        ({"start_date": "01/01/2030"}, {"start_date": "too_late"}),
        ({"start_date": "01/01/1999"}, {"start_date": "too_early"}),
        ({"role_code": "999"}, {"role_code": "unknown_code"}),
        ({"structure": "F000000000"}, {"structure": "structure_unknown"}),
    ],
)
def test_the_rules_of_the_single_enrolment_are_told_beforehand(cells, faults, mandate, now):
    given = check(mandate, [{**CELLS, **cells}], now)

    assert given.lines.get().faults == faults


def test_a_foreign_structure_is_told_like_one_that_does_not_exist(mandate, now):
    foreign = OrganizationFactory(finess="750000001")

    given = check(
        mandate,
        [
            person(1, structure=foreign.finess),
            person(2, structure=foreign.technical_id),
            person(3, structure="750000009"),
        ],
        now,
    )

    assert [line.faults for line in given.lines.all()] == [{"structure": "structure_unknown"}] * 3


def test_a_column_of_identifiers_names_no_row(mandate, now):
    stranger = PractitionerFactory(family_name="ETRANGERE")
    header, line = csv_file([CELLS], encoding="utf-8").split(b"\r\n")[:2]
    content = b"\r\n".join([b"id;practitioner_id;" + header, b"%d;%d;" % (stranger.pk, stranger.pk) + line])

    given = confirm(check(mandate, content, now), mandate, now)

    stranger.refresh_from_db()
    assert stranger.family_name == "ETRANGERE"
    assert given.lines.get().enrolment.practitioner_id != stranger.pk


def test_a_site_of_a_legal_entity_is_named_by_its_numbers(mandate, now):
    site = OrganizationFactory(parent=mandate.authority.organization, finess="750012345", siret="01234567890123")

    given = check(
        mandate,
        [
            person(1, structure="750012345"),
            person(2, structure="1234567890123"),
            person(3, structure=site.technical_id),
            person(4),
        ],
        now,
    )

    assert states(given) == [StaffLineState.NEW] * 3 + [StaffLineState.FAULTY]
    assert given.lines.get(number=5).faults == {"structure": "structure_needed"}


def test_who_registers_for_one_site_fills_that_one_alone(mandate, now):
    site = OrganizationFactory(parent=mandate.authority.organization, finess="750012345")
    other = OrganizationFactory(parent=mandate.authority.organization, finess="750012346")
    local = MandateFactory(authority=mandate.authority, organization=site)

    given = check(local, [person(1), person(2, structure=site.finess), person(3, structure=other.finess)], now)

    assert states(given) == [StaffLineState.NEW, StaffLineState.NEW, StaffLineState.FAULTY]
    assert given.lines.get(number=4).faults == {"structure": "structure_unknown"}


def known(mandate, **traits):
    """The person of CELLS, whom the directory knows."""
    someone = PractitionerFactory(family_name="LÉGER-DUPONT", given_names="Ana Éloïse", **traits)
    CivilIdentityFactory(practitioner=someone, birth_date="1991-04-09")
    return someone


def test_people_alike_are_to_be_compared(mandate, now):
    known(mandate)

    given = check(mandate, [{**CELLS, "birth_family_name": "LEGER DUPONT", "given_names": "Eloise"}], now)

    assert states(given) == [StaffLineState.ALIKE]


def test_a_number_and_the_same_traits_add_a_role(mandate, now):
    someone = known(mandate)

    given = check(mandate, [{**CELLS, "rpps": someone.identifier, "email": "", "mobile": ""}], now)
    assert states(given) == [StaffLineState.KNOWN]
    given = confirm(given, mandate, now)

    assert states(given) == [StaffLineState.DONE]
    role = PractitionerRole.objects.get(exercise__practitioner=someone)
    assert role.organization == mandate.authority.organization
    assert Practitioner.objects.count() == 1


def test_a_number_without_the_traits_says_as_little_as_one_that_nobody_has(mandate, now):
    someone = PractitionerFactory(family_name="AUTRE", given_names="Léa", identified=True)

    given = check(mandate, [person(1, rpps=someone.identifier), person(2, rpps=make_rpps(9_978_888_888))], now)

    assert [line.faults for line in given.lines.all()] == [{"rpps": "not_this_person"}] * 2


def test_a_person_of_the_other_world_is_nobody(mandate, now):
    real = PractitionerFactory(real=True, family_name="LÉGER-DUPONT", given_names="Ana Éloïse")
    CivilIdentityFactory(practitioner=real, birth_date="1991-04-09")

    given = check(mandate, [CELLS, {**CELLS, "rpps": real.identifier, "role_code": "313"}], now)

    assert states(given)[0] == StaffLineState.NEW
    assert given.lines.get(number=3).state in {StaffLineState.FAULTY, StaffLineState.TWICE}


def test_who_holds_the_role_there_already_needs_nothing(mandate, now):
    someone = known(mandate)
    PractitionerRoleFactory(
        exercise__practitioner=someone, exercise__profession_code="", organization=mandate.authority.organization
    )

    given = check(mandate, [CELLS, {**CELLS, "rpps": someone.identifier, "given_names": "Ana"}], now)

    assert states(given) == [StaffLineState.PRESENT, StaffLineState.PRESENT]


def test_confirming_registers_as_the_single_enrolment_does(mandate, now):
    given = confirm(check(mandate, [person(1), person(2)], now), mandate, now)

    assert given.state == StaffImportState.FINISHED
    assert states(given) == [StaffLineState.DONE] * 2
    assert Enrolment.objects.filter(enrolled_by=mandate.account, authority=mandate.authority).count() == 2
    assert ContactVerification.objects.count() == OutboundMessage.objects.count() == 4
    event = AuditEvent.objects.filter(action="directory.enrolled").order_by("pk").first()
    assert event.details["staff_import"] == given.pk
    assert event.details["line"] == 2
    assert event.actor == mandate.account


def test_nothing_ready_nothing_confirmed(mandate, now):
    given = check(mandate, [person(1, email="rien")], now)

    with pytest.raises(StaffImportRefused) as refusal:
        staff_imports.confirm(import_id=given.pk, account=mandate.account, now=now)

    assert refusal.value.reason == "nothing"


def test_a_line_that_fails_stops_no_other(mandate, now):
    given = check(mandate, [person(1), person(2), person(3)], now)
    someone = PractitionerFactory(family_name=person(2)["birth_family_name"], given_names="Zoé")
    day, month, year = person(2)["birth_date"].split("/")
    CivilIdentityFactory(practitioner=someone, birth_date=f"{year}-{month}-{day}")

    confirm(given, mandate, now)

    assert states(given) == [StaffLineState.DONE, StaffLineState.ALIKE, StaffLineState.DONE]
    assert given.state == StaffImportState.FINISHED


def test_lines_compared_afterwards_are_registered_by_confirming_again(mandate, now):
    someone = known(mandate)
    twin = person(3)
    given = confirm(check(mandate, [CELLS, twin], now), mandate, now)
    line = given.lines.get(state=StaffLineState.ALIKE)

    with pytest.raises(UnknownPerson):
        staff_imports.is_same_person(
            line_id=line.pk, account=mandate.account, practitioner_id=PractitionerFactory().pk, now=now
        )
    staff_imports.is_same_person(line_id=line.pk, account=mandate.account, practitioner_id=someone.pk, now=now)
    confirm(given, mandate, now)

    assert states(given) == [StaffLineState.DONE] * 2
    assert given.lines.get(pk=line.pk).enrolment.practitioner == someone
    assert AuditEvent.objects.filter(action="directory.staff_line_compared", actor=mandate.account).count() == 1


def test_another_person_is_registered_once_all_who_are_alike_were_compared(mandate, now):
    someone = known(mandate)
    given = check(mandate, [CELLS], now)
    line = given.lines.get()

    with pytest.raises(PossibleDuplicate):
        staff_imports.is_another_person(line_id=line.pk, account=mandate.account, strangers=frozenset(), now=now)
    staff_imports.is_another_person(
        line_id=line.pk, account=mandate.account, strangers=frozenset({someone.pk}), now=now
    )
    confirm(given, mandate, now)

    assert given.lines.get().enrolment.practitioner_id != someone.pk
    event = AuditEvent.objects.get(action="directory.enrolled")
    assert event.details["compared_with"] == [str(someone.pk)]


def test_others_compare_nothing(mandate, now):
    someone = known(mandate)
    line = check(mandate, [CELLS], now).lines.get()

    for account in (AccountFactory(), AccountFactory(operator=True), MandateFactory().account):
        with pytest.raises(NotAllowed):
            staff_imports.is_same_person(line_id=line.pk, account=account, practitioner_id=someone.pk, now=now)


def test_a_line_that_waits_for_nobody_is_not_compared(mandate, now):
    line = check(mandate, [CELLS], now).lines.get()

    with pytest.raises(StaffImportRefused):
        staff_imports.is_another_person(line_id=line.pk, account=mandate.account, strangers=frozenset(), now=now)


def test_a_mandate_that_ends_meanwhile_stops_the_import(mandate, now):
    given = check(mandate, [person(1), person(2)], now)
    staff_imports.confirm(import_id=given.pk, account=mandate.account, now=now)
    staff_imports.advance(now=now, verbs=VERBS, applied=1)
    mandate.valid_until = now
    mandate.save()

    advance(now)

    given.refresh_from_db()
    assert (given.state, given.stop_reason) == (StaffImportState.STOPPED, "mandate")
    assert states(given) == [StaffLineState.DONE, StaffLineState.NEW]


def test_an_account_that_is_closed_meanwhile_stops_the_import(mandate, now):
    given = check(mandate, [person(1)], now)
    staff_imports.confirm(import_id=given.pk, account=mandate.account, now=now)
    mandate.account.is_active = False
    mandate.account.save()

    advance(now)

    assert not Enrolment.objects.exists()


def test_a_stop_leaves_what_is_done_and_going_on_takes_the_rest(mandate, now):
    given = check(mandate, [person(1), person(2)], now)
    staff_imports.confirm(import_id=given.pk, account=mandate.account, now=now)
    staff_imports.advance(now=now, verbs=VERBS, applied=1)
    staff_imports.stop(import_id=given.pk, account=mandate.account, now=now)

    advance(now)
    assert Enrolment.objects.count() == 1
    confirm(given, mandate, now)

    assert given.state == StaffImportState.FINISHED
    assert Enrolment.objects.count() == 2


def test_two_files_of_one_authority_are_never_registered_at_once(mandate, now):
    first, second = check(mandate, [person(1)], now), check(mandate, [person(2)], now)
    staff_imports.confirm(import_id=first.pk, account=mandate.account, now=now)

    with pytest.raises(StaffImportRefused) as refusal:
        staff_imports.confirm(import_id=second.pk, account=mandate.account, now=now)
    assert refusal.value.reason == "running"

    advance(now)
    assert confirm(second, mandate, now).state == StaffImportState.FINISHED


def test_the_whole_file_that_comes_back_registers_nobody_twice(mandate, now):
    people = [person(1), person(2, email="rien"), person(3)]
    first = confirm(check(mandate, people, now), mandate, now)

    again = check(mandate, [people[0], person(2), people[2]], now)

    assert states(again) == [StaffLineState.EARLIER, StaffLineState.NEW, StaffLineState.EARLIER]
    assert again.lines.get(number=2).earlier.staff_import == first
    confirm(again, mandate, now)
    assert Enrolment.objects.count() == 3


def test_two_files_checked_before_either_is_registered_register_nobody_twice(mandate, now):
    first, second = check(mandate, [CELLS], now), check(mandate, [CELLS], now)

    confirm(first, mandate, now)
    confirm(second, mandate, now)

    assert states(second) == [StaffLineState.EARLIER]
    assert Practitioner.objects.count() == 1


def test_who_left_since_may_come_back_by_a_file(mandate, now):
    given = confirm(check(mandate, [CELLS], now), mandate, now)
    role = given.lines.get().enrolment.role
    PractitionerRole.objects.filter(pk=role.pk).update(valid_until=role.valid_from)

    again = check(mandate, [CELLS], now)

    assert states(again) == [StaffLineState.ALIKE]


def test_a_worker_that_dies_leaves_an_import_that_goes_on(mandate, now):
    calls = []

    def dying(**asked):
        calls.append(asked)
        if len(calls) == 2:
            enrolment.enrol(**asked)
            raise KeyboardInterrupt
        return enrolment.enrol(**asked)

    given = check(mandate, [person(1), person(2), person(3)], now)
    staff_imports.confirm(import_id=given.pk, account=mandate.account, now=now)
    with pytest.raises(KeyboardInterrupt):
        staff_imports.advance(now=now, verbs=staff_imports.Verbs(enrol=dying, add_role=one_more_role.add_role))

    assert states(given) == [StaffLineState.DONE, StaffLineState.NEW, StaffLineState.NEW]
    assert Enrolment.objects.count() == 1
    advance(now)
    assert states(given) == [StaffLineState.DONE] * 3
    assert Enrolment.objects.count() == 3


def test_an_import_whose_rounds_fail_again_and_again_ends(mandate, now):
    def broken(**_asked):
        raise ZeroDivisionError

    given = check(mandate, [person(1)], now)
    staff_imports.confirm(import_id=given.pk, account=mandate.account, now=now)
    verbs = staff_imports.Verbs(enrol=broken, add_role=broken)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            staff_imports.advance(now=now, verbs=verbs)
    staff_imports.advance(now=now, verbs=verbs)

    given.refresh_from_db()
    assert (given.state, given.stop_reason) == (StaffImportState.STOPPED, "failed")
    confirm(given, mandate, now)
    assert given.state == StaffImportState.FINISHED


def test_no_more_is_registered_than_messages_leave(mandate, now):
    given = check(mandate, [person(1)], now)
    staff_imports.confirm(import_id=given.pk, account=mandate.account, now=now)
    OutboundMessageFactory.create_batch(STAFF_IMPORT_MESSAGES, due_at=now, expires_at=now + timedelta(hours=1))

    assert staff_imports.advance(now=now, verbs=VERBS) == 0
    OutboundMessage.objects.all().delete()
    advance(now)

    assert states(given) == [StaffLineState.DONE]


def test_what_was_typed_is_emptied_after_some_days_and_the_line_is_still_known_again(mandate, now):
    given = confirm(check(mandate, [CELLS], now), mandate, now)
    waiting = check(mandate, [person(1)], now)

    assert staff_imports.empty_due(limit=10, now=now + STAFF_IMPORT_KEPT - timedelta(seconds=1)) == 0
    later = now + STAFF_IMPORT_KEPT
    assert staff_imports.empty_due(limit=10, now=later) == 2
    assert staff_imports.empty_due(limit=10, now=later) == 0

    assert not StaffImportLine.objects.exclude(sealed=b"").exists()
    waiting.refresh_from_db()
    assert waiting.state == StaffImportState.ABANDONED
    assert states(given) == [StaffLineState.DONE]
    assert states(check(mandate, [CELLS], later)) == [StaffLineState.EARLIER]
    with pytest.raises(StaffImportRefused) as refusal:
        staff_imports.confirm(import_id=given.pk, account=mandate.account, now=later)
    assert refusal.value.reason == "gone"


def test_an_abandoned_file_is_emptied_at_once(mandate, now):
    given = check(mandate, [CELLS], now)

    staff_imports.abandon(import_id=given.pk, account=mandate.account, now=now)

    given.refresh_from_db()
    assert given.state == StaffImportState.ABANDONED
    assert bytes(given.lines.get().sealed) == b""
    with pytest.raises(StaffImportRefused):
        staff_imports.abandon(import_id=given.pk, account=mandate.account, now=now)


def test_a_structure_that_left_the_authority_meanwhile_is_filled_no_more(mandate, now):
    site = OrganizationFactory(parent=mandate.authority.organization, finess="750012345")
    given = check(mandate, [person(1, structure=site.finess)], now)
    site.parent = None
    site.save()

    confirm(given, mandate, now)

    assert given.lines.get().faults == {"structure": "structure_unknown"}
    assert not Enrolment.objects.exists()


def test_a_hundred_lines_are_checked_with_no_more_queries_for_what_they_share(
    mandate, now, django_assert_max_num_queries
):
    given = give(mandate, [person(place) for place in range(30)], now)
    advance_once = {"now": now, "verbs": VERBS}
    staff_imports.advance(**advance_once)

    with django_assert_max_num_queries(30 * 6 + 20):  # of a line: people of its birth date, of its name, fusions, codes
        staff_imports.advance(**advance_once)

    assert states(given) == [StaffLineState.NEW] * 30


def test_factories_make_what_the_database_accepts(db):
    line = StaffImportLineFactory(registered=True, staff_import=StaffImportFactory())

    assert line.enrolment.enrolled_at < timezone.now()


def test_no_log_line_tells_who(mandate, now, caplog):
    caplog.set_level(logging.DEBUG)
    known(mandate)

    confirm(
        check(mandate, [CELLS, person(1), person(2, birth_date="31/02/1977", email="Mauvaise Adresse")], now),
        mandate,
        now,
    )
    check(mandate, b"Nom;Courriel\r\nLeger;ana.leger@exemple.test\r\n", now)

    told = caplog.text.casefold()
    for mark in ("léger", "leger", "éloïse", "ana.leger", "1991", "39980101", "mauvaise", "personne-1@", "1977"):
        assert mark not in told
