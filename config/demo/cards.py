"""An e-CPS of somebody whose phone is nowhere: it counts, and signs nothing."""

import secrets
from datetime import datetime, timedelta

from activation.models import ActivationRequest
from activation.policy import ACTIVATION_LIFETIME
from activation.vocabulary import ActivationState
from directory.models import Practitioner
from oidc.workflows.sandbox.cards import make_card_of_nobody


def activate(practitioner: Practitioner, *, now: datetime) -> None:
    """An activation that was completed then, and its card: nobody holds its key nor knows its PIN."""
    card = make_card_of_nobody(practitioner, device_name="Téléphone de démonstration", created_at=now)
    ActivationRequest.objects.create(
        practitioner=practitioner,
        state=ActivationState.COMPLETED,
        card=card,
        typed_digest=secrets.token_bytes(32),
        opened_at=now - timedelta(minutes=4),
        last_sent_at=now - timedelta(minutes=4),
        confirmed_at=now - timedelta(minutes=1),
        completed_at=now,
        expires_at=now + ACTIVATION_LIFETIME,
    )
