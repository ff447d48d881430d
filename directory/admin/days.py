"""Days in a few words, for lines of things that wait."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def since(instant: datetime) -> str:
    """From which day on something waits."""
    return _("since %(start)s") % {"start": short_day(timezone.localdate(instant))}


def ends_on(day: date) -> str:
    """The last day of something."""
    return _("ends on %(day)s") % {"day": short_day(day)}


def short_day(day: date) -> str:
    """In figures."""
    return str(date_format(day, "SHORT_DATE_FORMAT"))
