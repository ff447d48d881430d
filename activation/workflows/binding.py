"""A confirmed activation becomes a card: one key pair on one phone. Refusals are returned, nothing is spent by them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction

from activation import queries
from activation.codes import Use, call_digest, is_same, secret_digest
from activation.models import ActivationRequest, LostRight, VirtualCard
from activation.pins import make_verifier
from activation.policy import BIND_REPEAT, CARD_LIFETIME, LATER_CARD_DELAY, WORKING_CARDS
from activation.proofs import NewKey, ProofRefused, verify_binding
from activation.vocabulary import ActivationMode, ActivationState, CardState, Language
from activation.workflows.ending import replace_card
from activation.workflows.former_card import NO_FORMER, Former, judge_former
from activation.workflows.notices import tell_activated
from activation.workflows.pin_judgement import PinOutcome, PinVerdict
from activation.workflows.turns import wait_for_turn
from directory import journal
from directory import queries as directory_queries
from directory.models import Account, Practitioner
from directory.networks import network_of


class BindOutcome(StrEnum):
    """What became of a wish for a card."""

    BOUND = "bound"
    EXPIRED = "expired"
    ALREADY_BOUND = "already_bound"
    TOO_MANY_CARDS = "too_many_cards"
    INVALID_PROOF = "invalid_proof"
    WRONG_PIN = "wrong_pin"
    CARD_LOCKED = "card_locked"


@dataclass(frozen=True)
class Device:
    """The phone as it describes itself; shown to its holder, decides nothing."""

    name: str
    platform: str
    app_version: str


@dataclass(frozen=True)
class BindCall:
    """What the phone sent.

    binding: the token of the confirmation; proof: signed by the new key; pin_proof: 32 bytes. former: the card that
    this phone held before, which makes place. address: of the caller, told to the holder; language: of the notices.
    """

    binding: str = field(repr=False)
    pin_proof: bytes = field(repr=False)
    device: Device
    proof: str = field(repr=False)
    replaces: UUID | None = None
    former: Former = NO_FORMER
    address: str = ""
    language: str = Language.FRENCH.value


@dataclass(frozen=True)
class BindVerdict:
    """card: when bound. cards: to choose one from, when there are too many. attempts_left: of the former PIN."""

    outcome: BindOutcome
    card: VirtualCard | None = None
    cards: list[VirtualCard] = field(default_factory=list)
    attempts_left: int = 0


def bind(*, activation_id: UUID, call: BindCall, now: datetime) -> BindVerdict:
    """Make the card of a confirmed activation.

    The same call again within a minute gets the same card; another one is refused. A wrong token answers like an
    activation that is over. `replaces` names a card of the same person to supersede; one that is over already asks for
    nothing. The former card of this phone makes place too; its PIN, when right, makes the new one usable at once.
    """
    with transaction.atomic():
        request = (
            ActivationRequest.objects.select_for_update(of=("self",))
            .select_related("practitioner", "card")
            .filter(pk=activation_id)
            .first()
        )
        if request is None or request.practitioner is None or not _has_token(request, call.binding):
            return BindVerdict(BindOutcome.EXPIRED)
        if request.state == ActivationState.COMPLETED:
            return _answer_again(request, call, now)
        if not _is_bindable(request, now):
            return BindVerdict(BindOutcome.EXPIRED)
        try:
            key = verify_binding(
                call.proof,
                issuer=settings.SITE_URL,
                activation=str(request.pk),
                nonce=request.binding_nonce,
                now=now,
            )
        except ProofRefused:
            return BindVerdict(BindOutcome.INVALID_PROOF)
        return _bind(request, request.practitioner, call, key, now)


def _has_token(request: ActivationRequest, token: str) -> bool:
    digest = secret_digest(settings.CODE_PEPPER, Use.BINDING, request.pk, token)
    return is_same(digest, bytes(request.binding_digest))


def _call_digest(request: ActivationRequest, call: BindCall) -> bytes:
    content = {
        "pin_proof": call.pin_proof.hex(),
        "device": [call.device.name, call.device.platform, call.device.app_version],
        "proof": call.proof,
        "replaces": str(call.replaces),
    }
    return call_digest(settings.CODE_PEPPER, request.pk, content)


def _answer_again(request: ActivationRequest, call: BindCall, now: datetime) -> BindVerdict:
    is_recent = request.completed_at is not None and now - request.completed_at <= BIND_REPEAT
    if is_recent and is_same(_call_digest(request, call), bytes(request.bind_digest)):
        return BindVerdict(BindOutcome.BOUND, card=request.card)
    return BindVerdict(BindOutcome.ALREADY_BOUND)


def _is_bindable(request: ActivationRequest, now: datetime) -> bool:
    """Confirmed, in time, and its person still eligible."""
    return (
        request.state == ActivationState.CONFIRMED
        and request.binding_expires_at is not None
        and request.binding_expires_at > now
        and directory_queries.is_eligible(request.practitioner_id or 0, now)
    )


def _bind(
    request: ActivationRequest, practitioner: Practitioner, call: BindCall, key: NewKey, now: datetime
) -> BindVerdict:
    """Cards of one person are counted under a lock on the person: two activations at once stay within the limit.

    One key makes one card: whoever asks for two people at once waits for the turn of the key.
    """
    Practitioner.objects.select_for_update(of=("self",), no_key=True).get(pk=practitioner.pk)
    wait_for_turn(key.kid.encode())
    if VirtualCard.objects.filter(kid=key.kid).exists():
        return BindVerdict(BindOutcome.INVALID_PROOF)
    replaced = {card_id for card_id in (call.replaces, call.former.card_id) if card_id is not None}
    cards = queries.replaceable_cards(practitioner.pk, now)
    working = [card for card in cards if card.state != CardState.LOCKED and card.pk not in replaced]
    if len(working) >= WORKING_CARDS:
        return BindVerdict(BindOutcome.TOO_MANY_CARDS, cards=cards)
    former = judge_former(call.former, practitioner_id=practitioner.pk, now=now)
    if former.refused is not None:
        return _refuse_pin(former.refused)
    card = _make_card(request, practitioner, call, key, approved_by=former.approves, now=now)
    for one in cards:
        if one.pk in replaced:
            replace_card(one, by=card, now=now)
    _complete(request, card, call, now)
    _require_account(practitioner)
    LostRight.objects.filter(pk=practitioner.pk).delete()
    tell_activated(card, network=network_of(call.address), now=now)
    journal.record(
        action="activation.bound", practitioner_id=practitioner.pk, subject=card, now=now, mode=card.activation_mode
    )
    return BindVerdict(BindOutcome.BOUND, card=card)


def _refuse_pin(verdict: PinVerdict) -> BindVerdict:
    """Nothing is spent but the try: the phone asks again, or binds without the former PIN and waits."""
    outcome = BindOutcome.WRONG_PIN if verdict.outcome is PinOutcome.WRONG else BindOutcome.CARD_LOCKED
    return BindVerdict(outcome, attempts_left=verdict.attempts_left)


def _make_card(
    request: ActivationRequest,
    practitioner: Practitioner,
    call: BindCall,
    key: NewKey,
    *,
    approved_by: VirtualCard | None,
    now: datetime,
) -> VirtualCard:
    verifier = make_verifier(call.pin_proof, settings.PIN_PEPPERS)
    is_by_codes = request.mode == ActivationMode.CODES
    waits = is_by_codes and approved_by is None and queries.had_recent_card(practitioner.pk, now)
    return VirtualCard.objects.create(
        practitioner=practitioner,
        public_jwk=key.public_jwk,
        kid=key.kid,
        pin_verifier=verifier.digest,
        pepper_ids=list(verifier.pepper_ids),
        activation_mode=request.mode,
        device_name=call.device.name,
        device_platform=call.device.platform,
        app_version=call.device.app_version,
        created_at=now,
        usable_from=now + LATER_CARD_DELAY if waits else now,
        expires_at=now + CARD_LIFETIME,
        approved_by=approved_by,
        language=call.language,
    )


def _complete(request: ActivationRequest, card: VirtualCard, call: BindCall, now: datetime) -> None:
    ActivationRequest.objects.filter(pk=request.pk, state=ActivationState.CONFIRMED).update(
        state=ActivationState.COMPLETED,
        completed_at=now,
        card=card,
        bind_digest=_call_digest(request, call),
        binding_nonce="",
    )


def _require_account(practitioner: Practitioner) -> None:
    """The holder gets an account without a password: what other floors hang their rows on."""
    if not Account.objects.filter(practitioner=practitioner).exists():
        Account.objects.create_user(
            practitioner.national_id, practitioner=practitioner, display_name=practitioner.display_name
        )
