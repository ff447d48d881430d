"""Services that present a certificate: it proves them, or their tokens are bound to it (RFC 8705)."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography import x509
from django.conf import settings
from django.test import Client
from joserfc import jwt

from activation.certificates import write_header
from activation.management.test_authority.issuing import Pair, make_authority
from config.card_door import MARK
from oidc.models import RelyingParty
from oidc.protocol import digests
from oidc.protocol.client_certificates import thumbprint_of
from tests.factories.oidc import (
    CALLBACK,
    NOON,
    RESOURCE,
    VERIFIER,
    AuthorizationCodeFactory,
    RelyingPartyFactory,
    ResourceServerFactory,
)
from tests.support import service_certificates as made
from tests.support.client_keys import as_form, claims_of, key_for, key_server, public_set, sign
from tests.support.service_certificates import SUBJECT, der, public_jwk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

FORM = "application/x-www-form-urlencoded"
MTLS = "mtls.testserver"
GRANTS = ["authorization_code", "refresh_token", "client_credentials"]
AUTHORITY = make_authority("AC de test", now=NOON)


def headers_of(pair: Pair | None, *, trusted: bool) -> dict[str, str]:
    """What the proxy says of a handshake."""
    verdict = ("SUCCESS" if trusted else "FAILED:self-signed certificate") if pair else "NONE"
    return {"Client-Verify": verdict, **({"Client-Cert": write_header(der(pair))} if pair else {})}


def ask(
    client: Client,
    door: str,
    form: dict[str, str],
    pair: Pair | None = None,
    *,
    trusted: bool = False,
    host: str = MTLS,
) -> Any:
    """A call at the door that asks for certificates."""
    headers = {"Host": host, **headers_of(pair, trusted=trusted)}
    return client.post(f"/oidc/{door}", urlencode(form), content_type=FORM, headers=headers, **{MARK: True})


def userinfo(client: Client, token: str, pair: Pair | None = None, **more: Any) -> Any:
    headers = {"Host": MTLS, **headers_of(pair, trusted=False), "Authorization": f"Bearer {token}"}
    return client.get("/oidc/userinfo", headers=headers, **{MARK: True, **more})


def own_tokens(service: RelyingParty, **more: str) -> dict[str, str]:
    return {"grant_type": "client_credentials", "client_id": service.public_id, **more}


@pytest.fixture
def named(db: None) -> RelyingParty:
    """A service whose certificate an authority issued, known by its subject."""
    made_one: RelyingParty = RelyingPartyFactory.create(
        token_endpoint_auth_method="tls_client_auth", tls_client_auth_subject_dn=SUBJECT, grant_types=GRANTS
    )
    return made_one


@pytest.fixture
def pinned(db: None) -> RelyingParty:
    """A service that registered the key of its own certificate."""
    made_one: RelyingParty = RelyingPartyFactory.create(
        token_endpoint_auth_method="self_signed_tls_client_auth",
        jwks={"keys": [public_jwk(made.make(NOON))]},
        grant_types=GRANTS,
    )
    return made_one


@pytest.mark.parametrize("door", ["token", "introspect", "revoke"])
def test_a_certificate_of_an_authority_proves_the_subject_that_is_registered(
    client: Client, named: RelyingParty, door: str
) -> None:
    form = {**own_tokens(named), "token": "at_none"}

    assert ask(client, door, form, made.make(NOON, issuer=AUTHORITY), trusted=True).status_code == 200


@pytest.mark.parametrize(
    ("options", "trusted", "why"),
    [
        ({}, False, "no known authority issued it"),
        ({"subject": "CN=horizon.test,O=Another,C=FR"}, True, "it names another than the registered subject"),
        ({"subject": "C=FR,O=Horizon Logiciels,CN=horizon.test"}, True, "it names another than the registered subject"),
        ({"lifetime": timedelta(seconds=-1)}, True, "it is not valid today"),
    ],
)
def test_another_certificate_does_not_prove_it(
    client: Client, named: RelyingParty, options: dict[str, Any], *, trusted: bool, why: str
) -> None:
    pair = made.make(NOON, issuer=AUTHORITY, **options)

    response = ask(client, "token", own_tokens(named), pair, trusted=trusted)

    assert response.status_code == 401
    assert response.json() == {"error": "invalid_client", "error_description": f"client certificate: {why}"}


@pytest.mark.parametrize(
    ("member", "value", "name"),
    [
        ("tls_client_auth_san_dns", "horizon.test", x509.DNSName("horizon.test")),
        ("tls_client_auth_san_uri", "urn:horizon", x509.UniformResourceIdentifier("urn:horizon")),
        ("tls_client_auth_san_ip", "2001:db8::1", x509.IPAddress(ip_address("2001:db8:0::1"))),
        ("tls_client_auth_san_email", "it@horizon.test", x509.RFC822Name("it@horizon.test")),
    ],
)
def test_another_name_of_the_certificate_may_be_the_registered_one(
    client: Client, named: RelyingParty, member: str, value: str, name: x509.GeneralName
) -> None:
    RelyingParty.objects.filter(pk=named.pk).update(**{"tls_client_auth_subject_dn": "", member: value})

    with_it = ask(client, "token", own_tokens(named), made.make(NOON, issuer=AUTHORITY, names=[name]), trusted=True)
    without = ask(client, "token", own_tokens(named), made.make(NOON, issuer=AUTHORITY), trusted=True)

    assert (with_it.status_code, without.status_code) == (200, 401)


@pytest.mark.parametrize("header", ["", ":AA==:", ":é:", "AA==", ":" + "A" * 20_000 + ":"])
def test_what_is_no_certificate_proves_nothing(client: Client, named: RelyingParty, header: str) -> None:
    headers = {"Host": MTLS, "Client-Verify": "SUCCESS", "Client-Cert": header}
    body = urlencode(own_tokens(named))

    response = client.post("/oidc/token", body, content_type=FORM, headers=headers, **{MARK: True})

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("renewed", [False, True])
def test_a_certificate_of_its_own_proves_the_key_that_is_registered(
    client: Client, pinned: RelyingParty, renewed: bool
) -> None:
    pair = made.make(NOON, lifetime=timedelta(days=30 if renewed else 365))

    assert ask(client, "token", own_tokens(pinned), pair).status_code == 200


def test_where_the_certificate_is_registered_another_of_the_same_key_does_not_pass(
    client: Client, pinned: RelyingParty
) -> None:
    mine, other = made.make(NOON), made.make(NOON)
    pinned.jwks = {"keys": [public_jwk(mine, with_certificate=True)]}
    pinned.save()

    assert ask(client, "token", own_tokens(pinned), mine).status_code == 200
    assert ask(client, "token", own_tokens(pinned), other).status_code == 401


@pytest.mark.parametrize("options", [{"key": "another"}, {"lifetime": timedelta(seconds=-1)}, {"bits": 1024}])
def test_a_certificate_of_another_key_or_over_does_not_pass(
    client: Client, pinned: RelyingParty, options: dict[str, Any]
) -> None:
    assert ask(client, "token", own_tokens(pinned), made.make(NOON, **options)).status_code == 401


def test_the_key_of_a_certificate_may_be_published(client: Client, pinned: RelyingParty, settings: Any) -> None:
    settings.OUTGOING_ALLOW_PRIVATE = True
    with key_server() as server:
        server.body = b'{"keys": [%s]}' % str(public_jwk(made.make(NOON))).replace("'", '"').encode()
        pinned.jwks, pinned.jwks_uri = {}, server.uri
        pinned.save()

        assert ask(client, "token", own_tokens(pinned), made.make(NOON)).status_code == 200
        assert ask(client, "token", own_tokens(pinned), made.make(NOON, key="another")).status_code == 401
        assert server.asked == 1


def test_a_certificate_is_believed_at_its_own_door_alone(client: Client, named: RelyingParty) -> None:
    pair = made.make(NOON, issuer=AUTHORITY)
    body, headers = urlencode(own_tokens(named)), headers_of(pair, trusted=True)

    public = client.post("/oidc/token", body, content_type=FORM, headers=headers)
    named_so = client.post("/oidc/token", body, content_type=FORM, headers={**headers, "Host": MTLS})
    at_cards = ask(client, "token", own_tokens(named), pair, trusted=True, host="carte.testserver")

    assert (public.status_code, named_so.status_code, at_cards.status_code) == (401, 421, 404)


def test_a_client_that_must_present_a_certificate_passes_in_no_other_way(client: Client, named: RelyingParty) -> None:
    assert ask(client, "token", own_tokens(named)).status_code == 401
    assert ask(client, "token", own_tokens(named, client_secret="x")).status_code == 401


def test_the_certificate_of_one_client_does_not_prove_another(
    client: Client, named: RelyingParty, pinned: RelyingParty
) -> None:
    assert ask(client, "token", own_tokens(named), made.make(NOON)).status_code == 401
    assert (
        ask(client, "token", own_tokens(pinned), made.make(NOON, issuer=AUTHORITY, key="x"), trusted=True).status_code
        == 401
    )


def test_no_page_is_served_where_certificates_are_asked_for(client: Client) -> None:
    for path in ("/", "/oidc/authorize", "/portail/", "/services/", "/fhir/v2/metadata", "/api/wallet/v1/card"):
        assert client.get(path, headers={"Host": MTLS}, **{MARK: True}).status_code == 404


@pytest.fixture
def bound(db: None) -> RelyingParty:
    """A service that signs its assertions, and whose tokens are bound to its certificate."""
    made_one: RelyingParty = RelyingPartyFactory.create(
        token_endpoint_auth_method="private_key_jwt",
        jwks=public_set(key_for("ES256")),
        tls_client_certificate_bound_access_tokens=True,
        grant_types=GRANTS,
        allowed_resources=[RESOURCE],
    )
    return made_one


def signed(service: RelyingParty, **form: str) -> dict[str, str]:
    claims = claims_of(service.public_id, issuer=settings.ISSUER, now=NOON)
    return {**form, **as_form(sign(claims, key=key_for("ES256")))}


def exchange(client: Client, service: RelyingParty, pair: Pair | None, **more: str) -> Any:
    AuthorizationCodeFactory.create(grant__relying_party=service)
    form = {
        "grant_type": "authorization_code",
        "code": "ac_the-code",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    return ask(client, "token", signed(service, **form, **more), pair)


def test_a_client_with_bound_tokens_gets_none_without_a_certificate_and_keeps_its_code(
    client: Client, bound: RelyingParty
) -> None:
    refused = exchange(client, bound, None)
    form = {
        "grant_type": "authorization_code",
        "code": "ac_the-code",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert ask(client, "token", signed(bound, **form), made.make(NOON)).status_code == 200


def test_a_bound_token_opens_userinfo_with_its_certificate_alone(client: Client, bound: RelyingParty) -> None:
    mine, other = made.make(NOON), made.make(NOON, key="another")
    token = exchange(client, bound, mine).json()["access_token"]

    with_it, without, with_another = (userinfo(client, token, pair) for pair in (mine, None, other))

    assert with_it.status_code == 200
    assert without.status_code == with_another.status_code == 401
    assert with_another.json()["error"] == "invalid_token"


def test_a_certificate_written_to_the_public_door_opens_nothing(client: Client, bound: RelyingParty) -> None:
    mine = made.make(NOON)
    token = exchange(client, bound, mine).json()["access_token"]
    headers = {**headers_of(mine, trusted=True), "Authorization": f"Bearer {token}"}

    assert client.get("/oidc/userinfo", headers=headers).status_code == 401


def test_a_bound_token_says_so_when_it_is_asked_about(client: Client, bound: RelyingParty) -> None:
    mine = made.make(NOON)
    tokens = exchange(client, bound, mine).json()

    for token in (tokens["access_token"], tokens["refresh_token"]):
        told = ask(client, "introspect", signed(bound, token=token)).json()
        assert told["cnf"] == {"x5t#S256": thumbprint_of(der(mine))}


def test_a_bound_token_of_a_resource_server_names_its_certificate(
    client: Client, bound: RelyingParty, signing_keys: Any
) -> None:
    server, mine = ResourceServerFactory.create(), made.make(NOON)
    token = exchange(client, bound, mine, resource=RESOURCE).json()["access_token"]

    key = signing_keys[server.signing_alg]
    claims = jwt.decode(token, key.key, algorithms=[key.algorithm]).claims
    assert claims["cnf"] == {"x5t#S256": thumbprint_of(der(mine))}


def test_a_token_of_the_service_itself_is_bound_too(client: Client, bound: RelyingParty) -> None:
    mine = made.make(NOON)
    token = ask(client, "token", signed(bound, grant_type="client_credentials"), mine).json()["access_token"]

    told = ask(client, "introspect", signed(bound, token=token)).json()

    assert told["active"]
    assert told["cnf"] == {"x5t#S256": thumbprint_of(der(mine))}


def test_a_refresh_token_is_bound_to_its_certificate_and_what_follows_it_too(
    client: Client, bound: RelyingParty
) -> None:
    mine, other = made.make(NOON), made.make(NOON, key="another")
    first = exchange(client, bound, mine).json()["refresh_token"]

    def renew(token: str, pair: Pair | None) -> Any:
        return ask(client, "token", signed(bound, grant_type="refresh_token", refresh_token=token), pair)

    assert renew(first, None).json()["error"] == "invalid_request"
    assert renew(first, other).json()["error"] == "invalid_grant"
    second = renew(first, mine)
    assert second.status_code == 200
    assert renew(second.json()["refresh_token"], other).json()["error"] == "invalid_grant"
    assert renew(second.json()["refresh_token"], mine).status_code == 200
    assert userinfo(client, second.json()["access_token"], other).status_code == 401
    assert userinfo(client, second.json()["access_token"], mine).status_code == 200


def test_a_client_known_by_its_certificate_may_renew_with_a_newer_one(client: Client, named: RelyingParty) -> None:
    RelyingParty.objects.filter(pk=named.pk).update(tls_client_certificate_bound_access_tokens=True)
    AuthorizationCodeFactory.create(grant__relying_party=named)
    form = {
        "grant_type": "authorization_code",
        "code": "ac_the-code",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    older, newer = made.make(NOON, issuer=AUTHORITY), made.make(NOON, issuer=AUTHORITY, key="newer")
    first = ask(client, "token", {**form, "client_id": named.public_id}, older, trusted=True).json()

    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"], "client_id": named.public_id}
    renewed = ask(client, "token", form, newer, trusted=True)

    assert renewed.status_code == 200
    assert userinfo(client, renewed.json()["access_token"], newer).status_code == 200
    assert userinfo(client, renewed.json()["access_token"], older).status_code == 401


def test_tokens_of_other_clients_are_bound_to_nothing(client: Client, pinned: RelyingParty) -> None:
    token = ask(client, "token", own_tokens(pinned), made.make(NOON)).json()["access_token"]

    told = ask(client, "introspect", {"token": token, "client_id": pinned.public_id}, made.make(NOON)).json()

    assert token.startswith(digests.SERVICE_TOKEN)
    assert told["active"]
    assert "cnf" not in told


def test_discovery_says_where_certificates_are_asked_for_and_nothing_where_none_is(
    client: Client, settings: Any
) -> None:
    asked = client.get("/.well-known/openid-configuration").json()
    settings.MTLS_ORIGIN = ""
    silent = client.get("/.well-known/openid-configuration").json()

    assert asked["tls_client_certificate_bound_access_tokens"] is True
    assert asked["mtls_endpoint_aliases"] == {
        "token_endpoint": f"http://{MTLS}/oidc/token",
        "introspection_endpoint": f"http://{MTLS}/oidc/introspect",
        "revocation_endpoint": f"http://{MTLS}/oidc/revoke",
        "userinfo_endpoint": f"http://{MTLS}/oidc/userinfo",
        "backchannel_authentication_endpoint": f"http://{MTLS}/oidc/backchannel",
    }
    assert {"tls_client_auth", "self_signed_tls_client_auth"} <= set(asked["token_endpoint_auth_methods_supported"])
    assert silent["tls_client_certificate_bound_access_tokens"] is False
    assert "mtls_endpoint_aliases" not in silent
    assert not any("tls" in method for method in silent["introspection_endpoint_auth_methods_supported"])
