"""A service that went from the sandbox to production has two clients, and nothing passes from one to the other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client

from oidc.errors import OAuthError
from oidc.models import ClientSecret, ProviderSession, RelyingParty
from oidc.protocol.client_credentials import Presented
from oidc.protocol.client_metadata import ClientMetadata
from oidc.workflows import client_authentication, going_live
from oidc.workflows.client_secrets import rotate_secret
from oidc.workflows.onboarding import register_in_sandbox
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import AccountFactory, PractitionerFactory
from tests.factories.oidc import (
    CALLBACK,
    CHALLENGE,
    NOON,
    SESSION_COOKIE,
    VERIFIER,
    AccessTokenFactory,
    AuthorizationCodeFactory,
    GrantFactory,
    ProviderSessionFactory,
    RefreshTokenFactory,
    ServiceMemberFactory,
)
from tests.oidc.conftest import basic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

FORM = "application/x-www-form-urlencoded"
METADATA = ClientMetadata(
    client_name="Dossier Santé",
    redirect_uris=(CALLBACK,),
    environment="sandbox",
    scope=("openid", "scope_all"),
    grant_types=("authorization_code", "refresh_token"),
)


@dataclass
class Registered:
    """One client, and the secret that was drawn for it."""

    client: RelyingParty
    secret: str


@pytest.fixture
def both(db: None) -> dict[str, Registered]:
    """The two clients of a service, made as its team and a reviewer make them."""
    member = ServiceMemberFactory.create()
    sandbox, first = register_in_sandbox(account=member.account, service=member.service, metadata=METADATA, now=NOON)
    asked = going_live.submit_request(
        account=member.account, service=member.service, metadata=METADATA, reasons={"scope_all": "Soigner."}, now=NOON
    )
    production = going_live.accept_request(reviewer=AccountFactory.create(operator=True), request=asked, now=NOON)
    second = rotate_secret(account=member.account, relying_party=production, now=NOON)
    return {"sandbox": Registered(sandbox, first or ""), "production": Registered(production, second)}


def session_of(world: str) -> ProviderSession:
    """Of a test person, or of a real one."""
    given = {"real": True} if world == "production" else {}
    person = PractitionerFactory.create(ready=True, **given)
    opened: ProviderSession = ProviderSessionFactory.create(card=VirtualCardFactory.create(practitioner=person))
    assert opened.practitioner.is_test is (world == "sandbox")
    return opened


def authorize(browser: Client, one: Registered, session: ProviderSession) -> bool:
    GrantFactory.create(relying_party=one.client, session=session)  # entered before: asked nothing more
    browser.cookies["op_session"] = SESSION_COOKIE
    asked = {
        "client_id": one.client.public_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid scope_all",
        "nonce": "the-nonce",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "prompt": "none",
    }
    return "code" in dict(parse_qsl(urlsplit(browser.get("/oidc/authorize", asked)["Location"]).query))


def post(browser: Client, path: str, one: Registered, **form: str) -> Any:
    headers = {"Authorization": basic(one.client, one.secret)}
    return browser.post(path, urlencode(form), content_type=FORM, headers=headers)


def redeem(browser: Client, one: Registered, session: ProviderSession) -> bool:
    AuthorizationCodeFactory.create(grant__relying_party=one.client, grant__session=session)
    form = {"grant_type": "authorization_code", "code": "ac_the-code", "redirect_uri": CALLBACK}
    return bool(post(browser, "/oidc/token", one, **form, code_verifier=VERIFIER).status_code == 200)


def renew(browser: Client, one: Registered, session: ProviderSession) -> bool:
    RefreshTokenFactory.create(grant__relying_party=one.client, grant__session=session)
    form = {"grant_type": "refresh_token", "refresh_token": "rt_the-token"}
    return bool(post(browser, "/oidc/token", one, **form).status_code == 200)


def read(browser: Client, one: Registered, session: ProviderSession) -> bool:
    AccessTokenFactory.create(grant__relying_party=one.client, grant__session=session)
    return bool(browser.get("/oidc/userinfo", headers={"Authorization": "Bearer at_the-token"}).status_code == 200)


def introspect(browser: Client, one: Registered, session: ProviderSession) -> bool:
    AccessTokenFactory.create(grant__relying_party=one.client, grant__session=session)
    return bool(post(browser, "/oidc/introspect", one, token="at_the-token").json()["active"])


Door = Callable[[Client, Registered, ProviderSession], bool]


@pytest.mark.parametrize("door", [authorize, redeem, renew, read, introspect])
@pytest.mark.parametrize("world", ["sandbox", "production"])
@pytest.mark.parametrize("who", ["sandbox", "production"])
def test_people_of_one_environment_come_in_there_and_nowhere_else(
    client: Client, both: dict[str, Registered], door: Door, world: str, who: str
) -> None:
    assert door(client, both[world], session_of(who)) is (world == who)


@pytest.mark.parametrize(("world", "other"), [("sandbox", "production"), ("production", "sandbox")])
def test_the_secret_of_one_does_not_authenticate_the_other(both: dict[str, Registered], world: str, other: str) -> None:
    def proven(secret: str) -> RelyingParty | OAuthError:
        presented = Presented(both[world].client.public_id, "client_secret_basic", secret)
        return client_authentication.authenticate(presented, now=NOON)

    assert proven(both[world].secret) == both[world].client
    assert isinstance(proven(both[other].secret), OAuthError)


def test_a_code_of_one_is_not_redeemed_by_the_other(client: Client, both: dict[str, Registered]) -> None:
    session = session_of("sandbox")
    AuthorizationCodeFactory.create(grant__relying_party=both["sandbox"].client, grant__session=session)

    form = {"grant_type": "authorization_code", "code": "ac_the-code", "redirect_uri": CALLBACK}
    answer = post(client, "/oidc/token", both["production"], **form, code_verifier=VERIFIER)

    assert answer.json()["error"] == "invalid_grant"


def test_what_is_asked_and_accepted_for_production_leaves_the_sandbox_as_it_is(both: dict[str, Registered]) -> None:
    sandbox = both["sandbox"].client
    before = rows_of(sandbox)
    member = sandbox.service.members.get()  # type: ignore[union-attr]
    asked = replace(METADATA, client_name="Autre nom", redirect_uris=("https://elsewhere.test/",), require_pkce=False)

    request = going_live.submit_request(
        account=member.account, service=member.service, metadata=asked, reasons={"scope_all": "Soigner."}, now=NOON
    )
    assert rows_of(sandbox) == before
    going_live.accept_request(reviewer=AccountFactory.create(operator=True), request=request, now=NOON)

    assert rows_of(sandbox) == before
    assert both["production"].client.public_id != sandbox.public_id


def rows_of(relying_party: RelyingParty) -> list[dict[str, Any]]:
    """Both rows of a client, and its secrets."""
    ours = RelyingParty.objects.filter(pk=relying_party.pk)
    library = type(relying_party.client).objects.filter(pk=relying_party.client_id)
    return [*ours.values(), *library.values(), *ClientSecret.objects.filter(relying_party=relying_party).values()]
