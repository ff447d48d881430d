"""Whose contact a load changed is told, in the transaction of the load. Nobody is told a first value."""

from datetime import datetime
from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.models import ContactPoint
from directory.workflows.contact_change import ContactChange, tell_changes

_AT_ONCE: Final = 500  # changes; two messages each


def tell_changed_contacts(cursor: CursorWrapper, *, now: datetime) -> int:
    """Write the messages about `changed_contact`, where the plan left it; returns how many."""
    cursor.execute("SELECT to_regclass('loading.changed_contact') IS NOT NULL")
    row = cursor.fetchone()
    if row is None or not row[0]:
        return 0
    cursor.execute("SELECT former_id, contact_id FROM changed_contact ORDER BY contact_id")
    pairs = cursor.fetchall()
    told = 0
    for start in range(0, len(pairs), _AT_ONCE):
        some = pairs[start : start + _AT_ONCE]
        keys = [key for pair in some for key in pair]
        contacts = ContactPoint.objects.select_related("practitioner__authority").in_bulk(keys)
        told += tell_changes((ContactChange(contacts[former], contacts[present]) for former, present in some), now=now)
    return told
