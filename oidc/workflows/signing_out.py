"""The holder signs out everywhere: at the provider, at the services as far as they ask us, and in the directory."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from directory import journal, queries
from directory.models import AuditCategory, Practitioner
from directory.workflows import holder_sessions
from oidc.models import LoginRequest, ProviderSession
from oidc.vocabulary import EndReason, LoginState
from oidc.workflows.session_ends import end_sessions


@dataclass(frozen=True)
class SignedOut:
    """How many ended: live sessions of the provider, and sessions of the portal and of the holder space."""

    provider: int
    directory: int


def sign_out_everywhere(*, practitioner: Practitioner, now: datetime) -> SignedOut:
    """End every session that the person's cards opened and all that services were granted, and take back approvals that
    no browser fetched yet.

    Who may: the holder; the door has recognised them. Services that asked for it are told; the others learn it at
    their next use.
    The order matters: a browser that fetches an approval at this moment either finds it taken back, or has made its
    session before the next statement looks.
    """
    records = queries.records_behind(practitioner.pk)
    with transaction.atomic():
        LoginRequest.objects.filter(practitioner__in=records, state=LoginState.APPROVED).update(
            state=LoginState.CANCELLED
        )
        sessions = ProviderSession.objects.filter(practitioner__in=records)
        living = sessions.live(now).count()
        end_sessions(sessions, reason=EndReason.SIGNED_OUT, now=now)
        closed = holder_sessions.end_all_of(practitioner, now=now)
        journal.record(
            action="oidc.signed_out_everywhere",
            practitioner_id=practitioner.pk,
            now=now,
            category=AuditCategory.SIGN_IN,
            provider=living,
            here=closed,
        )
    return SignedOut(living, closed)
