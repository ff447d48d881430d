"""While a load holds the directory, every door says so at once, and nothing breaks."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from tests.factories.directory import AccountFactory
from tests.factories.oidc import CALLBACK, CHALLENGE, RelyingPartyFactory
from tests.support.fhir import Program
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held() -> Iterator[None]:
    """Another connection has the people for itself; ours waits a moment only, as those of the web server do."""
    loading = connection.copy()
    try:
        with loading.cursor() as cursor, connection.cursor() as ours:
            tables = "directory_practitioner, directory_directoryentry"
            cursor.execute(f"BEGIN; LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
            ours.execute("SET lock_timeout = '200ms'")
            yield
            ours.execute("RESET lock_timeout")
            cursor.execute("ROLLBACK")
    finally:
        loading.close()


@pytest.mark.usefixtures("held")
def test_the_public_page_says_that_the_directory_is_being_written():
    answer = Client().get("/annuaire/?nom=durand")

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "L’annuaire est en cours d’écriture" in answer.content.decode()


def test_so_does_the_portal(request):
    operator = sign_in(AccountFactory(operator=True))
    request.getfixturevalue("held")

    assert operator.get("/portail/directory/practitioner/").status_code == 503


def test_so_does_the_api_in_its_own_words(request):
    program = Program()
    request.getfixturevalue("held")

    answer = program.client.get("/fhir/v2/Practitioner?_count=5")

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.json()["issue"][0]["code"] == "transient"


def test_a_browser_that_would_only_be_sent_on_reads_it_too_in_its_language(request):
    service = RelyingPartyFactory()
    request.getfixturevalue("held")
    asked = {"client_id": service.public_id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"}
    asked |= {"code_challenge": CHALLENGE, "code_challenge_method": "S256", "prompt": "none"}
    browser = Client(headers={"accept-language": "en"})
    browser.cookies["op_session"] = "of-somebody"

    answer = browser.get("/oidc/authorize", asked)

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Content-Security-Policy" in answer
    assert answer["Content-Language"] == "en"
