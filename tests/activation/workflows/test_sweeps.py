"""What time does: invitations, ends, forgetting."""

from datetime import timedelta

import pytest

from activation.errors import CardIsOver, CardNotFound
from activation.models import ActivationRequest, CardCallMarker, Invitation
from activation.vocabulary import ActivationState, CardEndReason, CardState
from activation.workflows import expiry, lifecycle
from activation.workflows.invitation import invite_enrolled
from activation.workflows.notices import _disown_token
from directory import correspondence
from directory.models import ContactPoint, OutboundMessage, PractitionerRole
from tests.factories.activation import ActivationRequestFactory, InvitationFactory, VirtualCardFactory
from tests.factories.directory import AccountFactory, EnrolmentFactory, MandateFactory, PractitionerFactory

pytestmark = pytest.mark.django_db


def enrolled():
    """A person with both contacts, registered in the portal with a role."""
    person = PractitionerFactory(reachable=True)
    EnrolmentFactory(practitioner=person)
    return person


def unproven(person):
    ContactPoint.objects.filter(practitioner=person, kind="EMAIL").update(verified_at=None, settled_at=None)


def gone(person):
    PractitionerRole.objects.filter(exercise__practitioner=person).update(valid_until="2025-01-01")


def invited(person):
    InvitationFactory(practitioner=person)


def holding(person):
    VirtualCardFactory(practitioner=person)


@pytest.mark.parametrize("situation", [unproven, gone, invited, holding])
def test_who_is_not_ready_is_not_invited(situation, now):
    situation(enrolled())

    assert invite_enrolled(limit=10, now=now) == 0


def test_who_came_by_a_load_is_not_invited(now):
    PractitionerFactory(ready=True)

    assert invite_enrolled(limit=10, now=now) == 0


def test_an_enrolled_person_is_invited_once_by_both_means(now):
    person = enrolled()

    assert invite_enrolled(limit=10, now=now) == 1
    assert invite_enrolled(limit=10, now=now) == 0
    assert Invitation.objects.get().practitioner == person
    letters = [correspondence.open_letter(row) for row in OutboundMessage.objects.filter(practitioner=person)]
    assert len(letters) == 2
    assert all("http://testserver/ecps/" in letter.text for letter in letters)


def test_late_activations_expire_decoys_alike_and_keep_no_secret(now):
    late = [ActivationRequestFactory(), ActivationRequestFactory(decoy=True)]
    after = late[0].expires_at
    young = ActivationRequestFactory(opened_at=after)

    assert expiry.expire_requests(limit=10, now=after) == 2
    for row in late:
        row.refresh_from_db()
        assert row.state == ActivationState.EXPIRED
        assert (bytes(row.ticket_digest), bytes(row.code_digest)) == (b"", b"")
    young.refresh_from_db()
    assert young.state == ActivationState.OPEN


def test_a_confirmed_activation_expires_with_its_token(now):
    ActivationRequestFactory(state=ActivationState.CONFIRMED, binding_expires_at=now)

    assert expiry.expire_requests(limit=10, now=now) == 1
    assert ActivationRequest.objects.get().state == ActivationState.EXPIRED


def test_old_cards_expire_and_old_calls_are_forgotten(now):
    old, young = VirtualCardFactory(past=True), VirtualCardFactory()
    CardCallMarker.objects.create(card=young, jti_digest=b"a" * 32, expires_at=now)
    CardCallMarker.objects.create(card=young, jti_digest=b"b" * 32, expires_at=now + timedelta(seconds=1))

    assert expiry.expire_cards(limit=10, now=now) == 1
    assert expiry.forget_calls(limit=10, now=now) == 1
    old.refresh_from_db()
    assert (old.state, old.end_reason, old.ended_at) == (CardState.EXPIRED, CardEndReason.PERIOD_OVER, now)


@pytest.fixture
def card(holder):
    return VirtualCardFactory(practitioner=holder)


@pytest.mark.parametrize("verb", ["suspend", "resume", "revoke"])
def test_a_stranger_touches_no_card(verb, card, now):
    stranger = MandateFactory().account

    with pytest.raises(CardNotFound):
        act(verb, stranger, card, now)


def act(verb, account, card, now):
    if verb == "suspend":
        lifecycle.suspend(account=account, card_id=card.pk, reason="inquiry", now=now)
    elif verb == "resume":
        lifecycle.resume(account=account, card_id=card.pk, now=now)
    else:
        lifecycle.revoke_by_authority(account=account, card_id=card.pk, reason=CardEndReason.AUTHORITY, now=now)


@pytest.fixture
def registrar(card):
    account = AccountFactory()
    MandateFactory(account=account, authority=card.practitioner.authority)
    return account


def test_the_persons_authority_suspends_resumes_and_revokes(card, registrar, now):
    states = []
    for verb in ("suspend", "resume", "revoke"):
        act(verb, registrar, card, now)
        card.refresh_from_db()
        states.append(card.state)

    assert states == [CardState.SUSPENDED, CardState.ACTIVE, CardState.REVOKED]


@pytest.mark.parametrize("verb", ["suspend", "resume", "revoke"])
def test_nothing_happens_to_a_card_that_is_over(verb, card, registrar, now):
    lifecycle.revoke_by_holder(card_id=card.pk, now=now)

    with pytest.raises(CardIsOver):
        act(verb, registrar, card, now)


def test_the_holder_revokes_once_and_is_told_once(card, now):
    assert lifecycle.revoke_by_holder(card_id=card.pk, now=now)
    assert not lifecycle.revoke_by_holder(card_id=card.pk, now=now)
    card.refresh_from_db()
    assert bytes(card.pin_verifier) == b""
    assert OutboundMessage.objects.filter(event="activation_card_revoked").count() == 2


def test_who_was_told_of_a_card_that_is_not_theirs_revokes_it(card, now):
    with pytest.raises(CardNotFound):
        lifecycle.disown(token="forged", now=now)

    assert lifecycle.disown(token=_disown_token(card), now=now)
    card.refresh_from_db()
    assert card.end_reason == CardEndReason.DISOWNED


def test_a_decoy_goes_once_no_count_of_a_day_reads_it(now):
    real, decoy = ActivationRequestFactory(), ActivationRequestFactory(decoy=True)
    day_after = decoy.expires_at + timedelta(hours=24)

    assert expiry.forget_decoys(limit=10, now=day_after - timedelta(seconds=1)) == 0
    assert expiry.forget_decoys(limit=10, now=day_after) == 1
    assert list(ActivationRequest.objects.all()) == [real]
