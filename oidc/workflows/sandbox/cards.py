"""The e-CPS of test people: those that the catalogue says they have already, and the way back to that state."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from joserfc.jwk import ECKey

from activation.codes import number_digest
from activation.models import ActivationRequest, VirtualCard
from activation.pins import make_verifier
from activation.policy import CARD_LIFETIME, DAY, PIN_TRIES, RECENT_CARD
from activation.vocabulary import ActivationMode, CardEndReason, CardState
from activation.workflows.ending import revoke_card
from directory import journal
from directory.errors import NotAllowed
from directory.models import Account, Practitioner
from oidc.vocabulary import SandboxCase
from oidc.workflows.sandbox.catalogue import SandboxPerson

_AGE = timedelta(days=60)  # of a card that is there already: older than any opposition of the catalogue
_STATES = {
    SandboxCase.SUSPENDED: CardState.SUSPENDED,
    SandboxCase.LOCKED: CardState.LOCKED,
    SandboxCase.CLOSED: CardState.ACTIVE,
    SandboxCase.OPPOSED: CardState.ACTIVE,
}


def make_seeded_card(person: SandboxPerson, practitioner: Practitioner, *, now: datetime) -> None:
    """The e-CPS of who is there to show what becomes of one; nobody holds its key nor knows its PIN."""
    state = _STATES.get(person.case)
    if state is not None:
        make_card_of_nobody(practitioner, device_name="Téléphone du bac à sable", state=state, created_at=now - _AGE)


def make_card_of_nobody(
    practitioner: Practitioner, *, device_name: str, created_at: datetime, state: CardState = CardState.ACTIVE
) -> VirtualCard:
    """An e-CPS of somebody whose phone is nowhere: it counts, and signs nothing."""
    key = ECKey.generate_key("P-256")
    public = key.as_dict(private=False)
    verifier = make_verifier(secrets.token_bytes(32), settings.PIN_PEPPERS)
    return VirtualCard.objects.create(
        practitioner=practitioner,
        state=state,
        public_jwk={name: str(public[name]) for name in ("kty", "crv", "x", "y")},
        kid=key.thumbprint(),
        pin_verifier=verifier.digest,
        pepper_ids=list(verifier.pepper_ids),
        wrong_pin_count=PIN_TRIES if state is CardState.LOCKED else 0,
        activation_mode=ActivationMode.CODES,
        device_name=device_name,
        device_platform="Android",
        app_version="1",
        created_at=created_at,
        usable_from=created_at,
        expires_at=created_at + CARD_LIFETIME,
    )


def start_afresh(*, account: Account, person: SandboxPerson, now: datetime) -> int:
    """Put a test person back as the catalogue says: whatever e-CPS engineers activated ends, and counts no more; how
    many ended.

    The next one works at once, and the day's activations begin anew: many teams share one person. Raises NotAllowed for
    anybody who is no test person.
    """
    with transaction.atomic():
        practitioner = Practitioner.objects.select_for_update(of=("self",)).get(national_id=person.national_id)
        if not practitioner.is_test:
            raise NotAllowed
        cards = list(VirtualCard.objects.not_over().filter(practitioner=practitioner).select_related("practitioner"))
        ended = sum(revoke_card(card, reason=CardEndReason.AUTHORITY, now=now) for card in cards)
        long_ago = now - RECENT_CARD - DAY
        VirtualCard.objects.filter(practitioner=practitioner, ended_at__gt=long_ago).update(ended_at=long_ago)
        typed = number_digest(settings.CODE_PEPPER, person.national_id)
        ActivationRequest.objects.filter(typed_digest=typed, opened_at__gt=now - DAY).update(
            opened_at=now - DAY, last_sent_at=now - DAY
        )
        make_seeded_card(person, practitioner, now=now)
        journal.record(
            action="oidc.test_person_put_back", actor=account, practitioner_id=practitioner.pk, now=now, count=ended
        )
    return ended
