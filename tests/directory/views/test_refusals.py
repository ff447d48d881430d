"""A form without its proof of origin: refused in our words and under our policy, with the way back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.views.defaults import permission_denied

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
