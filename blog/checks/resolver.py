"""Which addresses of the network a link may be asked at: those of the internet, none within."""

import ipaddress
import socket

# Where IPv6 is handed out to the world. All else is private, translated or for other uses.
_WORLD = ipaddress.ip_network("2000::/3")
# Of those, what carries an IPv4 address within: 6to4 and Teredo.
_CARRIERS = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))


class NotThere(Exception):
    """No server that readers could reach: no address, or one that is not of the internet."""


def is_public(address: str) -> bool:
    """False for what is no address at all, as for one with a zone."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        return ip in _WORLD and not any(ip in carrier for carrier in _CARRIERS)
    return True


def resolve(host: str, port: int) -> str:
    """The address at which a host is asked. If any of its addresses is not of the internet, none:
    who answers so does not mean well. The connection is made to what this returns and to nothing
    else, so that a second answer cannot lead within."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotThere(str(error)) from error
    addresses = [str(answer[4][0]) for answer in answers]
    if not addresses or not all(map(is_public, addresses)):
        raise NotThere("not of the internet")
    return addresses[0]
