"""Resolve hosts to public IP addresses only."""

import ipaddress
import socket

# Global unicast addresses. All others are private, translated or for other uses.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# 6to4 and Teredo addresses embed an IPv4 address, which may be private.
_TUNNELS = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))


class UnreachableHost(Exception):
    """A host without an IP address, or with one that is not public."""


def is_public(address: str) -> bool:
    """Return whether an IP address is public; False for a malformed one or one with a zone."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        return ip in _GLOBAL_UNICAST and not any(ip in tunnel for tunnel in _TUNNELS)
    return True


def resolve(host: str, port: int) -> str:
    """Resolve a host to a public IP address, or raise UnreachableHost.

    Refuses a host if any of its addresses is not public. Callers must connect to the returned
    address, because a second lookup could return a private one (DNS rebinding).
    """
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableHost(str(error)) from error
    addresses = [str(info[4][0]) for info in infos]
    if not addresses or not all(map(is_public, addresses)):
        raise UnreachableHost("not a public address")
    return addresses[0]
