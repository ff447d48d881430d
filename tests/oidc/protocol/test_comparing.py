"""What a registration would change of another one."""

from dataclasses import replace

import pytest

from oidc.protocol.client_metadata import ClientMetadata
from oidc.protocol.comparing import compare, hosts_elsewhere

PRESENT = ClientMetadata(
    client_name="Dossier Santé",
    redirect_uris=("https://a.test/", "https://b.test/"),
    environment="production",
    client_id="service-1",
    scope=("openid", "profile"),
)


def test_the_same_registration_changes_nothing_whatever_the_order_of_its_values() -> None:
    asked = replace(PRESENT, redirect_uris=("https://b.test/", "https://a.test/"), scope=("profile", "openid"))

    assert not [one.name for one in compare(PRESENT, asked) if one.is_changed]


def test_what_is_added_and_what_is_removed_are_told_apart() -> None:
    asked = replace(
        PRESENT, redirect_uris=("https://b.test/", "https://c.test/"), require_pkce=False, backchannel_logout_uri="x"
    )

    changed = {one.name: one for one in compare(PRESENT, asked) if one.is_changed}

    assert list(changed) == ["redirect_uris", "require_pkce", "backchannel_logout_uri"]
    assert changed["redirect_uris"].added == {"https://c.test/"}
    assert changed["redirect_uris"].removed == {"https://a.test/"}
    assert (changed["require_pkce"].before, changed["require_pkce"].after) == (("true",), ("false",))
    assert changed["backchannel_logout_uri"].before == ()


def test_beside_nothing_every_member_that_is_said_is_new() -> None:
    members = compare(None, PRESENT)

    assert all(one.is_changed and not one.before for one in members)
    assert "sector_identifier_uri" not in {one.name for one in members}


def test_the_identifier_and_the_environment_are_no_members_to_compare() -> None:
    told = {one.name for one in compare(PRESENT, replace(PRESENT, client_id="other", environment="sandbox"))}

    assert told.isdisjoint({"client_id", "environment"})


@pytest.mark.parametrize(
    ("website", "uris", "hosts"),
    [
        ("https://horizon.test", ["https://horizon.test/cb", "https://HORIZON.test/"], ()),
        ("https://www.horizon.test/x", ["https://app.horizon.test/cb", "https://horizon.test/"], ()),
        ("https://horizon.test", ["https://evilhorizon.test/", "https://evilhorizon.test/b"], ("evilhorizon.test",)),
        ("https://horizon.test", ["https://horizon.test.evil.test/"], ("horizon.test.evil.test",)),
        ("https://app.horizon.test", ["https://horizon.test/"], ("horizon.test",)),
        ("https://horizon.test", ["test.horizon.app:/cb", "https://[broken"], ()),
        ("https://horizon.test", ["http://127.0.0.1/"], ("127.0.0.1",)),
        ("", ["https://elsewhere.test/"], ()),
    ],
)
def test_hosts_that_are_not_of_the_site_are_named(website: str, uris: list[str], hosts: tuple[str, ...]) -> None:
    assert hosts_elsewhere(website, uris) == hosts
