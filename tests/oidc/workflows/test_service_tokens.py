"""A service has tokens of its own, which tell of nobody."""

from datetime import timedelta

import pytest

from oidc.errors import OAuthError
from oidc.models import ServiceToken
from oidc.protocol import digests
from oidc.workflows.service_tokens import OwnToken, issue_own
from tests.factories.oidc import NOON, RelyingPartyFactory

pytestmark = pytest.mark.django_db


def code_of(outcome: OwnToken | OAuthError) -> str:
    assert isinstance(outcome, OAuthError)
    return outcome.code


def test_a_client_that_did_not_register_them_gets_none() -> None:
    assert code_of(issue_own(relying_party=RelyingPartyFactory.create(), scope="", now=NOON)) == "unauthorized_client"


def test_d10_a_public_client_never_has_tokens_of_its_own() -> None:
    service = RelyingPartyFactory.create(public=True, acting=True)

    assert code_of(issue_own(relying_party=service, scope="", now=NOON)) == "unauthorized_client"


@pytest.mark.parametrize("scope", ["openid", "openid scope_all", "admin", "scope_all admin", "é"])
def test_d3_only_registered_scopes_and_never_that_of_a_sign_in(scope: str) -> None:
    service = RelyingPartyFactory.create(acting=True)

    assert code_of(issue_own(relying_party=service, scope=scope, now=NOON)) == "invalid_scope"
    assert not ServiceToken.objects.exists()


def test_where_openid_alone_is_registered_there_is_nothing_to_have() -> None:
    service = RelyingPartyFactory.create(acting=True, client__scope=["openid"])

    assert code_of(issue_own(relying_party=service, scope="", now=NOON)) == "invalid_scope"


def test_what_is_of_people_is_never_a_scope_of_the_service_itself() -> None:
    service = RelyingPartyFactory.create(acting=True, client__scope=["openid", "email", "offline_access"])

    made = issue_own(relying_party=service, scope="", now=NOON)

    assert isinstance(made, OwnToken)
    assert made.scope == ("email",)


@pytest.mark.parametrize(("scope", "given"), [("", ("profile", "scope_all")), ("scope_all scope_all", ("scope_all",))])
def test_a_token_is_kept_as_a_digest_and_ends_soon(scope: str, given: tuple[str, ...]) -> None:
    service = RelyingPartyFactory.create(acting=True)

    made = issue_own(relying_party=service, scope=scope, now=NOON)

    assert isinstance(made, OwnToken)
    kept = ServiceToken.objects.get()
    assert made.scope == tuple(kept.scopes) == given
    assert made.access_token.startswith("sv_")
    assert made.access_token not in repr(made)
    assert kept.digest == digests.digest(made.access_token)
    assert kept.expires_at == NOON + timedelta(minutes=5)
