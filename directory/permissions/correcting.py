"""What people find wrong in their records: which authorities read it, and who answers."""

from datetime import datetime

from django.db.models import Q, QuerySet

from directory.models import Account, CorrectionRequest, CorrectionState, Mandate
from directory.permissions.holding import mandates_with, sees_all
from directory.permissions.matrix import Power
from directory.permissions.scopes import any_of, people_of


def can_answer_correction(account: Account, correction: CorrectionRequest, now: datetime) -> bool:
    """May this account answer? Who decides of contacts for the authority that answers for the part, and nobody else."""
    return corrections_to_answer(account, now).filter(pk=correction.pk).exists()


def corrections_visible_to(account: Account, now: datetime) -> QuerySet[CorrectionRequest]:
    """Those put to the authorities for which the account answers, answered ones included; an operator sees all."""
    if sees_all(account):
        return CorrectionRequest.objects.all()
    return _put_to_mandates_of(account, now)


def corrections_to_answer(account: Account, now: datetime) -> QuerySet[CorrectionRequest]:
    """Of these, those that wait for an answer of this account."""
    return _put_to_mandates_of(account, now).filter(state=CorrectionState.OPEN)


def _put_to_mandates_of(account: Account, now: datetime) -> QuerySet[CorrectionRequest]:
    held = mandates_with(account, Power.DECIDE_CONTACTS, now)
    return CorrectionRequest.objects.filter(any_of(_put_to(mandate, now) for mandate in held))


def _put_to(mandate: Mandate, now: datetime) -> Q:
    """To the authority of the mandate; who acts for one site answers for nobody beyond it."""
    put = Q(authority=mandate.authority_id)
    return put & Q(practitioner__in=people_of([mandate], now)) if mandate.organization_id else put
