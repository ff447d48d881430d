"""Returned mail is read from a maildir once, and the command tells numbers only."""

import io
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from directory.models import MessageState, OutboundMessage
from tests.directory.workflows.test_returned import report
from tests.factories.directory import ContactPointFactory, OutboundMessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    contact = ContactPointFactory(verified=True)
    at = timezone.now() - timedelta(minutes=5)
    return OutboundMessageFactory(
        practitioner=contact.practitioner,
        contact=contact,
        state=MessageState.SENT,
        sealed=b"",
        created_at=at,
        closed_at=at,
    )


@pytest.fixture
def maildir(tmp_path):
    (tmp_path / "new").mkdir()
    return tmp_path


def read(*arguments):
    out = io.StringIO()
    call_command("read_bounces", *arguments, stdout=out)
    return out.getvalue()


def test_no_folder_and_a_folder_that_is_no_maildir_are_said(settings, tmp_path):
    with pytest.raises(CommandError):
        read()
    settings.BOUNCE_MAILDIR = tmp_path
    with pytest.raises(CommandError):
        read()


def test_new_mail_is_read_once_whatever_it_holds(message, maildir, settings):
    settings.BOUNCE_MAILDIR = maildir
    (maildir / "new" / "1.a").write_bytes(report(message.pk))
    (maildir / "new" / "2.b").write_bytes(report(message.pk, tag="0" * 16))
    (maildir / "new" / "3.c").write_bytes(b"\0\xff")

    first, second = read(), read()

    assert [int(word) for word in first.replace(",", " ").split() if word.isdigit()] == [1, 0, 1, 1]
    assert [int(word) for word in second.replace(",", " ").split() if word.isdigit()] == [0, 0, 0, 0]
    assert OutboundMessage.objects.get().state == MessageState.BOUNCED
    assert sorted(path.name for path in (maildir / "cur").iterdir()) == ["1.a:2,S", "2.b:2,S", "3.c:2,S"]


def test_one_mail_is_read_from_standard_input(message, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(report(message.pk))))

    read("--stdin")

    assert OutboundMessage.objects.get().state == MessageState.BOUNCED
