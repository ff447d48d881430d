"""What the directory knows of somebody's physical cards."""

from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from directory.models import SmartCard


def has_only_opposed_cards(practitioner_id: int, now: datetime) -> bool:
    """Is a card of this person opposed, and none left that runs?

    A certificate does not say which card it is in, and one professional may have two: the revocation list decides of
    each; the directory, which learns of an opposition apart, of all of them. A person whose cards it does not know has
    none opposed. One query.
    """
    today = timezone.localdate(now)
    cards = SmartCard.objects.filter(practitioner_id=practitioner_id)
    opposed = Q(blocked_date__lte=today)
    runs = Q(valid_from__lte=today, valid_until__gt=today) & (Q(blocked_date__isnull=True) | Q(blocked_date__gt=today))
    found = cards.aggregate(opposed=Count("pk", filter=opposed), running=Count("pk", filter=runs))
    return bool(found["opposed"]) and not found["running"]
