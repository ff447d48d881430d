"""Holders, and who gave them their mandates, are told of an end that comes near: once for each number of days."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from directory.models import Mandate
from directory.policy import MANDATE_REMINDERS
from directory.workflows.mandates.telling import tell_ends_soon


def remind_due(*, limit: int, now: datetime) -> int:
    """Write the reminders that are due; returns of how many mandates. One that is late skips the earlier ones."""
    reminded = 0
    for days in sorted(MANDATE_REMINDERS):
        for mandate in _due(days, now)[: limit - reminded]:
            reminded += _remind(mandate, days, now)
    return reminded


def _due(days: int, now: datetime) -> list[Mandate]:
    """Those that end within so many days and were not told so; one given for fewer days ends as agreed."""
    ahead = timedelta(days=days)
    rows = (
        Mandate.objects.in_force(now)
        .filter(_untold(days), valid_until__lte=now + ahead, valid_from__lte=F("valid_until") - ahead)
        .filter(account__is_active=True)
    )
    return list(rows.select_related("account", "authority", "granted_by").order_by("valid_until", "pk"))


def _remind(mandate: Mandate, days: int, now: datetime) -> bool:
    with transaction.atomic():
        claimed = Mandate.objects.in_force(now).filter(_untold(days), pk=mandate.pk, valid_until=mandate.valid_until)
        if claimed.update(last_reminder_days=days) != 1:
            return False
        tell_ends_soon(mandate, now)
    return True


def _untold(days: int) -> Q:
    return Q(last_reminder_days__isnull=True) | Q(last_reminder_days__gt=days)
