"""An e-CPS of somebody whose phone is nowhere: it counts, and signs nothing."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from joserfc.jwk import ECKey

from activation.models import ActivationRequest, VirtualCard
from activation.pins import make_verifier
from activation.policy import ACTIVATION_LIFETIME, CARD_LIFETIME
from activation.vocabulary import ActivationMode, ActivationState
from directory.models import Practitioner


def activate(practitioner: Practitioner, *, now: datetime) -> None:
    """An activation that was completed then, and its card: nobody holds its key nor knows its PIN."""
    key = ECKey.generate_key("P-256")
    public = key.as_dict(private=False)
    verifier = make_verifier(secrets.token_bytes(32), settings.PIN_PEPPERS)
    card = VirtualCard.objects.create(
        practitioner=practitioner,
        public_jwk={name: str(public[name]) for name in ("kty", "crv", "x", "y")},
        kid=key.thumbprint(),
        pin_verifier=verifier.digest,
        pepper_ids=list(verifier.pepper_ids),
        activation_mode=ActivationMode.CODES,
        device_name="Téléphone de démonstration",
        device_platform="Android",
        app_version="1",
        created_at=now,
        usable_from=now,
        expires_at=now + CARD_LIFETIME,
    )
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
