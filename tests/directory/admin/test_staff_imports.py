"""« Import staff » in the portal: who finds it, what it shows, what hostile requests do, what files come back."""

import csv
import io
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from directory import tasks
from directory.models import AuditEvent, Enrolment, Practitioner, StaffImport, StaffImportState, StaffLineState
from directory.policy import STAFF_IMPORT_BYTES
from directory.sheets.columns import HEADINGS
from directory.sheets.reading import read_sheet
from tests.factories.directory import (
    CivilIdentityFactory,
    ConceptFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
)
from tests.factories.staff_imports import CELLS, StaffImportFactory, StaffImportLineFactory
from tests.support.sheets import csv_file, person
from tests.support.staff import sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


def staff(place, **cells):
    """Somebody who starts today: the portal reads the clock."""
    from_today = {"start_date": f"{today():%d/%m/%Y}"}
    return person(place, **{**from_today, **cells})


def today():
    from django.utils import timezone  # noqa: PLC0415

    return timezone.localdate()


def send(client, mandate, content, name="personnel.csv"):
    file = io.BytesIO(content)
    file.name = name
    return client.post("/portail/imports/", {"authority": mandate.authority_id, "file": file})


def work():
    while tasks.advance_staff_imports():
        pass


def given_by(client, mandate, people):
    answer = send(client, mandate, csv_file(people))
    assert answer.status_code == 302, answer.content
    work()
    return StaffImport.objects.order_by("-pk")[0]


def page(client, given, rest=""):
    return client.get(f"/portail/imports/{given.pk}/{rest}")


def test_whoever_registers_nobody_finds_nothing(mandate):
    given = StaffImportFactory(authority=mandate.authority)
    theirs = StaffImportLineFactory(staff_import=given)
    addresses = [
        "/portail/imports/",
        "/portail/imports/modele-csv/",
        "/portail/imports/modele-xlsx/",
        *(
            f"/portail/imports/{given.pk}/{rest}"
            for rest in ("", "etat/", "resultat-csv/", "resultat-xlsx/", "a-corriger-csv/", "a-corriger-xlsx/")
        ),
        f"/portail/imports/{given.pk}/lignes/{theirs.pk}/",
    ]

    for trait in ("auditor", "operator", "officer", "ended"):
        client = sign_in(MandateFactory(**{trait: True}).account)
        assert {client.get(address).status_code for address in addresses} == {404}, trait
        assert client.post("/portail/imports/", {"file": io.BytesIO(b"x")}).status_code == 404
        for act in ("inscrire", "arreter", "abandonner"):
            assert client.post(f"/portail/imports/{given.pk}/{act}/").status_code == 404


def test_a_neighbours_import_answers_like_a_missing_one(registrar):
    foreign = StaffImportLineFactory()
    given = foreign.staff_import

    for rest in ("", "etat/", "resultat-csv/", "a-corriger-xlsx/", f"lignes/{foreign.pk}/"):
        assert page(registrar, given, rest).status_code == 404
    for act in ("inscrire", "arreter", "abandonner", f"lignes/{foreign.pk}"):
        assert registrar.post(f"/portail/imports/{given.pk}/{act}/", {"same": "1"}).status_code == 404
    given.refresh_from_db()
    assert given.state == StaffImportState.CHECKED


def test_a_line_of_a_neighbour_is_not_reached_through_an_import_of_ones_own(registrar, mandate):
    own = StaffImportFactory(authority=mandate.authority)
    foreign = StaffImportLineFactory(state=StaffLineState.ALIKE)

    assert page(registrar, own, f"lignes/{foreign.pk}/").status_code == 404
    assert registrar.post(f"/portail/imports/{own.pk}/lignes/{foreign.pk}/", {"stranger": ""}).status_code == 404


def test_the_list_shows_no_file_of_a_neighbour(registrar, mandate):
    StaffImportFactory(authority=mandate.authority, file_name="notres.csv")
    StaffImportFactory(file_name="voisins.csv")

    content = registrar.get("/portail/imports/").content.decode()

    assert "notres.csv" in content
    assert "voisins.csv" not in content


def test_a_file_is_not_given_for_a_neighbour(registrar, mandate):
    foreign = SimpleNamespace(authority_id=MandateFactory().authority_id)

    assert send(registrar, foreign, csv_file([CELLS])).status_code == 422
    assert not StaffImport.objects.exists()


def test_from_the_file_to_the_numbers(registrar, mandate):
    given = given_by(registrar, mandate, [staff(1), staff(2, birth_date="hier", mobile="12")])

    shown = page(registrar, given).content.decode()
    assert "Date de naissance" in shown
    assert "Register 1 line" in shown or "Enregistrer 1 ligne" in shown
    assert not Practitioner.objects.exists()

    assert registrar.post(f"/portail/imports/{given.pk}/inscrire/").status_code == 302
    work()
    given.refresh_from_db()
    assert given.state == StaffImportState.FINISHED
    assert Enrolment.objects.get().enrolled_by == mandate.account
    assert page(registrar, given).status_code == 200


