"""Nomenclatures and old numbers in the portal: who reads, who loads, and that files are checked before."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from directory.models import AuditEvent, CodeTable, Concept, FormerIdentifier
from tests.factories.directory import ConceptFactory, MandateFactory, PractitionerFactory
from tests.support.code_systems import CARE_ASSISTANT, R85, code_system, encoded
from tests.support.staff import sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db

NEW_ROLE = {"code": "399", "display": "Rôle <nouveau>", "since": "2026-01-01"}


@pytest.fixture(autouse=True)
def _loads_elsewhere(settings, tmp_path):
    settings.LOADS_DIR = tmp_path


@pytest.fixture
def account():
    return MandateFactory(operator=True).account


@pytest.fixture
def operator(account):
    return sign_in(account)


def nomenclature(*codes, **members):
    return encoded(code_system(*codes, **members))


def send(browser, route, content, name="file.json", **data):
    files = {"files": SimpleUploadedFile(name, content)} if content is not None else {}
    return browser.post(reverse(f"portal:{route}"), {**data, **files})


def check_then_load(browser, route, content, name="file.json"):
    checked = send(browser, route, content, name)
    return send(browser, route, content, name, load="1", checked=checked.context["fingerprint"])


@pytest.mark.parametrize("traits", [{}, {"agent": True}])
def test_registrars_find_neither_page(traits):
    browser = sign_in_with_passkey(MandateFactory(**traits).account)

    for route in ("directory_codetable_changelist", "load_nomenclatures", "load_correspondence"):
        assert browser.get(reverse(f"portal:{route}")).status_code in {403, 404}
    assert "nomenclatures" not in browser.get(reverse("portal:index")).content.decode()


def test_auditors_read_the_tables_and_load_nothing():
    ConceptFactory()
    browser = sign_in_with_passkey(MandateFactory(auditor=True).account)

    assert browser.get(reverse("portal:directory_codetable_changelist")).status_code == 200
    assert browser.get(f"/portail/directory/codetable/{CodeTable.objects.get().pk}/change/").status_code == 200
    assert send(browser, "load_nomenclatures", nomenclature()).status_code == 404
    assert send(browser, "load_correspondence", b"x").status_code == 404


def test_a_form_without_its_token_is_refused(account):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = sign_in_with_passkey(account).cookies

    for route in ("load_nomenclatures", "load_correspondence"):
        assert send(browser, route, nomenclature()).status_code == 403


def test_tables_are_listed_with_their_edition_and_their_codes_are_searched(operator):
    ConceptFactory(label="Aide-soignant <b>")
    ConceptFactory(closed=True)
    page = f"/portail/directory/codetable/{CodeTable.objects.get().pk}/change/"

    listed = operator.get(reverse("portal:directory_codetable_changelist")).content.decode()
    assert R85 in listed

    def shown(**query):
        return re.findall(r'<code class="p-mono">(\d+)</code>', operator.get(page, query).content.decode())

    assert shown() == ["313", "353"]
    assert shown(etat="open") == shown(q="aide") == shown(q="313") == ["313"]
    assert shown(etat="closed") == ["353"]
    assert shown(q="rien", page="x") == []
    assert "Aide-soignant &lt;b&gt;" in operator.get(page).content.decode()
    for unknown in (0, "x", "9" * 19):
        assert operator.get(f"/portail/directory/codetable/{unknown}/change/").status_code == 404


@pytest.mark.parametrize("content", [None, b"", b"{", encoded({"resourceType": "ValueSet"})])
def test_files_that_are_no_nomenclature_are_said_so(operator, content):
    answer = send(operator, "load_nomenclatures", content)

    assert answer.status_code == 422
    assert answer.context["error"]
    assert not Concept.objects.exists()


def test_files_are_checked_then_loaded(operator, account, tmp_path):
    content = nomenclature(CARE_ASSISTANT, NEW_ROLE)

    checked = send(operator, "load_nomenclatures", content)
    assert checked.context["outcomes"][0].created[-1] == "399"
    assert not Concept.objects.exists()
    other = send(operator, "load_nomenclatures", nomenclature(), load="1", checked=checked.context["fingerprint"])
    assert other.context["changed"]
    assert not Concept.objects.exists()
    done = send(operator, "load_nomenclatures", content, load="1", checked=checked.context["fingerprint"])

    assert done.status_code == 302
    assert Concept.objects.get(code="399").label == "Rôle <nouveau>"
    assert CodeTable.objects.get(name=R85).loaded_by == account
    assert list(tmp_path.iterdir()) == []


def test_a_correspondence_wants_a_passkey_shown_lately(operator):
    assert operator.get(reverse("portal:load_correspondence")).status_code == 403
    assert send(operator, "load_correspondence", b"750712184;99700000005").status_code == 403


def test_a_correspondence_is_checked_then_loaded_and_remembered(account, tmp_path):
    browser, person = sign_in_with_passkey(account), PractitionerFactory()
    content = f"N° ADELI;N° RPPS\n750712184;{person.identifier}\n<b>;{person.identifier}\n".encode()

    checked = send(browser, "load_correspondence", content, "table.csv")
    assert checked.context["refused"][0]["pair"].line_number == 3
    assert "&lt;b&gt;" in checked.content.decode()
    assert not FormerIdentifier.objects.exists()
    done = check_then_load(browser, "load_correspondence", content, "table.csv")

    assert done.context["is_done"]
    assert FormerIdentifier.objects.get().practitioner == person
    event = AuditEvent.objects.get(action="directory.correspondence_loaded")
    assert (event.actor, event.details["file"], event.details["refused"]) == (account, "table.csv", 1)
    assert "table.csv" in browser.get(reverse("portal:load_correspondence")).content.decode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [None, b"", b"a,b"])
def test_a_file_that_is_no_correspondence_is_said_so(account, content):
    answer = send(sign_in_with_passkey(account), "load_correspondence", content, "table.csv")

    assert answer.status_code == 422
    assert answer.context["error"]
