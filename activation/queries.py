"""What can be asked of activations and cards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.utils import timezone

from activation.models import ActivationRequest, RevocationLink, VirtualCard
from activation.policy import DAY, NETWORK_WINDOW, RECENT_CARD
from activation.vocabulary import ActivationMode, ActivationState, Language
from directory import queries as directory_queries
from directory.models import (
    AuthorityKind,
    ContactKind,
    ContactPoint,
    MessageChannel,
    OutboundMessage,
    Practitioner,
    ProfessionalExercise,
    RegistrationAuthority,
)


@dataclass(frozen=True)
class Holder:
    """Who holds a card, as the wallet shows them. profession: the label of the first exercise, or empty."""

    display_name: str
    national_id: str
    profession: str
    is_test: bool


@dataclass(frozen=True)
class Rights:
    """What the directory says of a card at an instant."""

    is_eligible: bool
    is_opposed: bool


def asks_of_rights(now: datetime, *, holder: Combinable, card: Combinable) -> tuple[Exists, Exists]:
    """Whether somebody is eligible, and whether a card is opposed, for statements about other rows.

    holder, card: keys, as the rows of the statement name them.
    """
    eligible = directory_queries.eligible_practitioners(now).filter(pk=holder)
    opposed = VirtualCard.objects.filter(pk=card).opposed(timezone.localdate(now))
    return Exists(eligible), Exists(opposed)


def _of_its_own(now: datetime) -> tuple[Exists, Exists]:
    return asks_of_rights(now, holder=OuterRef("practitioner_id"), card=OuterRef("pk"))


def _rights(card: UUID, now: datetime) -> QuerySet[VirtualCard, tuple[bool, bool]]:
    return VirtualCard.objects.filter(pk=card).values_list(*_of_its_own(now))


def _with_key(kid: str) -> QuerySet[VirtualCard]:
    return VirtualCard.objects.select_related("practitioner").filter(kid=kid)


def _standing_with_key(kid: str, now: datetime) -> QuerySet[VirtualCard]:
    is_eligible, is_opposed = _of_its_own(now)
    with_rights = VirtualCard.objects.annotate(is_eligible=is_eligible, is_opposed=is_opposed)
    return with_rights.filter(kid=kid).only(*STANDING_FIELDS)


_RIGHTS = directory_queries.Prepared(_rights, card=UUID, now=datetime)
_WITH_KEY = directory_queries.Prepared(_with_key, kid=str)
STANDING_FIELDS = ("id", "practitioner_id", "public_jwk", "state", "usable_from", "expires_at")
# The card of a key, with these fields alone and with its rights (`read_rights`): in one statement
STANDING_WITH_KEY = directory_queries.Prepared(_standing_with_key, kid=str, now=datetime)


def find_card_by_key(kid: str) -> VirtualCard | None:
    """The card of this key, with its holder, whatever its state; None when there is none."""
    return _WITH_KEY.first(kid=kid)


def read_rights(card: VirtualCard) -> Rights:
    """What `STANDING_WITH_KEY` found of it."""
    return Rights(is_eligible=vars(card)["is_eligible"], is_opposed=vars(card)["is_opposed"])


def rights_of(card: VirtualCard, now: datetime) -> Rights:
    """Whether its holder may use a card, and whether this one is opposed. One query."""
    is_eligible, is_opposed = _RIGHTS.first(card=card.pk, now=now) or (False, False)
    return Rights(is_eligible=is_eligible, is_opposed=is_opposed)


def language_of(practitioner_id: int | None, asked: str) -> str:
    """In which a person is written to: that of their newest card, or the one that was asked for; one query for anybody.

    Whoever types a number does not choose the language of somebody who already chose one.
    """
    cards = VirtualCard.objects.filter(practitioner_id=practitioner_id or 0).order_by("-created_at")
    known = cards.values_list("language", flat=True).first()
    return known or (asked if asked in Language.values else Language.FRENCH.value)


def holder_of(practitioner: Practitioner) -> Holder:
    """The public face of a card's holder. One query, and labels from memory."""
    code = (
        ProfessionalExercise.objects.filter(practitioner=practitioner)
        .order_by("pk")
        .values_list("profession_code", flat=True)
        .first()
    )
    return Holder(
        display_name=practitioner.display_name,
        national_id=practitioner.national_id,
        profession=directory_queries.profession_label(code or ""),
        is_test=practitioner.is_test,
    )


def count_openings(typed_digest: bytes, now: datetime) -> int:
    """How often this number was typed within a day, whoever it is."""
    typed = ActivationRequest.objects.filter(mode=ActivationMode.CODES, typed_digest=typed_digest)
    return typed.filter(opened_at__gt=now - DAY).count()


def count_unfinished(network: str, now: datetime) -> int:
    """The openings of this network that nobody confirmed: decoys, failures, and those still under way.

    Real and decoy openings count alike until somebody shows both codes, so that the count tells nothing about either.
    """
    finished = [ActivationState.CONFIRMED, ActivationState.COMPLETED]
    rows = ActivationRequest.objects.filter(network=network, opened_at__gt=now - NETWORK_WINDOW)
    return rows.exclude(state__in=finished).count()


