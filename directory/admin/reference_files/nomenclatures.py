"""« Nomenclatures »: the tables that the directory holds, with their edition, and the codes of each."""

from typing import Any, Final

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions
from directory.admin.base import NationalPageAdmin
from directory.admin.listing import (
    Cell,
    Column,
    Kind,
    Listed,
    Narrowed,
    Order,
    OwnList,
    Search,
    day,
    instant,
    plain,
    register,
)
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import CodeTable, Concept

CODES_A_PAGE = 50
STATES = {"": gettext_lazy("all codes"), "open": gettext_lazy("open codes"), "closed": gettext_lazy("closed codes")}


def _rows(viewer: Viewer) -> QuerySet[Any]:
    """The tables, with how many of their codes may be given today, and how many there are."""
    tables = permissions.code_tables_visible_to(viewer.account, viewer.now)
    return tables.annotate(
        open_count=_count(Concept.objects.open_on(timezone.localdate(viewer.now))),
        code_count=_count(Concept.objects.all()),
    )


def _count(concepts: QuerySet[Concept]) -> Coalesce:
    of_table = concepts.filter(table=OuterRef("name")).order_by().values("table")
    return Coalesce(Subquery(of_table.annotate(total=Count("pk")).values("total"), output_field=IntegerField()), 0)


def _narrow(rows: QuerySet[Any], kept: dict[str, str], _viewer: Viewer) -> Narrowed:
    text = kept["q"]
    return Narrowed(rows.filter(Q(name__icontains=text) | Q(oid=text)) if text else rows)


def _edition(table: Any) -> Cell:
    """The day of the official file; none was loaded while only what ships is held."""
    return day(table.edition_date) if table.edition_date else plain(_("as shipped"))


def _number(count: int) -> Cell:
    return Cell(number_format(count, force_grouping=True), is_short=True)


NOMENCLATURE_LIST: Final = register(
    Listed(
        key="nomenclatures",
        route="portal:directory_codetable_changelist",
        title=gettext_lazy("Nomenclatures"),
        rows=_rows,
        narrow=_narrow,
        order=Order((("name", Kind.TEXT), ("pk", Kind.NUMBER))),
        search=Search(gettext_lazy("Name (R85, RolePriseCharge…) or OID")),
        columns=(
            Column(gettext_lazy("Name"), lambda row: plain(row.name)),
            Column(gettext_lazy("Edition"), _edition),
            Column(gettext_lazy("Open codes"), lambda row: _number(row.open_count)),
            Column(gettext_lazy("Closed codes"), lambda row: _number(row.code_count - row.open_count)),
            Column(gettext_lazy("Loaded on"), lambda row: instant(row.loaded_at)),
        ),
        address=lambda row: reverse("portal:directory_codetable_change", args=[row.pk]),
        empty=gettext_lazy("The tables of codes that the directory ships, and those that are loaded, appear here."),
        may_see=lambda viewer: viewer.reads_audit,
        above="admin/directory/nomenclature_list_head.html",
        more=lambda request: {"may_load": _may_load(viewer_of(request))},
    )
)


@admin.register(CodeTable, site=portal)
class CodeTableAdmin(OwnList, NationalPageAdmin):
    """Nomenclatures: operators and national auditors; others find nothing here."""

    scope = permissions.code_tables_visible_to
    listed = NOMENCLATURE_LIST

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """The codes."""
        return _show_codes(request, get_object_or_404(_rows(viewer_of(request)), pk=key))


def _may_load(viewer: Viewer) -> bool:
    return permissions.can_load_nomenclatures(viewer.account, viewer.now)


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
