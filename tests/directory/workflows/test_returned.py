"""Messages that came back: reports of mail servers and receipts of the gateway mark message and contact, once."""

import smtplib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from directory.channels import reasons, smtp
from directory.channels.errors import ChannelUnavailable, MessageRefused
from directory.channels.reasons import of_absence, of_refusal, of_status
from directory.codes import message_tag
from directory.models import FailureReason, MessageState, OutboundMessage
from directory.policy import BOUNCE_MOST_BYTES, BOUNCE_WINDOW
from directory.workflows import delivery, returned
from directory.workflows.returned import Reading
from tests.factories.directory import ContactPointFactory, OutboundMessageFactory, PractitionerFactory

UNKNOWN, FULL = FailureReason.MAILBOX_UNKNOWN, FailureReason.MAILBOX_FULL


def report(message_id, *, tag=None, status="5.1.1", action="failed", to="rebonds@exemple.test", headers=True):
    """A delivery status notification as Postfix writes it."""
    tag = message_tag(django_settings.CODE_PEPPER, message_id) if tag is None else tag
    original = f"Message-ID: <{message_id}.{tag}@testserver>\nSubject: Confirmez\n" if headers else "Subject: x\n"
    lines = [
        "From: MAILER-DAEMON@relais.test",
        f"To: {to.format(hex=message_id.hex, tag=tag)}",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
        "",
        "--B",
        "Content-Type: text/plain",
        "",
        "I'm sorry.",
        "--B",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; relais.test",
        "",
        "Final-Recipient: rfc822; ana@exemple.test",
        f"Action: {action}",
        f"Status: {status}",
        "Diagnostic-Code: smtp; 550 no such user",
        "",
        "--B",
        "Content-Type: text/rfc822-headers",
        "",
        original,
        "--B--",
        "",
    ]
    return "\r\n".join(lines).encode()


@pytest.fixture
def message(db, now):
    person = PractitionerFactory()
    contact = ContactPointFactory(practitioner=person, verified=True)
    return OutboundMessageFactory(
        practitioner=person,
        contact=contact,
        state=MessageState.SENT,
        sealed=b"",
        created_at=now - timedelta(minutes=5),
        closed_at=now - timedelta(minutes=5),
    )


def states(message):
    message.refresh_from_db()
    message.contact.refresh_from_db()
    return message.state, message.failure, message.contact.bounce_reason


def test_a_report_marks_the_message_and_its_contact(message, now):
    assert returned.read_report(raw=report(message.pk), now=now) is Reading.MARKED

    assert states(message) == (MessageState.BOUNCED, UNKNOWN, UNKNOWN)
    assert message.contact.bounced_at == now


def test_the_same_report_twice_marks_once(message, now):
    returned.read_report(raw=report(message.pk), now=now)

    assert returned.read_report(raw=report(message.pk, status="5.2.2"), now=now) is Reading.KNOWN
    assert states(message) == (MessageState.BOUNCED, UNKNOWN, UNKNOWN)


def test_the_address_of_the_report_is_enough(message, now):
    raw = report(message.pk, to="rebonds+{hex}.{tag}@exemple.test", headers=False)

    assert returned.read_report(raw=raw, now=now) is Reading.MARKED


@pytest.mark.parametrize("tag", ["0" * 16, "f" * 16])
def test_a_forged_report_marks_nothing(message, tag, now):
    assert returned.read_report(raw=report(message.pk, tag=tag), now=now) is Reading.FORGED

    assert states(message) == (MessageState.SENT, "", "")


