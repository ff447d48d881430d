"""The person proves the mobile of their request: a code by SMS, typed back on the page of the link.

A refusal that counts is returned, never raised: raising would give the try back.
"""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from directory import correspondence
from directory.codes import code_digest, draw_code, is_same
from directory.models import EnrolmentAnswers, EnrolmentRequest, MessageChannel, RequestSecret
from directory.models.contact import e164
from directory.policy import CONTACT_CODE_DIGITS, CONTACT_CODE_LIFETIME, CONTACT_CODE_TRIES, REQUEST_CODES_A_DAY
from directory.vocabulary.requests import SecretKind
from directory.workflows.contact_proof import Sending
from directory.workflows.requests.links import digest_of, judge_sendings, wait_for_turn
from directory.workflows.requests.locking import lock, require_writable
from directory.workflows.verdicts import CodeOutcome, Verdict

EVENT = "request_code"


def send_code(*, request: EnrolmentRequest, mobile: str, now: datetime) -> Sending:
    """Keep this number and send it a code; a number that is proven already keeps its proof, and gets none.

    mobile: E.164. Quotas are of the number and of the request: no page of ours floods anybody's phone.
    Raises RequestChanged.
    """
    if request.mobile_verified_at is not None and e164(request.answers.mobile) == mobile:
        return Sending.NOTHING_TO_VERIFY
    target = digest_of(mobile)
    with transaction.atomic():
        require_writable(request, now=now, mobile_verified_at=None)
        EnrolmentAnswers.objects.filter(pk=request.pk).update(mobile=mobile)
        _codes(request).filter(closed_at__isnull=True).exclude(target_digest=target).update(closed_at=now)
        wait_for_turn(target)
        allowed = judge_sendings(target, SecretKind.CODE, REQUEST_CODES_A_DAY, now)
        if allowed is Sending.SENT and _codes(request).count() >= 2 * REQUEST_CODES_A_DAY:
            allowed = Sending.TOO_MANY
        if allowed is not Sending.SENT:
            return allowed
        _send(request, mobile, target, now)
    return Sending.SENT


def verify(*, request: EnrolmentRequest, code: str, now: datetime) -> CodeOutcome:
    """Judge the code typed for the number of this request. Raises RequestChanged.

    The try is claimed before the code is compared: two tries at once are two tries.
    """
    if request.mobile_verified_at is not None:
        return CodeOutcome(Verdict.ALREADY_VERIFIED)
    latest = latest_code(request)
    if latest is None or not request.answers.mobile:
        return CodeOutcome(Verdict.EXPIRED)
    with transaction.atomic():
        lock(request)  # before the code, as whoever asks for another one does: neither waits for the other for ever
        if not _claim_try(latest, now):
            latest.refresh_from_db(fields=["attempt_count"])
            return CodeOutcome(Verdict.LOCKED if latest.attempt_count >= CONTACT_CODE_TRIES else Verdict.EXPIRED)
        if not is_same(code_digest(settings.CODE_PEPPER, latest.pk, code), bytes(latest.digest)):
            latest.refresh_from_db(fields=["attempt_count"])
            tries_left = max(CONTACT_CODE_TRIES - latest.attempt_count, 0)
            return CodeOutcome(Verdict.WRONG if tries_left else Verdict.LOCKED, tries_left)
        RequestSecret.objects.filter(pk=latest.pk).update(closed_at=now)
        present = EnrolmentAnswers.objects.get(pk=request.pk)
        if digest_of(e164(present.mobile)) != bytes(latest.target_digest):
            return CodeOutcome(Verdict.EXPIRED)  # another number was typed meanwhile
        require_writable(request, now=now, mobile_verified_at=now)
    return CodeOutcome(Verdict.VERIFIED)


def latest_code(request: EnrolmentRequest) -> RequestSecret | None:
    """The code sent last, for the state that the page shows."""
    return _codes(request).order_by("-created_at").first()


def _codes(request: EnrolmentRequest) -> QuerySet[RequestSecret]:
    return RequestSecret.objects.filter(request=request, kind=SecretKind.CODE)


def _send(request: EnrolmentRequest, mobile: str, target: bytes, now: datetime) -> None:
    key, code = uuid4(), draw_code(CONTACT_CODE_DIGITS)
    _codes(request).filter(closed_at__isnull=True).update(closed_at=now)
    RequestSecret.objects.create(
        id=key,
        request=request,
        kind=SecretKind.CODE,
        digest=code_digest(settings.CODE_PEPPER, key, code),
        target_digest=target,
        created_at=now,
        expires_at=now + CONTACT_CODE_LIFETIME,
    )
    context = {"code": code, "minutes": int(CONTACT_CODE_LIFETIME.total_seconds() // 60)}
    draft = correspondence.Draft(channel=MessageChannel.SMS, to=mobile, context=context)
    correspondence.write_to_applicants(event=EVENT, drafts=[draft], now=now, lifetime=CONTACT_CODE_LIFETIME)


def _claim_try(secret: RequestSecret, now: datetime) -> bool:
    return (
        RequestSecret.objects.filter(
            pk=secret.pk, closed_at__isnull=True, expires_at__gt=now, attempt_count__lt=CONTACT_CODE_TRIES
        ).update(attempt_count=F("attempt_count") + 1)
        == 1
    )
