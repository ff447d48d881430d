"""The site and the wallet never answer for each other."""

import pytest

WALLET = {"headers": {"host": "wallet.testserver"}}


@pytest.mark.parametrize("path", ["/", "/manifest.webmanifest", "/sw.js"])
def test_the_wallets_pages_answer_at_its_origin(client, path):
    assert client.get(path, **WALLET).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/api/wallet/v1/card", "/api/wallet/v1/activations", "/sw.js", "/manifest.webmanifest"]
)
def test_the_main_origin_does_not_know_the_wallets_addresses(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/portail/", "/compte/login/", "/ecps/", "/healthz", "/oidc/jwks", "/.well-known/openid-configuration"]
)
def test_the_wallets_origin_knows_nothing_else(client, path):
    assert client.get(path, **WALLET).status_code == 404


def test_each_origin_serves_its_own_files_and_the_shared_theme(client):
    assert client.get("/static/theme/tokens.css").status_code == 200
    assert client.get("/static/theme/tokens.css", **WALLET).status_code == 200
    assert client.get("/static/unfold/css/styles.css").status_code == 200
    assert client.get("/static/unfold/css/styles.css", **WALLET).status_code == 404
    assert client.get("/static/wallet/app.js").status_code == 404


def test_a_host_that_is_neither_is_refused(client):
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
