"""Several polls of one approved request at once."""

import pytest
from django.db import connection

from activation.models import VirtualCard
from directory.models import AuditEvent
from oidc.errors import OAuthError
from oidc.models import Grant, LoginRequest, ProviderSession
from oidc.models.backchannel_request import From
from oidc.vocabulary import LoginState
from oidc.workflows import backchannel, polling
from oidc.workflows.backchannel import Started
from oidc.workflows.tokens import Tokens
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import NOON, RelyingPartyFactory
from tests.support.backchannel import asked_of
from tests.support.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("signing_keys")]


def poll_at_once(card: VirtualCard, **changes: str) -> list[Tokens | OAuthError]:
    """Eight polls of what this card approved; changes: of the card, after the approval."""
    service = RelyingPartyFactory.create(asking=True)
    started = backchannel.start(relying_party=service, asked=asked_of(card), origin=From(None), now=NOON)
    assert isinstance(started, Started)
    LoginRequest.objects.update(state=LoginState.APPROVED, card=card, decided_at=NOON)
    VirtualCard.objects.update(**changes)

    def poll() -> Tokens | OAuthError:
        return polling.poll(relying_party=service, auth_req_id=started.auth_req_id, now=NOON)

    return at_once(*[poll] * 8)


def lines() -> list[str]:
    return list(AuditEvent.objects.filter(action__startswith="oidc.").values_list("action", flat=True))


def test_of_many_polls_after_the_approval_one_gets_tokens() -> None:
    outcomes = poll_at_once(VirtualCardFactory.create())

    assert sum(isinstance(one, Tokens) for one in outcomes) == 1
    assert {one.code for one in outcomes if isinstance(one, OAuthError)} == {"invalid_grant"}
    assert (Grant.objects.count(), ProviderSession.objects.count()) == (1, 1)
    assert lines() == ["oidc.signed_in"]


def test_many_polls_for_a_card_that_ended_meanwhile_are_refused_and_told_once() -> None:
    outcomes = poll_at_once(VirtualCardFactory.create(), state="SUSPENDED")

    assert {one.code for one in outcomes if isinstance(one, OAuthError)} <= {"access_denied", "invalid_grant"}
    assert not Grant.objects.exists()
    assert lines() == ["oidc.sign_in_not_admitted"]


def test_what_follows_a_poll_on_its_connection_waits_for_the_disk() -> None:
    service = RelyingPartyFactory.create(asking=True)
    asked = asked_of(VirtualCardFactory.create())
    started = backchannel.start(relying_party=service, asked=asked, origin=From(None), now=NOON)
    assert isinstance(started, Started)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")  # not so in tests, whose database may be lost
        outcome = polling.poll(relying_party=service, auth_req_id=started.auth_req_id, now=NOON)
        cursor.execute("SHOW synchronous_commit")
        found = cursor.fetchone()
        cursor.execute("RESET synchronous_commit")

    assert outcome == polling.PENDING
    assert found == ("on",)
