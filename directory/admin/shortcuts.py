"""The page that tells the shortcuts of the keyboard, and lets one switch them off."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.admin.site import portal


@require_safe
def list_shortcuts(request: HttpRequest) -> HttpResponse:
    """GET: each shortcut and what it does. Static/directory/keys.js does it."""
    shortcuts = [
        (["/"], _("Search: go to the search field, or to the list of people")),
        (["n"], _("Register a person")),
        (["g", "j"], _("Go to my day")),
        (["g", "p"], _("Go to people")),
        (["g", "s"], _("Go to structures")),
        (["g", "d"], _("Go to requests")),
        (["g", "t"], _("Go to the dashboard")),
        (["?"], _("Show this page")),
    ]
    context = {**portal.each_context(request), "title": _("Keyboard shortcuts"), "shortcuts": shortcuts}
    return TemplateResponse(request, "admin/directory/shortcuts.html", context)


portal.add_page("raccourcis/", list_shortcuts, "shortcuts")
