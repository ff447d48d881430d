"""A team says what it builds: a service is described, and described anew."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from directory import identifiers, journal
from directory.errors import MalformedIdentifier, NotAllowed
from directory.models import Account
from oidc import permissions, policy
from oidc.errors import ServiceRefused
from oidc.models import Service, ServiceMember
from oidc.protocol.service_description import ServiceDescription


def describe_service(*, account: Account, described: ServiceDescription, now: datetime) -> Service:
    """Begin a service, with whoever describes it as its first member. Raises ServiceRefused (`too_many_services`, or
    the member that is wrong).
    """
    _check(described)
    with transaction.atomic():
        Account.objects.select_for_update(of=("self",)).get(pk=account.pk)  # two tabs cannot pass the limit together
        if permissions.services_of(account).count() >= policy.SERVICES_A_PERSON:
            raise ServiceRefused("too_many_services", most=policy.SERVICES_A_PERSON)
        service = Service.objects.create(**asdict(described), created_by=account, created_at=now)
        ServiceMember.objects.create(service=service, account=account, joined_at=now)
        journal.record(action="oidc.service_described", actor=account, subject=service, now=now)
    return service


def change_description(*, account: Account, service: Service, described: ServiceDescription, now: datetime) -> None:
    """Write a new description over the former one. What people read when they sign in is of the registrations, and
    changes with them. Raises NotAllowed, ServiceRefused.
    """
    if not permissions.is_member(account, service):
        raise NotAllowed
    _check(described)
    with transaction.atomic():
        Service.objects.filter(pk=service.pk).update(**asdict(described))
        journal.record(action="oidc.service_changed", actor=account, subject=service, now=now)


def _check(described: ServiceDescription) -> None:
    described.check()
    try:
        if described.siret:
            identifiers.parse_siret(described.siret)
    except MalformedIdentifier:
        raise ServiceRefused("siret") from None
