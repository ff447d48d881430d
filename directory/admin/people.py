"""The people that an account sees: the list and its search."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from directory import permissions, queries
from directory.admin.base import ScopedModelAdmin, column
from directory.admin.record import show_record
from directory.admin.site import portal
from directory.models import ContactKind, ContactPoint, Practitioner
from directory.models.functions import SearchKey

_NUMBER_LENGTHS = {11, 12}


class ContactState(admin.SimpleListFilter):
    """Whose contacts wait for their holder."""

    title = _("Contacts")
    parameter_name = "contacts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Two piles."""
        return [("waiting", _("to verify")), ("proven", _("verified"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The chosen pile."""
        if self.value() == "waiting":
            return queryset.filter(has_unproven=True)
        if self.value() == "proven":
            return queryset.filter(has_email=True, has_mobile=True)
        return queryset


@admin.register(Practitioner, site=portal)
class PractitionerAdmin(ScopedModelAdmin):
    """People: searched by number or name, opened as a record."""

    scope = permissions.practitioners_visible_to
    list_display = ("shown_name", "shown_number", "shown_activity", "shown_structures", "shown_contacts")
    list_display_links = ("shown_name",)
    list_filter = (ContactState,)
    search_fields = ("entry__family_key",)
    search_help_text = _("National number (11 or 12 digits) or name")
    ordering = ("family_name", "given_names", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The scope, with what the lines show."""
        proven = ContactPoint.objects.filter(
            practitioner=OuterRef("pk"), ended_at__isnull=True, verified_at__isnull=False
        )
        unproven = ContactPoint.objects.filter(
            practitioner=OuterRef("pk"), ended_at__isnull=True, verified_at__isnull=True
        )
        rows: QuerySet[Any] = super().get_queryset(request)
        shown: QuerySet[Any] = rows.annotate(
            has_email=Exists(proven.filter(kind=ContactKind.EMAIL)),
            has_mobile=Exists(proven.filter(kind=ContactKind.MOBILE)),
            has_unproven=Exists(unproven),
        )
        return shown.prefetch_related("exercises__roles__organization")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Practitioner], search_term: str
    ) -> tuple[QuerySet[Practitioner], bool]:
        """A whole number finds one person at once; the rest is words of the name, in any order, without accents."""
        compact = "".join(search_term.split())
        if compact.isdigit() and len(compact) in _NUMBER_LENGTHS:
            return queryset.filter(Q(national_id=compact) | Q(identifier=compact)), False
        for word in search_term.replace("-", " ").replace("’", " ").replace("'", " ").split():
            queryset = queryset.filter(
                Q(entry__family_key__contains=SearchKey(Value(word)))
                | Q(entry__given_key__contains=SearchKey(Value(word)))
            )
        return queryset, False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A record of our own: nothing on it is typed in place."""
        person = self.get_object(request, object_id) if object_id else None
        if person is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id or "")  # type: ignore[no-any-return]
        return show_record(request, person)

    @column(description=_("Name"), ordering="family_name")
    def shown_name(self, person: Practitioner) -> str:
        """Family name first, as lists are sorted."""
        return f"{person.family_name} {person.given_names}".strip()

    @column(description=_("National number"))
    def shown_number(self, person: Practitioner) -> str:
        """The public number."""
        return person.national_id

    @column(description=_("Activity"))
    def shown_activity(self, person: Practitioner) -> str:
        """Profession, or role where there is none."""
        return ", ".join(sorted(_activities(person))) or "–"

    @column(description=_("Structures"))
    def shown_structures(self, person: Practitioner) -> str:
        """Where they practise now."""
        names = {
            role.organization.display_name
            for exercise in person.exercises.all()
            for role in exercise.roles.all()
            if role.organization is not None and role.valid_until is None
        }
        return ", ".join(sorted(names)[:2]) + (" …" if len(names) > 2 else "") or "–"

    @column(description=_("Contacts"), label={"verified": "success", "waiting": "warning", "none": "info"})
    def shown_contacts(self, person: Any) -> tuple[str, Any]:
        """Whether an e-CPS can be activated with the contacts of the directory."""
        if person.has_email and person.has_mobile:
            return "verified", _("verified")
        return ("waiting", _("to verify")) if person.has_unproven else ("none", _("none"))


def _activities(person: Practitioner) -> set[str]:
    found = set()
    for exercise in person.exercises.all():
        if exercise.profession_code:
            found.add(queries.profession_label(exercise.profession_code))
            continue
        codes = {role.role_code for role in exercise.roles.all() if role.role_code}
        found |= {queries.label("TRE_R85-RolePriseCharge", code) for code in codes}
    return found
