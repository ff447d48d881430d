"""What everything that the portal registers has: a scope, and nothing to write."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from directory.admin.keys import is_key
from directory.admin.tracing import note_refusal
from directory.admin.viewer import viewer_of
from directory.models import Account

Scope = Callable[[Account, datetime], QuerySet[Any]]


class ScopedModelAdmin(ModelAdmin):  # type: ignore[misc]  # the library is untyped
    """What the account sees, read-only: a declared list and pages of records; foreign rows answer like missing ones.

    scope: the function of directory.permissions that narrows. Writing goes through pages that call workflows.
    """

    scope: ClassVar[Scope]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of the account's scope, and no others, for lists, records and searches alike."""
        viewer = viewer_of(request)
        rows: QuerySet[Any] = type(self).scope(viewer.account, viewer.now)
        return rows.order_by(*self.get_ordering(request))

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """A missing row and a foreign one answer alike; the trail keeps that somebody asked."""
        note_refusal("not_found")
        answer: HttpResponse = super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        return answer

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The toolkit's own log is empty: what happened is told by the trail and by the pages of records."""
        raise Http404

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever is in the portal finds the list; it may be empty."""
        return self.admin_site.has_permission(request)  # type: ignore[no-any-return]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A record is seen by those whose scope holds it."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: the directory ends things, it does not erase them."""
        return False


class OwnPageAdmin(ScopedModelAdmin):
    """A list whose records are pages of our own."""

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """The record of this key; 404 where the account sees none."""
        raise Http404

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page, for what can be a key."""
        key = object_id or ""
        if not is_key(key):
            raise Http404
        return self.record_page(request, int(key))


class RecordAdmin(ScopedModelAdmin):
    """A list whose records are pages of our own; a missing one leads back, as the toolkit does.

    related: what a page reads with its row.
    """

    related: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The scope, with what a page shows of each row."""
        rows = super().get_queryset(request)
        return rows.select_related(*self.related) if self.related else rows

    def show(self, request: HttpRequest, row: Any) -> HttpResponse:
        """The record of a row that the account sees."""
        raise Http404

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a row of the scope; there is none to add one."""
        if object_id is None:
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            missing: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return missing
        return self.show(request, row)


class NationalAdmin(ScopedModelAdmin):
    """Lists of the national directory: operators and auditors alone find them."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Others do not even see that they exist."""
        return super().has_module_permission(request) and viewer_of(request).reads_audit

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The same for lists and records."""
        return self.has_module_permission(request)


class NationalPageAdmin(OwnPageAdmin, NationalAdmin):
    """A list of the national directory whose records are pages of our own."""
