"""Mandates that the account sees: its own, and those of its authorities."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import permissions
from directory.admin.base import OwnPageAdmin, column
from directory.admin.mandates.page import show_mandate
from directory.admin.mandates.words import last_day, state_of
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import InvitationState, Mandate, MandateRole, RegistrationAuthority

MOST_CHOICES = 60  # a list of choices that somebody reads


class ChosenFilter(SimpleListFilter):
    """A filter that leaves aside what is none of its choices."""

    def chosen(self) -> str:
        """The choice, empty for all."""
        value = self.value() or ""
        return value if value in {str(key) for key, _words in self.lookup_choices} else ""


class AuthorityFilter(ChosenFilter):
    """The authorities that have mandates in this list; none where they are too many to be read."""

    title = _("authority")
    parameter_name = "authority"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those of the scope."""
        viewer = viewer_of(request)
        seen = permissions.mandates_visible_to(viewer.account, viewer.now).values("authority")
        rows = RegistrationAuthority.objects.filter(pk__in=seen).order_by("name", "pk")[: MOST_CHOICES + 1]
        found = [(str(row.pk), row.name) for row in rows]
        return found if len(found) <= MOST_CHOICES else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """One of them, or all."""
        return queryset.filter(authority=self.chosen()) if self.chosen() else queryset


class RoleFilter(ChosenFilter):
    """What holders do."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All roles."""
        return list(MandateRole.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """One of them, or all."""
        return queryset.filter(role=self.chosen()) if self.chosen() else queryset


class StateFilter(ChosenFilter):
    """Whether they are in force at this instant."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """In force, or not."""
        return [("running", _("in force")), ("ended", _("not in force"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """One of both, or all."""
        now = viewer_of(request).now
        running = Q(valid_until__isnull=True) | Q(valid_until__gt=now)
        match self.chosen():
            case "running":
                return queryset.filter(running, valid_from__lte=now)
            case "ended":
                return queryset.filter(valid_until__lte=now)
            case _:
                return queryset


@admin.register(Mandate, site=portal)
class MandateAdmin(OwnPageAdmin):
    """One's own mandates and those of one's authorities; everybody's for operators."""

    scope = permissions.mandates_visible_to
    list_display = ("shown_holder", "role", "shown_authority", "shown_from", "shown_until", "shown_state")
    list_display_links = ("shown_holder",)
    list_filter = (StateFilter, RoleFilter, AuthorityFilter)
    list_select_related = ("authority", "account", "organization")
    search_fields = ("account__display_name", "account__email", "authority__name")
    search_help_text = _("Name or e-mail address of the holder, or name of the authority")
    ordering = ("-valid_from", "-id")
    list_before_template = "admin/directory/mandate_list_head.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, below the way to invite and the invitations that wait."""
        viewer = viewer_of(request)
        waiting = permissions.invitations_visible_to(viewer.account, viewer.now)
        head = {
            "may_invite": viewer.gives,
            "sees_invitations": permissions.has_power(viewer.account, permissions.Power.SEE_INVITATIONS, viewer.now),
            "waiting": waiting.filter(state=InvitationState.PENDING, expires_at__gt=viewer.now).count(),
        }
        return super().changelist_view(request, {**head, **(extra_context or {})})

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return show_mandate(request, key)

    @column(description=_("Holder"), ordering="account__display_name")
    def shown_holder(self, mandate: Mandate) -> str:
        """Who holds it."""
        return str(mandate.account)

    @column(description=_("Authority"), ordering="authority__name")
    def shown_authority(self, mandate: Mandate) -> str:
        """Its name, and the site where the mandate is narrowed to one."""
        site = mandate.organization
        return f"{mandate.authority.name} · {site.display_name}" if site else mandate.authority.name

    @column(description=_("From"), ordering="valid_from")
    def shown_from(self, mandate: Mandate) -> date:
        """The day on which it began."""
        return timezone.localtime(mandate.valid_from).date()

    @column(description=_("Last day"), ordering="valid_until")
    def shown_until(self, mandate: Mandate) -> date | None:
        """The last day on which it is in force."""
        return last_day(mandate.valid_until)

    @column(description=_("State"), label={"success": "success", "info": "info"})
    def shown_state(self, mandate: Mandate) -> tuple[str, Any]:
        """In force, to come, not in force."""
        return state_of(mandate, timezone.now())
