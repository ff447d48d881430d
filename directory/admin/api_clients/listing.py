"""The applications that read the API: the list."""

from typing import Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory import permissions
from directory.admin.api_clients.page import ROUTE, find_client, manages, show_client
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
    Search,
    badge,
    day,
    plain,
    register,
)
from directory.admin.site import portal
from directory.admin.viewer import Viewer
from directory.models import ApiClient

VIEWS: Final = [("public", _("public")), ("restricted", _("restricted"))]
STATES: Final = [("open", _("open")), ("suspended", _("suspended"))]


def _narrow(rows: QuerySet[ApiClient], kept: dict[str, str], _viewer: Viewer) -> Narrowed:
    if kept["q"]:
        rows = rows.filter(name__icontains=kept["q"])
    if kept["view"]:
        rows = rows.filter(reads_restricted=kept["view"] == "restricted")
    if kept["state"]:
        rows = rows.filter(suspended_at__isnull=kept["state"] == "open")
    return Narrowed(rows)


def _view(client: ApiClient) -> Cell:
    """Which of the two views its keys open."""
    return badge("warning", _("restricted")) if client.reads_restricted else badge("info", _("public"))


def _state(client: ApiClient) -> Cell:
    return badge("success", _("open")) if client.suspended_at is None else badge("danger", _("suspended"))


@admin.register(ApiClient, site=portal)
class ApiClientAdmin(OwnList, NationalPageAdmin):
    """Applications: operators and national auditors; others find nothing here."""

    scope = permissions.api_clients_visible_to
    listed = register(
        Listed(
            key="applications",
            route=ROUTE,
            title=_("Applications of the API"),
            rows=lambda viewer: permissions.api_clients_visible_to(viewer.account, viewer.now),
            narrow=_narrow,
            order=Order((("name", Kind.TEXT), ("pk", Kind.NUMBER))),
            search=Search(_("Name")),
            choices=(
                Choice("view", _("Part that it reads"), lambda viewer: [*VIEWS]),
                Choice("state", _("State"), lambda viewer: [*STATES]),
            ),
            columns=(
                Column(_("Name"), lambda row: plain(row.name)),
                Column(_("Part that it reads"), _view),
                Column(_("State"), _state),
                Column(_("Technical contact"), lambda row: plain(row.contact_email)),
                Column(_("Known since"), lambda row: day(row.created_at)),
            ),
            address=lambda row: reverse("portal:directory_apiclient_change", args=[row.pk]),
            empty=_("Programs that read the directory are made known here; each is then given keys of its own."),
            may_see=lambda viewer: viewer.reads_audit,
            above="admin/directory/api_client_list_head.html",
            more=lambda request: {"may_manage": manages(request)},
        )
    )

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return show_client(request, find_client(request, key))
