"""The e-CPS portal: start, follow, disown; nothing tells who exists."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from activation.models import ActivationRequest
from activation.policy import NETWORK_UNFINISHED_OPENINGS
from activation.vocabulary import ActivationState, CardEndReason
from activation.workflows.notices import _disown_token
from directory.identifiers import make_rpps
from tests.factories.activation import ActivationRequestFactory, VirtualCardFactory
from tests.factories.directory import CivilIdentityFactory, RegistrationAuthorityFactory

pytestmark = pytest.mark.django_db
UNKNOWN = f"8{make_rpps(9_979_999_999)}"


def start(client, number, **more):
    return client.post("/ecps/", {"national_id": number, **more})


def anonymous(response):
    text = re.sub(r"[0-9a-f-]{36}", "ID", response.content.decode())
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "CSRF", text)
    return response.status_code, re.sub(r"\d\d:\d\d(:\d\d)?", "TIME", text)


def test_a_malformed_number_is_said_beside_its_field(client):
    response = start(client, "12")

    assert response.status_code == 422
    assert not ActivationRequest.objects.exists()


@pytest.mark.parametrize("number", ["", "\x00", "9" * 100])
def test_what_is_no_number_is_refused_cleanly(client, number):
    assert start(client, number).status_code == 422


def test_somebody_elses_activation_answers_like_none(client, holder):
    start(client, holder.national_id)
    other = ActivationRequest.objects.get()
    client.cookies.clear()

    assert client.get(f"/ecps/activation/{other.pk}/").status_code == 404
    assert client.get(f"/ecps/activation/{uuid4()}/").status_code == 404
    assert client.post(f"/ecps/activation/{other.pk}/envoyer/").status_code == 404


def test_an_unknown_number_is_followed_with_the_same_bytes(client, holder):
    pages = []
    for number in (holder.national_id, UNKNOWN):
        opened = start(client, number)
        pages.append((opened.status_code, anonymous(client.get(opened.url))))
        pages.append(anonymous(client.post(f"{opened.url}envoyer/", follow=True)))

    assert pages[:2] == pages[2:]


def test_too_many_openings_of_one_network_wait(client, holder):
    ActivationRequestFactory.create_batch(
        NETWORK_UNFINISHED_OPENINGS, decoy=True, opened_at=timezone.now(), network="127.0.0.1"
    )

    response = start(client, holder.national_id)

    assert response.status_code == 429
    assert "15" in response.content.decode()


def test_a_birth_date_left_empty_is_asked_again(client, holder):
    start(client, holder.national_id)

    asked = start(client, holder.national_id, birth_date="")

    assert asked.status_code == 200
    assert asked.context["form"].errors["birth_date"]


def test_new_codes_leave_after_a_minute_and_not_once_it_is_over(client, holder):
    page = start(client, holder.national_id).url
    minute_ago = timezone.now() - timedelta(seconds=61)

    ActivationRequest.objects.update(last_sent_at=minute_ago)
    assert "messages" in client.post(f"{page}envoyer/", follow=True).context
    assert ActivationRequest.objects.get().sending_count == 2
    ActivationRequest.objects.update(opened_at=minute_ago, expires_at=timezone.now())
    client.post(f"{page}envoyer/", follow=True)

    assert ActivationRequest.objects.get().sending_count == 2


def test_a_second_opening_of_the_day_asks_the_birth_date(client, holder):
    CivilIdentityFactory(practitioner=holder)
    start(client, holder.national_id)

    asked = start(client, holder.national_id)
    opened = start(client, holder.national_id, birth_date="1985-03-04")

    assert asked.status_code == 200
    assert 'name="birth_date"' in asked.content.decode()
    assert opened.status_code == 302
    assert ActivationRequest.objects.filter(practitioner=holder).count() == 2


def test_the_page_follows_the_phone_and_stops_refreshing_when_it_is_done(client, holder):
    page = start(client, holder.national_id).url
    rows = ActivationRequest.objects.all()
    seen = []

    def look():
        response = client.get(page)
        seen.append((response.context["step"], response.headers.get("Refresh")))

    look()
    rows.update(state=ActivationState.CONFIRMED, binding_expires_at=timezone.now() + timedelta(minutes=1))
    look()
    rows.update(state=ActivationState.COMPLETED, card=VirtualCardFactory(practitioner=holder))
    look()
    rows.update(state=ActivationState.EXPIRED, card=None)
    look()

    assert seen == [("codes", "4"), ("confirmed", "4"), ("active", None), ("over", None)]


def test_a_locked_request_looks_like_an_open_one(client, holder):
    page = start(client, holder.national_id).url
    before = anonymous(client.get(page))
    ActivationRequest.objects.update(state=ActivationState.LOCKED)

    assert anonymous(client.get(page)) == before


def test_whom_to_call_is_the_same_for_everybody(client):
    RegistrationAuthorityFactory(order=True)

    page = client.get("/ecps/rien-n-arrive/").content.decode()

    assert "Ordre des infirmiers" in page
    assert "01 99 00 00 00" in page


def test_opening_the_link_of_a_notice_changes_nothing_and_its_button_revokes(client, holder):
    card = VirtualCardFactory(practitioner=holder)
    page = f"/ecps/pas-moi/{_disown_token(card)}/"

    assert client.get(page).status_code == 200
    card.refresh_from_db()
    assert card.ended_at is None
    assert client.post(page, follow=True).status_code == 200
    card.refresh_from_db()
    assert card.end_reason == CardEndReason.DISOWNED


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_notice_is_unknown(client, method):
    assert getattr(client, method)("/ecps/pas-moi/forged/").status_code == 404
