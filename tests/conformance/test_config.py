"""The configuration plan: what discovery says, member by member."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.suite import Provider

pytestmark = pytest.mark.slow

# OpenID Connect Discovery, RFC 8414, 8628, 8705, 9101, 9126, 9207, 9396, 9449, the logout specifications, CIBA, prompt
KNOWN = set(Path(__file__).with_name("known_metadata.txt").read_text().split())
FLAGS = re.compile(r"(?!.*_values_).*_(parameter|logout|session|code_parameter|iss_parameter)_supported")
SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749 §3.3
LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")  # BCP 47, in its own casing


@pytest.fixture(params=["config"])
def plan(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def is_list_of_words(value: Any) -> bool:
    """An array of distinct strings, none of them empty."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, str) and one for one in value)
        and len(set(value)) == len(value)
    )


def test_oidcc_discovery_endpoint_verification(provider: Provider) -> None:
    about = provider.about

    assert about["issuer"] == provider.issuer
    assert about["issuer"].startswith("https://")
    assert set(about) - KNOWN == set()
    for name, value in about.items():
        if name.endswith(("_endpoint", "_uri", "_iframe")):
            assert value.startswith("https://"), name
        elif name.endswith("_supported") and FLAGS.fullmatch(name):
            assert isinstance(value, bool), name
        elif name.endswith("_supported"):
            assert is_list_of_words(value), name
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert name in about
    assert "code" in about["response_types_supported"]
    assert {"query", "form_post"} <= set(about["response_modes_supported"])
    assert {"public", "pairwise"} & set(about["subject_types_supported"])
    assert "RS256" in about["id_token_signing_alg_values_supported"]
    assert "authorization_code" in about["grant_types_supported"]
    assert {"client_secret_basic", "client_secret_post"} <= set(about["token_endpoint_auth_methods_supported"])
    assert "openid" in about["scopes_supported"]
    assert all(SCOPE.fullmatch(scope) for scope in about["scopes_supported"])
    for name in ("ui_locales_supported", "claims_locales_supported"):
        assert all(LOCALE.fullmatch(tag) for tag in about.get(name, []))
    assert {"sub", "iss", "auth_time", "acr"} <= set(about["claims_supported"])
    # Left out where request objects are: the suite wants RS256 only of those that are listed
    assert "RS256" in about.get("request_object_signing_alg_values_supported", ["RS256"])
    assert provider.keys.keys
