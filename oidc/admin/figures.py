"""« Sign-ins and services »: the figures of the provider in the portal, for those who count the nation."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_safe

from directory import panels, permissions
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import Account
from directory.workflows.figures import record_export
from oidc.vocabulary import Environment
from oidc.wording import of_environments, read_figures, tell, write_file

TITLE = gettext_lazy("Sign-ins and services")
EXPORTED = "connexions"  # as the trail calls the chart


@require_safe
def show_figures(request: HttpRequest) -> HttpResponse:
    """GET: each world that the viewer counts. Others find nothing."""
    viewer = viewer_of(request)
    worlds = _worlds(viewer.account, viewer.now)
    figures = read_figures(timezone.localdate(viewer.now))
    context = {
        **portal.each_context(request),
        "title": TITLE,
        "counted_at": figures.counted_at,
        "worlds": [tell(figures, environment) for environment in worlds],
    }
    return TemplateResponse(request, "admin/oidc/figures.html", context)


@require_GET
def export_figures(request: HttpRequest) -> HttpResponse:
    """GET: the same numbers as a file; the trail says who took it."""
    viewer = viewer_of(request)
    worlds = _worlds(viewer.account, viewer.now)
    figures = of_environments(read_figures(timezone.localdate(viewer.now)), worlds)
    record_export(account=viewer.account, authority=None, chart=EXPORTED, now=viewer.now)
    response = HttpResponse(write_file(figures), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{EXPORTED}-{figures.today:%Y-%m-%d}.csv"'
    return response


def _worlds(account: Account, now: datetime) -> list[Environment]:
    nation = permissions.nation_counted_by(account, now)
    if nation is None:
        raise Http404
    if nation.test_people is None:
        return [Environment.PRODUCTION, Environment.SANDBOX]
    return [Environment.SANDBOX if nation.test_people else Environment.PRODUCTION]


portal.add_page("connexions/", show_figures, "provider_figures")
portal.add_page("connexions/chiffres.csv", export_figures, "provider_figures_csv")
panels.register_entry(
    panels.Entry(
        key="provider-figures",
        label=TITLE,
        icon="monitoring",
        address="portal:provider_figures",
        may_see=lambda account, now: permissions.nation_counted_by(account, now) is not None,
        rank=310,
    )
)
