"""The figures of the provider, for everybody: a page and a file, read from what the clock kept."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from oidc import policy
from oidc.vocabulary import Environment
from oidc.wording import read_figures, tell, write_file

KEPT_SECONDS = int(policy.FIGURES_READ_FOR.total_seconds())


@require_safe
def show_figures(request: HttpRequest) -> HttpResponse:
    """GET /services/chiffres/: real people at services in production; the sandbox apart. In a demonstration, where
    everybody is fictitious, the sandbox alone. Small numbers of real people are not told.
    """
    figures = read_figures(timezone.localdate())
    context = {
        "counted_at": figures.counted_at,
        "is_demo": settings.DEMO,
        "least": policy.FEWEST_TOLD,
        "told": tell(figures, Environment.SANDBOX)
        if settings.DEMO
        else tell(figures, Environment.PRODUCTION, least=policy.FEWEST_TOLD),
        "sandbox": None if settings.DEMO else tell(figures, Environment.SANDBOX),
    }
    response = render(request, "oidc/figures/page.html", context)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    patch_cache_control(response, private=True, max_age=KEPT_SECONDS)  # its choice of language holds a token
    return response


@require_safe
def export_figures(request: HttpRequest) -> HttpResponse:
    """GET /services/chiffres.csv: one line a month, environment, measure, means and level; small numbers of real
    people are `<5`.
    """
    figures = read_figures(timezone.localdate())
    response = HttpResponse(write_file(figures, least=policy.FEWEST_TOLD), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="chiffres-{figures.today:%Y-%m-%d}.csv"'
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response