def test_a_workbook_is_taken_as_a_csv_is(registrar, mandate):
    template = registrar.get("/portail/imports/modele-xlsx/")
    book = load_workbook(io.BytesIO(template.content))
    book.worksheets[0].append([staff(1).get(key, "") for key in HEADINGS])
    out = io.BytesIO()
    book.save(out)

    assert send(registrar, mandate, out.getvalue(), "personnel.xlsx").status_code == 302
    work()

    assert [one.state for one in StaffImport.objects.get().lines.all()] == [StaffLineState.NEW]


def test_the_workbook_names_codes_and_ones_own_structures_only(registrar, mandate):
    foreign = OrganizationFactory(finess="750000001")

    book = load_workbook(io.BytesIO(registrar.get("/portail/imports/modele-xlsx/").content))

    cells = {str(cell.value) for sheet in book.worksheets for row in sheet.rows for cell in row}
    assert {"313", "Aide-soignant", mandate.authority.organization.technical_id} <= cells
    assert foreign.finess not in cells
    assert foreign.display_name not in cells


def test_the_csv_template_is_what_an_office_opens(registrar):
    content = registrar.get("/portail/imports/modele-csv/").content

    assert content.startswith(b"\xef\xbb\xbfNom de naissance;")


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\0", b"PK\x03\x04xxxx", b"\xd0\xcf\x11\xe0", b"Nom\xff\n\xfe", b"a" * 400]
)
def test_a_hostile_file_is_refused_in_words(content, registrar, mandate):
    answer = send(registrar, mandate, content, "../../..\\é\u202e.csv")
    work()

    given = StaffImport.objects.first()
    if given is None:
        assert answer.status_code == 422
        return
    assert given.state == StaffImportState.REFUSED
    assert "/" not in given.file_name
    assert page(registrar, given).status_code == 200


def test_a_file_that_is_too_large_is_not_held(registrar, mandate):
    answer = send(registrar, mandate, b"x" * (STAFF_IMPORT_BYTES + 70_000))

    assert answer.status_code == 422
    assert not StaffImport.objects.exists()


def test_hostile_requests_are_refused_and_write_nothing(registrar, mandate):
    given = StaffImportFactory(authority=mandate.authority)
    alike = StaffImportLineFactory(staff_import=given, state=StaffLineState.ALIKE)
    address = f"/portail/imports/{given.pk}/lignes/{alike.pk}/"

    for value in ("", "-1", "9" * 30, "x", "\0", "é"):
        assert registrar.post(address, {"same": value}).status_code == 404
    assert registrar.post("/portail/imports/", {"authority": "\0", "file": "no file"}).status_code == 422
    assert registrar.post("/portail/imports/", {"authority": "9" * 30}).status_code == 422
    assert registrar.get(f"/portail/imports/{'9' * 30}/").status_code == 404
    assert registrar.put(f"/portail/imports/{given.pk}/").status_code == 405
    assert registrar.get(f"/portail/imports/{given.pk}/inscrire/").status_code == 405
    assert registrar.get(f"/portail/imports/{given.pk}/?x=%00").status_code == 400
    alike.refresh_from_db()
    assert alike.state == StaffLineState.ALIKE
    assert not Enrolment.objects.exists()


def test_a_file_without_the_token_of_the_page_is_not_taken(mandate):
    client = sign_in(mandate.account)
    client.handler.enforce_csrf_checks = True

    assert send(client, mandate, csv_file([CELLS])).status_code == 403
    assert not StaffImport.objects.exists()


def test_people_alike_are_compared_side_by_side(registrar, mandate):
    known = PractitionerFactory(family_name="ZOLA", given_names="Zoé")
    CivilIdentityFactory(practitioner=known, birth_date="1980-01-15")
    given = given_by(
        registrar, mandate, [staff(1, birth_family_name="Zola", birth_date="15/01/1980"), staff(2), staff(2)]
    )
    alike = given.lines.get(state=StaffLineState.ALIKE)
    address = f"/portail/imports/{given.pk}/lignes/{alike.pk}/"

    shown = registrar.get(address).content.decode()
    assert known.national_id in shown
    assert "15/01/1980" in shown  # what was typed
    missing = registrar.post(address, {"stranger": "1"})
    assert missing.headers["Location"] == address
    assert registrar.post(address, {"same": str(known.pk)}).headers["Location"] == f"/portail/imports/{given.pk}/"
    registrar.post(f"/portail/imports/{given.pk}/inscrire/")
    work()

    alike.refresh_from_db()
    assert alike.enrolment.practitioner == known


def test_a_line_that_needs_no_comparison_leads_back_to_its_file(registrar, mandate):
    given = given_by(registrar, mandate, [staff(1)])

    assert page(registrar, given, f"lignes/{given.lines.get().pk}/").status_code == 302


