"""The dashboard: whose portal this is, how many people, what waits."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from directory import panels, permissions, queries
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.queries import SearchTerms

LATEST = 6


def dashboard(request: HttpRequest) -> dict[str, Any]:
    """What the index page shows to this account."""
    viewer = viewer_of(request)
    enrolments = permissions.enrolments_visible_to(viewer.account, viewer.now)
    latest = enrolments.select_related("practitioner", "role__organization", "enrolled_by").order_by("-enrolled_at")
    return {
        "mandates": viewer.mandates,
        "may_enrol": viewer.enrols,
        "figures": [*_figures(viewer), *_registered_figures(viewer)],
        "waiting_loads": list(permissions.waiting_loads(viewer.account, viewer.now)),
        "latest": list(latest[:LATEST]),
    }


def _figures(viewer: Viewer) -> list[dict[str, Any]]:
    account, now = viewer.account, viewer.now
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    people_list = reverse("portal:directory_practitioner_changelist")
    return [
        {"label": _("People"), "count": _people(viewer), "address": people_list},
        {
            "label": _("Registered this month"),
            "count": _written(permissions.enrolments_visible_to(account, now).filter(enrolled_at__gte=month).count()),
            "address": reverse("portal:directory_enrolment_changelist"),
        },
        {
            "label": _("People with contacts to verify"),
            "count": _people(viewer, contacts="w"),
            "address": f"{people_list}?contacts=waiting",
        },
    ]


def _people(viewer: Viewer, contacts: str = "") -> str:
    """How many the viewer sees; the people of a region or of the nation are not counted at each visit."""
    terms = SearchTerms(contacts=contacts)
    found = queries.count_people(terms, listed_only=False, test_people=viewer.world, within=viewer.scope)
    if not found.is_about:
        return _written(found.people)
    unit = 10 ** (len(str(found.people)) - 2)  # two figures that count
    return _("≈ %(number)s") % {"number": _written(round(found.people / unit) * unit)}


def _written(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def _registered_figures(viewer: Viewer) -> list[dict[str, Any]]:
    counted = ((figure, figure.count(viewer.account, viewer.now)) for figure in panels.figures())
    return [
        {"label": str(figure.label), "count": _written(count), "address": figure.address}
        for figure, count in counted
        if count is not None
    ]


portal.index_context = dashboard
portal.index_template = "admin/directory/dashboard.html"
