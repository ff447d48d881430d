"""Who may read the API: applications with a key that runs, and not too often."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.api_clients import KEY, ApiKeyFactory
from tests.support.fhir import validate

pytestmark = pytest.mark.django_db

ADDRESS = "/fhir/v2/Organization"


def read(key=KEY, **headers):
    return Client(headers={**({"ESANTE-API-KEY": key} if key else {}), **headers}).get(ADDRESS)


def outcome_of(answer):
    validate(answer.json())
    return answer.json()["issue"][0]["code"]


@pytest.mark.parametrize("key", ["", "   ", "ak_unknown", "x" * 10_000])
def test_without_a_key_that_was_issued_nothing_is_read(key):
    ApiKeyFactory()

    answer = read(key)

    assert (answer.status_code, outcome_of(answer)) == (401, "login")


def test_a_key_in_the_address_opens_nothing():
    ApiKeyFactory()

    assert Client().get(ADDRESS, {"ESANTE-API-KEY": KEY}).status_code == 401


def test_unknown_revoked_and_expired_keys_are_told_apart_by_nothing():
    past = timezone.now() - timedelta(days=1)
    ApiKeyFactory(secret="ak_revoked", revoked_at=past)
    ApiKeyFactory(secret="ak_expired", expires_at=past)

    bodies = {read(key).content for key in ("ak_revoked", "ak_expired", "ak_unknown")}

    assert len(bodies) == 1


def test_a_suspended_application_is_refused_at_once():
    key = ApiKeyFactory()
    assert read().status_code == 200

    type(key.client).objects.update(suspended_at=timezone.now())
    answer = read()

    assert (answer.status_code, outcome_of(answer)) == (403, "forbidden")


def test_too_many_calls_are_told_when_to_come_back(settings):
    settings.FHIR_CALLS_A_SECOND = 2
    ApiKeyFactory()

    answers = [read() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "1"
    assert outcome_of(answers[2]) == "throttled"


def test_what_the_api_does_is_told_without_a_key():
    answer = Client().get("/fhir/v2/metadata")

    assert answer.status_code == 200
    validate(answer.json())
