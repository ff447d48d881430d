"""A person asks that their record be corrected; the authority that answers for that part corrects it, or says why not.

The correction itself is made where that authority makes its changes: here is what was asked, and what became of it.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from directory import correspondence, journal, permissions, queries
from directory.errors import CorrectionRefused, NotAllowed
from directory.models import (
    Account,
    ContactKind,
    ContactPoint,
    CorrectionPart,
    CorrectionRequest,
    CorrectionState,
    Practitioner,
    RegistrationAuthority,
)
from directory.policy import CORRECTION_ANSWER_WAIT, CORRECTION_TEXT_LENGTH, CORRECTIONS_A_DAY, CORRECTIONS_OPEN

ASKED_EVENT: Final = "correction_asked"
ANSWERED_EVENT: Final = "correction_answered"
_DAY: Final = timedelta(hours=24)


def ask(
    *,
    practitioner: Practitioner,
    part: CorrectionPart,
    about: str,
    authority: RegistrationAuthority,
    text: str,
    now: datetime,
) -> CorrectionRequest:
    """The holder says what is wrong; the authority finds it in its day, and the holder a receipt in their mail.

    about, authority: of the part, as the holder's own page read them. Raises CorrectionRefused (text, open, quota).
    """
    words = _checked(text)
    with transaction.atomic():
        Practitioner.objects.select_for_update(of=("self",)).get(pk=practitioner.pk)
        own = CorrectionRequest.objects.filter(practitioner__in=queries.records_behind(practitioner.pk))
        if own.filter(state=CorrectionState.OPEN).count() >= CORRECTIONS_OPEN:
            raise CorrectionRefused(reason="open")
        if own.filter(asked_at__gt=now - _DAY).count() >= CORRECTIONS_A_DAY:
            raise CorrectionRefused(reason="quota")
        correction = CorrectionRequest.objects.create(
            practitioner=practitioner, part=part, about=about[:200], authority=authority, text=words, asked_at=now
        )
        _tell(correction, ASKED_EVENT, [ContactKind.EMAIL], now)
        _record("directory.correction_asked", correction, None, now)
    return correction


def withdraw(*, practitioner: Practitioner, correction_id: UUID, now: datetime) -> bool:
    """The holder thinks better of it. False: it is answered already, or none of theirs."""
    own = CorrectionRequest.objects.filter(
        pk=correction_id, practitioner__in=queries.records_behind(practitioner.pk), state=CorrectionState.OPEN
    )
    with transaction.atomic():
        moved = own.update(state=CorrectionState.WITHDRAWN, closed_at=now) == 1
        if moved:
            _record("directory.correction_withdrawn", CorrectionRequest.objects.get(pk=correction_id), None, now)
    return moved


def answer(
    *, account: Account, correction: CorrectionRequest, state: CorrectionState, text: str, now: datetime
) -> None:
    """The authority says that it has corrected the record, or why it does not; the holder is told at once.

    state: CORRECTED, where words are welcome, or REFUSED, where they are due.
    Raises NotAllowed, CorrectionRefused (text, closed).
    """
    if state not in {CorrectionState.CORRECTED, CorrectionState.REFUSED}:
        raise CorrectionRefused(reason="closed")
    if not permissions.can_answer_correction(account, correction, now):
        raise NotAllowed()
    words = _checked(text) if state == CorrectionState.REFUSED or text.strip() else ""
    with transaction.atomic():
        moved = CorrectionRequest.objects.filter(pk=correction.pk, state=CorrectionState.OPEN).update(
            state=state, answer=words, closed_at=now, answered_by=account
        )
        if moved != 1:
            raise CorrectionRefused(reason="closed")
        correction.refresh_from_db()
        _tell(correction, ANSWERED_EVENT, [ContactKind.EMAIL, ContactKind.MOBILE], now)
        action = "directory.correction_done" if state == CorrectionState.CORRECTED else "directory.correction_refused"
        _record(action, correction, account, now)


def _checked(text: str) -> str:
    shortest, longest = CORRECTION_TEXT_LENGTH
    words = text.strip()
    if not shortest <= len(words) <= longest:
        raise CorrectionRefused(reason="text")
    return words


def _tell(correction: CorrectionRequest, event: str, kinds: list[ContactKind], now: datetime) -> None:
    """At the contacts that serve; what was written stays on the page: a mail says only that there is something."""
    contacts = (
        ContactPoint.objects.current()
        .proven()
        .filter(practitioner=correction.practitioner_id, settled_at__lte=now, kind__in=kinds)
    )
    context = {
        "holder": correction.practitioner.display_name,
        "authority": correction.authority.name,
        "about": correction.about,
        "is_corrected": correction.state == CorrectionState.CORRECTED,
        "days": CORRECTION_ANSWER_WAIT.days,
    }
    correspondence.write_to_contacts(
        event=event,
        contacts=list(contacts.order_by("kind")),
        context=context,
        practitioner_id=correction.practitioner_id,
        now=now,
    )


def _record(action: str, correction: CorrectionRequest, account: Account | None, now: datetime) -> None:
    journal.record(
        action=action,
        actor=account,
        practitioner_id=correction.practitioner_id,
        subject=correction,
        mandate=permissions.acting_mandate(account, correction.authority, now),
        now=now,
        part=correction.part,
    )
