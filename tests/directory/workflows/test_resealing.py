"""A newer key seals everything again, while messages leave."""

import io
import threading

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from directory import correspondence
from directory.models import MessageChannel, MessageState, OutboundMessage
from directory.sheets.sealing import seal_cells, unseal_cells
from directory.workflows import resealing
from directory.workflows.delivery import deliver_due
from directory.workflows.resealing import Resealed, reseal_everything
from tests.factories.directory import AccountFactory, PractitionerFactory
from tests.factories.staff_imports import StaffImportLineFactory


def write(now, count=1):
    person = PractitionerFactory(reachable=True)
    context = {"holder": "Camille", "national_id": "8", "link": "l"}
    draft = correspondence.Draft(MessageChannel.SMS, "+33612345678", context)
    return correspondence.write(
        event="activation_invitation", drafts=[draft] * count, practitioner_id=person.pk, now=now
    )


def add_key(settings):
    old = list(settings.MESSAGE_KEYS)
    settings.MESSAGE_KEYS = [Fernet.generate_key().decode(), *old]
    return old


@pytest.mark.django_db
def test_what_an_older_key_sealed_opens_with_the_newest_alone(settings, now):
    [message] = write(now)
    line = StaffImportLineFactory(sealed=seal_cells({"name": "Camille"}))
    secret = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    app = Authenticator.objects.create(user=AccountFactory(), type="totp", data={"secret": secret})
    add_key(settings)

    out = io.StringIO()
    call_command("reseal", stdout=out)
    again = reseal_everything(batch=1)
    settings.MESSAGE_KEYS = settings.MESSAGE_KEYS[:1]

    for row in (message, line, app):
        row.refresh_from_db()
    assert out.getvalue() == "3 sealed again, 0 that no key opens\n"
    assert again == Resealed(sealed=0, unreadable=0)
    assert correspondence.open_letter(message).to == "+33612345678"
    assert unseal_cells(line.sealed) == {"name": "Camille"}
    assert get_adapter().decrypt(app.data["secret"]) == "JBSWY3DPEHPK3PXP"


@pytest.mark.django_db
def test_what_no_key_opens_is_counted_and_left_alone(settings, now):
    [message] = write(now)
    before = bytes(message.sealed)
    settings.MESSAGE_KEYS = [Fernet.generate_key().decode()]

    assert reseal_everything(batch=10) == Resealed(sealed=0, unreadable=1)
    message.refresh_from_db()
    assert bytes(message.sealed) == before


@pytest.mark.django_db
def test_a_message_that_left_meanwhile_stays_empty(settings, now, monkeypatch):
    [message] = write(now)
    add_key(settings)
    seal = correspondence.sealed_again

    def leave_first(sealed):
        OutboundMessage.objects.update(state=MessageState.SENT, sealed=b"", closed_at=now)
        return seal(sealed)

    monkeypatch.setattr(resealing.correspondence, "sealed_again", leave_first)

    assert reseal_everything(batch=10).sealed == 0
    message.refresh_from_db()
    assert bytes(message.sealed) == b""


@pytest.mark.django_db(transaction=True)
def test_messages_leave_once_while_everything_is_sealed_again(settings, now, tmp_path):
    settings.MESSAGES_DIR = tmp_path
    write(now, count=40)
    add_key(settings)
    reports = []

    def run(act):
        try:
            reports.append(act())
        finally:
            connection.close()

    acts = [lambda: reseal_everything(batch=3)] * 2 + [lambda: deliver_due(limit=10, now=now)] * 4
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while deliver_due(limit=10, now=now).sent:
        pass

    assert len(reports) == 6
    assert set(OutboundMessage.objects.values_list("state", "attempt_count")) == {(MessageState.SENT, 1)}
