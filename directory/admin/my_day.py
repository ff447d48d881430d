"""My day: what waits for this account, how many people it sees, who was registered last."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from directory import panels, permissions, queries
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.panels import Task, Waiting
from directory.queries import SearchTerms

LATEST = 6
FIRST = 3  # things that wait, of each kind


def my_day(request: HttpRequest) -> dict[str, Any]:
    """What the index page shows to this account."""
    viewer = viewer_of(request)
    enrolments = permissions.enrolments_visible_to(viewer.account, viewer.now)
    latest = enrolments.select_related("practitioner", "role__organization", "enrolled_by").order_by("-enrolled_at")
    read = ((task, task.read(viewer.account, viewer.now)) for task in panels.tasks())
    return {
        "mandates": viewer.mandates,
        "may_enrol": viewer.enrols,
        "tasks": [_task(task, waits) for task, waits in read if waits is not None and waits.count],
        "figures": [*_figures(viewer), *_registered_figures(viewer)],
        "latest": list(latest[:LATEST]),
    }


def _task(task: Task, waits: Waiting) -> dict[str, Any]:
    return {
        "key": task.key,
        "label": task.label,
        "count": waits.count,
        "is_capped": waits.is_capped,
        "lines": waits.lines(FIRST),
        "address": _address(task),
    }


def _address(task: Task) -> str:
    if not task.address:
        return reverse("portal:waiting", args=[task.key])
    return task.address if task.address.startswith("/") else reverse(task.address)


def _figures(viewer: Viewer) -> list[dict[str, Any]]:
    account, now = viewer.account, viewer.now
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    registered = permissions.enrolments_visible_to(account, now).filter(enrolled_at__gte=month).count()
    return [
        {
            "label": _("People"),
            "count": _people(viewer),
            "address": reverse("portal:directory_practitioner_changelist"),
        },
        {
            "label": _("Registered this month"),
            "count": _written(registered),
            "address": reverse("portal:directory_enrolment_changelist"),
        },
    ]


def _people(viewer: Viewer) -> str:
    """How many the viewer sees; the people of a region or of the nation are not counted at each visit."""
    found = queries.count_people(SearchTerms(), listed_only=False, test_people=viewer.world, within=viewer.scope)
    if not found.is_about:
        return _written(found.people)
    unit = 10 ** (len(str(found.people)) - 2)  # two figures that count
    return _("≈ %(number)s") % {"number": _written(round(found.people / unit) * unit)}


def _written(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def _registered_figures(viewer: Viewer) -> list[dict[str, Any]]:
    counted = ((figure, figure.count(viewer.account, viewer.now)) for figure in panels.figures())
    return [
        {"label": str(figure.label), "count": _counted(count, figure.at_most), "address": figure.address}
        for figure, count in counted
        if count is not None
    ]


def _counted(count: int, at_most: int | None) -> str:
    return f"> {_written(at_most)}" if at_most is not None and count > at_most else _written(count)


portal.index_context = my_day
portal.index_template = "admin/directory/my_day.html"
