"""The door of the SMS gateway: closed without its token, and whatever is posted breaks nothing."""

import json

import pytest
from django.utils import timezone

from directory.models import MessageState, OutboundMessage
from tests.factories.directory import ContactPointFactory, OutboundMessageFactory

pytestmark = pytest.mark.django_db

DOOR = "/passerelle/sms/accuses/"
RIGHT = {"Authorization": "Bearer a-long-token-of-the-gateway"}


@pytest.fixture(autouse=True)
def _token(settings):
    settings.SMS_RECEIPT_TOKEN = "a-long-token-of-the-gateway"


@pytest.fixture
def sms():
    contact = ContactPointFactory(mobile_phone=True)
    now = timezone.now()
    return OutboundMessageFactory(
        practitioner=contact.practitioner,
        contact=contact,
        channel="SMS",
        state=MessageState.SENT,
        sealed=b"",
        created_at=now,
        closed_at=now,
    )


def post(client, body, headers=RIGHT):
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(DOOR, content, content_type="application/json", headers=headers)


def receipt(sms, **fields):
    return {"idempotency_key": str(sms.pk), "status": "failed", **fields}


def test_without_a_token_of_its_own_the_door_does_not_exist(client, sms, settings):
    settings.SMS_RECEIPT_TOKEN = ""

    assert post(client, receipt(sms), headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "a-long-token-of-the-gateway", "Bearer é\u20ac"])
def test_another_token_opens_nothing(client, sms, shown):
    answer = post(client, receipt(sms), headers={"Authorization": shown})

    assert answer.status_code == 401
    assert OutboundMessage.objects.get().state == MessageState.SENT


@pytest.mark.parametrize(
    ("told", "reason", "mark"),
    [
        ("unknown_number", "NO_NUMBER", "NO_NUMBER"),
        ("absent", "PHONE", ""),
        ("moon", "REFUSED", ""),
        ("", "REFUSED", ""),
    ],
)
def test_a_failure_is_written_once(client, sms, told, reason, mark):
    assert [post(client, receipt(sms, reason=told)).status_code for _ in range(2)] == [204, 204]

    row = OutboundMessage.objects.get()
    row.contact.refresh_from_db()
    assert (row.state, row.failure, row.contact.bounce_reason) == (MessageState.BOUNCED, reason, mark)


def test_a_delivery_is_written_and_stays(client, sms):
    assert post(client, receipt(sms, status="delivered")).status_code == 204
    post(client, receipt(sms, reason="unknown_number"))

    row = OutboundMessage.objects.get()
    assert row.delivered_at is not None
    assert row.state == MessageState.SENT


def test_a_message_that_nobody_knows_is_answered_alike(client, sms):
    unknown = {"idempotency_key": "00000000-0000-4000-8000-000000000000", "status": "failed"}

    assert post(client, unknown).status_code == 204


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{",
        b"\xff\xfe",
        "[" * 3000,
        "9" * 4000,
        {"status": "failed"},
        {"idempotency_key": 1, "status": "failed"},
        {"idempotency_key": "x\0", "status": "failed"},
        {"idempotency_key": "00000000-0000-4000-8000-000000000000", "status": ["failed"]},
        {"idempotency_key": "00000000-0000-4000-8000-000000000000", "status": "moon"},
        {"idempotency_key": "00000000-0000-4000-8000-000000000000", "status": "failed", "reason": 7},
        {"idempotency_key": "x" * 5000, "status": "failed"},
    ],
)
def test_any_other_body_is_refused(client, sms, body):
    assert post(client, body).status_code == 400
    assert OutboundMessage.objects.get().state == MessageState.SENT


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_the_door_takes_posts_only(client, method):
    assert getattr(client, method)(DOOR, headers=RIGHT).status_code == 405
