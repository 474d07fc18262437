"""Where a request comes from, as far as the proxies in front can be believed."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
# What one company or café has: an IPv4 address and its neighbours, a site of IPv6.
NEIGHBOURS = {4: 24, 6: 48}


def address_of(request: HttpRequest) -> Address:
    """The reader's address: of X-Forwarded-For, what the outermost of TRUSTED_PROXIES saw.

    What stands further left in that header anyone can write. With too few entries, or one that is
    no address, the connection's own counts; over a Unix socket that is 0.0.0.0.
    """
    seen = [_address(request.META.get("REMOTE_ADDR", ""))]
    if settings.TRUSTED_PROXIES:
        header = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        seen += [_address(entry) for entry in reversed(header[-settings.TRUSTED_PROXIES :])]
    return next((address for address in reversed(seen) if address), IPv4Address(0))


def network_of(address: Address) -> str:
    """'203.0.113.0/24' or '2001:db8:12::/48'."""
    return str(ip_network((address, NEIGHBOURS[address.version]), strict=False))


def household_of(address: Address) -> str:
    """What a limit counts as one visitor: an IPv4 address, or the /64 that a line gets of IPv6."""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address)


def _address(text: str) -> Address | None:
    """IPv4 in IPv6's clothes, `::ffff:203.0.113.7`, is the IPv4 address."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
