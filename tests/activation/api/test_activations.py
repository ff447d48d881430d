"""The doors of an activation: shapes, refusals, and silence about who exists."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activation.models import ActivationRequest, VirtualCard
from activation.policy import NETWORK_UNFINISHED_OPENINGS
from directory.identifiers import make_rpps
from tests.factories.activation import CODE, TICKET, ActivationRequestFactory, VirtualCardFactory
from tests.support.phone import PIN_PROOF, base64url

pytestmark = pytest.mark.django_db

UNKNOWN = f"8{make_rpps(9_979_999_999)}"
DEVICE = {"name": "Firefox sur Android", "platform": "Android", "app_version": "1"}


def anonymous(response):
    """The answer without what differs between two openings of anybody: the id and the instants."""
    text = re.sub(r'"[0-9a-f-]{36}"', '"ID"', response.content.decode())
    text = re.sub(r'"\d{4}-[^"]+"', '"INSTANT"', text)
    return response.status_code, text, sorted(response.headers)


def open_row(**traits):
    return ActivationRequestFactory(opened_at=timezone.now(), **traits)


BROKEN_BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"[" * 9000,
    b"\xff\xfe",
    b'{"national_id": NaN}',
    b'{"national_id": 899700218896}',
    b'{"national_id": true}',
    b'{"national_id": null}',
    b'{"national_id": ["899700218896"]}',
    b'{"national_id": {"a": 1}}',
    b'{"national_id": "\\u0000"}',
    b'{"national_id": "\\ud800"}',
    b'{"national_id": "' + b"8" * 65 + b'"}',
    b'{"national_id": "899700218896", "birth_date": "yesterday"}',
    b'{"national_id": "899700218896", "birth_date": 19850304}',
]


@pytest.mark.parametrize("body", BROKEN_BODIES)
def test_a_broken_body_is_refused_cleanly_and_opens_nothing(wallet, body):
    response = wallet.post("/activations", body)

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"
    assert isinstance(response.json()["fields"], dict)
    assert not ActivationRequest.objects.exists()


@pytest.mark.parametrize("door", ["confirm", "bind"])
@pytest.mark.parametrize("body", BROKEN_BODIES[:11])
def test_a_broken_body_is_refused_cleanly_at_every_door(wallet, door, body):
    response = wallet.post(f"/activations/{uuid4()}/{door}", body)

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


def test_a_refused_field_is_named_without_its_value(wallet):
    response = wallet.post("/activations", {"national_id": "x" * 70})

    assert response.json() == {"error": "invalid_request", "fields": {"national_id": ["max_length"]}}


def test_a_body_beyond_the_limit_is_refused(wallet):
    response = wallet.post("/activations", {"national_id": "x" * 20000})

    assert (response.status_code, response.json()) == (413, {"error": "body_too_large"})


@pytest.mark.parametrize(
    ("method", "path", "content_type", "status", "code"),
    [
        ("GET", "/activations", "application/json", 405, "method_not_allowed"),
        ("POST", "/activations", "text/plain", 415, "unsupported_media_type"),
        ("POST", "/activations", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        ("POST", "/nothing", "application/json", 404, "not_found"),
        ("POST", "/activations/1/confirm", "application/json", 404, "not_found"),
    ],
)
def test_what_no_door_takes_is_refused_in_the_same_shape(client, method, path, content_type, status, code):
    response = client.generic(
        method, f"/api/wallet/v1{path}", b"{}", content_type=content_type, headers={"host": "wallet.testserver"}
    )

    assert (response.status_code, response.json()) == (status, {"error": code})


@pytest.mark.parametrize("number", ["12", "899700218897", "8" * 12, "abc"])
def test_a_malformed_number_is_said_to_be(wallet, number):
    response = wallet.post("/activations", {"national_id": number})

    assert (response.status_code, response.json()) == (400, {"error": "malformed_national_id"})


def test_an_unknown_number_gets_the_same_bytes_for_the_same_queries(wallet, holder):
    def ask(number):
        with CaptureQueriesContext(connection) as queries:
            response = wallet.post("/activations", {"national_id": number})
        return anonymous(response), len(queries)

    assert ask(holder.national_id) == ask(UNKNOWN)


def test_a_decoy_answers_like_a_real_one_all_its_life(wallet):
    def live(row):
        path = f"/activations/{row.pk}"
        wrong = {"ticket": "0" * 28, "code": "000000"}
        binding = {"binding": "x" * 43, "pin_proof": base64url(PIN_PROOF), "device": DEVICE, "proof": "a.b.c"}
        answers = [
            wallet.post(f"{path}/resend"),
            wallet.post(f"{path}/confirm", wrong),
            wallet.post(f"{path}/bind", binding),
        ]
        minute_ago = timezone.now() - timedelta(seconds=61)
        ActivationRequest.objects.filter(pk=row.pk).update(last_sent_at=minute_ago)
        answers.append(wallet.post(f"{path}/resend"))
        ActivationRequest.objects.filter(pk=row.pk).update(
            opened_at=minute_ago - timedelta(hours=1), expires_at=minute_ago
        )
        answers += [wallet.post(f"{path}/confirm", wrong), wallet.post(f"{path}/resend")]
        return [anonymous(answer) for answer in answers]

    real, decoy = live(open_row()), live(open_row(decoy=True))

    assert real == decoy
    assert [status for status, _, _ in real] == [429, 422, 410, 202, 410, 410]


def test_an_activation_never_opened_answers_a_wrong_ticket(wallet):
    response = wallet.post(f"/activations/{uuid4()}/confirm", {"ticket": TICKET, "code": CODE})

    assert (response.status_code, response.json()) == (422, {"error": "wrong_ticket"})


def test_too_many_openings_of_one_network_wait(wallet, holder):
    ActivationRequestFactory.create_batch(
        NETWORK_UNFINISHED_OPENINGS, decoy=True, opened_at=timezone.now(), network="127.0.0.1"
    )

    response = wallet.post("/activations", {"national_id": holder.national_id})

    assert response.status_code == 429
    assert response.json()["error"] == "too_many_requests"
    assert response.headers["Retry-After"] == str(response.json()["retry_after"])


def test_wrong_codes_are_counted_then_the_right_one_is_refused(wallet):
    path = f"/activations/{open_row().pk}/confirm"

    answers = [wallet.post(path, {"ticket": TICKET, "code": "000000"}) for _ in range(3)]
    answers.append(wallet.post(path, {"ticket": TICKET, "code": CODE}))

    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (422, {"error": "wrong_code", "attempts_left": 2}),
        (422, {"error": "wrong_code", "attempts_left": 1}),
        (423, {"error": "locked"}),
        (423, {"error": "locked"}),
    ]


def test_contacts_are_masked_and_the_holder_shown_after_both_secrets(wallet):
    row = open_row()

    response = wallet.post(f"/activations/{row.pk}/confirm", {"ticket": TICKET, "code": CODE})

    body = response.json()
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert body["holder"]["national_id"] == row.practitioner.national_id
    assert body["holder"]["is_test"] is True
    assert re.fullmatch(r".•••@exemple\.test", body["contacts"]["email"])
    assert re.fullmatch(r"\+33 ••• \d\d", body["contacts"]["mobile"])
    assert set(body) == {"holder", "contacts", "binding", "nonce", "replaceable"}


def confirm(wallet, row):
    return wallet.post(f"/activations/{row.pk}/confirm", {"ticket": TICKET, "code": CODE}).json()


def body_of(phone, row, confirmed, **changes):
    proof = phone.binding_proof(row.pk, confirmed["nonce"], timezone.now())
    body = {"binding": confirmed["binding"], "pin_proof": base64url(PIN_PROOF), "device": DEVICE, "proof": proof}
    return {**body, **changes}


def test_a_phone_binds_once_and_the_same_call_gets_the_same_card(wallet, phone):
    row = open_row()
    body = body_of(phone, row, confirm(wallet, row))

    first, again = (wallet.post(f"/activations/{row.pk}/bind", body) for _ in range(2))
    other = wallet.post(f"/activations/{row.pk}/bind", {**body, "device": {**DEVICE, "name": "Other"}})

    assert first.status_code == again.status_code == 201
    assert set(first.json()) == {"card", "kid", "expires_at", "usable_from", "server_time"}
    assert first.json()["kid"] == phone.kid
    assert {**first.json(), "server_time": ""} == {**again.json(), "server_time": ""}
    assert (other.status_code, other.json()) == (409, {"error": "already_bound"})
    assert VirtualCard.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"pin_proof": base64url(bytes(31))},
        {"pin_proof": "é" * 43},
        {"pin_proof": "+" * 43},
        {"pin_proof": 42},
        {"device": "phone"},
        {"device": {**DEVICE, "name": ""}},
        {"device": {**DEVICE, "name": "x" * 81}},
        {"replaces": "card"},
        {"proof": "x" * 5000},
    ],
)
def test_a_binding_of_another_shape_spends_nothing(wallet, phone, changes):
    row = open_row()
    body = body_of(phone, row, confirm(wallet, row))

    refused = wallet.post(f"/activations/{row.pk}/bind", {**body, **changes})

    assert refused.status_code == 400
    assert wallet.post(f"/activations/{row.pk}/bind", body).status_code == 201


def test_a_proof_that_is_none_is_refused(wallet, phone):
    row = open_row()
    body = body_of(phone, row, confirm(wallet, row), proof="a.b.c")

    response = wallet.post(f"/activations/{row.pk}/bind", body)

    assert (response.status_code, response.json()) == (422, {"error": "invalid_proof"})


def test_a_fourth_card_is_answered_with_the_list(wallet, phone):
    row = open_row()
    VirtualCardFactory.create_batch(3, practitioner=row.practitioner)
    body = body_of(phone, row, confirm(wallet, row))

    refused = wallet.post(f"/activations/{row.pk}/bind", body)
    cards = refused.json()["cards"]
    bound = wallet.post(f"/activations/{row.pk}/bind", {**body, "replaces": cards[0]["card"]})

    assert (refused.status_code, refused.json()["error"], len(cards)) == (409, "too_many_cards", 3)
    assert set(cards[0]) == {"card", "name", "platform", "created_at", "last_used_at", "state"}
    assert bound.status_code == 201


def test_the_whole_activation_goes_from_messages_to_a_card(wallet, phone, holder, last_sent):
    opened = wallet.post("/activations", {"national_id": holder.national_id}).json()
    sent = last_sent(holder)
    path = f"/activations/{opened['activation']}"
    confirmed = wallet.post(f"{path}/confirm", {"ticket": sent.ticket, "code": sent.code}).json()
    row = ActivationRequest.objects.get()

    bound = wallet.post(f"{path}/bind", body_of(phone, row, confirmed)).json()

    card = wallet.get("/card", phone=phone).json()
    assert (card["card"], card["state"]) == (bound["card"], "ACTIVE")
    assert card["holder"]["national_id"] == holder.national_id


def test_no_secret_nor_contact_reaches_the_logs(wallet, phone, holder, last_sent, caplog):
    caplog.set_level("DEBUG")
    opened = wallet.post("/activations", {"national_id": holder.national_id}).json()
    sent = last_sent(holder)
    path = f"/activations/{opened['activation']}"
    wallet.post(f"{path}/confirm", {"ticket": sent.ticket, "code": "000000"})
    confirmed = wallet.post(f"{path}/confirm", {"ticket": sent.ticket, "code": sent.code}).json()
    row = ActivationRequest.objects.get()
    body = body_of(phone, row, confirmed)
    wallet.post(f"{path}/bind", body)
    wallet.post("/card/pin", {"pin_proof": base64url(bytes(32)), "new_pin_proof": base64url(PIN_PROOF)}, phone=phone)

    logged = caplog.text + json.dumps([record.__dict__ for record in caplog.records], default=repr)
    contacts = [contact.value for contact in holder.contact_points.all()]
    for secret in [sent.ticket, sent.code, confirmed["binding"], body["pin_proof"], body["proof"], *contacts]:
        assert secret not in logged


@pytest.mark.parametrize("path", ["activations", "login-requests", "sessions"])
def test_a_door_tells_nothing_of_itself(client, path):
    answer = client.options(f"/api/wallet/v1/{path}", headers={"host": "wallet.testserver"})

    assert answer.status_code in {401, 405}
    assert set(answer.json()) == {"error"}
