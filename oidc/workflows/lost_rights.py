"""Sessions whose card or right ended are ended, so that their services learn it; every use asks by itself already."""

from datetime import datetime

from django.db import transaction

from directory import journal
from directory.models import AuditCategory
from oidc.models import ProviderSession
from oidc.queries.standing import unusable_sessions
from oidc.vocabulary import EndReason
from oidc.workflows.session_ends import end_sessions


def end_sessions_without_right(*, limit: int, now: datetime) -> int:
    """Look at the live sessions, never at all people; end those that may not be used, and return how many.

    Safe to run twice, and at once with itself.
    """
    holders = dict(unusable_sessions(now).order_by("pk").values_list("pk", "practitioner_id")[:limit])
    if not holders:
        return 0
    with transaction.atomic():
        sessions = ProviderSession.objects.filter(pk__in=holders)
        ended = end_sessions(sessions, reason=EndReason.CARD_ENDED, now=now)
        journal.record_of_each(
            action="oidc.session_ended",
            practitioner_ids=[holders[session] for session in ended],
            now=now,
            category=AuditCategory.SIGN_IN,
        )
    return len(ended)
