"""Who sees what of the provider, in the portal."""

from datetime import datetime

from django.db.models import QuerySet

from directory import permissions
from directory.models import Account
from oidc.models import ProductionRequest, RelyingParty, Service, ServiceMember


def may_see_services(account: Account, now: datetime) -> bool:
    """National operators and auditors, and those who review services."""
    return permissions.can_see_services(account, now)


def relying_parties_visible_to(account: Account, now: datetime) -> QuerySet[RelyingParty]:
    """Every service for those who may see services, none for others."""
    services = RelyingParty.objects.select_related("client")
    return services if may_see_services(account, now) else services.none()


def may_review_services(account: Account, now: datetime) -> bool:
    """National operators and reviewers say which services sign in real people, and suspend them."""
    return permissions.can_review_services(account, now)


def can_decide(account: Account, request: ProductionRequest, now: datetime) -> bool:
    """Reviewers, but for services that they work on themselves."""
    return may_review_services(account, now) and not is_member(account, request.service)


def can_reopen(account: Account, relying_party: RelyingParty, now: datetime) -> bool:
    """Reviewers, but for clients of services that they work on themselves."""
    service = relying_party.service
    return may_review_services(account, now) and (service is None or not is_member(account, service))


def requests_visible_to(account: Account, now: datetime) -> QuerySet[ProductionRequest]:
    """Every request for those who may see services, none for others."""
    requests = ProductionRequest.objects.select_related("service", "submitted_by", "decided_by")
    return requests if may_see_services(account, now) else requests.none()


def services_of(account: Account) -> QuerySet[Service]:
    """The services that somebody works on: in their pages any other answers as one that does not exist."""
    return Service.objects.filter(members__account=account)


def is_member(account: Account, service: Service) -> bool:
    """Whether somebody works on a service."""
    return account.is_active and ServiceMember.objects.filter(service=service, account=account).exists()
