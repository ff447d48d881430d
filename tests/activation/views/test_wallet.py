"""The wallet's own pages."""

import json

WALLET = {"headers": {"host": "wallet.testserver"}}


def test_the_shell_names_the_issuer_and_its_own_origin(client):
    response = client.get("/", **WALLET)

    page = response.content.decode()
    assert response.headers["Cache-Control"] == "no-cache"
    assert '<meta name="ecps-issuer" content="http://testserver">' in page
    assert '<meta name="ecps-wallet-origin" content="http://wallet.testserver">' in page
    assert "'unsafe" not in response.headers["Content-Security-Policy"]


def test_a_language_is_chosen_and_kept(client):
    response = client.get("/?lang=en", **WALLET)

    assert (response.status_code, response.url) == (302, "/")
    assert 'lang="en"' in client.get("/", **WALLET).content.decode()
    assert "language" not in client.get("/?lang=xx", **WALLET).cookies


def test_the_manifest_is_one(client):
    response = client.get("/manifest.webmanifest", **WALLET)

    assert response.headers["Content-Type"] == "application/manifest+json"
    assert json.loads(response.content)["start_url"] == "/"


def test_the_service_worker_serves_the_whole_origin(client):
    response = client.get("/sw.js", **WALLET)

    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert response.headers["Cache-Control"] == "no-cache"
