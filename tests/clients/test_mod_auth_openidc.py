"""Debian's Apache with mod_auth_openidc, with the settings of the health sector."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.clients.conftest import HOLDER, register
from tests.clients.person import Person
from tests.clients.running import Place, place_in, running, trust
from tests.conformance.suite import Provider
from tests.support.browser import do_without, require_tool
from tests.support.pages import submit
from tests.support.product import Product

pytestmark = pytest.mark.slow

CONFIGURATION = Path(__file__).with_name("mod_auth_openidc.conf")
MODULES = Path("/usr/lib/apache2/modules")
PATIENCE = 30  # seconds until a worker has called


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A folder that Apache's own account may cross."""
    with tempfile.TemporaryDirectory(prefix="ecps-apache-") as folder:
        Path(folder).chmod(0o755)
        yield place_in(Path(folder))


@pytest.fixture(scope="module", autouse=True)
def _apache(product: Product, place: Place) -> Iterator[None]:
    apache = require_tool("apache2")
    if not (MODULES / "mod_auth_openidc.so").exists():
        do_without("libapache2-mod-auth-openidc IS MISSING: its tests did not run (install it, see README)")
    door = f"{place.origin}/protected/redirect_uri"
    client = register(
        product,
        place.folder,
        redirect_uris=[door],
        post_logout_redirect_uris=[f"{place.origin}/out.html"],
        backchannel_logout_uri=f"{door}?logout=backchannel",
        backchannel_logout_session_required=True,
    )
    pages = place.folder / "site"
    (pages / "protected" / "record").mkdir(parents=True)
    (pages / "protected" / "record" / "index.html").write_text("a record")
    (pages / "out.html").write_text("signed out")
    values = {
        **trust(product),
        "AUTHORITY": str(product.data_dir / "tls" / "authority.pem"),
        "PORT": str(place.port),
        "FOLDER": str(place.folder),
        "MODULES": str(MODULES),
        "ISSUER": product.site,
        "CLIENT_ID": client.client_id,
        "CLIENT_SECRET": client.secret,
    }
    filled = place.folder / "apache.conf"
    filled.write_text(Template(CONFIGURATION.read_text()).substitute(values))
    with running(place, [apache, "-X", "-f", str(filled)], {}):
        yield


@pytest.fixture
def foreseen() -> str:
    """Whoever begins to sign out is told like any other service, when it has forgotten the session already."""
    return "oidc_cleanup_by_sid: could not (or no longer) find a session"


def about(person: Person, place: Place) -> dict[str, Any]:
    """What the module knows of this browser."""
    return dict(person.open("GET", f"{place.origin}/protected/redirect_uri?info=json").raise_for_status().json())


def test_mod_auth_openidc_signs_in_renews_its_tokens_and_signs_out(person: Person, place: Place) -> None:
    record = f"{place.origin}/protected/record/"

    page = person.sign_in_at(record).raise_for_status()
    told = about(person, place)
    asked = urlencode({"refresh": record, "access_token": told["access_token"]})
    renewed = person.open("GET", f"{place.origin}/protected/redirect_uri?{asked}").raise_for_status()
    told_again = about(person, place)
    asked = urlencode({"logout": f"{place.origin}/out.html"})
    out = person.open("GET", f"{place.origin}/protected/redirect_uri?{asked}").raise_for_status()

    assert page.text == "a record"
    assert page.headers["X-Remote-User"].startswith(told["id_token"]["sub"])
    assert page.headers["X-Number"] == HOLDER
    assert told["id_token"]["acr"] == "eidas1"
    assert told["userinfo"]["sub"] == told["id_token"]["sub"]
    assert str(renewed.url) == record  # an error_code would stand in the query
    assert told_again["access_token"] != told["access_token"]
    assert str(out.url) == f"{place.origin}/out.html"
    assert 'id="identify-form"' in person.open("GET", record).text


def test_mod_auth_openidc_forgets_who_signed_out_elsewhere(person: Person, place: Place, provider: Provider) -> None:
    record = f"{place.origin}/protected/record/"
    person.sign_in_at(record).raise_for_status()

    submit(person.http, person.open("GET", provider.about["end_session_endpoint"]), having="then").raise_for_status()

    assert is_sent_to(provider, person.http, record)


def is_sent_to(provider: Provider, browser: httpx.Client, address: str) -> bool:
    """Whether who opens the address is sent to the provider, as soon as a worker has called."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        page = browser.get(address)
        if page.is_redirect:
            return page.headers["location"].startswith(provider.about["authorization_endpoint"])
        time.sleep(0.2)
    return False
