"""Sessions whose card or right ended are ended, so that their services learn it; every use asks by itself already."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from activation.vocabulary import CardState
from directory import journal
from directory.models import AuditCategory
from oidc.models import ProviderSession
from oidc.queries.standing import was_card_usable, with_rights
from oidc.vocabulary import EndReason
from oidc.workflows.session_ends import end_sessions


def end_sessions_without_right(*, limit: int, now: datetime) -> int:
    """Look at the live sessions, never at all people; end those that may not be used, and return how many.

    Safe to run twice, and at once with itself.
    """
    rows = with_rights(ProviderSession.objects.live(now).select_related("card"), session="", now=now)
    no_right = Q(is_eligible=False) | Q(is_opposed=True) | Q(card__isnull=True, has_only_opposed_cards=True)
    over = Q(card__isnull=False) & (~Q(card__state=CardState.ACTIVE) | Q(card__expires_at__lte=now))
    doubtful = rows.filter(no_right | over).order_by("pk")[:limit]
    over_now = {row.pk: row.practitioner_id for row in doubtful if not was_card_usable(row, row, now)}
    if not over_now:
        return 0
    with transaction.atomic():
        ended = end_sessions(
            ProviderSession.objects.filter(pk__in=list(over_now)), reason=EndReason.CARD_ENDED, now=now
        )
        for session in ended:
            journal.record(
                action="oidc.session_ended",
                practitioner_id=over_now[session],
                now=now,
                category=AuditCategory.SIGN_IN,
            )
    return len(ended)