def test_the_tag_of_one_message_is_worth_nothing_for_another(message, now):
    other = OutboundMessageFactory()

    raw = report(message.pk, tag=message_tag(django_settings.CODE_PEPPER, other.pk))

    assert returned.read_report(raw=raw, now=now) is Reading.FORGED


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff\xfe",
        b"Subject: holidays\r\n\r\nI am away.",
        b"Content-Type: multipart/report\r\n\r\nno parts",
        b'Content-Type:multipart/report;boundary="B"\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n--B--',
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000)),
        b"Content-Type: multipart/report; boundary=\xff\r\n\r\n--\xff\r\n",
        b"x" * (BOUNCE_MOST_BYTES + 1),
    ],
)
def test_any_other_mail_is_passed_over(raw, now, db):
    assert returned.read_report(raw=raw, now=now) is Reading.IGNORED


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", ""])
def test_a_delay_and_a_success_are_no_failure(message, action, now):
    assert returned.read_report(raw=report(message.pk, action=action), now=now) is Reading.IGNORED


def test_a_report_about_nobody_or_of_long_ago_marks_nothing(message, now):
    assert returned.read_report(raw=report(uuid4()), now=now) is Reading.KNOWN
    assert returned.read_report(raw=report(message.pk), now=now + BOUNCE_WINDOW) is Reading.KNOWN
    assert states(message) == (MessageState.SENT, "", "")


def test_a_failure_that_passes_marks_the_message_and_not_the_contact(message, now):
    returned.read_report(raw=report(message.pk, status="4.4.7"), now=now)

    assert states(message) == (MessageState.BOUNCED, FailureReason.CARRIER_AWAY, "")


def test_a_contact_proven_since_the_message_left_stays_unmarked(message, now):
    message.contact.verified_at = now - timedelta(minutes=1)
    message.contact.save()

    returned.read_report(raw=report(message.pk), now=now)

    assert states(message) == (MessageState.BOUNCED, UNKNOWN, "")


def test_a_report_that_overtakes_the_sending_empties_the_message(message, now):
    OutboundMessage.objects.filter(pk=message.pk).update(state=MessageState.QUEUED, sealed=b"x", closed_at=None)

    assert returned.read_report(raw=report(message.pk), now=now) is Reading.MARKED
    assert delivery.deliver_due(limit=10, now=now).sent == 0
    message.refresh_from_db()
    assert bytes(message.sealed) == b""


def test_a_decoy_never_comes_back(now, db):
    decoy = OutboundMessageFactory(practitioner=None, state=MessageState.DECOY, created_at=now)

    assert returned.read_report(raw=report(decoy.pk), now=now) is Reading.KNOWN


@pytest.fixture
def sms(message):
    message.channel = "SMS"
    message.save()
    return message


def test_a_telephone_that_received_clears_its_mark_and_a_later_failure_says_nothing(sms, now):
    sms.contact.bounced_at, sms.contact.bounce_reason = now, "NUMBER"
    sms.contact.save()

    assert returned.note_delivered_sms(message_id=sms.pk, now=now) is Reading.MARKED
    assert returned.note_delivered_sms(message_id=sms.pk, now=now) is Reading.KNOWN
    late = returned.note_undelivered_sms(message_id=sms.pk, reason=FailureReason.NUMBER_UNKNOWN, now=now)

    assert late is Reading.KNOWN
    assert states(sms) == (MessageState.SENT, "", "")


def test_a_receipt_says_nothing_of_mail(message, now):
    assert returned.note_delivered_sms(message_id=message.pk, now=now) is Reading.KNOWN
    assert (
        returned.note_undelivered_sms(message_id=message.pk, reason=FailureReason.NUMBER_UNKNOWN, now=now)
        is Reading.KNOWN
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("5.1.1", UNKNOWN),
        ("5.1.10", UNKNOWN),
        ("5.2.1", UNKNOWN),
        ("5.2.2", FULL),
        ("4.2.2", FULL),
        ("5.1.0", FailureReason.ADDRESS_REFUSED),
        ("5.7.1", FailureReason.REFUSED_AS_SPAM),
        ("5.4.4", FailureReason.CARRIER_AWAY),
        ("4.3.0", FailureReason.CARRIER_AWAY),
        ("5.0.0", FailureReason.REFUSED),
    ],
)
def test_statuses_have_reasons(status, reason):
    assert of_status(status) == reason


