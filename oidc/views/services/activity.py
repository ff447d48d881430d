"""How many people signed in to a service: day by day, by means and level, for its team alone."""

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from oidc.models import RelyingParty, Service
from oidc.queries.figures import sign_ins_of
from oidc.views.services.day_bars import HEIGHT, draw_days
from oidc.views.services.door import Developer, for_member, show_page
from oidc.vocabulary import Environment

_DAYS: Final = 30


@require_safe
@for_member
def show_activity(request: HttpRequest, developer: Developer, service: Service) -> HttpResponse:
    """GET ?client=: the sign-ins of one client of the service, the one in production unless another is named."""
    clients = list(service.relying_parties.select_related("client").order_by("environment", "pk"))
    chosen = _choose(clients, request.GET.get("client", ""))
    until = timezone.localdate(developer.now) + timedelta(days=1)
    since = until - timedelta(days=_DAYS)
    rows = sign_ins_of(chosen, since=since, until=until) if chosen else []
    context = {
        "clients": clients,
        "chosen": chosen,
        "chart": draw_days(rows, since=since, until=until),
        "height": HEIGHT,
        "days": _DAYS,
        "last": until - timedelta(days=1),
        "since": since,
    }
    return show_page(request, developer, "oidc/services/activity.html", context, service=service)


def _choose(clients: list[RelyingParty], wanted: str) -> RelyingParty | None:
    named = next((one for one in clients if str(one.pk) == wanted), None)
    production = next((one for one in clients if one.environment == Environment.PRODUCTION), None)
    return named or production or next(iter(clients), None)
