"""A client loses a scope: what people granted it before gives no more than the registration says now, at each door."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from directory.models import Account
from oidc.library.registration import metadata_of
from oidc.models import RelyingParty, ServiceMember
from oidc.workflows import going_live
from oidc.workflows.onboarding import change_in_sandbox
from tests.factories.directory import AccountFactory, PractitionerFactory
from tests.factories.oidc import (
    CALLBACK,
    NOON,
    RESOURCE,
    VERIFIER,
    AccessTokenFactory,
    AuthorizationCodeFactory,
    ClientSecretFactory,
    RefreshTokenFactory,
    RelyingPartyFactory,
    ResourceServerFactory,
    ServiceMemberFactory,
    ServiceTokenFactory,
)
from tests.oidc.conftest import basic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

GRANTED = ["openid", "profile", "rpps"]
NAMES, NUMBERS = {"name", "given_name", "family_name"}, {"SubjectNameID", "otherIds"}
Lose = Callable[..., None]


@pytest.fixture
def member() -> ServiceMember:
    made: ServiceMember = ServiceMemberFactory.create()
    return made


@pytest.fixture
def service(member: ServiceMember) -> RelyingParty:
    """A client of the sandbox with three scopes."""
    made: RelyingParty = RelyingPartyFactory.create(
        service=member.service, renewing=True, acting=True, client__scope=GRANTED
    )
    made.grant_types = ["authorization_code", "refresh_token", "client_credentials"]
    made.save()
    ClientSecretFactory.create(relying_party=made)
    return made


@pytest.fixture
def lose(service: RelyingParty, member: ServiceMember) -> Lose:
    """Its team changes the registration."""

    def change(**changes: Any) -> None:
        metadata = replace(metadata_of(service), **changes)
        change_in_sandbox(account=member.account, relying_party=service, metadata=metadata, now=NOON)

    return change


def post(service: RelyingParty, path: str, **form: str) -> Any:
    headers = {"Authorization": basic(service)}
    return (
        Client().post(path, urlencode(form), content_type="application/x-www-form-urlencoded", headers=headers).json()
    )


def read(token: str) -> Any:
    return Client().get("/oidc/userinfo", headers={"Authorization": f"Bearer {token}"}).json()


def test_a_living_access_token_tells_no_more_of_a_lost_scope(service: RelyingParty, lose: Lose) -> None:
    AccessTokenFactory.create(grant__relying_party=service, grant__scopes=GRANTED, scopes=GRANTED)
    before = read("at_the-token")

    lose(scope=("openid", "profile"))

    assert before.keys() >= NAMES | NUMBERS
    assert read("at_the-token").keys() == before.keys() - NUMBERS
    assert post(service, "/oidc/introspect", token="at_the-token")["scope"] == "openid profile"


def test_single_claims_of_a_lost_scope_are_told_no_more(service: RelyingParty, lose: Lose) -> None:
    asked = {"userinfo": {"SubjectNameID": None}}
    AccessTokenFactory.create(
        grant__relying_party=service, grant__scopes=["openid"], grant__claims=asked, scopes=["openid"]
    )
    before = read("at_the-token")

    lose(scope=("openid", "profile"))

    assert "SubjectNameID" in before
    assert "SubjectNameID" not in read("at_the-token")


def test_a_renewal_gives_what_is_registered_and_granted(service: RelyingParty, lose: Lose) -> None:
    RefreshTokenFactory.create(grant__relying_party=service, grant__scopes=GRANTED)
    lose(scope=("openid", "profile"))

    told = post(service, "/oidc/introspect", token="rt_the-token")
    more = post(service, "/oidc/token", grant_type="refresh_token", refresh_token="rt_the-token", scope="openid rpps")
    renewed = post(service, "/oidc/token", grant_type="refresh_token", refresh_token="rt_the-token")

    assert told["scope"] == "openid profile"
    assert more["error"] == "invalid_scope"
    assert renewed["scope"] == "openid profile"
    assert not NUMBERS & read(renewed["access_token"]).keys()


def test_a_code_that_waited_gives_what_is_registered(service: RelyingParty, lose: Lose) -> None:
    AuthorizationCodeFactory.create(grant__relying_party=service, grant__scopes=GRANTED)
    lose(scope=("openid", "profile"))

    given = post(
        service,
        "/oidc/token",
        grant_type="authorization_code",
        code="ac_the-code",
        redirect_uri=CALLBACK,
        code_verifier=VERIFIER,
    )

    assert given["scope"] == "openid profile"
    assert not NUMBERS & read(given["access_token"]).keys()


def test_a_scope_that_comes_back_opens_again_what_was_granted(service: RelyingParty, lose: Lose) -> None:
    AccessTokenFactory.create(grant__relying_party=service, grant__scopes=GRANTED, scopes=GRANTED)
    lose(scope=("openid", "profile"))
    lose(scope=tuple(GRANTED))

    assert read("at_the-token").keys() >= NUMBERS


def test_a_scope_that_is_won_opens_nothing_that_was_not_granted(service: RelyingParty, lose: Lose) -> None:
    AccessTokenFactory.create(grant__relying_party=service, grant__scopes=["openid"], scopes=["openid"])
    lose(scope=(*GRANTED, "scope_all"))

    assert read("at_the-token").keys() == {"sub"}


def test_a_token_of_the_service_itself_loses_the_scope_too(service: RelyingParty, lose: Lose) -> None:
    ServiceTokenFactory.create(relying_party=service, scopes=["profile", "rpps"])
    lose(scope=("openid", "profile"))

    assert post(service, "/oidc/introspect", token="sv_the-token")["scope"] == "profile"


def test_renewals_that_are_registered_no_more_are_not_active(service: RelyingParty, lose: Lose) -> None:
    RefreshTokenFactory.create(grant__relying_party=service)
    lose(grant_types=("authorization_code",))

    assert post(service, "/oidc/introspect", token="rt_the-token") == {"active": False}


def test_a_token_for_a_resource_server_that_is_registered_no_more_is_not_active(
    service: RelyingParty, lose: Lose
) -> None:
    ResourceServerFactory.create()
    lose(allowed_resources=(RESOURCE,), scope=("openid", "scope_all"))
    form = {"grant_type": "client_credentials", "resource": RESOURCE}
    token = post(service, "/oidc/token", **form)["access_token"]
    before = post(service, "/oidc/introspect", token=token)

    lose(allowed_resources=(), scope=("openid", "scope_all"))

    assert before["active"] is True
    assert post(service, "/oidc/introspect", token=token) == {"active": False}


def test_a_review_that_takes_a_scope_away_counts_for_living_grants(member: ServiceMember) -> None:
    """The same where real people sign in: what a reviewer accepts counts from then on."""
    reviewer: Account = AccountFactory.create(operator=True)
    client = RelyingPartyFactory.create(service=member.service, production=True, client__scope=GRANTED)
    ClientSecretFactory.create(relying_party=client)
    person = PractitionerFactory.create(practising=True, real=True)
    AccessTokenFactory.create(
        grant__relying_party=client, grant__session__card__practitioner=person, grant__scopes=GRANTED, scopes=GRANTED
    )
    before = read("at_the-token")
    kept = RelyingParty.objects.select_related("client").get(pk=client.pk)
    narrowed = replace(metadata_of(kept), scope=("openid", "profile"))

    request = going_live.submit_request(
        account=member.account, service=member.service, metadata=narrowed, reasons={"profile": "Noms."}, now=NOON
    )
    going_live.accept_request(reviewer=reviewer, request=request, now=NOON)

    assert before.keys() >= NAMES | NUMBERS
    assert not NUMBERS & read("at_the-token").keys()
