"""A holder takes back what they agreed that a service may be told."""

from datetime import datetime

from django.db import transaction

from directory import journal, queries
from directory.models import AuditCategory, Practitioner
from oidc.models import Consent, Grant
from oidc.vocabulary import EndReason


def withdraw_consent(*, practitioner: Practitioner, relying_party_id: int, now: datetime) -> bool:
    """End the agreement, and all that the service was granted: its tokens are worth nothing from here on, and the next
    sign-in asks again. False: there was no living agreement.

    Who may: the holder; the door has recognised them. An agreement given at this moment in another tab either comes
    first, and ends with its grant, or begins anew.
    """
    records = queries.records_behind(practitioner.pk)
    with transaction.atomic():
        agreed = Consent.objects.filter(practitioner__in=records, relying_party=relying_party_id)
        if not agreed.withdraw(now):
            return False
        grants = Grant.objects.filter(practitioner__in=records, relying_party=relying_party_id, revoked_at__isnull=True)
        grants.update(revoked_at=now, revoked_reason=EndReason.WITHDRAWN)
        journal.record(
            action="oidc.consent_withdrawn",
            practitioner_id=practitioner.pk,
            subject=agreed.select_related("relying_party__client").latest("withdrawn_at").relying_party,
            now=now,
            category=AuditCategory.SIGN_IN,
        )
    return True
