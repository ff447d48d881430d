"""Who is counted together behind an address."""

import pytest

from directory.networks import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("", ""),
        ("unix", ""),
    ],
)
def test_a_network_is_an_address_or_a_64(address, network):
    assert network_of(address) == network
