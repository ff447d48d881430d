"""Who sees what of the provider, in the portal."""

from datetime import datetime

from django.db.models import QuerySet

from directory import permissions
from directory.models import Account
from oidc.models import RelyingParty


def may_see_services(account: Account, now: datetime) -> bool:
    """National operators and auditors, and those who review services."""
    return permissions.can_see_services(account, now)


def relying_parties_visible_to(account: Account, now: datetime) -> QuerySet[RelyingParty]:
    """Every service for those who may see services, none for others."""
    services = RelyingParty.objects.select_related("client")
    return services if may_see_services(account, now) else services.none()