def count_sendings(practitioner_id: int | None, now: datetime) -> int:
    """The sendings to this person within a day, from the door of two codes; an unknown person costs the same query."""
    rows = ActivationRequest.objects.filter(
        mode=ActivationMode.CODES, practitioner_id=practitioner_id or 0, last_sent_at__gt=now - DAY
    )
    return rows.aggregate(total=Sum("sending_count"))["total"] or 0


def count_hand_overs(practitioner_id: int, now: datetime) -> int:
    """How often an e-CPS was about to be handed over to this person within a day."""
    rows = ActivationRequest.objects.filter(mode=ActivationMode.HAND_OVER, practitioner_id=practitioner_id)
    return rows.filter(opened_at__gt=now - DAY).count()


def replaceable_cards(practitioner_id: int, now: datetime) -> list[VirtualCard]:
    """The cards of a person that a new one may supersede, newest first."""
    rows = VirtualCard.objects.not_over().filter(practitioner_id=practitioner_id, expires_at__gt=now)
    return list(rows.order_by("-created_at"))


def has_replaceable_card(practitioner_id: int, now: datetime) -> bool:
    """Whether this person has a card that is not over; an unknown person costs the same query."""
    return VirtualCard.objects.not_over().filter(practitioner_id=practitioner_id, expires_at__gt=now).exists()


def had_recent_card(practitioner_id: int, now: datetime) -> bool:
    """Whether a card of this person worked, or was locked, within the last days that count."""
    return VirtualCard.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now - RECENT_CARD),
        practitioner_id=practitioner_id,
        expires_at__gt=now - RECENT_CARD,
    ).exists()


def holders_of_working_cards(now: datetime) -> Exists:
    """A condition on people: they have a card that works, or rests."""
    return Exists(VirtualCard.objects.working(now).filter(practitioner=OuterRef("pk")))


def ready_for_a_card(now: datetime) -> QuerySet[Practitioner]:
    """Eligible, both contacts proven and settled, no working card: whom an invitation helps."""
    contacts = ContactPoint.objects.current().proven().filter(practitioner=OuterRef("pk"), settled_at__lte=now)
    return directory_queries.eligible_practitioners(now).filter(
        ~holders_of_working_cards(now),
        Exists(contacts.filter(kind=ContactKind.EMAIL)),
        Exists(contacts.filter(kind=ContactKind.MOBILE)),
    )


def why_not_ready(practitioner_id: int, now: datetime) -> str:
    """What keeps this person from an invitation: not_eligible, unreachable, has_card; empty: nothing."""
    if not directory_queries.is_eligible(practitioner_id, now):
        return "not_eligible"
    if not directory_queries.can_be_reached(practitioner_id, now):
        return "unreachable"
    return "has_card" if VirtualCard.objects.working(now).filter(practitioner_id=practitioner_id).exists() else ""


def contacts_that_serve(request: ActivationRequest, now: datetime) -> dict[str, ContactPoint]:
    """The contacts of an activation, by kind: in front of a registrar, those that one attested too."""
    key = request.practitioner_id or 0
    if request.mode == ActivationMode.HAND_OVER:
        return directory_queries.hand_over_contacts(key, now)
    return directory_queries.activation_contacts(key, now)


def find_request(activation_id: UUID) -> ActivationRequest | None:
    """One activation, to follow it; None when it was never opened."""
    return ActivationRequest.objects.filter(pk=activation_id).first()


def count_unused_links(network: str, now: datetime) -> int:
    """The links to revoke that this network asked for and nobody opened: decoys and real ones alike."""
    asked = RevocationLink.objects.filter(network=network, asked_at__gt=now - NETWORK_WINDOW, opened_at__isnull=True)
    return asked.count()


def count_links(practitioner_id: int | None, now: datetime) -> int:
    """The links sent to this person within a day; an unknown person costs the same query."""
    return RevocationLink.objects.filter(practitioner_id=practitioner_id or 0, asked_at__gt=now - DAY).count()


def sms_of_sending(request: ActivationRequest) -> OutboundMessage | None:
    """The SMS of the last sending of an activation: it was written at that very instant."""
    event = "activation_hand_over" if request.mode == ActivationMode.HAND_OVER else "activation_codes"
    rows = OutboundMessage.objects.filter(
        practitioner_id=request.practitioner_id or 0,
        event=event,
        channel=MessageChannel.SMS,
        created_at=request.last_sent_at,
    )
    return rows.first()


def find_card(card_id: UUID) -> VirtualCard | None:
    """One card with its holder, or None."""
    return VirtualCard.objects.select_related("practitioner").filter(pk=card_id).first()


def authorities_to_call(*, is_test: bool) -> list[RegistrationAuthority]:
    """The orders and the agencies with their public telephones: the same list for everybody."""
    kinds = [AuthorityKind.ORDER, AuthorityKind.REGIONAL]
    whole = RegistrationAuthority.objects.filter(kind__in=kinds, is_test=is_test, department_code="")
    return list(whole.order_by("kind", "name"))
