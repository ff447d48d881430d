"""An authority ends an activation that is under way: its codes no longer work."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from activation import permissions
from activation.errors import ActivationOver
from activation.models import ActivationRequest
from activation.states import activation_states_before
from activation.vocabulary import ActivationState
from directory import journal
from directory import permissions as directory_permissions
from directory.errors import NotAllowed
from directory.models import Account


def cancel(*, account: Account, activation_id: UUID, now: datetime) -> None:
    """The person's authority stops an activation. Raises NotAllowed (also: no such one) and ActivationOver."""
    request = permissions.activations_decided_by(account, now).filter(pk=activation_id).first()
    if request is None or request.practitioner is None:
        raise NotAllowed()
    with transaction.atomic():
        stopped = ActivationRequest.objects.filter(
            pk=request.pk, state__in=activation_states_before(ActivationState.CANCELLED)
        ).update(state=ActivationState.CANCELLED, code_digest=b"", binding_nonce="")
        if stopped != 1:
            raise ActivationOver()
        journal.record(
            action="activation.cancelled",
            actor=account,
            practitioner_id=request.practitioner_id,
            subject=request,
            now=now,
            mandate=directory_permissions.acting_mandate(account, request.practitioner.authority, now),
        )
