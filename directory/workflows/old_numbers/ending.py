"""An old number was given to the wrong person: it stops naming them, and the file is not believed again."""

from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import NotAllowed
from directory.models import Account, FormerIdentifier, IdentifierOrigin


def end(*, account: Account, identifier_id: int, now: datetime) -> bool:
    """End what a correspondence file said of one number; False when it had ended, or when another act said it.

    What a merge said ends with the merge. Raises NotAllowed.
    """
    if not permissions.can_merge_people(account, now):
        raise NotAllowed()
    reach = permissions.practitioners_visible_to(account, now)
    with transaction.atomic():
        rows = FormerIdentifier.objects.filter(
            pk=identifier_id,
            origin=IdentifierOrigin.CORRESPONDENCE,
            ended_at__isnull=True,
            practitioner__in=reach,
        )
        ended = rows.update(ended_at=now)
        if ended:
            row = FormerIdentifier.objects.get(pk=identifier_id)
            journal.record(
                action="directory.correspondence_ended",
                actor=account,
                practitioner_id=row.practitioner_id,
                subject=row,
                now=now,
                mandate=permissions.acting_mandate(account, None, now),
            )
    return ended == 1
