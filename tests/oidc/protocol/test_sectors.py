"""Which services share the subjects of people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc.errors import RegistrationRefused
from oidc.protocol.redirect_uris import check_registrable
from oidc.protocol.sectors import sector_of


@pytest.mark.parametrize(
    ("uri", "addresses", "sector"),
    [
        ("", ["https://service.test/a", "https://SERVICE.test:8443/b"], "service.test"),
        ("", ["https://service.test/a", "https://other.test/b"], ""),
        ("", ["http://127.0.0.1/a"], ""),
        ("", ["http://localhost:8000/a"], ""),
        ("", ["fr.example.app:/back"], ""),
        ("", ["fr.example.app://host/back"], ""),
        ("", [], ""),
        ("https://sector.test/uris.json", ["https://service.test/a", "https://other.test/b"], "sector.test"),
        ("https://sector.test/uris.json", ["fr.example.app:/back"], "sector.test"),
        ("https://localhost/uris.json", ["https://service.test/a"], ""),
    ],
)
def test_a_sector_is_one_host_that_is_no_machine_of_a_person(uri: str, addresses: list[str], sector: str) -> None:
    assert sector_of(uri, addresses) == sector


@given(st.lists(st.one_of(st.text(max_size=40), st.from_regex(r"https://[a-zA-Z0-9.\[\]:-]{1,20}/x", fullmatch=True))))
def test_whatever_was_registrable_has_a_sector_or_none(addresses: list[str]) -> None:
    for address in addresses:
        try:
            check_registrable(address, native=True)
        except RegistrationRefused:
            return

    sector = sector_of("", addresses)

    assert sector == sector.lower()
    assert "/" not in sector
