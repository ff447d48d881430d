"""`TLS=1`: the live product over https, with an authority of this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from config import local_tls
from tests.support.pages import submit
from tests.support.product import Product, running
from tests.support.service_sign_in import leave_from_the_phone, sign_in_at_service

pytestmark = pytest.mark.slow

PIN = "593827"
HOLDER = "899700000062"
NOW = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with running(is_tls=True) as started:
        yield started


@pytest.fixture(scope="module")
def client(product: Product) -> Iterator[httpx.Client]:
    with product.client() as made:
        yield made


def test_the_files_are_made_once_and_renewed_before_their_end(tmp_path: Path) -> None:
    files = local_tls.files_in(tmp_path)

    assert local_tls.make(files, now=NOW) is True
    shown = files.certificate.read_bytes()
    assert local_tls.make(files, now=NOW + timedelta(days=300)) is False
    assert files.certificate.read_bytes() == shown
    assert local_tls.make(files, now=NOW + timedelta(days=380)) is True
    assert files.certificate.read_bytes() != shown
    assert files.key.stat().st_mode & 0o077 == 0
    assert not (files.folder / "authority.key").exists()


def test_every_door_speaks_https_and_the_provider_names_itself_so(product: Product, client: httpx.Client) -> None:
    described = client.get(f"{product.site}/.well-known/openid-configuration").json()

    assert described["issuer"] == product.site
    assert described["issuer"].startswith("https://")
    addresses = [value for name, value in described.items() if name.endswith(("_endpoint", "_uri"))]
    assert all(address.startswith(f"{product.site}/") for address in addresses)
    assert client.get(f"{product.wallet}/").status_code == 200
    assert client.get(f"{product.service}/").status_code == 200


def test_who_does_not_know_the_authority_is_not_served(product: Product) -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{product.site}/healthz")
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{product.site.replace('https', 'http')}/healthz")


def test_the_service_finds_its_provider_and_cookies_are_bound_to_the_host(product: Product) -> None:
    with product.client(follow_redirects=True) as browser:
        page = submit(browser, browser.get(f"{product.service}/"), having="csrfmiddlewaretoken")

    asked = next(answer.url for answer in page.history if answer.url.path == "/oidc/authorize")
    assert str(asked).startswith(f"{product.site}/")
    assert asked.params["redirect_uri"] == f"{product.service}/callback"
    cookies = [line for answer in (*page.history, page) for line in answer.headers.get_list("set-cookie")]
    assert all("Secure" in line for line in cookies)
    assert any(line.startswith("__Host-") for line in cookies)


def test_a_phone_activates_a_card_and_its_holder_signs_in(product: Product) -> None:
    activated = product.command("wallet", "activate", HOLDER, "--pin", PIN)
    assert activated.returncode == 0, activated.stdout + activated.stderr

    assert HOLDER in sign_in_at_service(product, HOLDER, pin=PIN)
    assert "Vous avez été déconnecté de Dossier Santé Horizon." in leave_from_the_phone(product, HOLDER, pin=PIN)
