"""Messages leave at least once, in any number of workers, and leave nothing behind."""

import smtplib
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core import mail

from directory import correspondence
from directory.channels import sms, smtp
from directory.channels.errors import ChannelUnavailable, MessageRefused
from directory.codes import message_tag
from directory.models import MessageChannel, MessageState, OutboundMessage
from directory.policy import MESSAGE_BACKOFF, MESSAGE_LEASE
from directory.workflows.delivery import deliver_due, expire_messages
from tests.support.races import at_once

SEALED_TEXT = "the text of the letter"


@pytest.fixture
def queue(practitioner, now, monkeypatch):
    """Write messages without templates: what they say does not matter here."""
    monkeypatch.setattr(correspondence, "_render", lambda event, name, context: SEALED_TEXT)

    def write(count=1, channel=MessageChannel.EMAIL, to="ana@example.org"):
        drafts = [correspondence.Draft(channel=channel, to=to, context={})] * count
        return correspondence.write(event="greeting", drafts=drafts, practitioner_id=practitioner.pk, now=now)

    return write


@pytest.mark.django_db
def test_a_decoy_is_never_carried(now, monkeypatch):
    monkeypatch.setattr(correspondence, "_render", lambda event, name, context: SEALED_TEXT)
    draft = correspondence.Draft(channel=MessageChannel.EMAIL, to="ana@example.org", context={})
    correspondence.write(event="greeting", drafts=[draft], practitioner_id=None, now=now)

    assert deliver_due(limit=10, now=now).sent == 0
    assert mail.outbox == []


@pytest.mark.django_db
def test_an_expired_message_is_emptied_and_not_sent(queue, now):
    queue()
    later = now + timedelta(days=2)

    assert deliver_due(limit=10, now=later).sent == 0
    assert expire_messages(limit=10, now=later) == 1
    row = OutboundMessage.objects.get()
    assert (row.state, bytes(row.sealed)) == (MessageState.EXPIRED, b"")


@pytest.mark.django_db
def test_an_expired_decoy_leaves_no_row(queue, now):
    queue()
    OutboundMessage.objects.update(state=MessageState.DECOY, practitioner=None)

    assert expire_messages(limit=10, now=now) == 0
    assert expire_messages(limit=10, now=now + timedelta(days=2)) == 1
    assert not OutboundMessage.objects.exists()


@pytest.mark.django_db
def test_a_sent_mail_is_emptied_and_carries_a_stable_message_id(queue, now, settings):
    [row] = queue()

    report = deliver_due(limit=10, now=now)

    assert report.sent == 1
    row.refresh_from_db()
    assert (row.state, bytes(row.sealed), row.closed_at) == (MessageState.SENT, b"", now)
    [sent] = mail.outbox
    assert sent.extra_headers["Message-ID"] == f"<{row.pk}.{message_tag(settings.CODE_PEPPER, row.pk)}@testserver>"
    assert (sent.to, sent.body) == (["ana@example.org"], SEALED_TEXT)


@pytest.mark.django_db
def test_an_sms_goes_through_the_chosen_gateway(queue, now, settings, tmp_path):
    settings.MESSAGES_DIR = tmp_path
    queue(channel=MessageChannel.SMS, to="+33639980001")

    assert deliver_due(limit=10, now=now).sent == 1
    [written] = (tmp_path / "sms").glob("*.json")
    assert "+33639980001" in written.read_text()


@pytest.mark.django_db
def test_a_carrier_that_is_away_puts_off_with_growing_waits_then_fails(queue, now, monkeypatch):
    def away(**_):
        raise ChannelUnavailable("down")

    monkeypatch.setattr(smtp, "carry", away)
    [row] = queue()
    OutboundMessage.objects.update(expires_at=now + timedelta(days=30))

    at = now
    waits = []
    for _ in MESSAGE_BACKOFF:
        assert deliver_due(limit=10, now=at).later == 1
        row.refresh_from_db()
        waits.append(row.due_at - at)
        at = row.due_at
    assert deliver_due(limit=10, now=at).failed == 1

    row.refresh_from_db()
    assert tuple(waits) == MESSAGE_BACKOFF
    assert (row.state, bytes(row.sealed)) == (MessageState.FAILED, b"")


@pytest.mark.django_db
def test_a_refused_address_fails_at_once_and_no_contact_reaches_the_log(queue, now, monkeypatch, caplog):
    def refuse(**_):
        raise MessageRefused("recipient_refused")

    monkeypatch.setattr(smtp, "carry", refuse)
    queue()

    assert deliver_due(limit=10, now=now).failed == 1
    assert "recipient_refused" in caplog.text
    assert "ana@example.org" not in caplog.text


@pytest.mark.django_db
def test_a_message_sealed_with_a_lost_key_fails_without_stopping_the_others(queue, now, settings):
    queue()
    settings.MESSAGE_KEYS = [Fernet.generate_key().decode()]
    queue()

    report = deliver_due(limit=10, now=now)

    assert (report.sent, report.failed) == (1, 1)


@pytest.mark.django_db
def test_a_worker_that_died_gives_its_message_back_after_the_lease(queue, now, monkeypatch):
    queue()
    monkeypatch.setattr(smtp, "carry", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        deliver_due(limit=10, now=now)
    monkeypatch.undo()

    assert deliver_due(limit=10, now=now).sent == 0
    assert deliver_due(limit=10, now=now + MESSAGE_LEASE).sent == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_carry_the_same_message(queue, now, monkeypatch):
    carried = []
    monkeypatch.setattr(smtp, "carry", lambda *, message_id, **_: carried.append(message_id))
    queue(count=40)

    at_once(*[lambda: deliver_due(limit=20, now=now)] * 4)
    deliver_due(limit=40, now=now)

    assert len(carried) == len(set(carried)) == 40


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (smtplib.SMTPRecipientsRefused({}), MessageRefused),
        (smtplib.SMTPDataError(554, b"no"), MessageRefused),
        (smtplib.SMTPDataError(451, b"later"), ChannelUnavailable),
        (smtplib.SMTPServerDisconnected(), ChannelUnavailable),
        (ConnectionRefusedError(), ChannelUnavailable),
    ],
)
def test_what_the_mail_server_says_is_told_as_later_or_never(failure, expected, monkeypatch):
    monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(failure))

    with pytest.raises(expected):
        smtp.carry(message_id="m", to="ana@example.org", subject="s", text="t")


def test_an_address_with_a_line_break_is_refused():
    with pytest.raises(MessageRefused):
        smtp.carry(message_id="m", to="ana@example.org\nBcc: x@example.org", subject="s", text="t")


def test_the_console_gateway_says_neither_number_nor_text(settings, caplog):
    settings.SMS_GATEWAY = "console"
    caplog.set_level("INFO")

    sms.carry(message_id="m", to="+33639980001", text="204918")

    assert "33639980001" not in caplog.text
    assert "204918" not in caplog.text
