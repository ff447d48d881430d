"""A form without its proof of origin: refused in our words and under our policy, with the way back."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.views.defaults import permission_denied

from directory.views import refusals
from tests.factories.directory import MandateFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict():
    """A browser whose forms are checked as those of people are."""
    return Client(enforce_csrf_checks=True)


def link_of(answer):
    return answer.context["form_page"]


@pytest.mark.parametrize("address", ["/compte/login/", "/contact/unknown/", "/portail/inscription/", "/ecps/"])
def test_a_form_that_is_too_old_is_refused_in_our_words(address, strict):
    answer = strict.post(address, HTTP_REFERER=f"http://testserver{address}?next=%2Fportail%2F")

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "403.html" in [template.name for template in answer.templates]
    assert '<html lang="fr">' in page
    assert "CSRF" not in page
    assert "style=" not in page
    assert f'href="{address}?next=%2Fportail%2F"' in page
    assert "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "http://elsewhere.test/compte/login/",
        "//elsewhere.test/",
        "javascript:alert(1)",
        "http://testserver@elsewhere.test/",
        "http://[",
        "\\\\elsewhere.test",
    ],
)
def test_the_way_back_never_leads_elsewhere(origin, strict):
    headers = {} if origin is None else {"HTTP_REFERER": origin}

    answer = strict.post("/compte/login/", **headers)

    assert answer.status_code == 403
    assert link_of(answer) == "/"


def test_a_path_that_looks_like_another_host_stays_here(strict):
    answer = strict.post("/compte/login/", HTTP_REFERER="http://testserver//elsewhere.test/")

    assert link_of(answer) == "/elsewhere.test/"


def test_a_member_of_staff_with_an_old_form_registers_nobody():
    client = sign_in(MandateFactory().account)
    client.handler.enforce_csrf_checks = True

    answer = client.post("/portail/inscription/", {"birth_family_name": "X"})

    assert answer.status_code == 403
    assert "403.html" in [template.name for template in answer.templates]


def test_an_account_that_may_not_is_told_so_without_a_form(client):
    request = client.get("/").wsgi_request

    page = permission_denied(request, PermissionDenied()).content.decode()

    assert "form-page" not in page


ID = re.compile(r'<code id="correlation-id">([0-9a-f]{16})</code>')


def id_told_by(answer):
    """The same in page and header."""
    found = ID.search(answer.content.decode())
    assert found is not None
    assert answer["X-Correlation-Id"] == found[1]
    return found[1]


@pytest.fixture
def lines(caplog):
    caplog.set_level("INFO", logger="directory.trouble")
    return lambda: [one.getMessage() for one in caplog.records if one.name == "directory.trouble"]


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (lambda browser: browser.post("/compte/login/", {"login": "the-secret"}), 403, "old_form"),
        (lambda browser: browser.get("/the-secret/"), 404, "not_found"),
        (lambda browser: browser.get("/", HTTP_HOST="the-secret.test:x"), 400, "bad_request"),
    ],
)
def test_a_refusal_of_the_framework_has_an_id_and_a_line_that_repeats_nothing(strict, lines, answer, status, code):
    refused = answer(strict)

    assert refused.status_code == status
    assert lines() == [f"refused code={code} id={id_told_by(refused)}"]


def test_an_account_that_may_not_is_told_an_id(client, lines):
    refused = refusals.not_allowed(client.get("/").wsgi_request, PermissionDenied())

    assert refused.status_code == 403
    assert lines() == [f"refused code=not_allowed id={id_told_by(refused)}"]


def test_a_fault_of_ours_is_told_with_an_id_and_the_line_names_its_kind(client, lines, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(refusals, "_refuse", lambda *_: 1 / 0)

    broken = client.get("/nowhere/")

    assert broken.status_code == 500
    assert lines() == [f"refused code=broken:ZeroDivisionError id={id_told_by(broken)}"]


def test_two_refusals_have_two_ids(client):
    assert client.get("/nowhere/")["X-Correlation-Id"] != client.get("/nowhere/")["X-Correlation-Id"]
