"""People whom somebody registered lately and who have no e-CPS yet: a task of the day for who registers people."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activation import permissions
from directory import panels
from directory import permissions as directory_permissions
from directory.models import Account, Enrolment
from directory.panels import MOST_COUNTED, Task, TaskLine, Waiting


def _not_activated(account: Account, now: datetime) -> Waiting | None:
    """None for those who register nobody."""
    if not directory_permissions.authorities_that_enrol(account, now):
        return None
    return Waiting(permissions.enrolled_without_card(account, now, MOST_COUNTED + 1), _line)


def _line(enrolment: Enrolment) -> TaskLine:
    day = date_format(timezone.localdate(enrolment.enrolled_at), "SHORT_DATE_FORMAT")
    return TaskLine(
        enrolment.practitioner.display_name,
        _("registered on %(day)s") % {"day": day},
        reverse("portal:directory_practitioner_change", args=[enrolment.practitioner_id]),
    )


panels.register_task(
    Task(
        key="not-activated",
        label=gettext_lazy("People registered lately who have no e-CPS yet"),
        read=_not_activated,
        rank=50,
    )
)
