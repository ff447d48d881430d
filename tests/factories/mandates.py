"""Invitations to mandates."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from directory.codes import token_digest
from directory.models import InvitationState, MandateInvitation, MandateRole
from directory.policy import INVITATION_LIFETIME
from tests.factories.directory import MandateFactory

SENT_AT = datetime(2026, 3, 17, 11, 0, tzinfo=UTC)
TOKEN = "the-link-of-an-invitation-123456"


class MandateInvitationFactory(DjangoModelFactory[MandateInvitation]):
    """A delegate offers the mandate of a registrar, an hour before noon. token: of the link; TOKEN unless given."""

    class Meta:
        model = MandateInvitation
        exclude = ("token", "giver")

    class Params:
        withdrawn = factory.Trait(state=InvitationState.WITHDRAWN, closed_at=SENT_AT)

    token = TOKEN
    giver = factory.SubFactory(MandateFactory, delegate=True)
    authority = factory.SelfAttribute("giver.authority")
    role = MandateRole.REGISTRAR
    email = "invite@structure.test"
    name = "Inès Roux"
    given_from = factory.SelfAttribute("giver")
    inviter = factory.SelfAttribute("giver.account")
    token_digest = factory.LazyAttribute(lambda row: token_digest(row.token))
    created_at = SENT_AT
    last_sent_at = SENT_AT
    expires_at = SENT_AT + INVITATION_LIFETIME
