"""Registration authorities that the account sees: its own, and those below it."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory import permissions, queries
from directory.admin.authorities.page import show_authority
from directory.admin.base import OwnPageAdmin
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
    code,
    plain,
    register,
)
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import AuthorityKind, Mandate, RegistrationAuthority

_STATES: Final = {
    "held": ("success", _("active authority")),
    "nobody": ("warning", _("nobody acts for it")),
    "closed": ("danger", _("closed authority")),
}


def _rows(viewer: Viewer) -> QuerySet[Any]:
    """The scope, and whether somebody acts for each at this instant."""
    running = Mandate.objects.in_force(viewer.now).filter(authority=OuterRef("pk"))
    seen = permissions.authorities_visible_to(viewer.account, viewer.now)
    return seen.select_related("organization").annotate(is_held=Exists(running))


def _narrow(rows: QuerySet[Any], kept: dict[str, str], _viewer: Viewer) -> Narrowed:
    if kept["kind"]:
        rows = rows.filter(kind=kept["kind"])
    if kept["state"]:
        rows = rows.filter(closed_date__isnull=kept["state"] != "closed")
    if kept["state"] in {"held", "nobody"}:
        rows = rows.filter(is_held=kept["state"] == "held")
    return Narrowed(queries.holding_words(rows, kept["q"], "name", "code", "organization__finess"))


def _state(authority: Any) -> Cell:
    """Open, open with nobody who acts for it, closed."""
    if authority.closed_date is not None:
        return badge(*_STATES["closed"])
    return badge(*_STATES["held" if authority.is_held else "nobody"])


def _beside(request: HttpRequest) -> dict[str, Any]:
    """The way to open a local authority."""
    viewer = viewer_of(request)
    return {"may_open": permissions.can_open_authorities(viewer.account, viewer.now)}


AUTHORITY_LIST: Final = register(
    Listed(
        key="authorities",
        route="portal:directory_registrationauthority_changelist",
        title=_("Registration authorities"),
        rows=_rows,
        narrow=_narrow,
        order=Order((("name", Kind.TEXT), ("pk", Kind.NUMBER))),
        search=Search(_("Name, code, or FINESS number of the structure")),
        choices=(
            Choice("kind", _("Kind"), lambda viewer: [*AuthorityKind.choices]),
            Choice("state", _("State"), lambda viewer: [(name, words) for name, (_colour, words) in _STATES.items()]),
        ),
        columns=(
            Column(_("Name"), lambda row: plain(row.name)),
            Column(_("Code"), lambda row: code(row.code)),
            Column(_("Kind"), lambda row: plain(row.get_kind_display())),
            Column(_("Telephone"), lambda row: Cell(str(row.telephone or ""), is_short=True)),
            Column(_("State"), _state),
        ),
        address=lambda row: reverse("portal:directory_registrationauthority_change", args=[row.pk]),
        empty=_("The authorities for which you act, and those below them, appear here with your first mandate."),
        above="admin/directory/authority_list_head.html",
        more=_beside,
    )
)


@admin.register(RegistrationAuthority, site=portal)
class RegistrationAuthorityAdmin(OwnList, OwnPageAdmin):
    """Authorities: one's own; of an agency also the structures of its region; of a nation all of its world."""

    scope = permissions.authorities_visible_to
    listed = AUTHORITY_LIST

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return show_authority(request, key)
