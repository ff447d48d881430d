"""The holder signs out everywhere: at the provider, at the services as far as they ask us, and in the directory."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from directory import journal, queries
from directory.models import Practitioner
from directory.workflows import holder_sessions
from oidc.models import Grant, ProviderSession

REASON = "holder_everywhere"


@dataclass(frozen=True)
class SignedOut:
    """How many ended: sessions of the provider, and sessions of the portal and of the holder space."""

    provider: int
    directory: int


def sign_out_everywhere(*, practitioner: Practitioner, now: datetime) -> SignedOut:
    """End every session that the person's cards opened, and all that services were granted in them.

    Who may: the holder; the door has recognised them. What a service keeps on its own side, it learns at its next use.
    """
    records = queries.records_behind(practitioner.pk)
    with transaction.atomic():
        sessions = ProviderSession.objects.filter(practitioner__in=records, ended_at__isnull=True)
        ended = sessions.update(ended_at=now, ended_reason=REASON)
        grants = Grant.objects.filter(practitioner__in=records, revoked_at__isnull=True)
        grants.update(revoked_at=now, revoked_reason=REASON)
        closed = holder_sessions.end_all_of(practitioner, now=now)
        journal.record(
            action="oidc.signed_out_everywhere", practitioner_id=practitioner.pk, now=now, provider=ended, here=closed
        )
    return SignedOut(ended, closed)
