"""Who sees which activations and cards: those of the people whom the account sees."""

from datetime import datetime

from django.db.models import QuerySet

from activation.models import ActivationRequest, VirtualCard
from directory import permissions
from directory.models import Account, Practitioner


def cards_visible_to(account: Account, now: datetime) -> QuerySet[VirtualCard]:
    """The cards, past ones included, of the people whom the account sees."""
    return VirtualCard.objects.filter(practitioner__in=permissions.practitioners_visible_to(account, now))


def requests_visible_to(account: Account, now: datetime) -> QuerySet[ActivationRequest]:
    """The activations of the people whom the account sees; decoys are nobody's."""
    return ActivationRequest.objects.filter(practitioner__in=permissions.practitioners_visible_to(account, now))


def may_see_cards(account: Account, now: datetime) -> bool:
    """Whoever is in the portal; the list holds what they see."""
    return permissions.may_enter_portal(account)


def cards_of(account: Account, practitioner: Practitioner, now: datetime) -> list[VirtualCard]:
    """The cards of one person for a viewer of their record, newest first."""
    return list(cards_visible_to(account, now).filter(practitioner=practitioner).order_by("-created_at"))
