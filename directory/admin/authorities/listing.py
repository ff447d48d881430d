"""Registration authorities that the account sees: its own, and those below it."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from directory import permissions
from directory.admin.authorities.page import show_authority
from directory.admin.base import OwnPageAdmin, column
from directory.admin.capped_pages import CappedPaginator
from directory.admin.mandates.listing import ChosenFilter
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import AuthorityKind, Mandate, RegistrationAuthority


class KindFilter(ChosenFilter):
    """Families of authorities."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All of them."""
        return list(AuthorityKind.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """One of them, or all."""
        return queryset.filter(kind=self.chosen()) if self.chosen() else queryset


@admin.register(RegistrationAuthority, site=portal)
class RegistrationAuthorityAdmin(OwnPageAdmin):
    """Authorities: one's own; of an agency also the structures of its region; of a nation all of its world."""

    scope = permissions.authorities_visible_to
    list_display = ("shown_name", "code", "shown_kind", "telephone", "shown_state")
    list_display_links = ("shown_name",)
    list_filter = (KindFilter,)
    list_select_related = ("organization",)
    paginator = CappedPaginator
    search_fields = ("name", "code__exact", "organization__finess__exact")
    search_help_text = _("Name, code, or FINESS number of the structure")
    ordering = ("name", "id")
    list_before_template = "admin/directory/authority_list_head.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The scope, and whether somebody acts for each at this instant."""
        running = Mandate.objects.in_force(viewer_of(request).now).filter(authority=OuterRef("pk"))
        rows: QuerySet[Any] = super().get_queryset(request)
        shown: QuerySet[Any] = rows.annotate(is_held=Exists(running))
        return shown

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, below the way to open a local authority."""
        viewer = viewer_of(request)
        head = {"may_open": permissions.can_open_authorities(viewer.account, viewer.now)}
        return super().changelist_view(request, {**head, **(extra_context or {})})

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return show_authority(request, key)

    @column(description=_("Name"), ordering="name")
    def shown_name(self, authority: RegistrationAuthority) -> str:
        """As people know it."""
        return authority.name

    @column(description=_("Kind"), ordering="kind")
    def shown_kind(self, authority: RegistrationAuthority) -> str:
        """In words."""
        return authority.get_kind_display()

    @column(description=_("State"), label={"held": "success", "nobody": "warning", "closed": "danger"})
    def shown_state(self, authority: Any) -> tuple[str, Any]:
        """Open, open with nobody who acts for it, closed."""
        if authority.closed_date is not None:
            return "closed", _("closed authority")
        return ("held", _("active authority")) if authority.is_held else ("nobody", _("nobody acts for it"))
