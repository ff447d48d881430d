"""Workers killed while 500 messages are due: none is lost, and each death doubles the one in flight at most."""

from collections import Counter

import pytest

from directory import correspondence
from directory.models import MessageChannel, MessageState, OutboundMessage
from directory.policy import MESSAGE_LEASE
from tests.factories.directory import PractitionerFactory
from tests.support.killed_delivery import deliver_and_kill

DUE = 500
DEATHS = (1, 137, 300)  # messages that each worker carries in its life


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_message_is_lost_and_each_death_doubles_one_at_most(now, tmp_path, monkeypatch):
    monkeypatch.setattr(correspondence, "_render", lambda event, name, context: "the text of the letter")
    draft = correspondence.Draft(channel=MessageChannel.SMS, to="+33639980001", context={})
    correspondence.write(event="greeting", drafts=[draft] * DUE, practitioner_id=PractitionerFactory().pk, now=now)
    due = {str(key) for key in OutboundMessage.objects.values_list("pk", flat=True)}
    carried = tmp_path / "carried"

    clock = now
    for messages in DEATHS:
        assert deliver_and_kill(carried, carried=messages, now=clock) == -9
        clock += MESSAGE_LEASE  # what the dead one had claimed is due again
    assert deliver_and_kill(carried, carried=-1, now=clock) == 0

    times = Counter(carried.read_text().split())
    assert set(times) == due
    assert max(times.values()) <= 2
    assert sum(times.values()) <= DUE + len(DEATHS)
    assert set(OutboundMessage.objects.values_list("state", "sealed")) == {(MessageState.SENT, b"")}
