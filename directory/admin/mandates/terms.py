"""The terms of mandates: accepted before anything else of the portal opens, and read again at any time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.admin.mandates.words import refusal_words
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.errors import MandateRefused
from directory.policy import TERMS_VERSION
from directory.workflows import mandates


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """GET: the text in force. POST {"version", "accepted"}: accepts it for all the mandates of the viewer."""
    if request.method != "POST":
        return _page(request)
    if "accepted" not in request.POST:
        return _page(request, error=_("Tick the box to accept the terms; without them the portal stays closed."))
    viewer = viewer_of(request)
    try:
        mandates.accept_terms(account=viewer.account, version=request.POST.get("version", ""), now=viewer.now)
    except MandateRefused as refusal:
        return _page(request, error=refusal_words(refusal))
    messages.success(request, _("You have accepted the terms: the portal is open to you."))
    return HttpResponseRedirect(_next(request))


def _page(request: HttpRequest, *, error: str = "") -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        **portal.each_context(request),
        "title": _("Terms of mandates"),
        "version": TERMS_VERSION,
        "text": f"directory/terms/{TERMS_VERSION}.html",
        "owed": viewer.owes_terms,
        "mandates": viewer.mandates,
        "next": _next(request),
        "error": error,
    }
    return TemplateResponse(request, "admin/directory/terms.html", context, status=422 if error else 200)


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse("portal:index")


portal.add_page("conditions/", terms, "terms")
