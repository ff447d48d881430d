"""The holder proves their contacts on the page of the link: a code typed back for each.

A refusal that counts is returned, never raised: raising would give the try back.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from directory import journal
from directory.codes import code_digest, is_same, token_digest
from directory.models import AuditOutcome, ContactPoint, ContactVerification, Practitioner, VerificationSource
from directory.policy import CONTACT_CHANGE_DELAY, CONTACT_CODE_TRIES, CONTACT_LINK_LIFETIME
from directory.workflows.contact_proof import DAY, Sending, send_codes_again
from directory.workflows.verdicts import CodeOutcome, Verdict

__all__ = [
    "CodeOutcome",
    "ContactProof",
    "Verdict",
    "practitioner_of_link",
    "proofs_of",
    "send_again_from_link",
    "verify",
]


@dataclass(frozen=True)
class ContactProof:
    """One current contact as its page shows it. latest: the code sent last, or None when none was."""

    contact: ContactPoint
    latest: ContactVerification | None
    sending_count: int

    def state(self, now: datetime) -> str:
        """verified, waiting, locked, expired or unsent."""
        if self.contact.is_proven:
            return "verified"
        if self.latest is None:
            return "unsent"
        if self.latest.attempt_count >= CONTACT_CODE_TRIES:
            return "locked"
        return "waiting" if self.latest.closed_at is None and self.latest.expires_at > now else "expired"


def practitioner_of_link(token: str, now: datetime) -> Practitioner | None:
    """The person whose page this link opens; None for an unknown or old link. Changes nothing."""
    proof = ContactVerification.objects.filter(
        token_digest=token_digest(token), created_at__gt=now - CONTACT_LINK_LIFETIME
    )
    row = proof.select_related("practitioner__authority").first()
    return row.practitioner if row else None


def proofs_of(practitioner: Practitioner, now: datetime) -> list[ContactProof]:
    """The current contacts of a person with the state of their proof, e-mail first. Two queries."""
    contacts = ContactPoint.objects.filter(practitioner=practitioner, ended_at__isnull=True).order_by("kind")
    sent: dict[int, list[ContactVerification]] = {}
    for row in ContactVerification.objects.filter(contact__in=contacts).order_by("created_at"):
        sent.setdefault(row.contact_id, []).append(row)
    return [
        ContactProof(
            contact=contact,
            latest=rows[-1] if (rows := sent.get(contact.pk, [])) else None,
            sending_count=sum(row.created_at > now - DAY for row in rows),
        )
        for contact in contacts
    ]


def verify(*, practitioner: Practitioner, kind: str, code: str, now: datetime) -> CodeOutcome:
    """Judge the code typed for one contact of the person whose link was opened.

    The try is claimed before the code is compared: two tries at once are two tries.
    """
    contact = ContactPoint.objects.filter(practitioner=practitioner, kind=kind, ended_at__isnull=True).first()
    if contact is None:
        return CodeOutcome(Verdict.EXPIRED)
    if contact.is_proven:
        return CodeOutcome(Verdict.ALREADY_VERIFIED)
    with transaction.atomic():
        latest = ContactVerification.objects.filter(contact=contact).order_by("-created_at").first()
        if latest is None or not _claim_try(latest, now):
            return CodeOutcome(_why_closed(latest))
        if is_same(code_digest(settings.CODE_PEPPER, latest.pk, code), bytes(latest.code_digest)):
            return _settle(contact, latest, now)
        latest.refresh_from_db(fields=["attempt_count"])
        tries_left = max(CONTACT_CODE_TRIES - latest.attempt_count, 0)
        journal.record(
            action="directory.contact_code_refused",
            outcome=AuditOutcome.REFUSED,
            practitioner_id=practitioner.pk,
            subject=contact,
            now=now,
            kind=kind,
        )
    return CodeOutcome(Verdict.WRONG if tries_left else Verdict.LOCKED, tries_left)


def send_again_from_link(*, practitioner: Practitioner, token: str, now: datetime) -> Sending:
    """The holder asks for new codes from the page of the link, which stays the same."""
    with transaction.atomic():
        return send_codes_again(practitioner, token=token, actor=None, now=now)


def _claim_try(verification: ContactVerification, now: datetime) -> bool:
    """Count one try if one is left; 0 rows: closed, late, or no try left."""
    return (
        ContactVerification.objects.filter(
            pk=verification.pk, closed_at__isnull=True, expires_at__gt=now, attempt_count__lt=CONTACT_CODE_TRIES
        ).update(attempt_count=F("attempt_count") + 1)
        == 1
    )


def _why_closed(verification: ContactVerification | None) -> Verdict:
    if verification is None:
        return Verdict.EXPIRED
    verification.refresh_from_db(fields=["attempt_count"])  # another try may have been the last one
    return Verdict.LOCKED if verification.attempt_count >= CONTACT_CODE_TRIES else Verdict.EXPIRED


def _settle(contact: ContactPoint, verification: ContactVerification, now: datetime) -> CodeOutcome:
    """The contact serves activation: at once when it is the first of its kind, later when it replaces another."""
    was_proven_before = ContactPoint.objects.filter(
        practitioner_id=contact.practitioner_id, kind=contact.kind, verified_at__isnull=False
    ).exclude(pk=contact.pk)
    settled_at = now + CONTACT_CHANGE_DELAY if was_proven_before.exists() else now
    moved = (
        ContactPoint.objects.current()
        .to_prove()
        .filter(pk=contact.pk)
        .update(
            verified_at=now,
            verified_by=VerificationSource.CODE,
            settled_at=settled_at,
            bounced_at=None,  # the code arrived
            bounce_reason="",
        )
    )
    if moved != 1:
        return CodeOutcome(Verdict.ALREADY_VERIFIED)
    ContactVerification.objects.filter(pk=verification.pk).update(closed_at=now)
    journal.record(
        action="directory.contact_verified",
        practitioner_id=contact.practitioner_id,
        subject=contact,
        now=now,
        kind=contact.kind,
    )
    return CodeOutcome(Verdict.VERIFIED)
