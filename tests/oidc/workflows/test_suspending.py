"""A client is suspended at once."""

import pytest

from directory.errors import NotAllowed
from directory.models import AuditEvent
from oidc.errors import ServiceRefused
from oidc.library.registration import find_relying_party
from oidc.workflows.suspending import reopen, suspend
from tests.factories.directory import AccountFactory, MandateFactory
from tests.factories.oidc import NOON, GrantFactory, RelyingPartyFactory, ServiceMemberFactory

pytestmark = pytest.mark.django_db


def test_a_suspended_client_is_unknown_and_what_it_was_granted_ended() -> None:
    grant = GrantFactory.create()
    other = GrantFactory.create(session=grant.session, practitioner=grant.practitioner)

    suspend(
        account=AccountFactory.create(operator=True), relying_party=grant.relying_party, reason=" Une fuite ", now=NOON
    )

    assert find_relying_party(grant.relying_party.public_id) is None
    grant.refresh_from_db()
    other.refresh_from_db()
    assert (grant.revoked_at, grant.revoked_reason) == (NOON, "suspended")
    assert other.revoked_at is None
    assert AuditEvent.objects.get().reason == "Une fuite"


def test_it_is_opened_again_and_its_tokens_stay_ended() -> None:
    grant = GrantFactory.create()
    suspend(account=None, relying_party=grant.relying_party, reason="essai", now=NOON)

    reopen(account=None, relying_party=grant.relying_party, now=NOON)

    found = find_relying_party(grant.relying_party.public_id)
    assert found is not None
    assert found.suspended_reason == ""
    grant.refresh_from_db()
    assert grant.revoked_at == NOON


def test_each_is_done_once() -> None:
    relying_party = RelyingPartyFactory.create()
    with pytest.raises(ServiceRefused, match="not_suspended"):
        reopen(account=None, relying_party=relying_party, now=NOON)
    suspend(account=None, relying_party=relying_party, reason="essai", now=NOON)
    with pytest.raises(ServiceRefused, match="already_suspended"):
        suspend(account=None, relying_party=relying_party, reason="essai", now=NOON)


@pytest.mark.parametrize("reason", ["", "  ", "a" * 501, "a\0b"])
def test_a_reason_is_said(reason: str) -> None:
    with pytest.raises(ServiceRefused, match="reason"):
        suspend(account=None, relying_party=RelyingPartyFactory.create(), reason=reason, now=NOON)


def test_reviewers_alone_suspend_and_reopen() -> None:
    relying_party = RelyingPartyFactory.create()
    auditor = MandateFactory.create(auditor=True).account

    with pytest.raises(NotAllowed):
        suspend(account=auditor, relying_party=relying_party, reason="essai", now=NOON)
    with pytest.raises(NotAllowed):
        reopen(account=auditor, relying_party=relying_party, now=NOON)


def test_a_reviewer_of_the_team_opens_it_not_again() -> None:
    member = ServiceMemberFactory.create(account=AccountFactory.create(operator=True))
    relying_party = RelyingPartyFactory.create(service=member.service)
    suspend(account=member.account, relying_party=relying_party, reason="essai", now=NOON)

    with pytest.raises(NotAllowed):
        reopen(account=member.account, relying_party=relying_party, now=NOON)
    reopen(account=AccountFactory.create(operator=True), relying_party=relying_party, now=NOON)
