"""Whatever is refused is an OperationOutcome, and nothing that is asked makes the server fail."""

import json
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.test.utils import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.api.fhir.query import MOST_PARAMETERS
from directory.api.fhir.resources import RESOURCES
from tests.factories.api_clients import KEY
from tests.support.fhir import validate

pytestmark = pytest.mark.django_db

ROOT = "/fhir/v2"
FORM = "application/x-www-form-urlencoded"
SEARCH = f"{ROOT}/Practitioner"
NAMES = sorted({name for entry in RESOURCES.values() for name in entry.parameter_by_name})


@pytest.fixture
def client(program):
    return program.client


def refused(answer):
    """The status, and the code of the only issue."""
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    body = answer.json()
    validate(body)
    assert body["resourceType"] == "OperationOutcome"
    return answer.status_code, body["issue"][0]["code"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("Patient", 404, "not-supported"),
        ("Patient/1", 404, "not-supported"),
        ("practitioner", 404, "not-supported"),
        ("", 404, "not-found"),
        ("Practitioner/003-1/_history", 404, "not-found"),
        ("Practitioner/003-999999", 404, "not-found"),
        ("Practitioner/001-1", 404, "not-found"),
        ("Practitioner/003-01", 404, "not-found"),
        ("Practitioner/003-%00", 404, "not-found"),
        ("Practitioner/" + "9" * 500, 404, "not-found"),
        ("Practitioner?_lastUpdated=yesterday", 400, "value"),
        ("Practitioner?_lastUpdated=ge2026-02-30", 400, "value"),
        ("Practitioner?_lastUpdated=ge9999-12-31T23:59:59-14:00", 400, "value"),
        ("Practitioner?_lastUpdated=ge1970-01-01", 400, "value"),
        ("Practitioner?_lastUpdated=sa2026-01-01", 400, "value"),
        ("Practitioner?active=perhaps", 400, "value"),
        ("Practitioner?family=...", 400, "value"),
        ("Practitioner?family=" + "+".join("abcdefghijk"), 400, "value"),
        ("Practitioner?family:missing=true", 400, "not-supported"),
        ("Practitioner?qualification-code=https://example.org|", 400, "value"),
        ("Practitioner?identifier=a|b|c", 400, "value"),
        ("Practitioner?family=a%00b", 400, "value"),
        ("Practitioner?_count=-1", 400, "value"),
        ("Practitioner?_count=ten", 400, "value"),
        ("Practitioner?_count=1&_count=2", 400, "invalid"),
        ("Practitioner?_total=some", 400, "value"),
        ("Practitioner?_summary=text", 400, "value"),
        ("Practitioner?_page=AAAA", 400, "value"),
        ("Practitioner?_page=%F0%9F%92%A5", 400, "value"),
        ("Practitioner?identifier=" + ",".join(["1"] * 501), 400, "too-costly"),
        ("Practitioner?" + "&".join(["family=a"] * (MOST_PARAMETERS + 1)), 400, "too-costly"),
        ("Practitioner?family=" + "a" * 40_000, 413, "too-long"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_cannot_be_answered_is_an_outcome(client, path, status, code):
    assert refused(client.get(f"{ROOT}/{path}")) == (status, code)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["Practitioner", "Practitioner/003-1", "metadata", "nothing/at/all"])
def test_this_api_only_reads(client, method, path):
    answer = client.generic(method, f"{ROOT}/{path}")

    assert refused(answer) == (405, "not-supported")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_a_form_is_posted(client):
    answer = client.get(f"{SEARCH}/_search")

    assert refused(answer) == (405, "not-supported")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ('{"family": "x"}', "application/json", 415, "not-supported"),
        ("<a/>", "application/xml", 415, "not-supported"),
        ("family=x", "", 415, "not-supported"),
        ("family=" + "a" * 40_000, FORM, 413, "too-long"),
        ("active=%FF%FE", FORM, 400, "value"),
        (b"active=\xff\xfe\x00", FORM, 400, "value"),
    ],
    ids=["json", "xml", "nothing said", "too long", "not text", "bytes"],
)
def test_a_form_that_cannot_be_read_is_an_outcome(client, body, kind, status, code):
    answer = client.generic("POST", f"{SEARCH}/_search", body, content_type=kind)

    assert refused(answer) == (status, code)


