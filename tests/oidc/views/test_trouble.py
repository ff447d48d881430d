"""What a refusal leaves: a code and an id for support, and a line without any value of the request."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from oidc.models import Interaction, RelyingParty
from tests.factories.oidc import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
ID = re.compile(r"[0-9a-f]{16}")


def lines_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "oidc.trouble"]


@pytest.fixture(autouse=True)
def _listen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="oidc.trouble")


def told_by(response: Any, reason: str) -> str:
    """The id that a page tells, beside its reason."""
    page, correlation_id = response.content.decode(), str(response["X-Correlation-Id"])
    assert ID.fullmatch(correlation_id)
    assert f'<code id="refusal-reason">{reason}</code>' in page
    assert f'<code id="correlation-id">{correlation_id}</code>' in page
    return correlation_id


def test_a_refused_request_is_one_line_that_repeats_nothing_of_it(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    asked = {"client_id": "a-stranger", "redirect_uri": "https://evil.test/", "state": "the-secret"}

    response = client.get("/oidc/authorize", asked)

    assert lines_of(caplog) == [f"refused code=unknown_client client=- id={told_by(response, 'unknown_client')}"]


def test_two_refusals_have_two_ids(client: Client) -> None:
    first, second = client.get("/oidc/authorize"), client.get("/oidc/authorize")

    assert first["X-Correlation-Id"] != second["X-Correlation-Id"]


def test_a_page_of_another_browser_is_told_with_an_id(client: Client, page: Interaction) -> None:
    response = client.get(f"/oidc/connexion/{page.pk}/")

    assert response.status_code == 404
    told_by(response, "unknown")


def test_a_page_that_stayed_open_too_long_names_its_service(
    browser: Client, page: Interaction, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(minutes=15))

    response = browser.get(f"/oidc/connexion/{page.pk}/")

    service = page.relying_party
    assert service is not None
    assert lines_of(caplog) == [f"refused code=late client={service.public_id} id={told_by(response, 'late')}"]


def test_a_page_that_is_over_says_so_with_an_id(browser: Client, page: Interaction) -> None:
    browser.post(f"/oidc/connexion/{page.pk}/retour")

    told_by(browser.get(f"/oidc/connexion/{page.pk}/"), "over")


def test_a_program_reads_the_id_in_a_header(
    client: Client, service: RelyingParty, caplog: pytest.LogCaptureFixture
) -> None:
    form = urlencode({"client_id": service.public_id, "client_secret": "the-secret", "code": "ac_the-code"})

    refused = client.post("/oidc/token", form, content_type="application/x-www-form-urlencoded")

    assert ID.fullmatch(refused["X-Correlation-Id"])
    assert lines_of(caplog) == [
        f"refused code=invalid_client client={service.public_id} id={refused['X-Correlation-Id']}"
    ]


@pytest.mark.parametrize(("method", "address"), [("put", "/oidc/token"), ("delete", "/oidc/userinfo")])
def test_a_method_that_no_door_knows_is_told_with_an_id(client: Client, method: str, address: str) -> None:
    assert ID.fullmatch(getattr(client, method)(address)["X-Correlation-Id"])


def test_an_answer_has_none(browser: Client, page: Interaction) -> None:
    assert "X-Correlation-Id" not in browser.get(f"/oidc/connexion/{page.pk}/")
    assert "X-Correlation-Id" not in browser.get("/.well-known/openid-configuration")
