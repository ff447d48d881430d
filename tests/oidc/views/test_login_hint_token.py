"""A client names whom it asks for in a JWT that it signed."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from activation.models import VirtualCard
from oidc.models import LoginRequest, RelyingParty, UsedAssertion
from oidc.workflows.expiry import expire
from tests.factories.oidc import NOON
from tests.oidc.views.without_browser import ask, error_of, service_that_asks
from tests.support.client_keys import claims_of, key_for, public_set, sign
from tests.support.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]
AT = int(NOON.timestamp())
ISSUER = settings.ISSUER


def _service() -> RelyingParty:
    return service_that_asks(jwks=public_set(key_for("ES256"), key_for("PS256")))


@pytest.fixture
def asker(db: None) -> RelyingParty:
    """A sandbox service that registered its keys."""
    return _service()


def token_of(service: RelyingParty, card: VirtualCard, **changes: Any) -> str:
    algorithm, key = changes.pop("algorithm", "ES256"), changes.pop("key", None)
    said = {"sub": None, "sub_id": {"format": "opaque", "id": card.practitioner.national_id}, **changes}
    claims = claims_of(service.public_id, issuer=ISSUER, now=NOON, **said)
    return sign(claims, key=key or key_for(algorithm), algorithm=algorithm)


def hint(client: Client, service: RelyingParty, token: str, **changes: str) -> Any:
    return ask(client, service, **{"login_hint": "", "login_hint_token": token, **changes})


@pytest.mark.parametrize("algorithm", ["ES256", "PS256"])
def test_the_person_whom_a_token_names_is_asked(
    client: Client, asker: RelyingParty, card: VirtualCard, algorithm: str
) -> None:
    assert hint(client, asker, token_of(asker, card, algorithm=algorithm)).status_code == 200

    assert LoginRequest.objects.get().practitioner == card.practitioner


@pytest.mark.parametrize("aud", [ISSUER, [ISSUER, "https://elsewhere.test"]])
def test_a_subject_of_ours_names_its_person(
    client: Client, asker: RelyingParty, card: VirtualCard, aud: str | list[str]
) -> None:
    subject = f"f:{settings.SUBJECT_NAMESPACE}:{card.practitioner.national_id}"
    sub_id = {"format": "iss_sub", "iss": ISSUER, "sub": subject}

    assert hint(client, asker, token_of(asker, card, sub_id=sub_id, aud=aud)).status_code == 200
    assert LoginRequest.objects.get().practitioner == card.practitioner


def test_a_token_serves_for_one_request(client: Client, asker: RelyingParty, card: VirtualCard) -> None:
    token = token_of(asker, card)
    assert hint(client, asker, token).status_code == 200

    again = hint(client, asker, token)

    why = "login_hint_token: jti was used already"
    assert (again.status_code, again.json()) == (400, {"error": "invalid_request", "error_description": why})
    assert LoginRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_with_one_token_one_is_asked(asker: RelyingParty, card: VirtualCard) -> None:
    token = token_of(asker, card)

    assert sorted(at_once(*[lambda: hint(Client(), asker, token).status_code] * 4)) == [200, 400, 400, 400]


def test_two_clients_may_draw_the_same_identifier_and_one_for_two_ends(
    client: Client, asker: RelyingParty, card: VirtualCard
) -> None:
    assert [hint(client, one, token_of(one, card, jti="1")).status_code for one in (asker, _service())] == [200, 200]


def test_it_is_forgotten_when_its_age_refuses_it(client: Client, asker: RelyingParty, card: VirtualCard) -> None:
    hint(client, asker, token_of(asker, card))

    expire(limit=10, now=UsedAssertion.objects.get().expires_at)
    assert not UsedAssertion.objects.exists()


@pytest.mark.parametrize("exp", [AT - 31, AT - 86_400])
def test_one_that_is_past_its_time_is_refused_as_such(
    client: Client, asker: RelyingParty, card: VirtualCard, exp: int
) -> None:
    refused = hint(client, asker, token_of(asker, card, iat=exp - 60, exp=exp))

    assert (refused.status_code, error_of(refused)) == (400, "expired_login_hint_token")
    assert not UsedAssertion.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"key": ("ES256", "of-the-other")}, "no registered key verifies the signature"),
        ({"key": ("ES256", "of-the-other"), "exp": AT - 60}, "no registered key verifies the signature"),
        ({"key": ("PS256",), "algorithm": "RS256"}, "alg must be one of PS256, ES256, Ed25519, EdDSA"),
        ({"aud": "https://elsewhere.test"}, "aud must hold the issuer"),
        ({"aud": None}, "aud must hold the issuer"),
        ({"iss": "somebody"}, "iss must be the client_id"),
        ({"exp": None}, "exp is required"),
        ({"exp": AT + 70 * 60}, "exp is more than 60 minutes ahead"),
        ({"iat": None}, "iat is required"),
        ({"iat": AT + 60}, "iat is in the future"),
        ({"jti": None}, "jti is required"),
        ({"sub_id": None}, "sub_id must be a subject identifier of the format opaque or iss_sub"),
        ({"sub_id": "899700536218"}, "sub_id must be a subject identifier of the format opaque or iss_sub"),
        (
            {"sub_id": {"format": "email", "email": "a@b.test"}},
            "sub_id must be a subject identifier of the format opaque or iss_sub",
        ),
        (
            {"sub_id": {"format": "opaque", "id": 8}},
            "sub_id must be a subject identifier of the format opaque or iss_sub",
        ),
        (
            {"sub_id": {"format": "iss_sub", "iss": "https://elsewhere.test", "sub": "1"}},
            "iss must be the issuer, within sub_id",
        ),
    ],
    ids=str,
)
def test_one_that_is_not_as_it_must_be_is_refused_with_the_reason(
    client: Client, asker: RelyingParty, card: VirtualCard, changes: dict[str, Any], why: str
) -> None:
    if "key" in changes:
        changes = {**changes, "key": key_for(*changes["key"])}
    refused = hint(client, asker, token_of(asker, card, **changes))

    said = {"error": "invalid_request", "error_description": f"login_hint_token: {why}"}
    assert (refused.status_code, refused.json()) == (400, said)
    assert not LoginRequest.objects.exists()


@pytest.mark.parametrize("text", ["x", "a.b.c", "é", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_is_refused(client: Client, asker: RelyingParty, text: str) -> None:
    assert error_of(hint(client, asker, text)) == "invalid_request"


@pytest.mark.parametrize(
    "sub_id", [{"format": "opaque", "id": "somebody"}, {"format": "iss_sub", "iss": ISSUER, "sub": "pairwise"}], ids=str
)
def test_one_that_names_nobody_is_unknown(
    client: Client, asker: RelyingParty, card: VirtualCard, sub_id: dict[str, str]
) -> None:
    assert error_of(hint(client, asker, token_of(asker, card, sub_id=sub_id))) == "unknown_user_id"


def test_one_of_another_client_is_refused(client: Client, asker: RelyingParty, card: VirtualCard) -> None:
    assert error_of(hint(client, _service(), token_of(asker, card))) == "invalid_request"


def test_a_client_without_keys_names_nobody_so(client: Client, card: VirtualCard) -> None:
    service = service_that_asks()

    assert error_of(hint(client, service, token_of(service, card))) == "invalid_request"


@pytest.mark.parametrize("other", ["login_hint", "id_token_hint"])
def test_exactly_one_hint(client: Client, asker: RelyingParty, card: VirtualCard, other: str) -> None:
    assert error_of(hint(client, asker, token_of(asker, card), **{other: "x"})) == "invalid_request"
    assert not UsedAssertion.objects.exists()
