"""Holders decide of their own sign-ins."""

from datetime import datetime

from django.db import transaction

from directory import journal
from oidc.models import SignInPreference


def set_typed_numbers(*, practitioner_id: int, allowed: bool, now: datetime) -> None:
    """Let browsers and services ask this person's phones by their number, or no more. Who may: the holder, by a card or
    a session of theirs; the door has recognised them. The same choice again writes nothing.
    """
    with transaction.atomic():
        kept, made = SignInPreference.objects.get_or_create(
            practitioner_id=practitioner_id, defaults={"typed_numbers": allowed, "changed_at": now}
        )
        if not made:
            changed = SignInPreference.objects.filter(pk=kept.pk, typed_numbers=not allowed)
            if not changed.update(typed_numbers=allowed, changed_at=now):
                return
        journal.record(
            action="oidc.typed_numbers_allowed" if allowed else "oidc.typed_numbers_refused",
            practitioner_id=practitioner_id,
            subject=kept,
            now=now,
        )
