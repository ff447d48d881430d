"""Holders accept the terms of their mandates: once for each version of the text."""

from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import MandateRefused
from directory.models import Account, Mandate
from directory.policy import TERMS_VERSION


def accept_terms(*, account: Account, version: str, now: datetime) -> int:
    """Note that the holder accepts this version for all their running mandates; returns how many were waiting.

    version: of the text that was shown. Raises MandateRefused (terms_changed) when it is no longer the one in force.
    """
    if version != TERMS_VERSION:
        raise MandateRefused(reason="terms_changed")
    with transaction.atomic():
        waiting = Mandate.objects.in_force(now).filter(account=account).exclude(terms_version=version)
        accepted = waiting.update(terms_version=version, terms_accepted_at=now)
        if accepted:
            journal.record(
                action="directory.terms_accepted",
                mandate=permissions.only_mandate(account, now),
                actor=account,
                now=now,
                version=version,
                mandates=accepted,
            )
    return accepted
