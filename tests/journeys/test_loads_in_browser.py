"""An operator in real Chromium: sends files, watches a load, decides of one that waits, reads a record's history."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pghistory
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from directory.extract.columns import COLUMNS
from directory.models import ExtractLoad, LoadState, PractitionerRole, WorkerHeartbeat
from tests.factories.directory import AccountFactory, ConceptFactory, PractitionerRoleFactory
from tests.factories.loads import ExtractLoadFactory, RefusedLineFactory
from tests.support.browser import SCREENSHOTS
from tests.support.staff import sign_in_with_passkey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = ({"width": 1280, "height": 900}, {"width": 360, "height": 740})
HEADER = "|".join(COLUMNS.values()) + "|\n"


@pytest.fixture(autouse=True)
def _worker_is_alive(settings, tmp_path, monkeypatch):
    settings.LOADS_DIR = tmp_path / "loads"
    settings.LOAD_FOLDERS = [tmp_path / "sftp", tmp_path / "empty"]
    for folder in settings.LOAD_FOLDERS:
        folder.mkdir()
    for name in ("PS_LibreAcces_Personne_activite_202603170800.txt", "PS_LibreAcces_SavoirFaire_202603170800.txt"):
        (tmp_path / "sftp" / name).write_text(HEADER * 400)
    ConceptFactory(table="TRE_G08-TypeIdentifiantPersonne", code="8", label="N° RPPS", oid="1")
    ConceptFactory(table="TRE_G08-TypeIdentifiantPersonne", code="0", label="N° ADELI", oid="1")
    WorkerHeartbeat.objects.update_or_create(name="worker", defaults={"beat_at": timezone.now()})
    monkeypatch.setattr("directory.tasks.advance_loads.apply_async", lambda **_options: None)


@pytest.fixture
def operator():
    return AccountFactory(operator=True, display_name="Dominique Opérateur")


@pytest.fixture
def open_page(chromium: Browser, live_server, settings, operator) -> Iterator[Callable[..., Page]]:
    """A page of the operator's browser; what the policy refuses or a script throws fails the test."""
    faults: list[str] = []
    client = sign_in_with_passkey(operator)
    options = {**settings.TEMPLATES[0]["OPTIONS"], "string_if_invalid": ""}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": options}]
    settings.SITE_URL, settings.CSRF_TRUSTED_ORIGINS = live_server.url, [live_server.url]
    contexts = []

    def make(path: str, *, scripts: bool = True) -> Page:
        context = chromium.new_context(
            locale="fr-FR",
            reduced_motion="reduce",
            service_workers="block",
            base_url=live_server.url,
            viewport=SIZES[0],
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.add_cookies(
            [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
        )
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def look_at(page: Page, name: str) -> None:
    """Keep a picture at both sizes; no serious barrier, nothing wider than the screen."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        page.set_viewport_size(size)
        page.screenshot(path=SCREENSHOTS / f"loads-{name}-{size['width']}.png", full_page=True)
        serious = [
            (size["width"], item["id"], [node["html"][:200] for node in item["nodes"]][:4])
            for item in Axe().run(page).response["violations"]
            if item["impact"] in {"serious", "critical"}
        ]
        assert serious == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.set_viewport_size(SIZES[0])


def address_of(load: ExtractLoad) -> str:
    return f"/portail/directory/extractload/{load.pk}/change/"


def test_files_are_chosen_and_sent_and_the_page_of_the_load_follows(open_page, tmp_path):
    file = tmp_path / "PS_LibreAcces_Personne_activite_202603170800.txt"
    file.write_text(HEADER)
    page = open_page("/portail/chargements/nouveau/")
    look_at(page, "start")

    page.locator("#files").set_input_files([file])
    expect(page.locator("[data-chosen]")).to_contain_text(file.name)
    page.locator("[data-upload] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/extractload/\d+/change/"))

    load = ExtractLoad.objects.get()
    assert load.file_name == file.name
    assert Path(load.path).read_text() == HEADER
    expect(page.locator("[data-load]")).to_have_attribute("data-running", "")


def test_an_upload_that_is_refused_says_so_on_the_page_and_the_next_one_works(open_page, tmp_path):
    broken = tmp_path / "extraits.zip"
    broken.write_bytes(b"PK\x03\x04 nothing of the kind")
    page = open_page("/portail/chargements/nouveau/")

    page.locator("#files").set_input_files([broken])
    page.locator("[data-upload] button[type=submit]").click()

    expect(page.locator("#load-error")).to_be_focused()
    look_at(page, "start-refused")
    broken.unlink()
    fine = tmp_path / "PS.txt"
    fine.write_text(HEADER)
    page.locator("#files").set_input_files([fine])
    page.locator("[data-upload] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/extractload/\d+/change/"))


def test_without_scripts_files_are_sent_and_the_load_is_shown_and_renewed(open_page, tmp_path):
    file = tmp_path / "PS_LibreAcces_Personne_activite_202603170800.txt"
    file.write_text(HEADER)
    page = open_page("/portail/chargements/nouveau/", scripts=False)

    page.locator("#files").set_input_files([file])
    page.locator("[data-upload] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/extractload/\d+/change/"))

    expect(page.locator("#load-state")).to_be_visible()
    assert page.locator("meta[http-equiv=refresh]").count() == 1


def test_a_running_load_moves_on_the_page_by_itself_until_it_waits(open_page, operator):
    load = ExtractLoadFactory(running=True, started_at=timezone.now() - timedelta(seconds=95), loaded_by=operator)
    page = open_page(address_of(load))
    expect(page.locator("progress")).to_have_attribute("value", "25")
    look_at(page, "running")

    ExtractLoad.objects.filter(pk=load.pk).update(progress={"step": "read", "done": 1_500_000, "total": 2_000_000})
    expect(page.locator("progress")).to_have_attribute("value", "75", timeout=8_000)

    waiting = ExtractLoadFactory.build(paused=True)
    ExtractLoad.objects.filter(pk=load.pk).update(
        state=LoadState.PAUSED, progress={}, comparison=waiting.comparison, line_count=2_000_000
    )
    expect(page.locator("#load-decision")).to_be_visible(timeout=8_000)
    expect(page.locator("[data-load-said]")).not_to_be_empty()


def test_a_load_that_waits_is_decided_by_keyboard_with_a_reason_and_a_confirmation(open_page, operator):
    load = ExtractLoadFactory(
        paused=True,
        refused_count=60,
        line_count=2_000_000,
        unknown_codes={"profession_code": {"999": 12}, "role_code": {"ABC": 3}},
        started_at=timezone.now() - timedelta(minutes=4),
    )
    for number in range(60):
        RefusedLineFactory(load=load, line_number=number + 2)
    ExtractLoadFactory(received=True, batch=load.batch, kind="EXPERTISES", file_name="PS_LibreAcces_SavoirFaire.txt")
    page = open_page(address_of(load))
    look_at(page, "paused")

    page.locator("input[name=decision][value=resume]").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("input[name=decision][value=force]").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Fusion de deux régions, annoncée par l’agence")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("input[name=confirmed]").wait_for(state="attached")
    look_at(page, "confirm")
    page.locator("form:has([name=confirmed]) button[type=submit]").click()
    page.wait_for_url(re.compile(r"/extractload/\d+/change/"))

    load.refresh_from_db()
    assert load.is_forced
    assert load.decided_by == operator
    expect(page.locator("[data-load]")).to_contain_text("Dominique Opérateur")
    look_at(page, "decided")


def test_who_types_a_reason_is_told_that_somebody_else_decided_and_loses_nothing(open_page):
    load = ExtractLoadFactory(paused=True)
    page = open_page(address_of(load))
    page.locator("#load-reason").fill("Je réfléchis")
    other = AccountFactory(operator=True)
    ExtractLoad.objects.filter(pk=load.pk).update(
        state=LoadState.ABANDONED, decided_by=other, decided_at=timezone.now(), decision_reason="Fichier tronqué"
    )

    expect(page.locator("[data-load-moved]")).to_be_visible(timeout=15_000)
    assert page.locator("#load-reason").input_value() == "Je réfléchis"
    page.locator("[data-load-moved] a").click()
    expect(page.locator("[data-load]")).to_contain_text("Fichier tronqué")


@pytest.mark.parametrize("name", ["finished", "refused"])
def test_the_end_of_a_load_is_told_whole(name, open_page):
    load = ExtractLoadFactory(refused=True) if name == "refused" else ExtractLoadFactory(line_count=2_000_000)

    look_at(open_page(address_of(load)), name)


def test_the_list_the_dashboard_and_the_open_files_have_no_barrier(open_page):
    ExtractLoadFactory(paused=True)
    ExtractLoadFactory(running=True)
    ExtractLoadFactory(refused=True)
    ExtractLoadFactory(kind="EXPERTISES")

    for path, name in (
        ("/portail/directory/extractload/", "list"),
        ("/portail/", "dashboard"),
        ("/portail/fichiers-ouverts/", "open-files"),
    ):
        look_at(open_page(path), name)


def test_the_history_of_a_record_has_no_barrier(open_page):
    ConceptFactory(table="TRE_R23-ModeExercice", code="S", label="Salarié", oid="2")
    ConceptFactory(table="TRE_R23-ModeExercice", code="L", label="Libéral, indépendant, artisan, commerçant", oid="2")
    ConceptFactory()
    role = PractitionerRoleFactory()
    load = ExtractLoadFactory()
    with pghistory.context(load=load.pk):
        PractitionerRole.objects.filter(pk=role.pk).update(mode_code="L", load=load, valid_until="2026-03-01")
    page = open_page(f"/portail/personnes/{role.exercise.practitioner_id}/historique/")
    expect(page.locator("del").first).to_be_visible()

    look_at(page, "history")
    page.goto(f"/portail/directory/practitioner/{role.exercise.practitioner_id}/change/")
    look_at(page, "record")
