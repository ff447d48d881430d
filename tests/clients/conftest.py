"""The product of the conformance plans over https, a person with an e-CPS, and clients that others wrote."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from activation.management.phone.keys import StoredCard
from tests.clients.person import Person
from tests.clients.running import Place, place_in, running, trust
from tests.conformance.conftest import HOLDER, card, product
from tests.conformance.suite import Provider, Registered
from tests.support.product import Product

__all__ = ["HOLDER", "card", "product"]

BOTH = ["authorization_code", "refresh_token"]


def register(product: Product, folder: Path, **members: Any) -> Registered:
    """A client as an integrator registers it: what is not said is as the house has it, PKCE and ES256."""
    described = {"client_name": "Client", "environment": "sandbox", "grant_types": BOTH, **members}
    file = folder / "client.json"
    file.write_text(json.dumps(described))
    done = product.command("relying_party", "register", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    shown = json.loads(done.stdout)
    return Registered(shown["client_id"], shown.get("client_secret", ""))


@pytest.fixture(scope="session")
def provider(product: Product, card: StoredCard) -> Iterator[Provider]:
    """The provider that the clients are to like."""
    made = Provider(product, card)
    with made.http:
        yield made


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Where the client of this file listens."""
    return place_in(tmp_path_factory.mktemp("client"))


@pytest.fixture
def person(provider: Provider, place: Place) -> Iterator[Person]:
    """A browser that knows nobody yet."""
    with Person(provider, place.origin) as opened:
        yield opened


@pytest.fixture
def foreseen() -> str:
    """Words of a complaint that is none: there are no such words, but where a file says why."""
    return "\n"


@pytest.fixture(autouse=True)
def _content(place: Place, foreseen: str) -> Iterator[None]:
    """The client has nothing to complain of."""
    yield
    assert [line for line in place.complaints() if foreseen not in line] == []


@pytest.fixture(scope="module")
def start(product: Product, place: Place) -> Iterator[Callable[[str, Registered], None]]:
    """Start a module of `apps` as the client that was registered; it stops with the file."""
    with ExitStack() as started:

        def begin(name: str, client: Registered) -> None:
            command = [sys.executable, "-m", f"tests.clients.apps.{name}"]
            environment = {
                **trust(product),
                "ISSUER": product.site,
                "ORIGIN": place.origin,
                "FOLDER": str(place.folder),
                "CLIENT_ID": client.client_id,
                "CLIENT_SECRET": client.secret,
            }
            started.enter_context(running(place, command, environment))

        yield begin
