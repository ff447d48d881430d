"""« Nomenclatures »: the tables that the directory holds, with their edition, and the codes of each."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions
from directory.admin.base import NationalPageAdmin, column
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import CodeTable, Concept

CODES_A_PAGE = 50
STATES = {"": gettext_lazy("all codes"), "open": gettext_lazy("open codes"), "closed": gettext_lazy("closed codes")}


@admin.register(CodeTable, site=portal)
class CodeTableAdmin(NationalPageAdmin):
    """Nomenclatures: operators and national auditors; others find nothing here."""

    scope = permissions.code_tables_visible_to
    list_display = ("name", "shown_edition", "shown_open", "shown_closed", "loaded_at")
    list_display_links = ("name",)
    search_fields = ("name", "oid__exact")
    search_help_text = gettext_lazy("Name (R85, RolePriseCharge…) or OID")
    ordering = ("name",)
    list_before_template = "admin/directory/nomenclature_list_head.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The tables, with how many of their codes may be given today, and how many may not."""
        today = timezone.localdate(viewer_of(request).now)
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(
            open_count=_count(Concept.objects.open_on(today)),
            code_count=_count(Concept.objects.all()),
        )
        return counted

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, below the way to load files."""
        viewer = viewer_of(request)
        may_load = permissions.can_load_nomenclatures(viewer.account, viewer.now)
        return super().changelist_view(request, {"may_load": may_load, **(extra_context or {})})

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """The codes."""
        table = self.get_queryset(request).filter(pk=key).first()
        if table is None:
            raise Http404
        return _show_codes(request, table)

    @column(description=gettext_lazy("Edition"), ordering="edition_date")
    def shown_edition(self, table: CodeTable) -> str:
        """The day of the official file; none was loaded while only what ships is held."""
        return date_format(table.edition_date, "SHORT_DATE_FORMAT") if table.edition_date else _("as shipped")

    @column(description=gettext_lazy("Open codes"))
    def shown_open(self, table: Any) -> int:
        """Those that may be given today."""
        return int(table.open_count)

    @column(description=gettext_lazy("Closed codes"))
    def shown_closed(self, table: Any) -> int:
        """Those that history alone has, and those that begin later."""
        return int(table.code_count - table.open_count)


def _count(concepts: QuerySet[Concept]) -> Coalesce:
    of_table = concepts.filter(table=OuterRef("name")).order_by().values("table")
    return Coalesce(Subquery(of_table.annotate(total=Count("pk")).values("total"), output_field=IntegerField()), 0)


def _show_codes(request: HttpRequest, table: Any) -> HttpResponse:
    today = timezone.localdate(viewer_of(request).now)
    text, state = request.GET.get("q", "").strip()[:100], request.GET.get("etat", "")
    codes = Concept.objects.filter(table=table.name)
    open_codes = codes.open_on(today)
    if state == "open":
        codes = open_codes
    elif state == "closed":
        codes = codes.exclude(pk__in=open_codes.values("pk"))
    if text:
        codes = codes.filter(Q(code__iexact=text) | Q(label__icontains=text))
    page = Paginator(codes.order_by("code"), CODES_A_PAGE).get_page(request.GET.get("page"))
    known = set(open_codes.filter(pk__in=[concept.pk for concept in page]).values_list("pk", flat=True))
    context = {
        **portal.each_context(request),
        "title": table.name,
        "table": table,
        "lines": [{"concept": concept, "is_open": concept.pk in known} for concept in page],
        "page_shown": page,
        "q": text,
        "state": state,
        "states": STATES.items(),
    }
    return TemplateResponse(request, "admin/directory/nomenclature.html", context)
