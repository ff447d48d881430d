"""What an account exports is what its lists show: no foreign row, no contact that it may not read, and it is traced."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from directory.admin.exports import direct
from directory.models import AuditEvent
from tests.factories.directory import (
    ContactPointFactory,
    EnrolmentFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.support.staff import let_passkey_age, sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db

PERSONAL = ("personnes", "inscriptions")
ALL = (*PERSONAL, "structures")


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in_with_passkey(mandate.account)


@pytest.fixture
def foreigner():
    person = PractitionerFactory(
        family_name="ETRANGER", ready=True, identified=True, authority=RegistrationAuthorityFactory(local=True)
    )
    EnrolmentFactory(practitioner=person, role__organization=OrganizationFactory(trade_name="LOIN D’ICI"))
    return person


def colleague(mandate, **traits):
    person = PractitionerFactory(**{"authority": mandate.authority, **traits})
    PractitionerRoleFactory(exercise__practitioner=person, organization=mandate.authority.organization)
    return person


def export(client, what, form="csv", **filters):
    return client.get(f"/portail/exports/{what}-{form}/", filters)


def text_of(answer):
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        book = load_workbook(io.BytesIO(content))
        return "\n".join(";".join(str(cell.value or "") for cell in row) for row in book.active.rows)
    return content.decode("utf-8-sig")


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(text_of(answer)), delimiter=";"))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("what", ALL)
def test_two_accounts_export_their_own_rows_and_never_the_others(what, form, mandate, foreigner):
    neighbour = MandateFactory(authority=foreigner.authority)
    own = colleague(mandate, family_name="COLLEGUE")
    EnrolmentFactory(practitioner=own, role__organization=mandate.authority.organization)
    mine = text_of(export(sign_in_with_passkey(mandate.account), what, form))
    theirs = text_of(export(sign_in_with_passkey(neighbour.account), what, form))

    marks = {
        "personnes": ("COLLEGUE", "ETRANGER"),
        "inscriptions": ("COLLEGUE", "ETRANGER"),
        "structures": (mandate.authority.organization.technical_id, foreigner.authority.organization.technical_id),
    }[what]
    assert marks[0] in mine
    assert marks[1] not in mine
    assert marks[1] in theirs
    assert marks[0] not in theirs


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("what", PERSONAL)
def test_personal_data_leave_by_a_strong_means_only(what, form, mandate, registrar):
    weak = sign_in(MandateFactory(authority=mandate.authority).account)

    assert export(weak, what, form).status_code == 403
    assert export(let_passkey_age(registrar, 601), what, form).status_code == 302
    assert not AuditEvent.objects.filter(outcome="EXPORTED").exists()


def test_structures_are_public_facts(mandate):
    assert mandate.authority.organization.legal_name in text_of(export(sign_in(mandate.account), "structures"))


def test_an_account_without_mandate_exports_nothing(mandate, foreigner):
    colleague(mandate, family_name="COLLEGUE")
    client = sign_in_with_passkey(MandateFactory(ended=True).account)

    for what in ALL:
        assert len(text_of(export(client, what)).splitlines()) == 1


def test_contacts_are_those_of_people_whom_the_account_answers_for(registrar, mandate):
    own = colleague(mandate, family_name="SIENNE")
    other = colleague(mandate, family_name="AUTRE", authority=RegistrationAuthorityFactory())
    ContactPointFactory(practitioner=own, email="sienne@exemple.test", verified=True)
    ContactPointFactory(practitioner=own, mobile_phone=True, mobile="+33639980199", verified=True)
    ContactPointFactory(practitioner=own, email="ancienne@exemple.test", replaced=True)
    ContactPointFactory(practitioner=other, email="secrete@exemple.test")

    text = text_of(export(registrar, "personnes"))

    assert "sienne@exemple.test;'+33639980199" in text
    assert "AUTRE" in text
    assert "secrete" not in text
    assert "ancienne" not in text


def test_no_civil_identity_is_exported(registrar, mandate):
    colleague(mandate, identified=True, family_name="USAGE")

    assert "1985" not in text_of(export(registrar, "personnes"))


def test_filters_of_the_list_narrow_the_export_and_unknown_ones_are_refused(registrar, mandate):
    colleague(mandate, family_name="PREMIERE")
    colleague(mandate, family_name="SECONDE")

    text = text_of(export(registrar, "personnes", q="premiere"))

    assert "PREMIERE" in text
    assert "SECONDE" not in text
    assert export(registrar, "personnes", authority="1").status_code == 400
    assert export(registrar, "structures", legal_name="x").status_code == 400
    assert export(registrar, "inscriptions", practitioner__civil_identity__birth_date="1985-03-04").status_code == 400


def test_a_structure_of_somebody_else_is_no_filter(registrar, mandate, foreigner):
    colleague(mandate, family_name="COLLEGUE")
    role = foreigner.exercises.get().roles.first()

    text = text_of(export(registrar, "personnes", structure=str(role.organization_id)))

    assert "ETRANGER" not in text


def test_structures_are_narrowed_as_their_list_is(registrar, mandate):
    OrganizationFactory(parent=mandate.authority.organization, trade_name="ANNEXE DU BOIS", legal_name="ANNEXE DU BOIS")

    text = text_of(export(registrar, "structures", q="annexe bois"))

    assert "ANNEXE DU BOIS" in text
    assert len(text.splitlines()) == 2


def test_registrations_are_narrowed_as_their_list_is(registrar, mandate):
    for family in ("PREMIERE", "SECONDE"):
        EnrolmentFactory(practitioner=colleague(mandate, family_name=family), authority=mandate.authority)

    text = text_of(export(registrar, "inscriptions", q="premiere"))

    assert "PREMIERE" in text
    assert "SECONDE" not in text
    assert len(text_of(export(registrar, "inscriptions", period="7", by="me")).splitlines()) == 1


def test_no_cell_is_a_formula(registrar, mandate):
    for name in ("=cmd|'/C calc'!A0", "+1", "-1", "@SUM(1)"):
        colleague(mandate, family_name=name)

    names = {row["Nom d'exercice"] for row in rows_of(export(registrar, "personnes"))}

    assert names == {"'=cmd|'/C calc'!A0", "'+1", "'-1", "'@SUM(1)"}
    book = load_workbook(io.BytesIO(export(registrar, "personnes", "xlsx").content))
    assert {cell.data_type for row in book.active.rows for cell in row if cell.value} == {"s"}


def test_an_export_is_traced_with_its_filters_and_its_count_and_no_value(registrar, mandate):
    colleague(mandate, family_name="COLLEGUE")

    text_of(export(registrar, "personnes", q="collegue", contacts="waiting"))

    event = AuditEvent.objects.get(action="directory.people_exported")
    assert event.actor == mandate.account
    assert event.details == {"filters": ["contacts", "q"], "count": 0, "form": "csv"}
    assert (event.outcome, event.mandate, event.authority) == ("EXPORTED", mandate, mandate.authority)


@pytest.mark.parametrize("what", ALL)
def test_a_list_too_long_to_leave_at_once_can_be_prepared(what, registrar, mandate, monkeypatch):
    monkeypatch.setattr(direct, "MOST", {"csv": 0, "xlsx": 0})
    person = colleague(mandate)
    EnrolmentFactory(practitioner=person, role__organization=mandate.authority.organization)

    for form in ("csv", "xlsx"):
        answer = export(registrar, what, form)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(f"/portail/exports/preparer/{what}/")
    assert not AuditEvent.objects.filter(outcome="EXPORTED").exists()


def test_every_page_of_the_list_is_in_the_export(registrar, mandate, monkeypatch):
    monkeypatch.setattr("directory.workflows.exports.lists.EXPORT_PAGE", 2)
    people = [colleague(mandate) for _ in range(7)]

    rows = rows_of(export(registrar, "personnes"))

    assert sorted(row["Identification nationale PP"] for row in rows) == sorted(one.national_id for one in people)


@pytest.mark.parametrize("what", ALL)
def test_eleven_rows_cost_the_same_as_one(what, registrar, mandate):
    def add():
        person = colleague(mandate, reachable=True)
        EnrolmentFactory(practitioner=person, role__organization=mandate.authority.organization)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            text_of(export(registrar, what))
        return len(queries)

    add()
    cost()
    one = cost()
    for _ in range(10):
        add()

    assert cost() == one


def test_other_methods_and_unreadable_filters_are_refused(registrar):
    assert registrar.post("/portail/exports/personnes-csv/").status_code == 405
    assert registrar.get("/portail/exports/personnes-csv/?q=%00").status_code == 400
    assert export(registrar, "structures", p="9" * 30).status_code in {200, 400}
    assert registrar.get("/portail/exports/structures-csv/?kind=%ED%A0%80").status_code in {200, 400}


def test_who_registers_for_one_site_reads_no_contact_of_another_site_whatever_else_they_see():
    """Reading a region is reading masked contacts; registering for one site of a structure is not for all of it."""
    authority = RegistrationAuthorityFactory(local=True)
    site = OrganizationFactory(parent=authority.organization)
    mandate = MandateFactory(authority=authority, organization=site)
    MandateFactory(account=mandate.account, auditor=True)
    here, elsewhere = (PractitionerFactory(authority=mandate.authority) for _ in range(2))
    PractitionerRoleFactory(exercise__practitioner=here, organization=site)
    PractitionerRoleFactory(exercise__practitioner=elsewhere, organization=mandate.authority.organization)
    own, foreign = (ContactPointFactory(practitioner=person, verified=True).email for person in (here, elsewhere))

    text = text_of(export(sign_in_with_passkey(mandate.account), "personnes"))

    assert elsewhere.national_id in text
    assert own in text
    assert foreign not in text
