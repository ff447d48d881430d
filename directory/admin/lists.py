"""The other lists: structures and registrations; read here, never written."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from directory import permissions, queries
from directory.admin.base import RecordAdmin, ScopedModelAdmin, column
from directory.admin.site import portal
from directory.admin.structure_page import show_structure
from directory.models import Enrolment, Organization
from directory.models.organization import STRUCTURE_KEY

MOST_LISTED = 1_000  # structures that are counted and leafed through; a search finds the others


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # the framework is not generic at run time
    """Counts no further than somebody leafs."""

    @cached_property
    def count(self) -> int:
        """How many there are, at most MOST_LISTED."""
        return len(self.object_list.values_list("pk", flat=True)[:MOST_LISTED])  # type: ignore[attr-defined]


@admin.register(Organization, site=portal)
class OrganizationAdmin(RecordAdmin):
    """Structures and their sites."""

    scope = permissions.organizations_visible_to
    list_display = ("shown_name", "shown_number", "kind", "commune_label", "department_code")
    list_filter = ("kind",)
    paginator = CappedPaginator
    search_fields = ("finess",)
    search_help_text = _("FINESS or SIRET number, or name")
    ordering = (STRUCTURE_KEY, "id")
    list_before_template = "admin/directory/structures_export.html"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Organization], search_term: str
    ) -> tuple[QuerySet[Organization], bool]:
        """A number, or words of the names in any order: each is answered by an index."""
        if not search_term.strip():
            return queryset, False
        found = queries.structures_called(search_term)
        return queryset.filter(found) if found is not None else queryset.none(), False

    def show(self, request: HttpRequest, row: Organization) -> HttpResponse:
        """A page of our own."""
        return show_structure(request, row)

    @column(description=_("Name"))
    def shown_name(self, organization: Organization) -> str:
        """As people know it."""
        return organization.display_name

    @column(description=_("Number"))
    def shown_number(self, organization: Organization) -> str:
        """FINESS first, SIRET where there is none."""
        return organization.finess or organization.siret or organization.technical_id


@admin.register(Enrolment, site=portal)
class EnrolmentAdmin(ScopedModelAdmin):
    """Registrations made in the portal."""

    scope = permissions.enrolments_visible_to
    list_display = ("practitioner", "shown_structure", "enrolled_by", "enrolled_at")
    list_select_related = ("practitioner", "role__organization", "enrolled_by")
    ordering = ("-enrolled_at", "-id")
    list_before_template = "admin/directory/enrolments_export.html"
    fields = ("practitioner", "authority", "shown_structure", "enrolled_by", "enrolled_at")
    readonly_fields = ("shown_structure",)

    @column(description=_("Structure"))
    def shown_structure(self, enrolment: Enrolment) -> str:
        """Where the person works since this act."""
        place = enrolment.role.organization
        return place.display_name if place else "–"
