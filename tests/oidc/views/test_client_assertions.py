"""Clients that prove themselves with their keys, at every door for clients."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from oidc import policy
from oidc.models import AuthorizationCode, ClientTrouble, RelyingParty, UsedAssertion
from oidc.workflows.expiry import expire
from tests.factories.oidc import (
    CALLBACK,
    CLIENT_SECRET,
    NOON,
    VERIFIER,
    AuthorizationCodeFactory,
    ClientSecretFactory,
    RelyingPartyFactory,
    ServiceFactory,
)
from tests.oidc.conftest import basic
from tests.support.client_keys import KeyServer, as_form, claims_of, key_for, key_server, public_set, sign
from tests.support.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

FORM = "application/x-www-form-urlencoded"
DOORS = ["token", "introspect", "revoke"]


@pytest.fixture
def keyed(db: None) -> RelyingParty:
    """A service that registered its key."""
    made: RelyingParty = RelyingPartyFactory.create(
        token_endpoint_auth_method="private_key_jwt",
        jwks=public_set(key_for("ES256"), key_for("PS256"), key_for("EdDSA")),
        grant_types=["authorization_code", "client_credentials"],
    )
    return made


def assertion_of(service: RelyingParty, *, key: Any = None, algorithm: str = "ES256", **changes: Any) -> str:
    header = changes.pop("header", {})
    claims = claims_of(service.public_id, issuer=settings.ISSUER, now=NOON, **changes)
    return sign(claims, key=key or key_for(algorithm), algorithm=algorithm, **header)


def ask(client: Client, door: str = "token", *, authorization: str = "", **form: str) -> Any:
    asked = {"grant_type": "client_credentials"} if door == "token" else {"token": "at_none"}
    headers = {"Authorization": authorization} if authorization else {}
    return client.post(f"/oidc/{door}", urlencode({**asked, **form}), content_type=FORM, headers=headers)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("algorithm", ["PS256", "ES256", "EdDSA", "Ed25519"])
def test_a_client_is_known_by_what_it_signed(client: Client, keyed: RelyingParty, door: str, algorithm: str) -> None:
    response = ask(client, door, **as_form(assertion_of(keyed, algorithm=algorithm)))

    assert response.status_code == 200


@pytest.mark.parametrize("door", DOORS)
def test_an_assertion_serves_once_whatever_the_door(client: Client, keyed: RelyingParty, door: str) -> None:
    form = as_form(assertion_of(keyed))
    assert ask(client, "introspect", **form).status_code == 200

    again = ask(client, door, **form)

    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")
    assert again.json()["error_description"] == "client_assertion: jti was used already"


def test_two_clients_may_draw_the_same_identifier(client: Client, keyed: RelyingParty) -> None:
    other = RelyingPartyFactory.create(token_endpoint_auth_method="private_key_jwt", jwks=keyed.jwks)

    answers = [ask(client, "introspect", **as_form(assertion_of(one, jti="1"))) for one in (keyed, other)]

    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.django_db(transaction=True)
def test_of_many_calls_at_once_with_one_assertion_one_is_answered(keyed: RelyingParty) -> None:
    form = as_form(assertion_of(keyed))

    answers = at_once(*[lambda: ask(Client(), "introspect", **form).status_code] * 8)

    assert sorted(answers) == [200] + [401] * 7
    assert UsedAssertion.objects.count() == 1


def test_a_refused_assertion_is_not_used_up(client: Client, keyed: RelyingParty) -> None:
    forged = assertion_of(keyed, key=key_for("ES256", "another"), header={"kid": "mine"}, jti="1")
    assert ask(client, "introspect", **as_form(forged)).status_code == 401

    assert ask(client, "introspect", **as_form(assertion_of(keyed, jti="1"))).status_code == 200


def test_used_assertions_are_forgotten_when_their_age_refuses_them(client: Client, keyed: RelyingParty) -> None:
    form = as_form(assertion_of(keyed))
    ask(client, "introspect", **form)

    kept = UsedAssertion.objects.get()
    expire(limit=10, now=NOON)
    assert UsedAssertion.objects.exists()
    expire(limit=10, now=kept.expires_at)
    assert not UsedAssertion.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"aud": [settings.ISSUER]}, "aud must be the issuer, as one string"),
        ({"aud": f"{settings.ISSUER}/oidc/token"}, "aud must be the issuer, as one string"),
        ({"exp": int(NOON.timestamp()) - 300}, "exp is past"),
        ({"exp": int(NOON.timestamp()) + 3600}, "exp is more than 5 minutes ahead"),
        ({"nbf": int(NOON.timestamp()) + 60}, "nbf is in the future"),
        ({"iss": "somebody"}, "iss must be the client_id"),
        ({"jti": None}, "jti is required"),
        ({"header": {"jku": "https://evil.test/jwks"}}, "the header must not hold jku, jwk, x5u, x5c, crit or b64"),
        ({"header": {"x5u": "https://evil.test/x5u"}}, "the header must not hold jku, jwk, x5u, x5c, crit or b64"),
        ({"header": {"kid": "unknown"}}, "no registered key verifies the signature"),
        ({"key": key_for("ES256", "another"), "header": {"kid": "mine"}}, "no registered key verifies the signature"),
    ],
)
def test_an_assertion_that_proves_nothing_is_refused_with_the_reason(
    client: Client, keyed: RelyingParty, door: str, changes: dict[str, Any], why: str
) -> None:
    response = ask(client, door, **as_form(assertion_of(keyed, **changes)))

    assert response.status_code == 401
    assert response.json() == {"error": "invalid_client", "error_description": f"client_assertion: {why}"}
    assert "WWW-Authenticate" not in response


def test_an_assertion_of_another_client_with_its_own_key_does_not_pass_for_this_one(
    client: Client, keyed: RelyingParty
) -> None:
    mine = key_for("ES256", "of-the-other")
    other = RelyingPartyFactory.create(token_endpoint_auth_method="private_key_jwt", jwks=public_set(mine))

    assert ask(client, **as_form(assertion_of(keyed, key=mine))).status_code == 401
    assert ask(client, client_id=keyed.public_id, **as_form(assertion_of(other, key=mine))).status_code == 401


@pytest.mark.parametrize("algorithm", ["RS256", "none", "HS256"])
def test_other_algorithms_are_refused(client: Client, keyed: RelyingParty, algorithm: str) -> None:
    head, body, _ = assertion_of(keyed).split(".")
    unsigned = sign({}, key=key_for("PS256"), algorithm="RS256").partition(".")[0]
    forms = {"RS256": f"{unsigned}.{body}.AAAA", "none": f"eyJhbGciOiJub25lIn0.{body}.", "HS256": f"{head}.{body}."}

    response = ask(client, client_id=keyed.public_id, **as_form(forms[algorithm]))

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


def test_a_true_signature_of_rs256_is_refused(client: Client, keyed: RelyingParty) -> None:
    response = ask(client, **as_form(assertion_of(keyed, key=key_for("PS256"), algorithm="RS256")))

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


def test_a_client_that_registered_one_algorithm_signs_with_no_other(client: Client, keyed: RelyingParty) -> None:
    RelyingParty.objects.filter(pk=keyed.pk).update(token_endpoint_auth_signing_alg="PS256")

    assert ask(client, **as_form(assertion_of(keyed, algorithm="ES256"))).status_code == 401
    assert ask(client, **as_form(assertion_of(keyed, algorithm="PS256"))).status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_assertion_type": "jwt"}, "invalid_client"),
        ({"client_assertion_type": ""}, "invalid_client"),
        ({"client_assertion": ""}, "invalid_client"),
        ({"client_assertion": "a.b.c"}, "invalid_client"),
        ({"client_assertion": "é"}, "invalid_client"),
        ({"client_id": "somebody"}, "invalid_client"),
        ({"client_secret": CLIENT_SECRET}, "invalid_request"),
    ],
)
def test_what_is_sent_beside_an_assertion_must_agree(
    client: Client, keyed: RelyingParty, form: dict[str, str], error: str
) -> None:
    response = ask(client, **{**as_form(assertion_of(keyed)), **form})

    assert response.json()["error"] == error


def test_an_assertion_beside_a_secret_in_a_header_is_refused(client: Client, keyed: RelyingParty) -> None:
    service = ClientSecretFactory.create().relying_party

    response = ask(client, authorization=basic(service), **as_form(assertion_of(keyed)))

    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_a_client_with_keys_passes_in_no_other_way(client: Client, keyed: RelyingParty) -> None:
    ClientSecretFactory.create(relying_party=keyed)

    assert ask(client, authorization=basic(keyed)).status_code == 401
    assert ask(client, client_id=keyed.public_id, client_secret=CLIENT_SECRET).status_code == 401
    assert ask(client, client_id=keyed.public_id).status_code == 401


def test_a_client_with_a_secret_does_not_pass_with_a_key(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__jwks=public_set(key_for("ES256"))).relying_party

    assert ask(client, **as_form(assertion_of(service))).status_code == 401


def test_a_closed_client_does_not_pass(client: Client, keyed: RelyingParty) -> None:
    RelyingParty.objects.filter(pk=keyed.pk).update(is_active=False)

    assert ask(client, **as_form(assertion_of(keyed))).status_code == 401


def test_its_team_reads_why_an_assertion_was_refused(client: Client, keyed: RelyingParty) -> None:
    RelyingParty.objects.filter(pk=keyed.pk).update(service=ServiceFactory.create())

    ask(client, **as_form(assertion_of(keyed, aud=[settings.ISSUER])))
    ask(client, client_id=keyed.public_id, **as_form("a.b.c"))

    kept = ClientTrouble.objects.filter(relying_party=keyed).order_by("pk").values_list("description", flat=True)
    assert list(kept) == [
        "client_assertion: aud must be the issuer, as one string",
        "client_assertion: not a signed JWT",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_code_is_exchanged_with_one_query_more_than_with_a_secret(
    client: Client, keyed: RelyingParty, django_assert_max_num_queries: Any
) -> None:
    code: AuthorizationCode = AuthorizationCodeFactory.create(grant__relying_party=keyed)
    form = {
        "grant_type": "authorization_code",
        "code": "ac_the-code",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    client.get("/oidc/jwks")

    # as with a secret, and the assertion that is used
    with django_assert_max_num_queries(7):
        response = ask(client, **form, **as_form(assertion_of(keyed)))

    code.refresh_from_db()
    assert response.status_code == 200
    assert code.used_at is not None


@pytest.fixture
def published(db: None, settings: Any, keyed: RelyingParty) -> Any:
    """The same service, whose server publishes its key."""
    settings.OUTGOING_ALLOW_PRIVATE = True
    with key_server(key_for("ES256")) as server:
        keyed.jwks, keyed.jwks_uri = {}, server.uri
        keyed.save()
        yield server


def test_keys_are_read_where_a_client_publishes_them_and_kept(
    client: Client, keyed: RelyingParty, published: KeyServer, django_assert_max_num_queries: Any
) -> None:
    assert ask(client, **as_form(assertion_of(keyed))).status_code == 200

    with django_assert_max_num_queries(2):
        assert ask(client, "introspect", **as_form(assertion_of(keyed)), token="x").status_code == 200

    assert published.asked == 1


def test_a_new_key_is_found_at_its_first_use(
    client: Client, keyed: RelyingParty, published: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, **as_form(assertion_of(keyed)))
    newer = key_for("ES256", "newer")
    published.publish(newer)
    later = NOON + policy.CLIENT_KEYS_ASKED_AT_MOST_EVERY
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    assert ask(client, **as_form(assertion_of(keyed, key=newer))).status_code == 200
    assert ask(client, **as_form(assertion_of(keyed))).status_code == 401
    assert published.asked == 2


def test_a_forged_key_identifier_makes_nobody_s_server_hammered(
    client: Client, keyed: RelyingParty, published: KeyServer
) -> None:
    forged = key_for("ES256", "forged")

    for _ in range(5):
        assert ask(client, **as_form(assertion_of(keyed, key=forged))).status_code == 401

    assert published.asked == 1
    assert ask(client, **as_form(assertion_of(keyed))).status_code == 200
