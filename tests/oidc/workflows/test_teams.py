"""Who works on a service."""

import re
from datetime import timedelta

import pytest

from directory import correspondence
from directory.errors import NotAllowed
from directory.models import Account, OutboundMessage
from oidc import policy
from oidc.errors import ServiceRefused
from oidc.models import ServiceMember, TeamInvitation
from oidc.workflows import teams
from tests.factories.directory import AccountFactory
from tests.factories.oidc import NOON, ServiceFactory, ServiceMemberFactory

pytestmark = pytest.mark.django_db

ADDRESS = "ingenieur@horizon.test"


@pytest.fixture
def member() -> ServiceMember:
    made: ServiceMember = ServiceMemberFactory.create()
    return made


def invite(member: ServiceMember, email: str = ADDRESS) -> str:
    """Invite somebody, and return the token of the link that was sent."""
    teams.invite_member(account=member.account, service=member.service, email=email, now=NOON)
    letter = correspondence.open_letter(OutboundMessage.objects.latest("pk"))
    found = re.search(r"/services/invitation/([^/]+)/", letter.text)
    assert letter.to == email.strip().lower()
    assert found is not None
    return found[1]


def test_an_invited_newcomer_opens_an_account_and_joins(member: ServiceMember) -> None:
    token = invite(member, " Ingenieur@Horizon.test ")

    joined = teams.join_as_newcomer(token=token, name="Ada Engineer", password="a long sentence of mine", now=NOON)

    assert joined is not None
    service, account = joined
    assert (service, account.email, account.is_staff) == (member.service, ADDRESS, False)
    assert account.check_password("a long sentence of mine")
    assert service.members.count() == 2


def test_a_link_works_once(member: ServiceMember) -> None:
    token = invite(member)

    assert teams.join(token=token, account=AccountFactory.create(), now=NOON) == member.service
    assert teams.join(token=token, account=AccountFactory.create(), now=NOON) is None
    assert teams.join_as_newcomer(token=token, name="A", password="b", now=NOON) is None


def test_an_address_that_has_an_account_signs_in(member: ServiceMember) -> None:
    account = AccountFactory.create(email=ADDRESS)
    token = invite(member)

    assert teams.join_as_newcomer(token=token, name="A", password="b", now=NOON) is None
    assert teams.join(token=token, account=account, now=NOON) == member.service


@pytest.mark.parametrize("token", ["", "unknown", "é", "a\0b"])
def test_another_text_is_no_link(token: str) -> None:
    assert teams.join(token=token, account=AccountFactory.create(), now=NOON) is None


def test_a_link_that_is_old_replaced_or_taken_back_opens_nothing(member: ServiceMember) -> None:
    account = AccountFactory.create()
    first, second = invite(member), invite(member)
    late = NOON + policy.TEAM_INVITATION_LIFETIME

    assert teams.join(token=first, account=account, now=NOON) is None
    assert teams.join(token=second, account=account, now=late) is None
    waiting = TeamInvitation.objects.get(closed_at__isnull=True)
    assert teams.take_back_invitation(
        account=member.account, service=member.service, invitation_id=waiting.pk, now=NOON
    )
    assert not teams.take_back_invitation(
        account=member.account, service=member.service, invitation_id=waiting.pk, now=NOON
    )
    assert teams.join(token=second, account=account, now=NOON) is None


def test_who_is_no_member_does_nothing(member: ServiceMember) -> None:
    stranger = AccountFactory.create()

    with pytest.raises(NotAllowed):
        teams.invite_member(account=stranger, service=member.service, email=ADDRESS, now=NOON)
    with pytest.raises(NotAllowed):
        teams.remove_member(account=stranger, service=member.service, member_id=member.pk, now=NOON)
    with pytest.raises(NotAllowed):
        teams.take_back_invitation(account=stranger, service=member.service, invitation_id=1, now=NOON)
    assert not TeamInvitation.objects.exists()


def test_a_closed_account_is_of_no_team(member: ServiceMember) -> None:
    Account.objects.update(is_active=False)
    member.account.refresh_from_db()

    with pytest.raises(NotAllowed):
        teams.invite_member(account=member.account, service=member.service, email=ADDRESS, now=NOON)


def test_members_and_invitations_are_counted_together(member: ServiceMember, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "MEMBERS_A_SERVICE", 2)
    invite(member)

    with pytest.raises(ServiceRefused, match="too_many_members"):
        invite(member, "another@horizon.test")
    invite(member)  # the same address again takes no more room


def test_who_works_on_it_already_is_not_invited(member: ServiceMember) -> None:
    with pytest.raises(ServiceRefused, match="already_member"):
        teams.invite_member(
            account=member.account, service=member.service, email=member.account.email.upper(), now=NOON
        )


def test_a_member_leaves_and_the_last_one_stays(member: ServiceMember) -> None:
    other = ServiceMemberFactory.create(service=member.service)

    teams.remove_member(account=member.account, service=member.service, member_id=member.pk, now=NOON)

    assert list(member.service.members.all()) == [other]
    with pytest.raises(ServiceRefused, match="last_member"):
        teams.remove_member(account=other.account, service=member.service, member_id=other.pk, now=NOON)
    with pytest.raises(ServiceRefused, match="unknown_member"):
        teams.remove_member(
            account=other.account,
            service=other.service,
            member_id=ServiceMemberFactory.create(service=ServiceFactory.create()).pk,
            now=NOON + timedelta(days=1),
        )
