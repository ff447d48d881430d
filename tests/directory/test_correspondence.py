"""Messages are rows of the fact's transaction, sealed, and emptied."""

import pytest
from cryptography.fernet import Fernet
from django.db import transaction
from django.template import engines

from directory import correspondence
from directory.correspondence import Draft
from directory.models import MessageChannel, MessageState, OutboundMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(settings, tmp_path):
    """An event of the tests' own: three templates."""
    folder = tmp_path / "messages" / "greeting"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("Hello\n{{ name }}\n")
    (folder / "email.txt").write_text("Dear {{ name }}, your code is {{ code }}.\n")
    (folder / "sms.txt").write_text("{{ code }}")
    directories = engines["django"].engine.dirs
    directories.append(tmp_path)
    for loader in engines["django"].engine.template_loaders:
        loader.reset()
    yield
    directories.remove(tmp_path)


def drafts(to_email="ana@example.org", to_mobile="+33639980001"):
    context = {"name": "Ana", "code": "204918"}
    return [
        Draft(channel=MessageChannel.EMAIL, to=to_email, context=context),
        Draft(channel=MessageChannel.SMS, to=to_mobile, context=context),
    ]


def test_a_message_undone_with_its_fact_does_not_exist(letters, practitioner, now):
    with pytest.raises(RuntimeError), transaction.atomic():
        correspondence.write(event="greeting", drafts=drafts(), practitioner_id=practitioner.pk, now=now)
        raise RuntimeError

    assert OutboundMessage.objects.count() == 0


def test_the_stored_row_shows_neither_recipient_nor_text(letters, practitioner, now):
    rows = correspondence.write(event="greeting", drafts=drafts(), practitioner_id=practitioner.pk, now=now)

    stored = b"".join(bytes(row.sealed) for row in OutboundMessage.objects.all())
    assert len(rows) == 2
    for secret in (b"ana@example.org", b"204918", b"39980001"):
        assert secret not in stored


def test_a_draft_to_nobody_is_a_decoy_beside_a_message(letters, practitioner, now):
    email, sms = correspondence.write(
        event="greeting", drafts=drafts(to_mobile=""), practitioner_id=practitioner.pk, now=now
    )

    assert [email.state, sms.state] == [MessageState.QUEUED, MessageState.DECOY]
    assert [email.practitioner_id, sms.practitioner_id] == [practitioner.pk, None]


def test_the_letter_reads_back_as_it_was_written(letters, practitioner, now):
    email, sms = correspondence.write(event="greeting", drafts=drafts(), practitioner_id=practitioner.pk, now=now)

    letter = correspondence.open_letter(email)
    assert (letter.to, letter.subject) == ("ana@example.org", "Hello Ana")
    assert letter.text == "Dear Ana, your code is 204918."
    assert correspondence.open_letter(sms).text == "204918"
    assert "204918" not in repr(letter)


def test_a_message_without_a_person_is_a_decoy(letters, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = correspondence.write(event="greeting", drafts=drafts("", ""), practitioner_id=None, now=now)

    assert {row.state for row in rows} == {MessageState.DECOY}


def test_a_message_sealed_with_a_lost_key_says_so(letters, practitioner, now, settings):
    [email, _] = correspondence.write(event="greeting", drafts=drafts(), practitioner_id=practitioner.pk, now=now)
    settings.MESSAGE_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(correspondence.UnreadableMessage):
        correspondence.open_letter(email)


def test_a_new_key_reads_what_the_old_one_sealed(letters, practitioner, now, settings):
    [email, _] = correspondence.write(event="greeting", drafts=drafts(), practitioner_id=practitioner.pk, now=now)
    settings.MESSAGE_KEYS = [Fernet.generate_key().decode(), *settings.MESSAGE_KEYS]

    assert correspondence.open_letter(email).to == "ana@example.org"
