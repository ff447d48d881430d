"""Services that registered pairwise subjects: each door speaks of the person as this very service knows them."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from joserfc import jwt

from directory.models import Practitioner
from oidc.models import AccessToken, Grant, LoginRequest, ProviderSession, RelyingParty
from oidc.protocol import jose
from oidc.vocabulary import GrantType
from tests.factories.oidc import (
    CALLBACK,
    CHALLENGE,
    SESSION_COOKIE,
    VERIFIER,
    AccessTokenFactory,
    AuthorizationCodeFactory,
    ClientSecretFactory,
    GrantFactory,
    ProviderSessionFactory,
)
from tests.oidc.conftest import basic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

FORM = "application/x-www-form-urlencoded"
ASKING = ["authorization_code", GrantType.CIBA.value]
NUMBERS = {"SubjectNameID", "preferred_username", "otherIds"}


@pytest.fixture
def session(client: Client) -> ProviderSession:
    client.cookies["op_session"] = SESSION_COOKIE
    kept: ProviderSession = ProviderSessionFactory.create()
    return kept


def _service(**changes: Any) -> RelyingParty:
    traits = {f"relying_party__{name}": value for name, value in {"pairwise": True, **changes}.items()}
    made: RelyingParty = ClientSecretFactory.create(**traits).relying_party
    return made


def _granted(service: RelyingParty, session: ProviderSession, **changes: Any) -> Grant:
    scopes = list(service.client.scope)
    made: Grant = GrantFactory.create(relying_party=service, session=session, scopes=scopes, **changes)
    return made


def _exchange(client: Client, grant: Grant) -> dict[str, Any]:
    AuthorizationCodeFactory.create(grant=grant, value=f"ac_{grant.pk}")
    form = {"grant_type": "authorization_code", "code": f"ac_{grant.pk}", "redirect_uri": CALLBACK}
    body = urlencode({**form, "code_verifier": VERIFIER})
    headers = {"Authorization": basic(grant.relying_party)}
    answer: dict[str, Any] = client.post("/oidc/token", body, content_type=FORM, headers=headers).json()
    return answer


def _claims(tokens: dict[str, Any], keys: dict[str, jose.LoadedKey]) -> dict[str, Any]:
    return dict(jwt.decode(tokens["id_token"], keys["ES256"].key, algorithms=["ES256"]).claims)


def _authorize(client: Client, service: RelyingParty, **changes: str) -> dict[str, str]:
    asked = {
        "client_id": service.public_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid profile",
        "state": "the-state",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "prompt": "none",
        **changes,
    }
    return dict(parse_qsl(urlsplit(client.get("/oidc/authorize", asked)["Location"]).query))


def test_every_door_says_the_same_subject_and_no_number(
    client: Client, session: ProviderSession, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    service = _service()

    tokens = _exchange(client, _granted(service, session))

    told = _claims(tokens, signing_keys)
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    userinfo = client.get("/oidc/userinfo", headers=bearer).json()
    headers = {"Authorization": basic(service)}
    body = urlencode({"token": tokens["access_token"]})
    introspected = client.post("/oidc/introspect", body, content_type=FORM, headers=headers).json()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", told["sub"])
    assert told["sub"] == userinfo["sub"] == introspected["sub"]
    assert introspected["active"] is True
    assert set(userinfo) == {"sub", "name", "given_name", "family_name"}
    for answer in (told, userinfo, introspected):
        assert not NUMBERS & set(answer)
        assert session.practitioner.national_id not in str(answer)


def test_services_of_one_sector_know_one_subject_and_others_another(
    client: Client, session: ProviderSession, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    elsewhere = "https://elsewhere.test/uris.json"
    services = [_service(), _service(), _service(sector_identifier_uri=elsewhere), _service(pairwise=False)]

    subjects = [_claims(_exchange(client, _granted(one, session)), signing_keys)["sub"] for one in services]

    assert subjects[0] == subjects[1]
    assert len(set(subjects)) == 3
    assert subjects[3] == f"f:{settings.SUBJECT_NAMESPACE}:{session.practitioner.national_id}"


def test_a_subject_does_not_follow_a_change_of_number(client: Client, session: ProviderSession) -> None:
    AccessTokenFactory.create(grant=_granted(_service(), session))
    bearer = {"Authorization": "Bearer at_the-token"}
    before = client.get("/oidc/userinfo", headers=bearer).json()["sub"]

    number = {"national_id": "0750712184", "identifier_type": "0", "identifier": "750712184"}
    Practitioner.objects.filter(pk=session.practitioner_id).update(**number)

    assert client.get("/oidc/userinfo", headers=bearer).json()["sub"] == before


def test_a_number_that_is_asked_by_name_is_not_told(client: Client, session: ProviderSession) -> None:
    claims = {"userinfo": dict.fromkeys(NUMBERS), "id_token": dict.fromkeys(NUMBERS)}
    AccessTokenFactory.create(grant=_granted(_service(), session, claims=claims))

    told = client.get("/oidc/userinfo", headers={"Authorization": "Bearer at_the-token"}).json()

    assert not NUMBERS & set(told)
    assert AccessToken.objects.count() == 1


def test_a_hint_and_the_claim_sub_mean_the_subject_of_this_service(
    client: Client, session: ProviderSession, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    service = _service()
    tokens = _exchange(client, _granted(service, session))
    own = _claims(tokens, signing_keys)["sub"]
    public = f"f:{settings.SUBJECT_NAMESPACE}:{session.practitioner.national_id}"

    def named(subject: str) -> str:
        return f'{{"id_token": {{"sub": {{"value": "{subject}"}}}}}}'

    assert "code" in _authorize(client, service, id_token_hint=tokens["id_token"])
    assert "code" in _authorize(client, service, claims=named(own))
    assert _authorize(client, service, claims=named(public))["error"] == "login_required"


def test_a_service_learns_nothing_by_guessing_a_number_without_a_page(client: Client, session: ProviderSession) -> None:
    service = _service()
    _granted(service, session)

    right = _authorize(client, service, login_hint=session.practitioner.national_id)
    wrong = _authorize(client, service, login_hint="899700000001")

    assert "code" in right
    assert "code" in wrong


def test_a_hint_of_this_service_ends_its_session(client: Client, session: ProviderSession) -> None:
    tokens = _exchange(client, _granted(_service(), session))

    client.get("/oidc/logout", {"id_token_hint": tokens["id_token"]})

    assert ProviderSession.objects.get(pk=session.pk).ended_at is not None


def test_a_hint_of_this_service_names_its_person_where_there_is_no_browser(
    client: Client, session: ProviderSession
) -> None:
    service, other = (_service(grant_types=ASKING, backchannel_token_delivery_mode="poll") for _ in range(2))
    hint = _exchange(client, _granted(service, session))["id_token"]

    def ask(one: RelyingParty) -> int:
        body = urlencode({"scope": "openid", "id_token_hint": hint, "binding_message": "07"})
        headers = {"Authorization": basic(one)}
        return client.post("/oidc/backchannel", body, content_type=FORM, headers=headers).status_code

    assert ask(service) == 200
    assert LoginRequest.objects.get().practitioner == session.practitioner
    assert ask(other) == 400
