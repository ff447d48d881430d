"""What can be asked of activations and cards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from activation.models import ActivationRequest, VirtualCard
from activation.policy import DAY, NETWORK_WINDOW, RECENT_CARD
from activation.vocabulary import ActivationState
from directory import queries as directory_queries
from directory.models import AuthorityKind, Practitioner, ProfessionalExercise, RegistrationAuthority


@dataclass(frozen=True)
class Holder:
    """Who holds a card, as the wallet shows them. profession: the label of the first exercise, or empty."""

    display_name: str
    national_id: str
    profession: str
    is_test: bool


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
    return ActivationRequest.objects.filter(typed_digest=typed_digest, opened_at__gt=now - DAY).count()


def count_unfinished(network: str, now: datetime) -> int:
    """The openings of this network that nobody confirmed: decoys, failures, and those still under way.

    Real and decoy openings count alike until somebody shows both codes, so that the count tells nothing about either.
    """
    finished = [ActivationState.CONFIRMED, ActivationState.COMPLETED]
    rows = ActivationRequest.objects.filter(network=network, opened_at__gt=now - NETWORK_WINDOW)
    return rows.exclude(state__in=finished).count()


def count_sendings(practitioner_id: int | None, now: datetime) -> int:
    """The sendings to this person within a day; an unknown person costs the same query."""
    rows = ActivationRequest.objects.filter(practitioner_id=practitioner_id or 0, last_sent_at__gt=now - DAY)
    return rows.aggregate(total=Sum("sending_count"))["total"] or 0


def replaceable_cards(practitioner_id: int, now: datetime) -> list[VirtualCard]:
    """The cards of a person that a new one may supersede, newest first."""
    rows = VirtualCard.objects.not_over().filter(practitioner_id=practitioner_id, expires_at__gt=now)
    return list(rows.order_by("-created_at"))


def had_recent_card(practitioner_id: int, now: datetime) -> bool:
    """Whether a card of this person worked, or was locked, within the last days that count."""
    return VirtualCard.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now - RECENT_CARD),
        practitioner_id=practitioner_id,
        expires_at__gt=now - RECENT_CARD,
    ).exists()


def find_request(activation_id: UUID) -> ActivationRequest | None:
    """One activation, to follow it; None when it was never opened."""
    return ActivationRequest.objects.filter(pk=activation_id).first()


def find_card(card_id: UUID) -> VirtualCard | None:
    """One card with its holder, or None."""
    return VirtualCard.objects.select_related("practitioner").filter(pk=card_id).first()


def authorities_to_call(*, is_test: bool) -> list[RegistrationAuthority]:
    """The orders and the agencies with their public telephones: the same list for everybody."""
    kinds = [AuthorityKind.ORDER, AuthorityKind.REGIONAL]
    whole = RegistrationAuthority.objects.filter(kind__in=kinds, is_test=is_test, department_code="")
    return list(whole.order_by("kind", "name"))
