"""The people that an account sees: found by number or name, narrowed by filters, page by page; opened as a record."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory import permissions
from directory.admin.base import RecordAdmin
from directory.admin.people_list import LIST, list_people
from directory.admin.record import show_record
from directory.admin.saved_filters import default_address
from directory.admin.site import portal
from directory.models import Practitioner


@admin.register(Practitioner, site=portal)
class PractitionerAdmin(RecordAdmin):
    """People: a list and records of our own; the framework's list would count two million people for one page."""

    scope = permissions.practitioners_visible_to
    ordering = ("family_name", "given_names", "id")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The search of the scope."""
        return require_safe(self._list)(request)

    def _list(self, request: HttpRequest) -> HttpResponse:
        elsewhere = default_address(request, LIST)
        if elsewhere is not None:
            return elsewhere
        context = {**portal.each_context(request), "title": _("People"), **list_people(request)}
        return TemplateResponse(request, "admin/directory/people.html", context)

    def show(self, request: HttpRequest, row: Practitioner) -> HttpResponse:
        """A record of our own: nothing on it is typed in place."""
        return show_record(request, row)
