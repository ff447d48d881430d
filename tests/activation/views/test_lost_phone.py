"""The pages of who lost a phone: the same answer for everybody, and a link that ends cards."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from activation.models import RevocationLink
from activation.policy import NETWORK_UNUSED_LINKS
from activation.vocabulary import CardEndReason, CardState
from directory import correspondence
from directory.identifiers import make_rpps
from directory.models import MessageState, OutboundMessage
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import CivilIdentityFactory

pytestmark = pytest.mark.django_db
UNKNOWN = f"8{make_rpps(9_979_999_999)}"
PAGE = "/ecps/telephone-perdu/"


@pytest.fixture
def card(holder):
    CivilIdentityFactory(practitioner=holder)
    return VirtualCardFactory(practitioner=holder)


def ask(client, number, born="1985-03-04"):
    return client.post(PAGE, {"national_id": number, "birth_date": born})


def link(client, card):
    ask(client, card.practitioner.national_id)
    [message] = OutboundMessage.objects.filter(event="activation_revocation_link", state=MessageState.QUEUED)
    return re.search(r"http://testserver(/ecps/revocation/[^/]+/)", correspondence.open_letter(message).text)[1]


@pytest.mark.parametrize(
    ("number", "born"), [("", ""), ("12", "1985-03-04"), ("\x00", "1985-03-04"), (UNKNOWN, "x"), (UNKNOWN, "9" * 99)]
)
def test_what_is_no_wish_is_refused_cleanly(client, number, born):
    assert ask(client, number, born).status_code == 422
    assert not RevocationLink.objects.exists()


def test_known_unknown_and_wrongly_born_answer_alike(client, card):
    number = card.practitioner.national_id
    answers = [ask(client, number), ask(client, UNKNOWN), ask(client, number, "1985-03-05")]

    assert {(one.status_code, one.url) for one in answers} == {(302, "/ecps/telephone-perdu/envoye/")}
    assert client.get(answers[0].url).status_code == 200


def test_a_network_that_asks_too_much_waits(client, card):
    for _ in range(NETWORK_UNUSED_LINKS):
        ask(client, UNKNOWN)

    assert ask(client, card.practitioner.national_id).status_code == 429


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_or_late_link_is_unknown(client, card, method):
    page = link(client, card)
    RevocationLink.objects.update(asked_at=timezone.now() - timedelta(hours=2), expires_at=timezone.now())

    for address in (page, "/ecps/revocation/forged/", "/ecps/revocation/%00%F0/"):
        assert getattr(client, method)(address).status_code == 404


def test_opening_the_link_changes_nothing_and_its_address_is_told_to_nobody(client, card):
    response = client.get(link(client, card))

    card.refresh_from_db()
    assert card.ended_at is None
    assert card.device_name in response.content.decode()
    assert response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"cards": "x", "reason": "LOST"},
        {"cards": "00000000-0000-4000-8000-000000000000", "reason": "LOST"},
        {"cards": "HELD", "reason": "SUPERSEDED"},
        {"cards": "HELD"},
    ],
)
def test_a_wish_without_card_or_reason_revokes_nothing(client, card, wish):
    page = link(client, card)
    wish = {**wish, **({"cards": str(card.pk)} if wish.get("cards") == "HELD" else {})}

    assert client.post(page, wish).status_code == 422
    card.refresh_from_db()
    assert card.state == CardState.ACTIVE


def test_the_link_revokes_and_then_says_that_nothing_is_left(client, card):
    page = link(client, card)

    after = client.post(page, {"cards": str(card.pk), "reason": "LOST"}, follow=True)

    card.refresh_from_db()
    assert card.end_reason == CardEndReason.LOST
    assert after.status_code == 200
    assert after.context["cards"] == []
