"""Teams register keys and certificates, and read what became of them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from django.utils import timezone

from oidc.models import ClientKeySet, ClientSecret, RelyingParty, Service
from tests.oidc.views.services.test_pages import REGISTRATION
from tests.support.client_keys import key_for, public_set
from tests.support.service_certificates import SUBJECT, make, public_jwk

pytestmark = pytest.mark.django_db


def register(browser: Client, service: Service, **changes: Any) -> Any:
    return browser.post(f"/services/{service.pk}/clients/nouveau/", {**REGISTRATION, **changes})


def page_of(browser: Client, service: Service) -> str:
    client = RelyingParty.objects.get()
    return browser.get(f"/services/{service.pk}/clients/{client.pk}/").content.decode()


def test_a_pasted_set_of_keys_registers_a_client_without_a_secret(browser: Client, service: Service) -> None:
    keys = public_set(key_for("ES256"))

    register(browser, service, token_endpoint_auth_method="private_key_jwt", jwks=json.dumps(keys))

    assert RelyingParty.objects.get().jwks == keys
    assert not ClientSecret.objects.exists()
    assert key_for("ES256").thumbprint() in page_of(browser, service)


def test_a_pasted_certificate_becomes_its_key_and_its_end_is_told(browser: Client, service: Service) -> None:
    pair = make(timezone.now(), lifetime=timedelta(days=20))
    pem = pair.certificate.public_bytes(Encoding.PEM).decode()

    register(browser, service, token_endpoint_auth_method="self_signed_tls_client_auth", jwks=pem)

    assert RelyingParty.objects.get().jwks == {"keys": [public_jwk(pair, with_certificate=True)]}
    assert "badge--warning" in page_of(browser, service).partition("<dt>jwks</dt>")[2].partition("</div>")[0]


def test_an_address_of_keys_that_cannot_be_read_is_said(browser: Client, service: Service) -> None:
    uri = "https://horizon.test/jwks.json"
    register(browser, service, token_endpoint_auth_method="private_key_jwt", jwks_uri=uri)
    client, now = RelyingParty.objects.get(), timezone.now()
    ClientKeySet.objects.create(relying_party=client, tried_at=now, failing_since=now, failure="unreachable")

    assert "unreachable" in page_of(browser, service)


def test_a_subject_registers_the_certificate_of_an_authority(browser: Client, service: Service) -> None:
    register(
        browser,
        service,
        token_endpoint_auth_method="tls_client_auth",
        tls_client_auth_subject_dn=SUBJECT,
        tls_client_certificate_bound_access_tokens="on",
    )

    client = RelyingParty.objects.get()
    assert (client.tls_client_auth_subject_dn, client.tls_client_certificate_bound_access_tokens) == (SUBJECT, True)
    assert SUBJECT in page_of(browser, service)


@pytest.mark.parametrize(
    ("method", "jwks"),
    [
        ("private_key_jwt", ""),
        ("private_key_jwt", "{"),
        ("private_key_jwt", "[" * 20_000),
        ("private_key_jwt", "{}"),
        ("private_key_jwt", json.dumps({"keys": [key_for("ES256").as_dict(private=True)]})),
        ("self_signed_tls_client_auth", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----"),
        ("tls_client_auth", ""),
    ],
)
def test_what_proves_nobody_is_refused_on_the_form(browser: Client, service: Service, method: str, jwks: str) -> None:
    answer = register(browser, service, token_endpoint_auth_method=method, jwks=jwks)

    assert answer.status_code == 422
    assert not RelyingParty.objects.exists()


def test_what_the_form_does_not_show_stays_when_another_thing_changes(browser: Client, service: Service) -> None:
    keys = json.dumps(public_set(key_for("ES256")))
    register(browser, service, token_endpoint_auth_method="private_key_jwt", jwks=keys)
    RelyingParty.objects.update(token_endpoint_auth_signing_alg="ES256")
    client = RelyingParty.objects.get()
    changed = {**REGISTRATION, "client_name": "Autre", "token_endpoint_auth_method": "private_key_jwt", "jwks": keys}

    browser.post(f"/services/{service.pk}/clients/{client.pk}/modifier/", changed)

    client = RelyingParty.objects.get()
    assert (client.name, client.token_endpoint_auth_signing_alg) == ("Autre", "ES256")
