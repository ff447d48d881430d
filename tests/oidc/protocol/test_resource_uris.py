"""How resource servers are named, and what they say of themselves."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc.errors import RegistrationRefused
from oidc.protocol.resource_metadata import read_metadata
from oidc.protocol.resource_uris import is_resource_uri

GOOD: dict[str, Any] = {
    "resource": "https://api.test/dossiers",
    "resource_name": "Dossiers partagés",
    "environment": "sandbox",
    "scope": "openid scope_all openid",
}


@pytest.mark.parametrize("uri", ["https://api.test", "https://api.test:8443/a?b=c", "urn:example:dossiers"])
def test_an_absolute_uri_names_a_resource_server(uri: str) -> None:
    assert is_resource_uri(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "dossiers",
        "/dossiers",
        "//api.test/dossiers",
        "https://",
        "https:dossiers",
        "urn:",
        "https://api.test/#a",
        "https://api.test/a b",
        "https://api.test/é",
        "https://who@api.test/",
        "https://api.test:port/",
        "https://[::1",
        "https://api.test/" + "x" * 500,
    ],
)
def test_nothing_else_does(uri: str) -> None:
    assert not is_resource_uri(uri)


@given(st.text(max_size=60) | st.from_regex(r"https?:[/\[\]@:a-z0-9]{0,20}", fullmatch=True))
def test_any_text_is_judged_and_what_passes_has_a_scheme_and_no_fragment(text: str) -> None:
    if is_resource_uri(text):
        assert urlsplit(text).scheme
        assert "#" not in text
        assert text.isascii()


def test_a_description_is_read() -> None:
    read = read_metadata(GOOD)

    assert read.scopes == ("openid", "scope_all")
    assert read.signing_alg == "ES256"


@pytest.mark.parametrize(
    "changes",
    [
        {"resource": "dossiers"},
        {"resource": 7},
        {"resource_name": " "},
        {"resource_name": "x" * 101},
        {"environment": "staging"},
        {"scope": ""},
        {"scope": " "},
        {"scope": "admin"},
        {"scope": ["openid"]},
        {"signing_alg": "HS256"},
        {"signing_alg": None},
        {"audience": "x"},
    ],
)
def test_a_description_that_breaks_a_rule_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RegistrationRefused):
        read_metadata({**GOOD, **changes})
