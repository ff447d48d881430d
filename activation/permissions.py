"""Who sees which activations and cards: those of the people whom the account sees."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from activation.models import ActivationRequest, InvitationCampaign, VirtualCard
from activation.policy import ACTIVATION_PATIENCE, RECENT_ACTIVATION, RECENT_ENROLMENT
from activation.vocabulary import ActivationMode, ActivationState
from directory import permissions, queries
from directory.models import Account, Enrolment, Practitioner


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


def activations_decided_by(account: Account, now: datetime) -> QuerySet[ActivationRequest]:
    """The activations of the people for whom this account's authorities answer, with the person."""
    people = permissions.people_decided_of(account, now)
    return ActivationRequest.objects.filter(practitioner__in=people).select_related("practitioner__authority")


def hand_overs_of(account: Account, now: datetime) -> QuerySet[ActivationRequest]:
    """Those of them that this account hands over itself: its screen alone shows their tickets."""
    mine = activations_decided_by(account, now).filter(mode=ActivationMode.HAND_OVER, handed_over_by=account)
    return mine.select_related("practitioner__authority")


def cards_decided_by(account: Account, now: datetime) -> QuerySet[VirtualCard]:
    """The cards of the people for whom this account's authorities answer, with the person."""
    people = permissions.people_decided_of(account, now)
    return VirtualCard.objects.filter(practitioner__in=people).select_related("practitioner__authority")


def campaigns_visible_to(account: Account, now: datetime) -> QuerySet[InvitationCampaign]:
    """The campaigns of an operator's world; auditors read them."""
    if not (permissions.can_invite_people(account, now) or permissions.can_read_audit(account, now)):
        return InvitationCampaign.objects.none()
    world = permissions.people_searchable_by(account, now).test_people
    rows = InvitationCampaign.objects.select_related("started_by")
    return rows if world is None else rows.filter(is_test=world)


def activations_of(account: Account, practitioner: Practitioner, now: datetime, limit: int) -> list[ActivationRequest]:
    """The latest activations of one person for a viewer of their record, newest first."""
    rows = requests_visible_to(account, now).filter(practitioner=practitioner)
    return list(rows.select_related("handed_over_by", "card").order_by("-opened_at", "-pk")[:limit])


def activations_to_help(account: Account, now: datetime, limit: int) -> list[ActivationRequest]:
    """Of people for whom this account's authorities answer, the last activation where it came to nothing lately and
    nobody stopped it, and no e-CPS of theirs works; the latest first, at most `limit`.
    """
    of_the_person = ActivationRequest.objects.filter(practitioner=OuterRef("practitioner"))
    rows = activations_decided_by(account, now).filter(
        Q(state__in=[ActivationState.LOCKED, ActivationState.EXPIRED])
        | Q(state=ActivationState.OPEN, expires_at__lte=now)
        | Q(state=ActivationState.CONFIRMED, binding_expires_at__lte=now),
        ~Exists(of_the_person.filter(opened_at__gt=OuterRef("opened_at"))),
        ~Exists(VirtualCard.objects.working(now).filter(practitioner=OuterRef("practitioner"))),
        opened_at__gt=now - RECENT_ACTIVATION,
    )
    return list(rows.order_by("-opened_at", "-pk")[:limit])


def enrolled_without_card(account: Account, now: datetime, limit: int) -> list[Enrolment]:
    """The last registration of people whom this account's authorities registered lately, who may have a card and never
    had one; the oldest first, at most `limit`.
    """
    enrolments = permissions.enrolments_visible_to(account, now).filter(
        ~Exists(VirtualCard.objects.filter(practitioner=OuterRef("practitioner"))),
        ~Exists(Enrolment.objects.filter(practitioner=OuterRef("practitioner"), pk__gt=OuterRef("pk"))),
        enrolled_at__gt=now - RECENT_ENROLMENT,
        enrolled_at__lte=now - ACTIVATION_PATIENCE,
        practitioner__in=queries.eligible_practitioners(now),
    )
    return list(enrolments.select_related("practitioner").order_by("enrolled_at", "pk")[:limit])
