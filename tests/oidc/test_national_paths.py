"""A client of the national service changes its host, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet

from oidc import checks
from oidc.models import Interaction, RelyingParty
from tests.factories.oidc import CALLBACK, CHALLENGE, VERIFIER, AuthorizationCodeFactory
from tests.oidc.conftest import basic

pytestmark = pytest.mark.django_db

# As an integrator of the national service has them in a file, host apart
REALM = "/auth/realms/esante-wallet"
DISCOVERY = f"{REALM}/.well-known/wallet-openid-configuration"
AUTH = f"{REALM}/protocol/openid-connect/auth"
TOKEN = f"{REALM}/protocol/openid-connect/token"
USERINFO = f"{REALM}/protocol/openid-connect/userinfo"
CERTS = f"{REALM}/protocol/openid-connect/certs"
ISSUER = f"http://testserver{REALM}"


@pytest.fixture
def national(settings: Any) -> None:
    settings.ISSUER = ISSUER
    settings.ROOT_URLCONF = "tests.support.urls_national"


@pytest.fixture
def question(service: RelyingParty) -> dict[str, str]:
    return {
        "client_id": service.public_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid scope_all",
        "acr_values": "eidas1",
        "state": "s",
        "nonce": "n",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }


def test_without_the_setting_these_addresses_are_not_there(client: Client) -> None:
    for address in (DISCOVERY, AUTH, TOKEN, USERINFO, CERTS, "/auth"):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize(
    "address",
    [
        DISCOVERY,
        f"{REALM}/.well-known/openid-configuration",
        f"{REALM}/.well-known/oauth-authorization-server",
        f"/.well-known/oauth-authorization-server{REALM}",
        "/.well-known/wallet-openid-configuration",
        "/.well-known/openid-configuration",
    ],
)
def test_every_name_of_the_discovery_says_the_issuer_of_the_deployment(
    national: None, client: Client, address: str
) -> None:
    found = client.get(address).json()

    assert found["issuer"] == ISSUER
    assert found["authorization_endpoint"] == f"http://testserver{AUTH}"
    assert found["token_endpoint"] == f"http://testserver{TOKEN}"
    assert found["userinfo_endpoint"] == f"http://testserver{USERINFO}"
    assert found["jwks_uri"] == f"http://testserver{CERTS}"


@pytest.mark.usefixtures("national", "signing_keys")
def test_every_address_of_the_metadata_answers(client: Client) -> None:
    for name, address in client.get(DISCOVERY).json().items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            assert client.get(address.removeprefix("http://testserver")).status_code != 404, name


@pytest.mark.usefixtures("national", "at_noon")
@pytest.mark.parametrize("address", [AUTH, "/auth"])
def test_a_request_opens_the_sign_in_page(client: Client, question: dict[str, str], address: str) -> None:
    answer = client.get(address, question)

    assert answer.status_code == 303
    assert answer["Location"] == f"/oidc/connexion/{Interaction.objects.get().pk}/"


@pytest.mark.usefixtures("national", "at_noon")
def test_a_refusal_names_the_issuer(client: Client, question: dict[str, str]) -> None:
    answer = client.get(AUTH, {**question, "prompt": "none"})

    assert "error=login_required" in answer["Location"]
    assert "iss=http%3A%2F%2Ftestserver%2Fauth%2Frealms%2Fesante-wallet" in answer["Location"]


@pytest.mark.usefixtures("national", "at_noon", "signing_keys")
def test_a_code_becomes_tokens_of_the_issuer_that_open_the_claims(client: Client, service: RelyingParty) -> None:
    person = AuthorizationCodeFactory.create(grant__relying_party=service).grant.practitioner
    form = {
        "grant_type": "authorization_code",
        "code": "ac_the-code",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }

    tokens = client.post(
        TOKEN,
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": basic(service)},
    ).json()

    published = KeySet.import_key_set(client.get(CERTS).json())
    id_token = jwt.decode(tokens["id_token"], published, algorithms=["ES256"])
    assert id_token.claims["iss"] == ISSUER
    claims = client.get(USERINFO, headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
    assert claims["SubjectNameID"] == person.national_id
    assert claims["sub"] == id_token.claims["sub"]


@pytest.mark.usefixtures("national")
def test_this_issuer_is_a_safe_one() -> None:
    assert checks.check_provider_settings(None) == []


@pytest.mark.slow
def test_one_variable_of_the_environment_does_it(tmp_path: Path) -> None:
    ask = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.urls import resolve\n"
        f"print(settings.ISSUER, resolve({TOKEN!r}).view_name)"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "NATIONAL_PATHS": "1",
        "SITE_URL": "http://id.localhost",
        "DATA_DIR": str(tmp_path),
    }

    told = subprocess.run(
        [sys.executable, "-c", ask],
        env=environment,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split() == [f"http://id.localhost{REALM}", "oidc_national:token"]
