"""HTTP client that checks links, safe against hostile servers.

The host is resolved once, its IP address validated, and the connection made to that very address;
the same for each redirect. No response body is read, no cookie stored, and only a User-Agent is
sent. Each request has a deadline, however slowly the server responds.
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
from blog.checks.resolver import UnreachableHost

PORTS = {"http": 80, "https": 443}
MAX_REDIRECTS = 5
# In seconds: for each read, and for one request as a whole.
READ_TIMEOUT, REQUEST_TIMEOUT = 5, 10
MAX_URL_LENGTH = 2000
_HEADERS = {
    "User-Agent": "Pullquote link check",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_REDIRECT_STATUSES, _PERMANENT_STATUSES = {301, 302, 303, 307, 308}, {301, 308}
# Statuses of dead links, with 5xx. Others, such as 403 and 429, are often sent to programs only.
_GONE_STATUSES = {404, 410}
# Retry with GET, because many servers refuse HEAD with one of these.
_HEAD_REFUSED_STATUSES = {400, 403, 404, 405, 406, 410, 429, 500, 501, 503, 999}

Resolver = Callable[[str, int], str]


@dataclass(frozen=True)
class LinkResult:
    """`failure` is '' for a working link; `moved_to` is the target of permanent redirects or ''."""

    failure: str
    status: int | None = None
    moved_to: str = ""


class _UnsupportedURL(Exception):
    """Not an HTTP URL, or one with another port or with credentials."""


def check_link(
    url: str, resolve: Resolver = resolver.resolve, ports: dict[str, int] = PORTS
) -> LinkResult:
    """Request a URL and follow redirects.

    Tests pass `resolve` and `ports` to reach a local server.
    """
    moved_to, is_permanent = "", True
    try:
        for _hop in range(MAX_REDIRECTS + 1):
            parts = _split_url(url, ports)
            status, location = _request("HEAD", parts, resolve, ports)
            if status in _HEAD_REFUSED_STATUSES:
                status, location = _request("GET", parts, resolve, ports)
            if status not in _REDIRECT_STATUSES or not location:
                if status in _GONE_STATUSES or status >= 500:
                    return LinkResult(Link.Failure.STATUS, status)
                return LinkResult("", status, moved_to)
            url = iri_to_uri(urljoin(url, location))
            is_permanent = is_permanent and status in _PERMANENT_STATUSES
            if is_permanent:
                moved_to = url
    except ssl.SSLCertVerificationError:
        return LinkResult(Link.Failure.TLS)
    except (_UnsupportedURL, UnreachableHost, OSError, http.client.HTTPException, ValueError):
        return LinkResult(Link.Failure.UNREACHABLE)
    return LinkResult(Link.Failure.REDIRECTS)


def _split_url(url: str, ports: dict[str, int]) -> SplitResult:
    """Raise ValueError for a malformed URL, _UnsupportedURL for one that is not requested."""
    parts = urlsplit(url)
    if len(url) > MAX_URL_LENGTH or not url.isascii():
        raise _UnsupportedURL
    if parts.scheme not in ports or not parts.hostname:
        raise _UnsupportedURL
    if "@" in parts.netloc or (parts.port or ports[parts.scheme]) != ports[parts.scheme]:
        raise _UnsupportedURL
    return parts


def _request(
    method: str, parts: SplitResult, resolve: Resolver, ports: dict[str, int]
) -> tuple[int, str]:
    """Return the status and Location of the response; its body is not read."""
    host, port = str(parts.hostname), ports[parts.scheme]
    address = resolve(host, port)
    sock = socket.create_connection((address, port), timeout=READ_TIMEOUT)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # Stricter than browsers.
        sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    # Shut the connection down after the deadline, because each byte may arrive just in time.
    is_expired = threading.Event()
    timer = threading.Timer(REQUEST_TIMEOUT, _shut_down, [sock, is_expired])
    timer.daemon = True
    timer.start()
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        connection = http.client.HTTPConnection(host, port)
        connection.sock = sock
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, headers={"Host": parts.netloc, **_HEADERS})
        response = connection.getresponse()
        if is_expired.is_set():
            raise TimeoutError  # The response may be truncated.
        return response.status, response.getheader("Location") or ""
    finally:
        timer.cancel()
        sock.close()


def _shut_down(sock: socket.socket, is_expired: threading.Event) -> None:
    is_expired.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
