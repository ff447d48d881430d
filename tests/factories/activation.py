"""Rows of activation for tests: valid by default, situations as traits, dates fixed."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import factory
from django.conf import settings
from factory.django import DjangoModelFactory

from activation.codes import Use, number_digest, secret_digest
from activation.models import ActivationRequest, Invitation, InvitationCampaign, VirtualCard
from activation.pins import make_verifier
from activation.policy import ACTIVATION_LIFETIME, CAMPAIGN_DEFAULT_RATE, CARD_LIFETIME, SHOWN_TICKET_LIFETIME
from activation.vocabulary import ActivationMode, ActivationState, CardEndReason, CardState
from directory.models import SeenDocument
from tests.factories.directory import AccountFactory, PractitionerFactory
from tests.support.phone import PIN_PROOF, Phone

MADE_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
OPENED_AT = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
TICKET = "7K3MQX2P7K3MQX2P7K3MQX2P7K3M"
CODE = "204918"


class VirtualCardFactory(DjangoModelFactory[VirtualCard]):
    """An active card made in January 2026; give `phone` to sign with its key. Its PIN proof is PIN_PROOF."""

    class Meta:
        model = VirtualCard
        exclude = ("phone",)

    class Params:
        locked = factory.Trait(state=CardState.LOCKED, wrong_pin_count=3)
        suspended = factory.Trait(state=CardState.SUSPENDED)
        revoked = factory.Trait(
            state=CardState.REVOKED, ended_at=MADE_AT + timedelta(days=1), end_reason=CardEndReason.LOST
        )
        past = factory.Trait(created_at=datetime(2022, 1, 5, 9, 0, tzinfo=UTC))

    phone = factory.LazyFunction(Phone)
    practitioner = factory.SubFactory(PractitionerFactory, ready=True)
    public_jwk = factory.LazyAttribute(lambda row: row.phone.jwk)
    kid = factory.LazyAttribute(lambda row: row.phone.kid)
    pin_verifier = factory.LazyFunction(lambda: make_verifier(PIN_PROOF, settings.PIN_PEPPERS).digest)
    pepper_ids = factory.LazyFunction(lambda: [list(settings.PIN_PEPPERS)[-1]])
    activation_mode = ActivationMode.CODES
    device_name = "Firefox sur Android"
    device_platform = "Android"
    app_version = "1"
    created_at = MADE_AT
    usable_from = factory.SelfAttribute("created_at")
    expires_at = factory.LazyAttribute(lambda row: row.created_at + CARD_LIFETIME)


class ActivationRequestFactory(DjangoModelFactory[ActivationRequest]):
    """An open activation of a ready person, with TICKET and CODE as its secrets. decoy: nobody's.

    handed_over: in front of a registrar, its ticket on their screen.
    """

    class Meta:
        model = ActivationRequest

    class Params:
        decoy = factory.Trait(practitioner=None)
        locked = factory.Trait(state=ActivationState.LOCKED, attempt_count=3)
        handed_over = factory.Trait(
            mode=ActivationMode.HAND_OVER,
            ticket_expires_at=factory.LazyAttribute(lambda row: row.opened_at + SHOWN_TICKET_LIFETIME),
            handed_over_by=factory.SubFactory(AccountFactory),
            document_kind=SeenDocument.IDENTITY_CARD,
            document_end="4F7K",
            network="",
        )

    id = factory.LazyFunction(uuid4)
    practitioner = factory.SubFactory(PractitionerFactory, ready=True)
    typed_digest = factory.LazyAttribute(lambda row: number_digest(settings.CODE_PEPPER, str(row.id)))
    network = "192.0.2.7"
    ticket_digest = factory.LazyAttribute(lambda row: secret_digest(settings.CODE_PEPPER, Use.TICKET, row.id, TICKET))
    code_digest = factory.LazyAttribute(lambda row: secret_digest(settings.CODE_PEPPER, Use.CODE, row.id, CODE))
    opened_at = OPENED_AT
    last_sent_at = factory.SelfAttribute("opened_at")
    expires_at = factory.LazyAttribute(lambda row: row.opened_at + ACTIVATION_LIFETIME)


class InvitationFactory(DjangoModelFactory[Invitation]):
    """A person invited in January 2026."""

    class Meta:
        model = Invitation

    practitioner = factory.SubFactory(PractitionerFactory, ready=True)
    invited_at = MADE_AT
    last_sent_at = MADE_AT


class InvitationCampaignFactory(DjangoModelFactory[InvitationCampaign]):
    """A campaign among test people that runs, nobody invited yet."""

    class Meta:
        model = InvitationCampaign

    started_by = factory.SubFactory(AccountFactory)
    is_test = True
    rate = CAMPAIGN_DEFAULT_RATE
    started_at = OPENED_AT
    advanced_at = factory.SelfAttribute("started_at")
