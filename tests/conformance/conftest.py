"""One product over https for all plans, its certification clients, and a person with an e-CPS."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from activation.management.phone import keys
from activation.management.phone.keys import StoredCard
from tests.conformance.ciba import Asker, Flow
from tests.conformance.ciba_clients import registered
from tests.conformance.phone import HOLDER, PIN
from tests.conformance.receiver import Receiver, receiving
from tests.conformance.suite import BACK, SIGNED_OUT, Browser, Provider, Registered
from tests.support import product as support
from tests.support.card_proxy import require_nginx
from tests.support.product import Product

MODES = {"basic": "", "formpost_basic": "form_post"}


@dataclass(frozen=True)
class Spent:
    """A code that was exchanged, when, and the access token that it gave."""

    code: str
    access_token: str
    at: float


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """One product for the folder."""
    with support.running(is_tls=True) as started:
        yield started


@pytest.fixture(scope="session")
def card(product: Product) -> StoredCard:
    """The e-CPS of a test person."""
    activated = product.command("wallet", "activate", HOLDER, "--pin", PIN)
    assert activated.returncode == 0, activated.stdout + activated.stderr
    return keys.load_all(product.data_dir / "wallets")[0]


def described_client(product: Product, folder: Path, **members: Any) -> Path:
    """The file that describes a client of the certification: no PKCE, RS256."""
    with product.client() as http:
        scopes = http.get(f"{product.site}/.well-known/openid-configuration").json()["scopes_supported"]
    described = {
        "client_name": "Certification",
        "environment": "sandbox",
        "redirect_uris": [BACK],
        "post_logout_redirect_uris": [SIGNED_OUT],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": " ".join(scopes),
        "id_token_signed_response_alg": "RS256",
        "require_pkce": False,
        **members,
    }
    file = folder / "client.json"
    file.write_text(json.dumps(described))
    return file


def register(product: Product, folder: Path, *, method: str = "client_secret_basic", **members: Any) -> Registered:
    """A client of the certification, registered."""
    file = described_client(product, folder, token_endpoint_auth_method=method, **members)
    done = product.command("relying_party", "register", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    shown = json.loads(done.stdout)
    return Registered(shown["client_id"], shown.get("client_secret", ""), method)


@pytest.fixture(scope="session")
def client(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """The first client."""
    return register(product, tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="session")
def client2(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """The second client, which sends its secret in the body."""
    return register(product, tmp_path_factory.mktemp("second"), method="client_secret_post")


@pytest.fixture(scope="session")
def receiver(product: Product) -> Iterator[Receiver]:
    """Where a client of the CIBA plan is told of answers."""
    with receiving(product.data_dir / "tls" / "server.pem", product.data_dir / "tls" / "server.key") as made:
        yield made


@pytest.fixture(scope="session")
def askers(
    product: Product, receiver: Receiver, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Asker]]:
    """The clients of the CIBA plan."""
    with registered(product, tmp_path_factory.mktemp("askers"), notified=receiver.uri) as made:
        yield made


@pytest.fixture
def holders(askers: dict[str, Asker]) -> tuple[Asker, Asker]:
    """Those that present certificates."""
    require_nginx()
    return askers["holder"], askers["other_holder"]


@pytest.fixture
def flow(provider: Provider, askers: dict[str, Asker]) -> Iterator[Flow]:
    """Requests of the first client of the CIBA plan; none is left waiting for the next module."""
    made = Flow(provider, askers["first"])
    yield made
    made.answer("deny")


@pytest.fixture(params=MODES)
def plan(request: pytest.FixtureRequest) -> str:
    """The plan that a module belongs to: both have the same ones."""
    return str(request.param)


@pytest.fixture
def provider(product: Product, card: StoredCard, plan: str) -> Iterator[Provider]:
    """The provider, asked as the plan asks."""
    made = Provider(product, card, mode=MODES.get(plan, ""))
    with made.http:
        yield made


@pytest.fixture
def browser(provider: Provider) -> Iterator[Browser]:
    """A browser that knows nobody yet."""
    with Browser(provider) as opened:
        yield opened


@pytest.fixture(scope="session")
def spent_codes(product: Product, card: StoredCard, client: Registered) -> dict[str, Spent]:
    """One code of each plan, exchanged early: half a minute later it is presented again."""
    spent = {}
    for plan, mode in MODES.items():
        asked = Provider(product, card, mode=mode)
        with asked.http, Browser(asked) as opened:
            done = opened.sign_in(client)
        spent[plan] = Spent(done.code, done.tokens["access_token"], time.monotonic())
    return spent


@pytest.fixture(autouse=True)
def _begin_early(spent_codes: dict[str, Spent]) -> None:
    """Take them with the first test of the folder."""
