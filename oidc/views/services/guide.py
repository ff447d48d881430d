"""What an integrator reads, open to everybody: pages of the guide, and the programs that it shows."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from oidc.views.services.guide_text import FIRST, PAGES, SAMPLE_FILES, SAMPLES, read_page


@require_safe
def show(request: HttpRequest, document: str = FIRST) -> HttpResponse:
    """GET /services/documentation/<document>/; 404 for what is no page."""
    if document not in PAGES:
        raise Http404
    language = "fr" if (get_language() or "fr").startswith("fr") else "en"
    menu = [read_page(slug, language) for slug in PAGES]
    return render(
        request,
        "oidc/services/guide.html",
        {"page": read_page(document, language), "menu": menu, "issuer": settings.ISSUER},
    )


@require_safe
def sample(request: HttpRequest, name: str) -> HttpResponseBase:
    """GET /services/documentation/exemples/<name>: a program of the guide, as text."""
    if name not in SAMPLE_FILES:
        raise Http404
    return FileResponse((SAMPLES / name).open("rb"), content_type="text/plain; charset=utf-8")
