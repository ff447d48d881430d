"""A phone says where it is woken."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activation.models import PushSubscription, VirtualCard
from directory.channels import push
from tests.factories.activation import OPENED_AT, VirtualCardFactory
from tests.support.phone import Phone

pytestmark = pytest.mark.django_db

PATH = "/api/wallet/v1/push-subscription"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/phone"


@pytest.fixture(autouse=True)
def _configured(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAPID_PRIVATE_KEY = push.make_keys()[0]
    monkeypatch.setattr(timezone, "now", lambda: OPENED_AT)


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def card(phone: Phone) -> VirtualCard:
    made: VirtualCard = VirtualCardFactory.create(phone=phone)
    return made


def call(phone: Phone, method: str, content: object = None) -> Any:
    body = b"" if content is None else json.dumps(content).encode()
    proof = phone.call_proof(method, PATH, OPENED_AT, body=body)
    headers = {"Card-Proof": proof, "Host": "wallet.testserver"}
    return Client().generic(method, PATH, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_without_a_proof_nothing_is_kept(method: str) -> None:
    assert Client().generic(method, PATH, headers={"Host": "wallet.testserver"}).status_code == 401


def test_the_last_address_of_a_card_is_kept(phone: Phone, card: VirtualCard) -> None:
    for end in ("1", "2"):
        assert call(phone, "PUT", {"endpoint": ENDPOINT + end, "keys": {"auth": "x"}}).status_code == 204

    assert [(row.card_id, row.endpoint) for row in PushSubscription.objects.all()] == [(card.pk, ENDPOINT + "2")]


def test_a_phone_takes_it_back(phone: Phone, card: VirtualCard) -> None:
    call(phone, "PUT", {"endpoint": ENDPOINT})

    assert [call(phone, "DELETE").status_code for _ in range(2)] == [204, 204]
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("endpoint", ["https://evil.example/x", "http://127.0.0.1/", "x"])
def test_an_address_that_is_no_push_service_is_refused(phone: Phone, card: VirtualCard, endpoint: str) -> None:
    assert call(phone, "PUT", {"endpoint": endpoint}).json() == {"error": "endpoint_not_allowed"}


@pytest.mark.parametrize("content", [{}, {"endpoint": 7}, {"endpoint": "x" * 1001}, {"endpoint": "\x00"}, [], "x"])
def test_what_is_no_address_is_refused(phone: Phone, card: VirtualCard, content: object) -> None:
    assert call(phone, "PUT", content).status_code == 400


def test_where_no_push_is_sent_none_is_promised(phone: Phone, card: VirtualCard, settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = ""

    assert call(phone, "PUT", {"endpoint": ENDPOINT}).status_code == 422


def test_the_page_gives_the_key_to_subscribe_with() -> None:
    page = Client().get("/", headers={"Host": "wallet.testserver"}).content.decode()

    assert f'<meta name="ecps-push-key" content="{push.public_key()}">' in page