@pytest.mark.parametrize("length", ["abc", "-5", "٣", "9" * 40])
def test_a_length_that_is_none_is_refused(client, length):
    answer = client.post(f"{SEARCH}/_search", "active=true", content_type=FORM, CONTENT_LENGTH=length)

    assert refused(answer) == (400, "invalid")


@pytest.mark.parametrize(
    ("accept", "query", "status"),
    [
        ("application/xml", "", 406),
        ("application/fhir+xml", "", 406),
        ("text/html", "", 406),
        ("application/json", "?_format=xml", 406),
        ("application/xml", "?_format=json", 200),
        ("application/xml", "?_format=application/fhir%2Bjson", 200),
        ("application/fhir+json; fhirVersion=4.0", "", 200),
        ("application/json", "", 200),
        ("*/*", "", 200),
    ],
)
def test_json_is_all_that_is_written(client, accept, query, status):
    answer = client.get(f"{SEARCH}{query}", headers={"accept": accept})

    assert answer.status_code == status
    if status == 406:
        assert refused(answer) == (406, "not-supported")


def test_a_failure_is_an_outcome_that_tells_nothing(client, monkeypatch, caplog):
    def fail(*_args):
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr("directory.api.fhir.searching.search", fail)

    answer = client.get(SEARCH)

    assert refused(answer) == (500, "exception")
    assert "secret" not in answer.content.decode()
    assert KEY not in caplog.text


def test_no_key_is_ever_logged(caplog):
    with caplog.at_level("DEBUG"):
        Client(headers={"ESANTE-API-KEY": "ak_a-key-that-nobody-has"}).get(SEARCH)

    assert "ak_a-key" not in caplog.text


@pytest.mark.parametrize(
    ("prefer", "status"),
    [
        ("handling=strict", 400),
        ("respond-async; handling=strict", 400),
        ("handling=lenient", 200),
        ("return=minimal", 200),
        ("", 200),
    ],
)
@pytest.mark.parametrize("query", ["unknown=1", "_include=Practitioner:nothing", "_sort=family"])
def test_what_is_not_understood_is_refused_or_left_out_as_the_client_prefers(client, prefer, status, query):
    answer = client.get(f"{SEARCH}?{query}&active=true", headers={"prefer": prefer})

    assert answer.status_code == status
    if status == 400:
        assert refused(answer) == (400, "not-supported")
    else:
        assert answer.json()["link"][0]["url"].endswith("/Practitioner?active=true")  # what was used


hostile = st.text(max_size=60) | st.sampled_from(
    ["|", "||", ",", "\\", "\\|", "a\\", "%", "_", "'", '"', "\x00", "\ud7ff", "003-1", "-0", "1e9", "ge", "eq2026-13"]
)


@given(
    kind=st.sampled_from(sorted(RESOURCES)),
    pairs=st.lists(
        st.tuples(
            st.sampled_from([*NAMES, "_count", "_total", "_elements", "_include", "_revinclude", "_page", "_summary"]),
            st.sampled_from(["", ":contains", ":exact", ":text", ":not", ":"]),
            hostile,
        ),
        max_size=4,
    ),
    strict=st.booleans(),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_makes_the_server_fail(client, kind, pairs, strict):
    query = urlencode([(f"{name}{modifier}", value) for name, modifier, value in pairs])

    with override_settings(FHIR_CALLS_A_SECOND=100_000):
        answer = client.get(f"{ROOT}/{kind}?{query}", headers={"prefer": "handling=strict" if strict else ""})

    assert answer.status_code in {200, 400}, (query, answer.content)
    validate(json.loads(answer.content))


@given(path=st.text(min_size=1, max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_makes_the_server_fail(client, path):
    with override_settings(FHIR_CALLS_A_SECOND=100_000):
        answer = client.get(f"{ROOT}/Practitioner/{quote(path)}")

    assert answer.status_code in {404, 405}, (path, answer.content)
