"""Whom to help on the way to an e-CPS, among the tasks of the day for who registers people: those registered lately who
have none, those whose activation came to nothing.
"""

from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activation import permissions
from activation.admin.standing import standing_of
from activation.models import ActivationRequest
from directory import panels
from directory import permissions as directory_permissions
from directory.admin.days import since
from directory.models import Account, Enrolment, Practitioner
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


def _stopped(account: Account, now: datetime) -> Waiting | None:
    if not directory_permissions.authorities_that_enrol(account, now):
        return None

    def line(row: ActivationRequest) -> TaskLine:
        person = cast(Practitioner, row.practitioner)
        note = f"{since(row.opened_at)} · {standing_of(row, now).why}"
        return TaskLine(person.display_name, note, reverse("portal:directory_practitioner_change", args=[person.pk]))

    return Waiting(permissions.activations_to_help(account, now, MOST_COUNTED + 1), line)


panels.register_task(
    Task(
        key="activations-stopped",
        label=gettext_lazy("Activations that came to nothing"),
        read=_stopped,
        rank=55,
    )
)
panels.register_task(
    Task(
        key="not-activated",
        label=gettext_lazy("People registered lately who have no e-CPS yet"),
        read=_not_activated,
        rank=50,
    )
)
