"""What programs that index the web are asked to leave alone."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# The search itself may be found; answers, people and structures may not: they change every day, and what somebody
# asked to be put right would stay in other people's copies. The open data is the way to take them.
_ROBOTS = """User-agent: *
Allow: /annuaire/$
Allow: /annuaire/donnees-ouvertes/
Allow: /annuaire/api/
Disallow: /annuaire/
Disallow: /portail/
Disallow: /compte/
Disallow: /contact/
Disallow: /demo/
Disallow: /fhir/
Disallow: /rejoindre/demande/
Crawl-delay: 10
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """GET /robots.txt."""
    return HttpResponse(_ROBOTS, content_type="text/plain; charset=utf-8")
