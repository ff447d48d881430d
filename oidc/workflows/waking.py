"""The phones of whom something is asked are woken: the request itself is the row that says so."""

from datetime import datetime

from django.db import transaction

from activation.workflows import waking
from oidc import policy
from oidc.models import LoginRequest


def wake_phones(*, limit: int, now: datetime) -> int:
    """Wake the phones of the newest requests that nobody was woken for; how many requests were taken.

    Safe to run in several workers at once. A request is taken before its push leaves: a worker that dies loses a push,
    never a request, which is listed all the same. One that waited too long is left to the open wallets.
    """
    with transaction.atomic():
        fresh = LoginRequest.objects.waiting(now).filter(
            woken_at__isnull=True,
            silent=False,
            practitioner__isnull=False,
            claimed_by__isnull=True,  # the phone that claimed it shows it already
            created_at__gt=now - policy.WAKE_WITHIN,
        )
        rows = list(fresh.select_for_update(skip_locked=True, of=("self",)).order_by("created_at")[:limit])
        LoginRequest.objects.filter(pk__in=[row.pk for row in rows]).update(woken_at=now)
    waking.wake({row.practitioner_id for row in rows if row.practitioner_id is not None}, now=now)
    return len(rows)
