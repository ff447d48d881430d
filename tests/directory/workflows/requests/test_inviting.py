"""A registrar invites: into their structures only, once at a time, again after a wait, and may take it back."""

from datetime import timedelta

import pytest

from directory.errors import NotAllowed, OpenRequest, RequestChanged, RequestRefused
from directory.models import AuditEvent, EnrolmentRequest
from directory.workflows.contact_proof import Sending
from directory.workflows.requests.filling import begin, request_of_link
from directory.workflows.requests.inviting import invite, send_again, withdraw_invitation
from directory.workflows.requests.joining import ask_for_link
from tests.factories.directory import AccountFactory, EnrolmentRequestFactory, MandateFactory

EMAIL = "ana@exemple.test"


@pytest.fixture
def invited(mandate, structure, now):
    return invite(registrar=mandate.account, organization=structure, email=EMAIL, now=now)


@pytest.mark.parametrize("trait", [None, "auditor", "operator", "officer", "ended"])
def test_others_invite_nobody(trait, structure, now):
    account = MandateFactory(**{trait: True}).account if trait else AccountFactory()

    with pytest.raises(NotAllowed):
        invite(registrar=account, organization=structure, email=EMAIL, now=now)

    assert not EnrolmentRequest.objects.exists()


def test_a_registrar_of_another_structure_neither_sends_again_nor_withdraws(invited, now):
    stranger = MandateFactory().account

    with pytest.raises(NotAllowed):
        send_again(registrar=stranger, request=invited, now=now + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        withdraw_invitation(registrar=stranger, request=invited, version=invited.version, now=now)


def test_an_invitation_leaves_with_its_link_and_its_last_day(invited, letters, token_in, now):
    [letter] = letters("request_invitation")

    assert letter.to == EMAIL
    assert "31" in letter.text  # March: fourteen days later
    assert request_of_link(token_in(letter), now) == invited
    assert AuditEvent.objects.get().action == "directory.request_invited"
    assert EMAIL not in str(AuditEvent.objects.get().details)


def test_the_same_address_is_not_invited_twice(mandate, structure, invited, now):
    with pytest.raises(OpenRequest) as refusal:
        invite(registrar=mandate.account, organization=structure, email="ANA@exemple.test", now=now)

    assert refusal.value.request_id == invited.pk


def test_what_somebody_began_alone_and_nobody_knows_of_becomes_the_invitation(mandate, structure, now):
    ask_for_link(organization=structure, email=EMAIL, address="", now=now)

    request = invite(registrar=mandate.account, organization=structure, email=EMAIL, now=now + timedelta(minutes=2))

    assert EnrolmentRequest.objects.get() == request
    assert request.origin == "INVITATION"


def test_a_link_is_sent_again_after_a_minute_and_for_as_long_again(mandate, invited, letters, fresh, now):
    soon = send_again(registrar=mandate.account, request=invited, now=now + timedelta(seconds=30))
    later = send_again(registrar=mandate.account, request=invited, now=now + timedelta(days=3))

    assert (soon, later) == (Sending.TOO_SOON, Sending.SENT)
    assert len(letters("request_invitation")) == 2
    assert fresh(invited).expires_at == now + timedelta(days=17)


def test_a_withdrawn_invitation_is_told_and_leads_nowhere(mandate, invited, letters, fresh, now):
    withdraw_invitation(registrar=mandate.account, request=invited, version=invited.version, now=now)

    assert fresh(invited).state == "WITHDRAWN"
    assert len(letters("request_withdrawn")) == 1
    with pytest.raises(RequestChanged):
        begin(request=invited, now=now)


def test_what_was_sent_in_is_refused_or_accepted_and_not_withdrawn_by_a_registrar(mandate, structure, now):
    request = EnrolmentRequestFactory(authority=mandate.authority, organization=structure, origin="INVITATION")

    with pytest.raises(RequestRefused):
        withdraw_invitation(registrar=mandate.account, request=request, version=request.version, now=now)
    with pytest.raises(RequestRefused):
        send_again(registrar=mandate.account, request=request, now=now)


def test_an_invitation_that_went_on_meanwhile_is_not_withdrawn(mandate, invited, fresh, now):
    begin(request=fresh(invited), now=now)

    with pytest.raises(RequestChanged):
        withdraw_invitation(registrar=mandate.account, request=invited, version=invited.version, now=now)
