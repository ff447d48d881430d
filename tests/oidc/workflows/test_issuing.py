"""A code becomes tokens exactly once, also under parallel presentation."""

import pytest

from oidc.errors import OAuthError
from oidc.models import AccessToken, Grant
from oidc.workflows.issuing import exchange_code
from oidc.workflows.tokens import Tokens
from tests.factories.oidc import CALLBACK, NOON, VERIFIER, AuthorizationCodeFactory
from tests.support.races import at_once


@pytest.mark.django_db(transaction=True)
def test_d6_of_eight_parallel_exchanges_one_succeeds_and_the_replay_revokes(signing_keys: object) -> None:
    code = AuthorizationCodeFactory.create()
    relying_party = code.grant.relying_party

    def present() -> Tokens | OAuthError:
        return exchange_code(
            relying_party=relying_party, code="ac_the-code", redirect_uri=CALLBACK, verifier=VERIFIER, now=NOON
        )

    outcomes = at_once(*[present] * 8)

    assert sum(isinstance(one, Tokens) for one in outcomes) == 1
    assert AccessToken.objects.count() == 1
    assert Grant.objects.get().revoked_reason == "code_replayed"


@pytest.mark.django_db
def test_the_text_of_tokens_does_not_show_them(signing_keys: object) -> None:
    code = AuthorizationCodeFactory.create()

    tokens = exchange_code(
        relying_party=code.grant.relying_party,
        code="ac_the-code",
        redirect_uri=CALLBACK,
        verifier=VERIFIER,
        now=NOON,
    )

    assert isinstance(tokens, Tokens)
    assert tokens.access_token not in repr(tokens)
    assert tokens.id_token not in repr(tokens)
