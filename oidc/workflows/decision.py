"""A phone answers a login request.

Everything happens under a lock on the card, then on the request. A refusal that must be remembered is returned,
never raised.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from activation import proofs
from activation.models import VirtualCard
from activation.vocabulary import CardStanding
from activation.workflows import card_use
from directory.models import AuditOutcome
from oidc.models import BackchannelRequest, DecisionEvidence, LoginRequest
from oidc.protocol import claim, decision, digests
from oidc.protocol.decision import Answer, Decision, MalformedDecision
from oidc.vocabulary import DeliveryMode, DeliveryState, LoginState, Purpose, Way
from oidc.workflows.claim_key import claim_key
from oidc.workflows.login_lines import write_login_line


class Outcome(Enum):
    """What is answered to a phone."""

    APPROVED = "APPROVED"
    DENIED = "DENIED"
    REPORTED = "REPORTED"
    WRONG_NUMBER = "WRONG_NUMBER"
    WRONG_PIN = "WRONG_PIN"
    CARD_LOCKED = "CARD_LOCKED"
    CARD_NOT_ACTIVE = "CARD_NOT_ACTIVE"
    ALREADY_DECIDED = "ALREADY_DECIDED"
    EXPIRED = "EXPIRED"
    NOT_FOUND = "NOT_FOUND"
    MALFORMED = "MALFORMED"


@dataclass(frozen=True)
class Answered:
    """An outcome and its parameters: `attempts_left` for a wrong PIN, `state` for a card that may not be used,
    `return_code` for an approval on the same phone."""

    outcome: Outcome
    details: dict[str, str | int] = field(default_factory=dict, repr=False)


_STATE_OF = {
    Outcome.APPROVED: LoginState.APPROVED,
    Outcome.DENIED: LoginState.DENIED,
    Outcome.WRONG_NUMBER: LoginState.DENIED,
    Outcome.REPORTED: LoginState.REPORTED,
}


def decide(
    *, card_id: UUID, login_request_id: UUID, decision_jws: str, pin_proof: bytes | None, now: datetime
) -> Answered:
    """Take the signed answer of a card, once. The same signed text gets the same answer again and counts nothing.

    pin_proof: for an approval; never stored, never logged. A request that is unknown, another person's or claimed by
    another card answers NOT_FOUND.
    """
    with transaction.atomic():
        card = VirtualCard.objects.select_for_update(of=("self",)).get(pk=card_id)
        login = (
            LoginRequest.objects.select_for_update(of=("self",))
            .select_related("relying_party__client")
            .filter(Q(claimed_by__isnull=True) | Q(claimed_by=card), pk=login_request_id)
            .filter(practitioner_id=card.practitioner_id)
            .first()
        )
        if login is None:
            return Answered(Outcome.NOT_FOUND)
        try:
            claims = proofs.verify_jws(decision_jws, card.public_jwk, typ=decision.TYP)
            jti = decision.read_jti(claims)
        except (proofs.ProofRefused, MalformedDecision):
            return Answered(Outcome.MALFORMED)
        kept = DecisionEvidence.objects.filter(card=card, jti=jti).first()
        if kept is not None:
            return _answer_again(kept, login, decision_jws)
        closed = _closed(login, now=now)
        if closed is not None:
            return closed
        try:
            said = decision.read(claims, asked=_asked(login), now=now)
        except MalformedDecision:
            return Answered(Outcome.MALFORMED)
        answered = _judge(login, card, said, pin_proof=pin_proof, now=now)
        if answered.outcome is Outcome.MALFORMED:
            return answered
        _remember(login, card, said, answered, decision_jws=decision_jws, now=now)
    return _with_return_code(answered, login, said.jti)


def _answer_again(kept: DecisionEvidence, login: LoginRequest, decision_jws: str) -> Answered:
    if kept.jws != decision_jws or kept.login_request_id != login.pk:
        return Answered(Outcome.ALREADY_DECIDED)
    return _with_return_code(Answered(Outcome(kept.outcome), kept.details), login, kept.jti)


def _with_return_code(answered: Answered, login: LoginRequest, jti: str) -> Answered:
    """On the same phone an approval is answered with what the browser needs; it is nowhere stored in clear."""
    if answered.outcome is not Outcome.APPROVED or login.way != Way.LINK:
        return answered
    return Answered(answered.outcome, {**answered.details, "return_code": _return_code(login, jti)})


def _return_code(login: LoginRequest, jti: str) -> str:
    return claim.make_return_code(login.pk, jti, key=claim_key())


def _closed(login: LoginRequest, *, now: datetime) -> Answered | None:
    """Return the answer when nothing can be decided any more."""
    state = login.state_at(now)
    if state is LoginState.PENDING:
        return None
    return Answered(Outcome.EXPIRED if state is LoginState.EXPIRED else Outcome.ALREADY_DECIDED)


def _asked(login: LoginRequest) -> decision.Asked:
    return decision.Asked(
        issuer=settings.SITE_URL,  # a phone knows the site, not the path that its issuer may have
        login_request=str(login.pk),
        challenge=login.challenge,
        client_id=login.asker.public_id,
        display=login.display(),
        number_wanted=login.wants_number,
    )


def _judge(
    login: LoginRequest, card: VirtualCard, said: Decision, *, pin_proof: bytes | None, now: datetime
) -> Answered:
    """Eligibility, then the number, then the PIN, which is counted."""
    if said.answer is Answer.DENY:
        return Answered(Outcome.DENIED)
    if said.answer is Answer.REPORT:
        return Answered(Outcome.REPORTED)
    standing = card_use.standing(card, now)
    if standing != CardStanding.ACTIVE:
        return Answered(Outcome.CARD_NOT_ACTIVE, {"state": str(standing)})
    if pin_proof is None:
        return Answered(Outcome.MALFORMED)
    if login.wants_number and said.number != login.number:
        return Answered(Outcome.WRONG_NUMBER)
    return _judge_pin(card, pin_proof, now=now)


def _judge_pin(card: VirtualCard, pin_proof: bytes, *, now: datetime) -> Answered:
    verdict = card_use.verify_pin(card_id=card.pk, pin_proof=pin_proof, now=now)
    if verdict.is_right:
        return Answered(Outcome.APPROVED)
    if verdict.attempts_left:
        return Answered(Outcome.WRONG_PIN, {"attempts_left": verdict.attempts_left})
    return Answered(Outcome.CARD_LOCKED)


def _remember(
    login: LoginRequest,
    card: VirtualCard,
    said: Decision,
    answered: Answered,
    *,
    decision_jws: str,
    now: datetime,
) -> None:
    """Keep the signed text with its outcome, and move the request when the outcome moves it."""
    DecisionEvidence.objects.create(
        login_request=login,
        card=card,
        jti=said.jti,
        jws=decision_jws,
        outcome=answered.outcome.value,
        details=answered.details,
        received_at=now,
    )
    state = _STATE_OF.get(answered.outcome)
    if state is not None:
        LoginRequest.objects.filter(pk=login.pk, state=LoginState.PENDING).update(
            state=state,
            card=card,
            decided_at=now,
            return_digest=digests.digest(_return_code(login, said.jti)) if _is_carried_back(login, state) else "",
        )
        _have_told(login, now=now)
    _record(login, card, answered, now=now)


def _have_told(login: LoginRequest, *, now: datetime) -> None:
    """A service that wants to be told of the answer will be, if and only if this transaction stands."""
    if login.purpose == Purpose.CIBA:
        pinged = BackchannelRequest.objects.filter(login_request=login, delivery_mode=DeliveryMode.PING)
        pinged.update(ping_state=DeliveryState.DUE, ping_due_at=now)


def _is_carried_back(login: LoginRequest, state: LoginState) -> bool:
    return state is LoginState.APPROVED and login.way == Way.LINK


def _record(login: LoginRequest, card: VirtualCard, answered: Answered, *, now: datetime) -> None:
    write_login_line(
        f"oidc.login_{answered.outcome.value.lower()}",
        login,
        practitioner_id=card.practitioner_id,
        outcome=AuditOutcome.DONE if answered.outcome is Outcome.APPROVED else AuditOutcome.REFUSED,
        now=now,
    )
