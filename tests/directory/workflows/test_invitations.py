"""Mandates offered by e-mail: who may offer them, what the link opens, and what becomes of links that are too old."""

from datetime import timedelta

import pytest

from directory import correspondence
from directory.codes import token_digest
from directory.errors import MandateRefused, NotAllowed
from directory.models import Account, AuditEvent, InvitationState, Mandate, MandateInvitation, OutboundMessage
from directory.permissions import Offer
from directory.policy import INVITATION_SENDINGS, TERMS_VERSION
from directory.workflows import invitations, mandates
from directory.workflows.invitations import Answer
from tests.directory.workflows.test_enrolment import run_at_once
from tests.factories.directory import AccountFactory, MandateFactory
from tests.factories.mandates import TOKEN, MandateInvitationFactory

pytestmark = pytest.mark.django_db
EMAIL = "invite@structure.test"
PASSWORD = "une phrase que personne ne devine"


@pytest.fixture
def delegate():
    return MandateFactory(delegate=True)


def invite(giver, now, *, role="REGISTRAR", email="Ines.Roux@Structure.test", name=" Inès  Roux ", **offer):
    return invitations.invite(
        inviter=giver.account, offer=Offer(giver.authority, role, **offer), email=email, name=name, now=now
    )


def accept(account, now, token=TOKEN):
    return invitations.accept(token=token, account=account, terms_version=TERMS_VERSION, now=now)


def join(now, token=TOKEN, terms_version=TERMS_VERSION):
    return invitations.accept_as_newcomer(
        token=token, name="Inès Roux", password=PASSWORD, terms_version=terms_version, now=now
    )


def told(event):
    return [correspondence.open_letter(row) for row in OutboundMessage.objects.filter(event=event).order_by("pk")]


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("trait", [{}, {"agent": True}, {"auditor": True}, {"officer": True}, {"support": True}])
def test_who_gives_nothing_invites_nobody(trait, now):
    giver = MandateFactory(**trait)

    with pytest.raises(NotAllowed):
        invite(giver, now)
    assert not OutboundMessage.objects.exists()
    assert not MandateInvitation.objects.exists()


