"""« My exports »: one's own files, asked for and taken behind a strong means, and nobody else's."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import AuditEvent, ExportJob, Mandate
from directory.policy import EXPORTS_OPEN
from directory.workflows import exports
from tests.factories.directory import MandateFactory, PractitionerFactory
from tests.support.staff import let_passkey_age, sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db

PREPARE = "/portail/exports/preparer"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.EXPORTS_DIR = tmp_path / "exports"


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    PractitionerFactory(authority=mandate.authority, family_name="COLLEGUE")
    return sign_in_with_passkey(mandate.account)


def ask(browser, what="personnes", form="csv", query=""):
    answer = browser.post(f"{PREPARE}/{what}/{query}", {"form": form})
    assert answer.status_code == 302, answer.status_code
    return ExportJob.objects.latest("pk")


def page_of(browser, job):
    return browser.get(f"/portail/exports/{job.pk}/").content.decode()


def test_nobody_reads_takes_or_cancels_what_somebody_else_asked_for(registrar, mandate):
    job = ask(registrar)
    exports.advance(now=timezone.now())
    colleague = sign_in_with_passkey(MandateFactory(authority=mandate.authority).account)

    for page in ("", "etat/", "fichier/"):
        assert colleague.get(f"/portail/exports/{job.pk}/{page}").status_code == 404
    assert colleague.post(f"/portail/exports/{job.pk}/annuler/").status_code == 404
    assert f"/portail/exports/{job.pk}/" not in colleague.get("/portail/exports/").content.decode()
    job.refresh_from_db()
    assert job.state == "READY"


@pytest.mark.parametrize("what", ["personnes", "inscriptions"])
def test_personal_data_are_asked_for_and_taken_by_a_strong_means_only(what, mandate, registrar):
    weak = sign_in(MandateFactory(authority=mandate.authority).account)
    assert weak.get(f"{PREPARE}/{what}/").status_code == 403
    assert weak.post(f"{PREPARE}/{what}/", {"form": "csv"}).status_code == 403
    job = ask(registrar, what)
    exports.advance(now=timezone.now())

    answer = let_passkey_age(registrar, 601).get(f"/portail/exports/{job.pk}/fichier/")

    assert answer.status_code == 302
    assert not AuditEvent.objects.filter(action="directory.export_taken").exists()


def test_structures_are_prepared_without_a_strong_means(mandate):
    browser = sign_in(mandate.account)
    job = ask(browser, "structures", "xlsx")
    exports.advance(now=timezone.now())

    answer = browser.get(f"/portail/exports/{job.pk}/fichier/")

    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_a_file_is_prepared_with_the_filters_of_the_list_and_taken(registrar, mandate):
    PractitionerFactory(authority=mandate.authority, family_name="AUTRE")
    job = ask(registrar, query="?q=collegue")
    assert 'http-equiv="refresh"' in page_of(registrar, job)
    exports.advance(now=timezone.now())

    answer = registrar.get(f"/portail/exports/{job.pk}/fichier/")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "COLLEGUE" in text
    assert "AUTRE" not in text
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert f"/portail/exports/{job.pk}/fichier/" in registrar.get("/portail/exports/").content.decode()


def test_pages_are_shown_without_scripts(registrar):
    job = ask(registrar)

    for address in ("/portail/", "/portail/exports/", f"/portail/exports/{job.pk}/", f"{PREPARE}/personnes/"):
        page = registrar.get(address).content.decode()
        assert re.search(r"<noscript><link rel=\"stylesheet\" href=\"[^\"]*directory/noscript", page), address


def test_a_filter_that_the_list_does_not_have_is_refused(registrar):
    assert registrar.post(f"{PREPARE}/personnes/?authority=1", {"form": "csv"}).status_code == 400
    assert registrar.get(f"{PREPARE}/structures/?kind=AUTRE").status_code == 400
    assert registrar.get(f"{PREPARE}/inscriptions/?x=1").status_code == 400
    assert registrar.get(f"{PREPARE}/messages/").status_code == 404
    assert registrar.put(f"{PREPARE}/personnes/").status_code == 405
    assert registrar.get(f"/portail/exports/{'9' * 30}/").status_code == 404
    assert not ExportJob.objects.exists()


def test_too_many_exports_are_refused_in_words(registrar):
    for _ in range(EXPORTS_OPEN):
        ask(registrar)

    answer = registrar.post(f"{PREPARE}/personnes/", {"form": "csv"}, follow=True)

    assert ExportJob.objects.count() == EXPORTS_OPEN
    assert "p-page" in answer.content.decode()
    assert answer.redirect_chain


def test_one_s_own_export_is_cancelled_once(registrar):
    job = ask(registrar)

    for _ in range(2):
        assert registrar.post(f"/portail/exports/{job.pk}/annuler/").status_code == 302
    assert registrar.get(f"/portail/exports/{job.pk}/annuler/").status_code == 405

    job.refresh_from_db()
    assert job.state == "CANCELLED"
    assert AuditEvent.objects.filter(action="directory.export_cancelled").count() == 1


def test_a_file_whose_day_is_over_is_said_to_be_erased_before_the_clock_comes_by(registrar):
    job = ask(registrar)
    exports.advance(now=timezone.now())
    ExportJob.objects.update(kept_until=timezone.now() - timedelta(seconds=1))

    assert "fichier/" not in page_of(registrar, job)
    assert registrar.get(f"/portail/exports/{job.pk}/fichier/").headers["Location"] == f"/portail/exports/{job.pk}/"


def test_an_export_that_was_not_made_says_why(registrar, mandate):
    job = ask(registrar)
    MandateFactory(account=mandate.account)  # somebody without any would no longer be at the door
    Mandate.objects.filter(pk=mandate.pk).update(valid_until=timezone.now())
    exports.advance(now=timezone.now())

    page = page_of(registrar, job)

    assert "p-alert--danger" in page


def test_eleven_exports_cost_the_queries_of_one(registrar):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert registrar.get("/portail/exports/").status_code == 200
        return len(queries)

    job = ask(registrar)
    exports.advance(now=timezone.now())
    job.refresh_from_db()
    cost()
    one = cost()
    for _ in range(10):
        job.pk = None
        job.save(force_insert=True)

    assert cost() == one