def rows_of(answer):
    assert answer.status_code == 200, answer.status_code
    assert "no-store" in answer.headers["Cache-Control"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_result_says_what_became_of_each_line_and_cannot_be_a_formula(registrar, mandate):
    given = given_by(
        registrar, mandate, [staff(1, mobile="+33639980101"), staff(2, birth_family_name="=cmd|' /C calc'!A0")]
    )
    registrar.post(f"/portail/imports/{given.pk}/inscrire/")
    work()

    header, done, failed = rows_of(page(registrar, given, "resultat-csv/"))

    assert header[:4] == ["Ligne", "Résultat", "Numéro attribué", "À corriger"]
    assert done[2] == Practitioner.objects.get().identifier
    assert failed[2] == ""
    assert "Nom de naissance" in failed[3]
    assert failed[4].startswith("'=")
    book = load_workbook(io.BytesIO(page(registrar, given, "resultat-xlsx/").content))
    assert {cell.data_type for row in book.active.rows for cell in row if cell.value} == {"s"}
    assert AuditEvent.objects.filter(action="directory.staff_file_taken", actor=mandate.account).count() == 2


def test_lines_to_correct_come_back_as_they_were_typed_and_are_read_again(registrar, mandate):
    wrong = staff(2, birth_date="hier", mobile="+33639980102")
    given = given_by(registrar, mandate, [staff(1), wrong])
    registrar.post(f"/portail/imports/{given.pk}/inscrire/")
    work()

    (from_csv,) = read_sheet(page(registrar, given, "a-corriger-csv/").content)
    (from_book,) = read_sheet(page(registrar, given, "a-corriger-xlsx/").content)

    assert from_csv.cells == from_book.cells == wrong


def test_the_result_file_itself_can_come_back(registrar, mandate):
    given = given_by(registrar, mandate, [staff(1), staff(2)])
    registrar.post(f"/portail/imports/{given.pk}/inscrire/")
    work()

    send(registrar, mandate, page(registrar, given, "resultat-xlsx/").content, "resultat.xlsx")
    work()

    again = StaffImport.objects.order_by("-pk")[0]
    assert {one.state for one in again.lines.all()} == {StaffLineState.EARLIER}
    shown = page(registrar, again).content.decode()
    assert f"{today():%d/%m/%Y}" in shown


def test_a_colleague_shows_a_strong_means_to_take_what_somebody_else_typed(registrar, mandate):
    given = given_by(registrar, mandate, [staff(1)])
    colleague = MandateFactory(authority=mandate.authority).account

    client = sign_in(colleague)
    assert page(client, given).status_code == 200
    assert page(client, given, "resultat-csv/").status_code == 403
    strong = sign_in_with_passkey(MandateFactory(authority=mandate.authority).account)
    assert len(rows_of(page(strong, given, "resultat-csv/"))) == 2


def test_a_stopped_import_says_so_and_offers_to_go_on(registrar, mandate):
    given = given_by(registrar, mandate, [staff(1)])
    StaffImport.objects.filter(pk=given.pk).update(state=StaffImportState.CONFIRMED, confirmed_by=mandate.account)

    assert b"data-running" in page(registrar, given, "etat/").content
    registrar.post(f"/portail/imports/{given.pk}/arreter/")
    shown = page(registrar, given).content

    assert b"import-confirm" in shown
    assert b"data-running" not in shown


def test_an_abandoned_file_registers_nobody(registrar, mandate):
    given = given_by(registrar, mandate, [staff(1)])

    registrar.post(f"/portail/imports/{given.pk}/abandonner/")
    registrar.post(f"/portail/imports/{given.pk}/inscrire/")
    work()

    given.refresh_from_db()
    assert given.state == StaffImportState.ABANDONED
    assert not Enrolment.objects.exists()


def test_a_page_costs_the_same_for_one_line_as_for_many(registrar, mandate):
    few, many = StaffImportFactory(authority=mandate.authority), StaffImportFactory(authority=mandate.authority)
    for given, count in ((few, 1), (many, 11)):
        for state in ("FAULTY", "ALIKE", "NEW") * count:
            StaffImportLineFactory(staff_import=given, state=state)
    page(registrar, few)

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert registrar.get(address).status_code == 200
        return len(queries)

    StaffImport.objects.update(given_by=mandate.account)
    for rest in ("", "etat/", "resultat-csv/"):
        assert cost(f"/portail/imports/{few.pk}/{rest}") == cost(f"/portail/imports/{many.pk}/{rest}")
    few.lines.all().delete()
    many.lines.all().delete()
    StaffImport.objects.exclude(pk=few.pk).delete()
    cost("/portail/imports/")
    single = cost("/portail/imports/")
    StaffImportFactory.create_batch(10, authority=mandate.authority)
    assert cost("/portail/imports/") == single
