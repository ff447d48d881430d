"""The basic plans, by query and by form: what is refused, and where it is said, module by module."""

import json
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from tests.conformance.conftest import described_client
from tests.conformance.suite import BACK, Browser, Provider, Registered
from tests.support.product import Product

pytestmark = pytest.mark.slow


def unsigned(**claims: str) -> str:
    """A JWT of no signature."""
    parts = ({"alg": "none"}, claims)
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def test_oidcc_response_type_missing(browser: Browser, client: Registered) -> None:
    assert browser.refused(client, response_type="") in {"unsupported_response_type", "invalid_request"}


def test_oidcc_idtoken_unsigned(provider: Provider, product: Product, tmp_path: Path) -> None:
    assert "none" not in provider.about["id_token_signing_alg_values_supported"]
    file = described_client(product, tmp_path, id_token_signed_response_alg="none")

    refused = product.command("relying_party", "register", str(file))

    assert refused.returncode != 0
    assert "id_token_signed_response_alg" in refused.stderr


def test_oidcc_ensure_registered_redirect_uri(browser: Browser, client: Registered) -> None:
    page = browser.ask(client, redirect_uri=f"{BACK}/unregistered", state="s")

    assert page.status_code == 400
    assert "location" not in page.headers
    assert 'data-reason="bad_redirect_uri"' in page.text
    assert 'id="answer"' not in page.text


def test_oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(
    browser: Browser, provider: Provider, client: Registered
) -> None:
    assert "none" not in provider.about.get("request_object_signing_alg_values_supported", [])
    assert provider.about["request_uri_parameter_supported"] is False

    refused = browser.refused(client, request_uri="https://rp.conformance.test/request.jwt")

    assert refused == "request_uri_not_supported"


def test_oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(
    browser: Browser, provider: Provider, client: Registered
) -> None:
    assert provider.about["request_parameter_supported"] is False

    refused = browser.refused(client, request=unsigned(client_id=client.client_id, nonce="within"))

    assert refused == "request_not_supported"


def test_oidcc_ensure_request_object_with_redirect_uri(
    browser: Browser, provider: Provider, client: Registered
) -> None:
    assert provider.about["request_parameter_supported"] is False
    within = unsigned(client_id=client.client_id, redirect_uri=f"{BACK}/within")

    assert browser.refused(client, request=within) == "request_not_supported"
