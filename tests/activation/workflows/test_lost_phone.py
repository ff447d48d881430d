"""A link that ends the cards of who lost a phone: nobody learns who exists, and a wrong hand sends nothing."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activation.errors import CardNotFound, MalformedNationalId, TooManyRequests
from activation.models import RevocationLink
from activation.policy import LINK_LIFETIME, LINK_MAILBOXES, LINKS_A_DAY, NETWORK_UNUSED_LINKS
from activation.vocabulary import CardEndReason, CardState
from activation.workflows.expiry import forget_links
from activation.workflows.lost_phone import ask_link, cards_of_link, revoke_by_link
from directory import correspondence
from directory.identifiers import make_rpps
from directory.models import AuditEvent, ContactKind, ContactPoint, MessageState, OutboundMessage
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import CivilIdentityFactory, ContactPointFactory

pytestmark = pytest.mark.django_db
UNKNOWN = f"8{make_rpps(9_979_999_999)}"
BORN = date(1985, 3, 4)


@pytest.fixture
def card(holder):
    CivilIdentityFactory(practitioner=holder)
    return VirtualCardFactory(practitioner=holder)


def ask(number, now, *, born=BORN, address="192.0.2.7", language="fr"):
    ask_link(national_id=number, birth_date=born, address=address, language=language, now=now)


def link_sent():
    [message] = OutboundMessage.objects.filter(event="activation_revocation_link", state=MessageState.QUEUED)
    return re.search(r"/ecps/revocation/([^/]+)/", correspondence.open_letter(message).text)[1]


def test_a_malformed_number_is_refused_before_anything(now):
    with pytest.raises(MalformedNationalId):
        ask("12", now)

    assert not RevocationLink.objects.exists()


def states():
    return sorted(OutboundMessage.objects.values_list("state", flat=True))


def replaced_mailbox(card, ended_at):
    return ContactPointFactory(practitioner=card.practitioner, verified=True, ended_at=ended_at)


def wrongly_born(card, now):
    ask(card.practitioner.national_id, now, born=date(1985, 3, 5))


def without_mailbox(card, now):
    ContactPoint.objects.filter(kind=ContactKind.EMAIL).delete()
    ask(card.practitioner.national_id, now)


def without_card(card, now):
    card.delete()
    ask(card.practitioner.national_id, now)


def unknown(card, now):
    ask(UNKNOWN, now)


@pytest.mark.parametrize("situation", [wrongly_born, without_mailbox, without_card, unknown])
def test_who_may_not_receive_a_link_leaves_a_decoy(situation, card, now):
    situation(card, now)

    assert RevocationLink.objects.get().practitioner_id is None
    assert states() == [MessageState.DECOY] * LINK_MAILBOXES


def nothing_else(card, now):
    pass


def no_mailbox(card, now):
    ContactPoint.objects.filter(kind=ContactKind.EMAIL).delete()


def no_contact(card, now):
    ContactPoint.objects.all().delete()


def many_mailboxes(card, now):
    for hours in range(1, LINK_MAILBOXES + 2):
        replaced_mailbox(card, now - timedelta(hours=hours))


def no_card(card, now):
    card.delete()


def many_cards(card, now):
    VirtualCardFactory.create_batch(3, practitioner=card.practitioner)


def quota_used_up(card, now):
    for _ in range(LINKS_A_DAY):
        ask(card.practitioner.national_id, now, address="192.0.2.9")


def cost(number, now, born=BORN):
    """What is asked, in order, and how many rows of each table are left."""
    tables = (OutboundMessage, RevocationLink, AuditEvent)
    before = [table.objects.count() for table in tables]
    with CaptureQueriesContext(connection) as queries:
        ask(number, now, born=born)
    statements = [re.split(r" WHERE | VALUES |SAVEPOINT |lock\(", str(query["sql"]))[0] for query in queries]
    return statements, [table.objects.count() - count for table, count in zip(tables, before, strict=True)]


@pytest.mark.parametrize("born", [BORN, date(1985, 3, 5)])
@pytest.mark.parametrize(
    "situation", [nothing_else, no_mailbox, no_contact, many_mailboxes, no_card, many_cards, quota_used_up]
)
def test_whoever_it_is_the_same_is_asked_and_as_much_is_written(situation, born, card, now):
    number = card.practitioner.national_id
    situation(card, now)

    assert cost(number, now, born) == cost(UNKNOWN, now)


def test_a_decoy_beside_a_message_opens_nothing(card, now):
    ask(card.practitioner.national_id, now)

    decoys = OutboundMessage.objects.filter(state=MessageState.DECOY)
    assert [row.practitioner_id for row in decoys] == [None] * (LINK_MAILBOXES - 1)
    for row in decoys:
        token = re.search(r"/ecps/revocation/([^/]+)/", correspondence.open_letter(row).text)[1]
        with pytest.raises(CardNotFound):
            cards_of_link(token=token, now=now)


def test_the_first_mailboxes_replaced_of_late_and_the_present_one_receive_the_link(card, now):
    present = ContactPoint.objects.get(kind=ContactKind.EMAIL)
    replaced = [replaced_mailbox(card, now - timedelta(hours=hours)) for hours in (1, 30, 20, 10, 49)]

    ask(card.practitioner.national_id, now)

    told = OutboundMessage.objects.filter(state=MessageState.QUEUED).values_list("contact", flat=True)
    assert set(told) == {replaced[1].pk, replaced[2].pk, present.pk}


def test_three_links_a_day_to_one_person_and_wrong_birth_dates_use_none(card, now):
    for _ in range(LINKS_A_DAY):
        ask(card.practitioner.national_id, now, born=date(1985, 3, 5))
    for _ in range(LINKS_A_DAY + 1):
        ask(card.practitioner.national_id, now)

    assert RevocationLink.objects.filter(practitioner__isnull=False).count() == LINKS_A_DAY
    assert AuditEvent.objects.filter(details={"refusal": "quota"}).count() == 1
    ask(card.practitioner.national_id, now + timedelta(hours=24))
    assert RevocationLink.objects.filter(practitioner__isnull=False).count() == LINKS_A_DAY + 1


def test_a_network_that_asks_for_links_nobody_opens_waits(card, now):
    for _ in range(NETWORK_UNUSED_LINKS):
        ask(UNKNOWN, now)

    with pytest.raises(TooManyRequests):
        ask(card.practitioner.national_id, now)
    ask(card.practitioner.national_id, now, address="192.0.2.8")


def test_the_link_lists_the_cards_and_changes_nothing(card, now):
    VirtualCardFactory(practitioner=card.practitioner, revoked=True)
    VirtualCardFactory()
    ask(card.practitioner.national_id, now)

    assert cards_of_link(token=link_sent(), now=now) == [card]
    card.refresh_from_db()
    assert card.ended_at is None


@pytest.mark.parametrize("wait", [LINK_LIFETIME, timedelta(days=2)])
def test_an_old_link_and_a_forged_one_are_none(wait, card, now):
    ask(card.practitioner.national_id, now)
    token = link_sent()

    for link, at in ((token, now + wait), ("forged", now), ("\x00\ud800", now)):
        with pytest.raises(CardNotFound):
            cards_of_link(token=link, now=at)
        with pytest.raises(CardNotFound):
            revoke_by_link(token=link, card_ids=[card.pk], reason=CardEndReason.LOST, now=at)


def test_the_link_ends_the_chosen_cards_of_its_person_alone(card, now):
    kept, stranger = VirtualCardFactory(practitioner=card.practitioner), VirtualCardFactory()
    ask(card.practitioner.national_id, now)
    token = link_sent()

    count = revoke_by_link(token=token, card_ids=[card.pk, stranger.pk], reason=CardEndReason.STOLEN, now=now)

    for row in (card, kept, stranger):
        row.refresh_from_db()
    assert count == 1
    assert (card.state, card.end_reason) == (CardState.REVOKED, CardEndReason.STOLEN)
    assert [kept.state, stranger.state] == [CardState.ACTIVE] * 2
    assert RevocationLink.objects.get().opened_at == now
    assert revoke_by_link(token=token, card_ids=[kept.pk], reason=CardEndReason.LOST, now=now) == 1


def test_the_language_is_that_of_the_card_and_not_of_who_asks(card, now):
    ask(card.practitioner.national_id, now, language="en")

    sent = OutboundMessage.objects.get(state=MessageState.QUEUED)
    assert correspondence.open_letter(sent).text.startswith("Bonjour ")


def test_links_are_forgotten_once_no_count_reads_them(card, now):
    ask(card.practitioner.national_id, now)
    late = now + LINK_LIFETIME + timedelta(hours=24)

    assert [forget_links(limit=10, now=late - timedelta(seconds=1)), forget_links(limit=10, now=late)] == [0, 1]
