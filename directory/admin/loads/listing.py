"""The loads of official files: the list."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from directory import permissions
from directory.admin.base import NationalAdmin, column
from directory.admin.site import portal
from directory.models import ExtractLoad


@admin.register(ExtractLoad, site=portal)
class ExtractLoadAdmin(NationalAdmin):
    """Loads of official files."""

    scope = permissions.loads_visible_to
    list_display = ("file_name", "shown_state", "started_at", "finished_at", "loaded_by")
    list_select_related = ("loaded_by",)
    ordering = ("-started_at", "-id")

    @column(
        description=_("State"),
        label={"FINISHED": "success", "UNCHANGED": "info", "REFUSED": "danger", "PAUSED": "warning"},
    )
    def shown_state(self, load: ExtractLoad) -> tuple[str, Any]:
        """The state, in its colour."""
        return load.state, load.get_state_display()
