"""The loads of official files: the list."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from directory import permissions
from directory.admin.base import NationalPageAdmin, column
from directory.admin.loads.page import find_load, show_load
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import ExtractLoad


@admin.register(ExtractLoad, site=portal)
class ExtractLoadAdmin(NationalPageAdmin):
    """Loads of official files: operators and national auditors; others find nothing here."""

    scope = permissions.loads_visible_to
    list_display = ("file_name", "kind", "shown_state", "line_count", "loaded_by", "started_at")
    list_display_links = ("file_name",)
    list_filter = ("state", "kind")
    list_select_related = ("loaded_by",)
    ordering = ("-started_at", "-id")
    list_before_template = "admin/directory/load_list_head.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, below what waits for a decision and the way to load more."""
        viewer = viewer_of(request)
        if not viewer.reads_audit:
            raise Http404
        context = {"waiting_loads": permissions.waiting_loads(viewer.account, viewer.now), "may_run": viewer.runs_loads}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return show_load(request, find_load(request, key))

    @column(
        description=_("State"),
        label={
            "FINISHED": "success",
            "UNCHANGED": "success",
            "REFUSED": "danger",
            "ABANDONED": "danger",
            "PAUSED": "warning",
            "RECEIVED": "info",
            "STAGED": "info",
            "COMPARED": "info",
            "APPLIED": "info",
        },
    )
    def shown_state(self, load: ExtractLoad) -> tuple[str, Any]:
        """The state, in its colour."""
        return load.state, load.get_state_display()
