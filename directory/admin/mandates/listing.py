"""Mandates that the account sees: its own, and those of its authorities."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import permissions, queries
from directory.admin.base import OwnPageAdmin
from directory.admin.listing import (
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
from directory.admin.mandates.page import show_mandate
from directory.admin.mandates.words import last_day, state_of
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import InvitationState, Mandate, MandateRole, RegistrationAuthority

MOST_CHOICES: Final = 60  # a list of choices that somebody reads
_STATES: Final = [("running", _("in force")), ("ended", _("not in force"))]


def _rows(viewer: Viewer) -> QuerySet[Mandate]:
    seen = permissions.mandates_visible_to(viewer.account, viewer.now)
    return seen.select_related("authority", "account", "organization")


def _authorities(viewer: Viewer) -> list[tuple[str, Any]]:
    """Those that have mandates in this list; none where they are one, or too many to be read."""
    seen = permissions.mandates_visible_to(viewer.account, viewer.now).values("authority")
    rows = RegistrationAuthority.objects.filter(pk__in=seen).order_by("name", "pk")[: MOST_CHOICES + 1]
    found: list[tuple[str, Any]] = [(str(row.pk), row.name) for row in rows]
    return found if 1 < len(found) <= MOST_CHOICES else []


def _narrow(rows: QuerySet[Mandate], kept: dict[str, str], viewer: Viewer) -> Narrowed:
    match kept["state"]:
        case "running":
            rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=viewer.now), valid_from__lte=viewer.now)
        case "ended":
            rows = rows.filter(valid_until__lte=viewer.now)
    if kept["role"]:
        rows = rows.filter(role=kept["role"])
    if kept.get("authority"):
        rows = rows.filter(authority=int(kept["authority"]))
    return Narrowed(
        queries.holding_words(rows, kept["q"], "account__display_name", "account__email", "authority__name")
    )


def _authority(mandate: Mandate) -> str:
    """Its name, and the site where the mandate is narrowed to one."""
    site = mandate.organization
    return f"{mandate.authority.name} · {site.display_name}" if site else mandate.authority.name


def _beside(request: HttpRequest) -> dict[str, Any]:
    """The way to invite, and the invitations that wait."""
    viewer = viewer_of(request)
    waiting = permissions.invitations_visible_to(viewer.account, viewer.now)
    return {
        "may_invite": viewer.gives,
        "sees_invitations": permissions.has_power(viewer.account, permissions.Power.SEE_INVITATIONS, viewer.now),
        "waiting": waiting.filter(state=InvitationState.PENDING, expires_at__gt=viewer.now).count(),
    }


MANDATE_LIST: Final = register(
    Listed(
        key="mandates",
        route="portal:directory_mandate_changelist",
        title=_("Mandates"),
        rows=_rows,
        narrow=_narrow,
        order=Order((("valid_from", Kind.INSTANT), ("pk", Kind.NUMBER)), is_descending=True),
        search=Search(_("Name or e-mail address of the holder, or name of the authority")),
        choices=(
            Choice("state", _("State"), lambda viewer: [*_STATES]),
            Choice("role", _("Role"), lambda viewer: [*MandateRole.choices]),
            Choice("authority", _("Authority"), _authorities),
        ),
        columns=(
            Column(_("Holder"), lambda row: plain(str(row.account))),
            Column(_("Role"), lambda row: plain(row.get_role_display())),
            Column(_("Authority"), lambda row: plain(_authority(row))),
            Column(_("From"), lambda row: day(timezone.localdate(row.valid_from))),
            Column(_("Last day"), lambda row: day(last_day(row.valid_until))),
            Column(_("State"), lambda row: badge(*state_of(row, timezone.now()))),
        ),
        address=lambda row: reverse("portal:directory_mandate_change", args=[row.pk]),
        empty=_("Mandates say who acts for which authority, and until when. Yours appear here once they are given."),
        above="admin/directory/mandate_list_head.html",
        more=_beside,
    )
)


@admin.register(Mandate, site=portal)
class MandateAdmin(OwnList, OwnPageAdmin):
    """One's own mandates and those of one's authorities; everybody's for operators."""

    scope = permissions.mandates_visible_to
    listed = MANDATE_LIST

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return show_mandate(request, key)
