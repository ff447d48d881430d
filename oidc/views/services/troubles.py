"""What the clients of a service were refused, why, and what to do about it."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from oidc import policy
from oidc.models import Service
from oidc.queries.troubles import troubles_of
from oidc.views.services.door import Developer, for_member, show_page
from oidc.views.services.trouble_words import remedy_of

_LONGEST_ID: Final = 16


@require_safe
@for_member
def show_troubles(request: HttpRequest, developer: Developer, service: Service) -> HttpResponse:
    """GET ?client=&id=: the refusals of the clients of a service, the newest first."""
    clients = list(service.relying_parties.select_related("client").order_by("environment", "pk"))
    wanted = request.GET.get("client", "")
    chosen = next((one for one in clients if str(one.pk) == wanted), None)
    correlation_id = request.GET.get("id", "").strip().lower()
    readable = correlation_id.isascii() and correlation_id.isalnum() and len(correlation_id) <= _LONGEST_ID
    key = correlation_id if readable or not correlation_id else "-"
    rows = troubles_of(service, client=chosen.pk if chosen else None, correlation_id=key)
    context = {
        "clients": clients,
        "chosen": chosen,
        "correlation_id": correlation_id[:100],
        "lines": [(row, remedy_of(row.error, row.description)) for row in rows],
        "days": policy.TROUBLES_KEPT_FOR.days,
        "most": policy.TROUBLES_KEPT,
    }
    return show_page(request, developer, "oidc/services/troubles.html", context, service=service)
