"""What nobody changes changes all the same: roles and professions begin and end by the calendar."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from directory.models import DirectoryEntry, Practitioner


def refresh_due(*, limit: int, now: datetime) -> int:
    """Write anew the entries that this day changes, at most so many, and that their people changed. Returns how many.

    The people are locked first, as every change of them does: whoever changes one of them meanwhile waits, or is left
    for the next run.
    """
    today = timezone.localdate(now)
    due = DirectoryEntry.objects.filter(changes_on__lte=today).order_by("changes_on").values("pk")[:limit]
    people = Practitioner.objects.filter(pk__in=due).order_by("pk").values_list("pk", flat=True)
    with transaction.atomic(), connection.cursor() as cursor:
        locked = list(people.select_for_update(skip_locked=True, no_key=True))
        if locked:
            Practitioner.objects.filter(pk__in=locked).update(updated_at=Now())
            cursor.execute("SELECT touch_activities(%s::bigint[])", [locked])
            cursor.execute("SELECT refresh_directory_entries(%s::bigint[], %s)", [locked, today])
    return len(locked)


def recount_words() -> int:
    """Count again how many people carry each word of names: the order in which words are tried. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT recount_name_words()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
