"""Several polls of one approved request at once."""

import pytest

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


def test_of_many_polls_after_the_approval_one_gets_tokens() -> None:
    service, card = RelyingPartyFactory.create(asking=True), VirtualCardFactory.create()
    asked = asked_of(card)
    started = backchannel.start(relying_party=service, asked=asked, origin=From(None), now=NOON)
    assert isinstance(started, Started)
    LoginRequest.objects.update(state=LoginState.APPROVED, card=card, decided_at=NOON)

    def poll() -> Tokens | OAuthError:
        return polling.poll(relying_party=service, auth_req_id=started.auth_req_id, now=NOON)

    outcomes = at_once(*[poll] * 8)

    assert sum(isinstance(one, Tokens) for one in outcomes) == 1
    assert {one.code for one in outcomes if isinstance(one, OAuthError)} == {"invalid_grant"}
    assert (Grant.objects.count(), ProviderSession.objects.count()) == (1, 1)
