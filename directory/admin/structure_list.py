"""The structures that an account sees: found by number or words of the name, by kind, in the order of names."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
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
    plain,
    register,
)
from directory.admin.site import portal
from directory.admin.structure_page import name_of, number_of, show_structure
from directory.admin.viewer import Viewer
from directory.models import Organization, OrganizationKind
from directory.models.organization import STRUCTURE_ORDER

_MANY: Final = gettext_lazy(
    "Too many structures have these words in their names: only those whose name begins with them are shown. Type one "
    "more word, or the number."
)


def _rows(viewer: Viewer) -> QuerySet[Organization]:
    return permissions.organizations_visible_to(viewer.account, viewer.now).annotate(name_key=STRUCTURE_ORDER)


def _narrow(rows: QuerySet[Organization], kept: dict[str, str], _viewer: Viewer) -> Narrowed:
    """Names that thousands have are not sorted for one page: those that begin so stand in the order of the index."""
    if not kept["q"]:
        return Narrowed(queries.narrow_structures(rows, kept))
    found = queries.gather_structures(rows, kept)
    if found is not None:
        return Narrowed(rows.filter(pk__in=found))
    return Narrowed(queries.structures_begun(rows, kept), _MANY)


def _called(structure: Organization) -> str:
    """One without a name is told from the others by its number."""
    if structure.trade_name or structure.legal_name:
        return name_of(structure)
    return _("%(nameless)s (%(number)s)") % {"nameless": name_of(structure), "number": number_of(structure)}


STRUCTURE_LIST: Final = register(
    Listed(
        key="structures",
        route="portal:directory_organization_changelist",
        title=gettext_lazy("Structures"),
        rows=_rows,
        narrow=_narrow,
        order=Order((("name_key", Kind.TEXT), ("pk", Kind.NUMBER))),
        search=Search(
            gettext_lazy("Name or number"),
            gettext_lazy("Words of the name in any order, or a FINESS or SIRET number."),
        ),
        choices=(Choice("kind", gettext_lazy("Kind"), lambda viewer: [*OrganizationKind.choices]),),
        columns=(
            Column(gettext_lazy("Name"), lambda row: plain(_called(row))),
            Column(gettext_lazy("Number"), lambda row: code(number_of(row))),
            Column(gettext_lazy("Kind"), lambda row: plain(row.get_kind_display())),
            Column(gettext_lazy("Commune"), lambda row: plain(f"{row.postal_code} {row.commune_label}".strip())),
            Column(gettext_lazy("Department"), lambda row: plain(row.department_label or row.department_code)),
        ),
        address=lambda row: reverse("portal:directory_organization_change", args=[row.pk]),
        empty=gettext_lazy(
            "Structures come with the national files: those for which you answer appear here after the next load."
        ),
        below="admin/directory/structures_export.html",
    )
)


@admin.register(Organization, site=portal)
class OrganizationAdmin(OwnList, RecordAdmin):
    """Structures and their sites."""

    scope = permissions.organizations_visible_to
    listed = STRUCTURE_LIST

    def show(self, request: HttpRequest, row: Any) -> HttpResponse:
        """A page of our own."""
        return show_structure(request, row)
