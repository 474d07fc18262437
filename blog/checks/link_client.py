"""Asking whether there is something at an address, of servers that may mean harm.

The name is resolved once, its address judged, and the connection made to that very address; so at
every step of a redirect. No answer's body is read, no cookie kept, nothing sent but the name of the
program. However slowly a server answers, it is left after some seconds.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.encoding import iri_to_uri

from blog.checks import resolver
from blog.checks.models import Link
from blog.checks.resolver import NotThere

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 5
# Seconds for which a server may be silent, and for which one request may take in all.
PATIENCE, DEADLINE = 5, 10
LONGEST = 2000
_HEADERS = {
    "User-Agent": "Pullquote link check",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_REDIRECTS, _FOR_GOOD = {301, 302, 303, 307, 308}, {301, 308}
# Not there, or broken. Others, such as 403 and 429, are said to programs only.
_GONE = {404, 410}
# Who takes no HEAD is asked with GET.
_NO_HEAD = {400, 403, 404, 405, 406, 410, 429, 500, 501, 503, 999}

Resolver = Callable[[str, int], str]


@dataclass(frozen=True)
class Answer:
    """`failure` is '' where it is there; `moved_to` where it leads for good, else ''."""

    failure: str
    status: int | None = None
    moved_to: str = ""


class _Bad(Exception):
    """An address that is asked by nobody: no web address, another port, a password in it."""


def ask(url: str, resolve: Resolver = resolver.resolve, ports: dict[str, int] = PORTS) -> Answer:
    """Tests give a `resolve` and `ports` of their own, to reach a server on this machine."""
    moved_to, is_for_good = "", True
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            parts = _parts(url, ports)
            status, location = _request("HEAD", parts, resolve, ports)
            if status in _NO_HEAD:
                status, location = _request("GET", parts, resolve, ports)
            if status not in _REDIRECTS or not location:
                if status in _GONE or status >= 500:
                    return Answer(Link.Failure.STATUS, status)
                return Answer("", status, moved_to)
            url = iri_to_uri(urljoin(url, location))
            is_for_good = is_for_good and status in _FOR_GOOD
            if is_for_good:
                moved_to = url
    except ssl.SSLCertVerificationError:
        return Answer(Link.Failure.TLS)
    except (_Bad, NotThere, OSError, http.client.HTTPException, ValueError):
        return Answer(Link.Failure.UNREACHABLE)
    return Answer(Link.Failure.REDIRECTS)


def _parts(url: str, ports: dict[str, int]) -> SplitResult:
    """Raises ValueError for what cannot be read, _Bad for what is not asked."""
    parts = urlsplit(url)
    if len(url) > LONGEST or not url.isascii() or parts.scheme not in ports or not parts.hostname:
        raise _Bad
    if "@" in parts.netloc or (parts.port or ports[parts.scheme]) != ports[parts.scheme]:
        raise _Bad
    return parts


def _request(
    method: str, parts: SplitResult, resolve: Resolver, ports: dict[str, int]
) -> tuple[int, str]:
    """Status and Location of the answer, of which no more is read."""
    host, port = str(parts.hostname), ports[parts.scheme]
    address = resolve(host, port)
    sock = socket.create_connection((address, port), timeout=PATIENCE)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # No browser minds what it minds.
        sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    # Closes whatever goes on, as each byte may come just in time.
    is_over = threading.Event()
    clock = threading.Timer(DEADLINE, _shut, [sock, is_over])
    clock.daemon = True
    clock.start()
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        connection = http.client.HTTPConnection(host, port)
        connection.sock = sock
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, headers={"Host": parts.netloc, **_HEADERS})
        response = connection.getresponse()
        if is_over.is_set():
            raise TimeoutError  # What came may be half of what was to come.
        return response.status, response.getheader("Location") or ""
    finally:
        clock.cancel()
        sock.close()


def _shut(sock: socket.socket, is_over: threading.Event) -> None:
    is_over.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
