"""The page of a dashboard, and each of its charts as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe

from directory import panels
from directory.admin.dashboards.charts import draw
from directory.admin.dashboards.numbers import read_numbers
from directory.admin.dashboards.scopes import choices_of, local_authorities_called, scope_of
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.charts import write_csv
from directory.panels import Chart, Measure
from directory.queries.figures import REGISTERED, STANDING
from directory.workflows.figures import record_export

LONGEST_NAME = 80  # characters of a search among local authorities


@require_safe
def show_dashboard(request: HttpRequest) -> HttpResponse:
    """GET: the numbers of the nation, or of an authority. `autorite`: whose; `nom`: a search of local authorities."""
    viewer = viewer_of(request)
    scope = scope_of(request, viewer)
    choices = choices_of(viewer)
    name = request.GET.get("nom", "").strip()[:LONGEST_NAME] if choices.is_searched else ""
    numbers = read_numbers(viewer, scope) if scope is not None else None
    context = {
        **portal.each_context(request),
        "title": _("Dashboard"),
        "scope": scope,
        "choices": choices,
        "name": name,
        "named": list(local_authorities_called(viewer, name)) if name else [],
        "counted_at": numbers.counted_at if numbers else None,
        "is_live": numbers is not None and numbers.counted_at == viewer.now,
        "charts": draw(numbers, timezone.localdate(viewer.now)) if numbers and numbers.counted_at else [],
    }
    return TemplateResponse(request, "admin/directory/dashboard.html", context)


@require_GET
def export_chart(request: HttpRequest, chart: str) -> HttpResponse:
    """GET: the table of one chart as a CSV file, for the same scope; the trail says who took it."""
    viewer = viewer_of(request)
    scope = scope_of(request, viewer)
    numbers = read_numbers(viewer, scope) if scope is not None else None
    if scope is None or numbers is None or numbers.counted_at is None:
        raise Http404
    found = next((one for one in draw(numbers, timezone.localdate(viewer.now)) if one.key == chart), None)
    if found is None:
        raise Http404
    record_export(account=viewer.account, authority=scope.authority, chart=found.key, now=viewer.now)
    response = HttpResponse(
        write_csv([found.header, *([title, *values] for title, values in found.rows)]),
        content_type="text/csv; charset=utf-8",
    )
    day = timezone.localtime(numbers.counted_at)
    name = f"{found.key}-{slugify(scope.name)[:60]}-{day:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


panels.register_measures(
    STANDING,
    [
        Measure("enrolled", _("In the directory, with a right in force"), Chart.PEOPLE, rank=10),
        Measure("activable", _("Can activate: both contacts verified"), Chart.PEOPLE, rank=20),
    ],
)
panels.register_measures(REGISTERED, [Measure("registered", _("Registered in the portal"), Chart.MONTHS, rank=10)])
portal.add_page("tableau-de-bord/", show_dashboard, "dashboard")
portal.add_page("tableau-de-bord/<slug:chart>.csv", export_chart, "dashboard_csv")
