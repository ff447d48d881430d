"""What the directory knows of somebody's physical cards."""

from datetime import date, datetime

from django.db.models import Count, Exists, Q
from django.db.models.expressions import Combinable
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
    found = cards.aggregate(opposed=Count("pk", filter=_opposed(today)), running=Count("pk", filter=_running(today)))
    return bool(found["opposed"]) and not found["running"]


def asks_of_opposed_cards(holder: Combinable, now: datetime) -> Q:
    """The same for statements about other rows. holder: the key of somebody, as those rows name it."""
    today = timezone.localdate(now)
    cards = SmartCard.objects.filter(practitioner_id=holder)
    return Exists(cards.filter(_opposed(today))) & ~Exists(cards.filter(_running(today)))


def _opposed(today: date) -> Q:
    return Q(blocked_date__lte=today)


def _running(today: date) -> Q:
    not_opposed = Q(blocked_date__isnull=True) | Q(blocked_date__gt=today)
    return Q(valid_from__lte=today, valid_until__gt=today) & not_opposed
