"""Who is counted together, behind an address of the internet. Pure."""

from ipaddress import IPv6Address, ip_address, ip_network

IPV6_PREFIX = 64  # bits: what one IPv6 subscriber has whole


def network_of(address: str) -> str:
    """The IPv4 address, or the IPv6 /64; empty when it is not an address (a Unix socket)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), IPV6_PREFIX), strict=False).network_address)
