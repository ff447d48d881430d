"""The applications that read the API: the list."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from directory import permissions
from directory.admin.api_clients.page import find_client, manages, show_client
from directory.admin.base import NationalPageAdmin, column
from directory.admin.site import portal
from directory.models import ApiClient


@admin.register(ApiClient, site=portal)
class ApiClientAdmin(NationalPageAdmin):
    """Applications: operators and national auditors; others find nothing here."""

    scope = permissions.api_clients_visible_to
    list_display = ("name", "shown_view", "shown_state", "contact_email", "created_at")
    list_display_links = ("name",)
    search_fields = ("name",)
    ordering = ("name", "pk")
    list_before_template = "admin/directory/api_client_list_head.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, below the way to make an application known."""
        return super().changelist_view(request, {"may_manage": manages(request), **(extra_context or {})})

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return show_client(request, find_client(request, key))

    @column(description=_("View"), label={"restricted": "warning", "public": "info"})
    def shown_view(self, client: ApiClient) -> tuple[str, Any]:
        """Which of the two views its keys open."""
        return ("restricted", _("restricted")) if client.reads_restricted else ("public", _("public"))

    @column(description=_("State"), label={"open": "success", "suspended": "danger"})
    def shown_state(self, client: ApiClient) -> tuple[str, Any]:
        """Open, or suspended."""
        return ("open", _("open")) if client.suspended_at is None else ("suspended", _("suspended"))
