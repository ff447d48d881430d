"""What a person takes away: a file for programs, and a document."""

import io
import json

import pytest

from directory.models import AuditEvent
from directory.views.holder.document import make_document
from tests.factories.directory import ContactPointFactory

pytestmark = pytest.mark.django_db


def test_the_file_holds_every_part_of_the_person_and_nothing_of_another(browser, person, stranger):
    ContactPointFactory(practitioner=person, email="moi@exemple.test", verified=True)
    ContactPointFactory(practitioner=stranger, email="autre@exemple.test", verified=True)

    answer = browser.post("/espace/export/donnees.json")
    body = json.loads(answer.content)

    assert body["format"] == "holder-export-1"
    assert set(body["parts"]) == {
        "record", "contacts", "address", "corrections", "journal", "changes", "cards", "sign_ins", "services",
    }  # fmt: skip
    for part in body["parts"].values():
        assert all(list(row) == list(part["columns"]) for row in part["rows"])
    assert "moi@exemple.test" in answer.content.decode()
    assert "autre@exemple.test" not in answer.content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert AuditEvent.objects.filter(action="directory.holder_exported", practitioner=person).count() == 1


def test_the_document_is_a_pdf_with_the_same_rows(browser, person):
    person.family_name = "Œuvré-ȘŢąő <b>&"
    person.save()

    answer = browser.post("/espace/export/donnees.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/Lang" in answer.content
    assert browser.get("/espace/export/donnees.pdf").status_code == 405


def test_a_document_writes_what_its_font_lacks_without_accents():
    content = make_document(
        title="Élève 中", lead="x", sections=[("Rien", []), ("Un", [[("a", "b" * 5000)]])], language="fr"
    )

    assert io.BytesIO(content).read(5) == b"%PDF-"
