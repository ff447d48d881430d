"""The pages of applications that read the API: operators manage, auditors read, others find nothing."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import ApiClient, ApiKey
from directory.workflows.api_access import admit
from tests.factories.api_clients import ApiClientFactory, ApiKeyFactory
from tests.factories.directory import MandateFactory
from tests.support.staff import sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return sign_in_with_passkey(MandateFactory(operator=True).account)


def page_of(client):
    return reverse("portal:directory_apiclient_change", args=[client.pk])


def act(browser, client, **data):
    return browser.post(reverse("portal:act_on_api_client", args=[client.pk]), data, follow=True)


def test_registrars_do_not_find_that_applications_exist():
    browser, client = sign_in(MandateFactory().account), ApiClientFactory()

    pages = [reverse("portal:directory_apiclient_changelist"), page_of(client), reverse("portal:create_api_client")]

    assert [browser.get(page).status_code in {403, 404, 302} for page in pages] == [True, True, True]
    assert "applications-api" not in browser.get(reverse("portal:index")).content.decode()


def test_auditors_read_and_do_nothing():
    browser, key = sign_in(MandateFactory(auditor=True).account), ApiKeyFactory()

    assert browser.get(page_of(key.client)).status_code == 200
    assert act(browser, key.client, act="suspend", confirmed="1").status_code == 404
    assert browser.post(reverse("portal:issue_api_key", args=[key.client_id]), {"days": "365"}).status_code == 404
    assert browser.get(reverse("portal:create_api_client")).status_code == 404


def test_an_operator_makes_an_application_known_and_hands_its_key_over_once(operator):
    answer = operator.post(
        reverse("portal:create_api_client"), {"name": "Logiciel", "contact_email": "", "reads_restricted": "on"}
    )
    client = ApiClient.objects.get()
    assert answer.headers["Location"] == page_of(client)

    shown = operator.post(reverse("portal:issue_api_key", args=[client.pk]), {"days": "365", "overlap": ""})

    (secret,) = re.findall(r'id="api-key">([^<]+)<', shown.content.decode())
    assert "no-store" in shown.headers["Cache-Control"]
    assert admit(key=secret, limit=17, now=timezone.now()).reads_restricted is True
    assert secret not in operator.get(page_of(client)).content.decode()


@pytest.mark.parametrize(("restricted", "status", "keys"), [(True, 403, 0), (False, 200, 1)])
def test_a_key_of_the_restricted_view_wants_a_strong_means_shown_lately(restricted, status, keys):
    browser, client = sign_in(MandateFactory(operator=True).account), ApiClientFactory(reads_restricted=restricted)

    answer = browser.post(reverse("portal:issue_api_key", args=[client.pk]), {"days": "365", "overlap": ""})

    assert answer.status_code == status
    assert client.keys.count() == keys


def test_a_name_that_is_taken_is_said_beside_it(operator):
    ApiClientFactory(name="Logiciel")

    answer = operator.post(reverse("portal:create_api_client"), {"name": "Logiciel"})

    assert answer.status_code == 200
    assert answer.context["form"].errors["name"]


def test_a_key_is_revoked_after_a_question(operator):
    key = ApiKeyFactory()

    asked = act(operator, key.client, act="revoke", key=key.pk)
    assert ApiKey.objects.get().revoked_at is None
    act(operator, key.client, act="revoke", key=key.pk, confirmed="1")

    assert asked.context["effect"]
    assert ApiKey.objects.get().revoked_at is not None


def test_the_key_of_another_application_is_not_revoked_from_this_page(operator):
    key, other = ApiKeyFactory(), ApiClientFactory()

    assert act(operator, other, act="revoke", key=key.pk, confirmed="1").status_code == 404
    assert ApiKey.objects.get().revoked_at is None


def test_an_application_is_suspended_after_a_question_and_let_back_without_one(operator):
    client = ApiClientFactory()

    act(operator, client, act="suspend")
    assert ApiClient.objects.get().suspended_at is None
    act(operator, client, act="suspend", confirmed="1")
    assert ApiClient.objects.get().suspended_at is not None
    act(operator, client, act="resume")

    assert ApiClient.objects.get().suspended_at is None


@pytest.mark.parametrize("data", [{"days": "100000"}, {"days": ""}, {"days": "365", "overlap": "x"}])
def test_a_life_that_is_not_offered_makes_no_key(operator, data):
    client = ApiClientFactory()

    operator.post(reverse("portal:issue_api_key", args=[client.pk]), data)

    assert not ApiKey.objects.exists()