def test_nobody_invites_beyond_their_role_their_days_nor_themselves(delegate, now):
    Mandate.objects.filter(pk=delegate.pk).update(valid_until=now + timedelta(days=5))
    until = now + timedelta(days=5)

    for wrong in ({"role": "DELEGATE", "until": until}, {"until": until + timedelta(days=1)}, {"until": None}):
        with pytest.raises(NotAllowed):
            invite(delegate, now, **wrong)
    with pytest.raises(MandateRefused, match="yourself"):
        invite(delegate, now, email=delegate.account.email.upper(), until=until)
    assert not MandateInvitation.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a\0b@structure.test"}, "email"),
        ({"email": f"{'a' * 300}@structure.test"}, "email"),
        ({"name": "  "}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_an_address_and_a_name_that_are_none_are_refused(delegate, now, wrong, reason):
    with pytest.raises(MandateRefused, match=reason):
        invite(delegate, now, **wrong)


def test_an_invitation_is_a_letter_with_a_link_and_a_digest(delegate, now):
    made = invite(delegate, now)

    [letter] = told("mandate_invitation")
    assert letter.to == made.invitation.email == "ines.roux@structure.test"
    assert made.link in letter.text
    assert made.link not in repr(made)
    token = made.link.rstrip("/").rpartition("/")[2]
    assert bytes(made.invitation.token_digest) == token_digest(token)
    assert made.invitation.name == "Inès Roux"
    assert made.invitation.given_from == delegate
    assert actions() == ["directory.mandate_offered"]
    assert "ines" not in str(AuditEvent.objects.get().details)


def test_one_invitation_a_person_and_role_waits_at_a_time(delegate, now):
    invite(delegate, now)

    with pytest.raises(MandateRefused, match="already_invited"):
        invite(delegate, now)
    invite(delegate, now + timedelta(days=15))

    assert sorted(MandateInvitation.objects.values_list("state", flat=True)) == ["EXPIRED", "PENDING"]


def test_who_holds_the_mandate_is_not_invited_to_it(delegate, now):
    holder = MandateFactory(authority=delegate.authority)

    with pytest.raises(MandateRefused, match="already_held"):
        invite(delegate, now, email=holder.account.email)


def test_a_newcomer_opens_an_account_and_holds_the_mandate(now):
    invitation = MandateInvitationFactory()

    answer, account = join(now)

    mandate = Mandate.objects.get(account=account)
    invitation.refresh_from_db()
    assert answer is Answer.ACCEPTED
    assert (account.email, account.is_staff, account.is_superuser) == (EMAIL, True, False)
    assert account.check_password(PASSWORD)
    assert (mandate.given_from, mandate.granted_by) == (invitation.given_from, invitation.inviter)
    assert (mandate.terms_version, mandate.terms_accepted_at) == (TERMS_VERSION, now)
    assert (invitation.state, invitation.mandate) == (InvitationState.ACCEPTED, mandate)
    assert [letter.to for letter in told("mandate_given")] == [EMAIL]
    assert [letter.to for letter in told("mandate_accepted")] == [invitation.inviter.email]
    assert actions() == ["directory.mandate_accepted"]


def test_somebody_with_an_account_takes_the_mandate_with_it_and_enters_the_portal(now):
    MandateInvitationFactory()
    account = AccountFactory(outsider=True, email=EMAIL.upper(), username=EMAIL)

    assert accept(account, now) is Answer.ACCEPTED

    account.refresh_from_db()
    assert account.is_staff
    assert account.mandates.count() == 1


def test_a_newcomer_whose_address_has_an_account_signs_in_instead(now):
    MandateInvitationFactory()
    AccountFactory(email=EMAIL.title(), username="another")

    assert join(now) == (Answer.HAS_ACCOUNT, None)
    assert MandateInvitation.objects.get().state == InvitationState.PENDING


@pytest.mark.parametrize("traits", [{"email": "other@structure.test"}, {"email": EMAIL, "is_active": False}])
def test_a_link_that_was_passed_on_opens_nothing_to_another_account(traits, now):
    MandateInvitationFactory()

    assert accept(AccountFactory(**traits), now) is Answer.OTHER_ACCOUNT
    assert MandateInvitation.objects.get().state == InvitationState.PENDING


def test_terms_that_changed_meanwhile_are_read_again(now):
    MandateInvitationFactory()

    with pytest.raises(MandateRefused, match="terms_changed"):
        join(now, terms_version="2020-01")
    assert not Account.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize("state", ["DECLINED", "WITHDRAWN", "EXPIRED"])
def test_a_link_that_is_over_opens_nothing(state, now):
    MandateInvitationFactory(state=state, closed_at=now)

    assert join(now) == (Answer.CLOSED, None)
    assert accept(AccountFactory(email=EMAIL), now) is Answer.CLOSED
    assert invitations.decline(token=TOKEN, now=now) is Answer.CLOSED


def test_a_link_works_fourteen_days_even_before_a_sweep_closes_it(now):
    invitation = MandateInvitationFactory()
    late = invitation.expires_at

    assert join(late) == (Answer.CLOSED, None)
    assert invitations.decline(token=TOKEN, now=late) is Answer.CLOSED
    assert invitations.expire_invitations(limit=10, now=late - timedelta(seconds=1)) == 0
    assert invitations.expire_invitations(limit=10, now=late) == 1
    assert invitations.expire_invitations(limit=10, now=late) == 0


@pytest.mark.parametrize("token", ["", "x", "é" * 32, TOKEN + "0", "\0" * 32])
def test_a_link_of_nobody_opens_nothing(token, now):
    MandateInvitationFactory()

    assert invitations.find_invitation(token) is None
    assert join(now, token=token) == (Answer.CLOSED, None)
    assert invitations.decline(token=token, now=now) is Answer.CLOSED


def test_a_link_serves_once(now):
    MandateInvitationFactory()
    _answer, account = join(now)

    assert accept(account, now) is Answer.CLOSED
    assert join(now) == (Answer.CLOSED, None)
    assert account.mandates.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_opened_twice_at_once_makes_one_account_and_one_mandate(now):
    MandateInvitationFactory()

    outcomes = run_at_once(lambda: join(now), lambda: join(now))

    assert sorted(answer for answer, _account in outcomes) == [Answer.ACCEPTED, Answer.CLOSED]
    assert Mandate.objects.filter(account__email=EMAIL).count() == 1


def test_an_offer_falls_with_the_right_of_who_made_it(now):
    invitation = MandateInvitationFactory()
    head = MandateFactory(representative=True, authority=invitation.authority)

    mandates.end(ender=head.account, mandate=invitation.given_from, now=now)

    assert join(now) == (Answer.CLOSED, None)


def test_an_inviter_who_lost_their_mandate_in_another_way_gives_nothing_more(now):
    invitation = MandateInvitationFactory()
    Account.objects.filter(pk=invitation.inviter.pk).update(is_active=False)

    assert join(now) == (Answer.LAPSED, None)
    assert not Account.objects.filter(email=EMAIL).exists()


def test_an_offer_until_a_day_that_is_over_gives_nothing(now):
    MandateInvitationFactory(mandate_until=now)

    assert join(now) == (Answer.LAPSED, None)


def test_an_inviter_takes_no_mandate_of_their_own_making(now):
    invitation = MandateInvitationFactory()
    Account.objects.filter(pk=invitation.inviter.pk).update(email=EMAIL)

    assert accept(invitation.inviter, now) is Answer.LAPSED


def test_whoever_reads_the_address_says_no(now):
    MandateInvitationFactory()

    assert invitations.decline(token=TOKEN, now=now) is Answer.DECLINED

    assert MandateInvitation.objects.get().state == InvitationState.DECLINED
    assert join(now) == (Answer.CLOSED, None)
    assert actions() == ["directory.mandate_offer_declined"]


def test_an_invitation_is_sent_again_with_a_new_link_after_a_minute(now):
    invitation = MandateInvitationFactory(last_sent_at=now - timedelta(seconds=59))
    account = invitation.inviter

    with pytest.raises(MandateRefused, match="too_soon"):
        invitations.send_again(account=account, invitation=invitation, now=now)
    sent = invitations.send_again(account=account, invitation=invitation, now=now + timedelta(seconds=1))

    assert sent.invitation.sent_count == 2
    assert sent.invitation.expires_at > invitation.expires_at
    assert invitations.find_invitation(TOKEN) is None
    assert invitations.find_invitation(sent.link.rstrip("/").rpartition("/")[2]) == invitation
    assert len(told("mandate_invitation")) == 1


def test_an_invitation_is_sent_five_times_and_only_while_it_waits(now):
    worn = MandateInvitationFactory(sent_count=INVITATION_SENDINGS)
    over = MandateInvitationFactory(withdrawn=True, token="another")

    with pytest.raises(MandateRefused, match="too_many"):
        invitations.send_again(account=worn.inviter, invitation=worn, now=now)
    with pytest.raises(MandateRefused, match="not_pending"):
        invitations.send_again(account=over.inviter, invitation=over, now=now)


def test_others_neither_send_nor_withdraw_an_invitation(now):
    invitation = MandateInvitationFactory()
    registrar = MandateFactory(authority=invitation.authority)

    for stranger in (registrar.account, MandateFactory(representative=True).account):
        with pytest.raises(NotAllowed):
            invitations.send_again(account=stranger, invitation=invitation, now=now)
        with pytest.raises(NotAllowed):
            invitations.withdraw(account=stranger, invitation=invitation, now=now)


def test_a_withdrawn_invitation_is_dead(now):
    invitation = MandateInvitationFactory()
    head = MandateFactory(representative=True, authority=invitation.authority)

    assert invitations.withdraw(account=head.account, invitation=invitation, now=now)
    assert not invitations.withdraw(account=head.account, invitation=invitation, now=now)

    assert join(now) == (Answer.CLOSED, None)
    assert actions() == ["directory.mandate_offer_withdrawn"]