def test_words_of_carriers_have_reasons():
    assert of_refusal("status_5.2.2", "EMAIL") == FULL
    assert of_refusal("recipient_refused", "EMAIL") == FailureReason.ADDRESS_REFUSED
    assert of_refusal("malformed", "SMS") == FailureReason.NUMBER_REFUSED
    assert of_refusal("http_422", "SMS") == FailureReason.NUMBER_REFUSED
    assert of_refusal("http_403", "SMS") == FailureReason.REFUSED
    assert of_absence("status_4.2.2") == FULL
    assert of_absence("status_4.7.1") == of_absence("TimeoutError") == FailureReason.CARRIER_AWAY
    assert FailureReason.PHONE_AWAY not in reasons.LASTING


def refused_by(monkeypatch, error):
    def send(self, fail_silently=False):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)
    smtp.carry(message_id=uuid4(), to="ana@exemple.test", subject="x", text="y")


def test_a_server_that_refuses_the_recipient_for_now_is_tried_again(monkeypatch):
    greylisted = smtplib.SMTPRecipientsRefused({"ana@exemple.test": (450, b"4.2.0 Greylisted")})
    unknown = smtplib.SMTPRecipientsRefused({"ana@exemple.test": (550, b"5.1.1 No such user")})

    with pytest.raises(ChannelUnavailable) as later:
        refused_by(monkeypatch, greylisted)
    with pytest.raises(MessageRefused) as never:
        refused_by(monkeypatch, unknown)
    with pytest.raises(MessageRefused) as bare:
        refused_by(monkeypatch, smtplib.SMTPRecipientsRefused({"ana@exemple.test": (550, b"No")}))

    assert later.value.reason == "status_4.2.0"
    assert (never.value.reason, bare.value.reason) == ("status_5.1.1", "recipient_refused")


def test_a_refused_recipient_marks_the_contact_at_once(message, now, monkeypatch):
    monkeypatch.setattr(
        delivery.correspondence, "open_letter", lambda row: delivery.correspondence.Letter("a", "b", "c")
    )

    def refuse(**_):
        raise MessageRefused("status_5.1.1")

    monkeypatch.setattr(smtp, "carry", refuse)
    OutboundMessage.objects.filter(pk=message.pk).update(
        state=MessageState.QUEUED, due_at=now, expires_at=now + timedelta(hours=1), closed_at=None
    )

    delivery.deliver_due(limit=1, now=now)

    assert states(message) == (MessageState.FAILED, UNKNOWN, UNKNOWN)


def test_what_waits_and_expires_says_why(message, now):
    rows = OutboundMessage.objects.filter(pk=message.pk)
    rows.update(state=MessageState.QUEUED, expires_at=now, closed_at=None)
    delivery.expire_messages(limit=10, now=now)
    assert states(message) == (MessageState.EXPIRED, FailureReason.EXPIRED, "")

    rows.update(state=MessageState.QUEUED, failure=FailureReason.CARRIER_AWAY)
    delivery.expire_messages(limit=10, now=now)
    assert states(message) == (MessageState.EXPIRED, FailureReason.CARRIER_AWAY, "")


def test_the_envelope_carries_the_id_and_people_see_the_usual_sender(settings, mailoutbox):
    settings.BOUNCE_ADDRESS = "rebonds@exemple.test"
    message_id = uuid4()

    smtp.carry(message_id=message_id, to="ana@exemple.test", subject="x", text="y")

    [mail] = mailoutbox
    name, _at, host = mail.from_email.partition("@")
    assert (name, host) == (
        f"rebonds+{message_id.hex}.{message_tag(settings.CODE_PEPPER, message_id)}",
        "exemple.test",
    )
    assert len(name) <= 64
    assert mail.message()["From"] == settings.DEFAULT_FROM_EMAIL
    assert str(message_id) in mail.message()["Message-ID"]
