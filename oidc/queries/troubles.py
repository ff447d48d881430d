"""What the clients of a service were refused."""

from django.db.models import QuerySet

from oidc import policy
from oidc.models import ClientTrouble, Service


def troubles_of(service: Service, *, client: int | None, correlation_id: str) -> QuerySet[ClientTrouble]:
    """The newest refusals of its clients, with these; of one client, or of one id that somebody was shown."""
    rows = ClientTrouble.objects.filter(relying_party__service=service).select_related("relying_party__client")
    if client is not None:
        rows = rows.filter(relying_party=client)
    if correlation_id:
        rows = rows.filter(correlation_id=correlation_id)
    return rows.order_by("-at", "-pk")[: policy.TROUBLES_KEPT]
