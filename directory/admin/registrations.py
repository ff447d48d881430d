"""The registrations that an account sees, latest first, and the page of each."""

from datetime import date
from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions, queries
from directory.admin.base import RecordAdmin
from directory.admin.listing import (
    Choice,
    Column,
    Kind,
    Listed,
    Narrowed,
    Order,
    OwnList,
    Search,
    code,
    day,
    plain,
    register,
)
from directory.admin.plain_record import Fact, PlainRecord, at_instant, on_day, person_facts, show_plain_record
from directory.admin.record import role_label
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import Enrolment, PractitionerRole

ROUTE: Final = "portal:directory_enrolment_changelist"
_RELATED: Final = ("practitioner", "role__organization", "enrolled_by")
_PERIODS: Final = {
    "1": gettext_lazy("the last day"),
    "7": gettext_lazy("seven days"),
    "30": gettext_lazy("thirty days"),
    "90": gettext_lazy("ninety days"),
}


def _rows(viewer: Viewer) -> QuerySet[Enrolment]:
    return permissions.enrolments_visible_to(viewer.account, viewer.now).select_related(*_RELATED)


def _narrow(rows: QuerySet[Enrolment], kept: dict[str, str], viewer: Viewer) -> Narrowed:
    return Narrowed(queries.narrow_enrolments(rows, kept, account=viewer.account, now=viewer.now))


def _structures(viewer: Viewer) -> list[tuple[str, Any]]:
    """For who answers for several."""
    found = permissions.structures_to_choose(viewer.account, viewer.now)
    return [(str(row.pk), row.display_name) for row in found] if len(found) > 1 else []


def _mine(viewer: Viewer) -> list[tuple[str, Any]]:
    return [(queries.MINE, gettext_lazy("me"))] if viewer.enrols else []


def _place(enrolment: Enrolment) -> str:
    """Where the person works since this act."""
    place = enrolment.role.organization
    return place.display_name if place else ""


REGISTRATION_LIST: Final = register(
    Listed(
        key="registrations",
        route=ROUTE,
        title=gettext_lazy("Registrations"),
        rows=_rows,
        narrow=_narrow,
        order=Order((("enrolled_at", Kind.INSTANT), ("pk", Kind.NUMBER)), is_descending=True),
        search=Search(gettext_lazy("National number, or name")),
        choices=(
            Choice("structure", gettext_lazy("Structure"), _structures),
            Choice("period", gettext_lazy("Registered within"), lambda viewer: [*_PERIODS.items()]),
            Choice("by", gettext_lazy("Registered by"), _mine),
        ),
        columns=(
            Column(gettext_lazy("Person"), lambda row: plain(row.practitioner.display_name)),
            Column(gettext_lazy("National number"), lambda row: code(row.practitioner.national_id)),
            Column(gettext_lazy("Role"), lambda row: plain(role_label(row.role.role_code))),
            Column(gettext_lazy("Structure"), lambda row: plain(_place(row))),
            Column(gettext_lazy("Registered by"), lambda row: plain(str(row.enrolled_by))),
            Column(gettext_lazy("Registered on"), lambda row: day(timezone.localdate(row.enrolled_at))),
        ),
        address=lambda row: reverse("portal:directory_enrolment_change", args=[row.pk]),
        empty=gettext_lazy("People whom you or your colleagues register appear here, with the day and the structure."),
        below="admin/directory/enrolments_export.html",
    )
)


@admin.register(Enrolment, site=portal)
class EnrolmentAdmin(OwnList, RecordAdmin):
    """Registrations made in the portal."""

    scope = permissions.enrolments_visible_to
    listed = REGISTRATION_LIST
    related = (*_RELATED, "authority")

    def show(self, request: HttpRequest, row: Any) -> HttpResponse:
        """A page of our own."""
        return show_registration(request, row)


def show_registration(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """The page of one registration whom the viewer sees."""
    viewer, person, role = viewer_of(request), enrolment.practitioner, enrolment.role
    day_of_act = timezone.localdate(enrolment.enrolled_at)
    told = {
        "who": enrolment.enrolled_by,
        "person": person.display_name,
        "day": on_day(day_of_act),
        "authority": enrolment.authority.name,
    }
    facts = [
        *person_facts(viewer, person, _("Person"), _("National number")),
        Fact(_("Role"), role_label(role.role_code)),
        _structure_fact(viewer, role),
        Fact(_("Since"), on_day(role.valid_from)),
        Fact(_("Until"), on_day(role.valid_until)),
        Fact(_("Registered by"), str(enrolment.enrolled_by)),
        Fact(_("For the authority"), enrolment.authority.name),
        Fact(_("Registered on"), at_instant(enrolment.enrolled_at)),
    ]
    record = PlainRecord(
        title=_("Registration of %(person)s") % told,
        list_route=ROUTE,
        list_title=_("Registrations"),
        sentences=[_("%(who)s registered %(person)s on %(day)s, for %(authority)s.") % told],
        facts=facts,
        badges=[_badge(role, timezone.localdate(viewer.now))],
        acts=[(_("What comes next"), reverse("portal:enrolled", args=[enrolment.pk]))],
    )
    return show_plain_record(request, record)


def _structure_fact(viewer: Viewer, role: PractitionerRole) -> Fact:
    place = role.organization
    if place is None:
        return Fact(_("Structure"), "")
    seen = permissions.organizations_visible_to(viewer.account, viewer.now).filter(pk=place.pk).exists()
    address = reverse("portal:directory_organization_change", args=[place.pk]) if seen else ""
    return Fact(_("Structure"), place.display_name, address)


def _badge(role: PractitionerRole, today: date) -> tuple[str, Any]:
    """Whether the activity that the act opened runs."""
    if role.valid_until is not None and role.valid_until <= today:
        return "info", _("the activity has ended")
    if role.valid_from is not None and role.valid_from > today:
        return "warning", _("the activity is to come")
    return "success", _("the activity is open")
