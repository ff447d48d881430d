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


@pytest.mark.parametrize(
    ("host", "right"),
    [
        ("127.0.0.1", "http://testserver/ecps/?a=1"),
        ("localhost:9999", "http://testserver/ecps/?a=1"),
        ("localhost:8001", "http://wallet.testserver:8001/ecps/?a=1"),
    ],
)
def test_another_name_of_this_machine_is_sent_to_the_right_one(client, settings, host, right):
    settings.WALLET_ORIGIN = "http://wallet.testserver:8001"

    answer = client.get("/ecps/?a=1", headers={"host": host})

    assert (answer.status_code, answer["Location"]) == (302, right)


def test_a_form_sent_to_another_name_is_misdirected(client):
    assert client.post("/oidc/token", headers={"host": "127.0.0.1"}).status_code == 421


def test_a_name_is_read_without_case(client):
    assert client.get("/sw.js", headers={"host": "WALLET.TestServer"}).status_code == 200


@pytest.mark.django_db
def test_health_answers_under_any_name(client):
    assert client.get("/healthz", headers={"host": "127.0.0.1"}).status_code in {200, 503}


def test_a_host_that_is_neither_is_refused(client):
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
