"""What the last loads published: the open files, where everybody finds them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from directory import permissions
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import ExtractKind, LoadState

_OPEN = (ExtractKind.ACTIVITIES, ExtractKind.EXPERTISES, ExtractKind.DIPLOMAS)


def show_open_files(request: HttpRequest) -> HttpResponse:
    """GET: for each kind of open file, the load that the directory stands on; the public page has the files."""
    viewer = viewer_of(request)
    if not viewer.reads_audit:
        raise Http404
    applied = permissions.loads_visible_to(viewer.account, viewer.now).filter(state=LoadState.FINISHED)
    latest = {
        load.kind: load
        for load in applied.filter(kind__in=_OPEN).order_by("kind", "-finished_at", "-pk").distinct("kind")
    }
    context = {
        **portal.each_context(request),
        "title": _("Open files"),
        "files": [{"label": kind.label, "load": latest.get(kind)} for kind in _OPEN],
    }
    return TemplateResponse(request, "admin/directory/open_files.html", context)


portal.add_page("fichiers-ouverts/", show_open_files, "open_files")
