"""Signs that somebody guesses: wrong tries that are many, and many beside those that succeed.

Each floor registers its own. What guessing gets is bounded whatever happens; an alarm tells operators that it goes on.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from directory.models import AuditEvent
from directory.policy import ALARM_WINDOW

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Alarm:
    """tries, successes: actions of the trail. least: tries within ALARM_WINDOW below which it never rings. share: of
    the successes that the tries must exceed. only: what else is true of the lines of tries.
    """

    key: str
    tries: tuple[str, ...]
    successes: tuple[str, ...]
    least: int
    share: float
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ringing:
    """An alarm that rings now. tries, successes: within ALARM_WINDOW."""

    alarm: Alarm
    tries: int
    successes: int


_alarms: dict[str, Alarm] = {}


def register(*alarms: Alarm) -> None:
    """Have these watched; the same key again replaces one."""
    _alarms.update({alarm.key: alarm for alarm in alarms})


def ringing(lines: QuerySet[AuditEvent], now: datetime) -> list[Ringing]:
    """Those that ring at this instant, in the order of their keys, for whoever reads these lines of the trail."""
    recent = lines.filter(occurred_at__gt=now - ALARM_WINDOW, occurred_at__lte=now)
    found = []
    for alarm in sorted(_alarms.values(), key=lambda alarm: alarm.key):
        tries = recent.filter(action__in=alarm.tries, **alarm.only).count()
        if tries < alarm.least:
            continue
        successes = recent.filter(action__in=alarm.successes).count()
        if tries > successes * alarm.share:
            found.append(Ringing(alarm, tries, successes))
    return found


def tell(*, now: datetime) -> int:
    """Write a warning to the log for each alarm that rings; how many do. Neither a person nor an address is named."""
    found = ringing(AuditEvent.objects.all(), now)
    for one in found:
        logger.warning(
            "guessing? %s: %d wrong tries within the hour, beside %d that succeeded",
            one.alarm.key,
            one.tries,
            one.successes,
        )
    return len(found)
