"""The loads of official files: the list."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from directory import permissions
from directory.admin.base import NationalPageAdmin
from directory.admin.listing import (
    Cell,
    Choice,
    Column,
    Kind,
    Listed,
    Narrowed,
    Order,
    OwnList,
    badge,
    instant,
    plain,
    register,
)
from directory.admin.loads.page import BADGES, ROUTE, find_load, show_load
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import ExtractKind, ExtractLoad, LoadState


def _rows(viewer: Viewer) -> QuerySet[ExtractLoad]:
    return permissions.loads_visible_to(viewer.account, viewer.now).select_related("loaded_by")


def _narrow(rows: QuerySet[ExtractLoad], kept: dict[str, str], _viewer: Viewer) -> Narrowed:
    return Narrowed(rows.filter(**{name: value for name, value in kept.items() if value}))


def _state(load: ExtractLoad) -> Cell:
    return badge(BADGES.get(LoadState(load.state), "info"), load.get_state_display())


def _lines(load: ExtractLoad) -> Cell:
    """How many the file has; nothing before it is read."""
    return Cell(number_format(load.line_count, force_grouping=True) if load.line_count else "", is_short=True)


def _beside(request: HttpRequest) -> dict[str, Any]:
    """What waits for a decision, and the way to load more."""
    viewer = viewer_of(request)
    return {"waiting_loads": permissions.waiting_loads(viewer.account, viewer.now), "may_run": viewer.runs_loads}


LOAD_LIST: Final = register(
    Listed(
        key="loads",
        route=ROUTE,
        title=_("Loads"),
        rows=_rows,
        narrow=_narrow,
        order=Order((("started_at", Kind.INSTANT), ("pk", Kind.NUMBER)), is_descending=True),
        choices=(
            Choice("state", _("State"), lambda viewer: [*LoadState.choices]),
            Choice("kind", _("Kind"), lambda viewer: [*ExtractKind.choices]),
        ),
        columns=(
            Column(_("File"), lambda row: plain(row.file_name)),
            Column(_("Kind"), lambda row: plain(row.get_kind_display())),
            Column(_("State"), _state),
            Column(_("Lines"), _lines),
            Column(_("Loaded by"), lambda row: plain(row.loaded_by and str(row.loaded_by))),
            Column(_("Started"), lambda row: instant(row.started_at)),
        ),
        address=lambda row: reverse("portal:directory_extractload_change", args=[row.pk]),
        empty=_("The directory is filled by the national files: each one that is given to it is followed here."),
        may_see=lambda viewer: viewer.reads_audit,
        above="admin/directory/load_list_head.html",
        more=_beside,
    )
)


@admin.register(ExtractLoad, site=portal)
class ExtractLoadAdmin(OwnList, NationalPageAdmin):
    """Loads of official files: operators and national auditors; others find nothing here."""

    scope = permissions.loads_visible_to
    listed = LOAD_LIST

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return show_load(request, find_load(request, key))
