"""The dashboard: whose portal this is, how many people, what waits."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import panels, permissions
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import ContactPoint

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
    people = permissions.practitioners_visible_to(account, now)
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    waiting = ContactPoint.objects.filter(
        ended_at__isnull=True, verified_at__isnull=True, practitioner__in=people
    ).values("practitioner")
    people_list = reverse("portal:directory_practitioner_changelist")
    return [
        {"label": _("People"), "count": people.count(), "address": people_list},
        {
            "label": _("Registered this month"),
            "count": permissions.enrolments_visible_to(account, now).filter(enrolled_at__gte=month).count(),
            "address": reverse("portal:directory_enrolment_changelist"),
        },
        {
            "label": _("People with contacts to verify"),
            "count": waiting.distinct().count(),
            "address": f"{people_list}?contacts=waiting",
        },
    ]


def _registered_figures(viewer: Viewer) -> list[dict[str, Any]]:
    counted = ((figure, figure.count(viewer.account, viewer.now)) for figure in panels.figures())
    return [
        {"label": str(figure.label), "count": count, "address": figure.address}
        for figure, count in counted
        if count is not None
    ]


portal.index_context = dashboard
portal.index_template = "admin/directory/dashboard.html"
