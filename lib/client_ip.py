"""Find the IP address of the client behind trusted proxies, and the networks it belongs to."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

ClientIP = IPv4Address | IPv6Address
# Prefix lengths of a company's or café's network: an IPv4 address and its neighbours, a site of
# IPv6.
NEIGHBOUR_PREFIXES = {4: 24, 6: 48}


def get_client_ip(request: HttpRequest) -> ClientIP:
    """Return the client's IP: the entry of X-Forwarded-For that the outermost of TRUSTED_PROXIES
    saw.

    Entries further left can be forged. With too few entries, or an invalid one, the connection's
    own address counts; for a Unix socket that is 0.0.0.0.
    """
    seen = [_parse(request.META.get("REMOTE_ADDR", ""))]
    if settings.TRUSTED_PROXIES:
        header = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        seen += [_parse(entry) for entry in reversed(header[-settings.TRUSTED_PROXIES :])]
    return next((ip for ip in reversed(seen) if ip), IPv4Address(0))


def get_neighbouring_network(ip: ClientIP) -> str:
    """Return the network that a client shares with its neighbours: '203.0.113.0/24' or
    '2001:db8:12::/48'."""
    return str(ip_network((ip, NEIGHBOUR_PREFIXES[ip.version]), strict=False))


def get_client_network(ip: ClientIP) -> str:
    """Return the network that rate limits count as one client: an IPv4 address, or an IPv6 /64."""
    if isinstance(ip, IPv6Address):
        return str(IPv6Network((ip, 64), strict=False))
    return str(ip)


def _parse(text: str) -> ClientIP | None:
    """Parse an IP address, and unwrap an IPv4-mapped IPv6 address. None where it is invalid."""
    try:
        ip = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        return ip.ipv4_mapped
    return ip
