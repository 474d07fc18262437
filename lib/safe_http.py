"""HTTP client for URLs that somebody typed, safe against hostile servers.

The host is resolved once, its IP address validated, and the connection made to that very address;
the same for each redirect. No cookie is stored, and only a User-Agent is sent, with the headers of
a conditional request if the caller has any. Each request has a deadline, however slowly the server
responds, and a limit of bytes that are read.
"""

import http.client
import math
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import IO
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import idna
from django.utils.encoding import iri_to_uri

from lib import resolver
from lib.resolver import UnreachableHost

PORTS = {"http": 80, "https": 443}
MAX_REDIRECTS = 5
# In seconds: for each read, and for one request as a whole.
READ_TIMEOUT, REQUEST_TIMEOUT = 5, 10
DOWNLOAD_TIMEOUT = 300  # For a file, which may be large.
CHUNK_BYTES = 1 << 16
MAX_URL_LENGTH = 2000
_ENCODED_HOST_RE = re.compile(r"[a-z0-9.-]+")
REDIRECT_STATUSES = {301, 302, 303, 307, 308}

Resolver = Callable[[str, int], str]


class UnsupportedURL(Exception):
    """Not an HTTP URL, or one with another port or with credentials."""


class FetchError(Exception):
    """The URL has no usable response. The message says why, for the log."""


# What `request` raises for a hostile or absent server; `ssl.SSLError` is an OSError.
ERRORS = (UnsupportedURL, UnreachableHost, OSError, http.client.HTTPException, ValueError)


@dataclass(frozen=True)
class Exchange:
    """A request and the head of its response, as they were sent and received, for archives.

    `status_line` and `headers` are those of the response: decoded from Latin-1, and unchecked.
    """

    url: str
    ip_address: str
    request_target: str
    request_headers: Sequence[tuple[str, str]]
    status_line: str
    headers: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Response:
    """`location` is the header of that name, or ''. `body` has at most the bytes asked for and one
    more. `headers` have names in lower case; several with one name are joined by commas (RFC 9110,
    section 5.3). `exchanges` are the redirects that were followed, then the response's own."""

    status: int
    location: str
    content_type: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    exchanges: Sequence[Exchange] = ()


def to_ascii(url: str) -> str:
    """Return a URL as it is requested: its host in IDNA, the rest percent-encoded.

    As browsers do, the host is decoded from percent-encoding, then mapped by UTS #46. Raises
    UnsupportedURL or ValueError for a host that cannot be encoded.
    """
    if len(url) > MAX_URL_LENGTH:
        raise UnsupportedURL("too long")
    parts = urlsplit(url)
    if "%" in parts.netloc or not parts.netloc.isascii():
        if "@" in parts.netloc:
            raise UnsupportedURL("with credentials")
        host = idna.encode(unquote(parts.hostname or ""), uts46=True).decode()
        if not _ENCODED_HOST_RE.fullmatch(host):
            raise UnsupportedURL("not a host")
        port = "" if parts.port is None else f":{parts.port}"
        url = parts._replace(netloc=host + port).geturl()
    return iri_to_uri(url)


def find_host(url: str) -> str:
    """Return the host as it is requested, in lower case; '' for a URL that cannot be requested."""
    try:
        return urlsplit(to_ascii(url)).hostname or ""
    except (UnsupportedURL, ValueError):
        return ""


def split_url(url: str, ports: dict[str, int] = PORTS) -> SplitResult:
    """Raise ValueError for a malformed URL, UnsupportedURL for one that is not requested."""
    parts = urlsplit(url)
    if len(url) > MAX_URL_LENGTH or not url.isascii():
        raise UnsupportedURL("too long, or not ASCII")
    if parts.scheme not in ports or not parts.hostname:
        raise UnsupportedURL("not http or https")
    if "@" in parts.netloc or (parts.port or ports[parts.scheme]) != ports[parts.scheme]:
        raise UnsupportedURL("with credentials or another port")
    return parts


def request(
    method: str,
    parts: SplitResult,
    resolve: Resolver,
    ports: dict[str, int],
    user_agent: str,
    max_bytes: int = 0,
    more_headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    until: float = math.inf,
    into: IO[bytes] | None = None,
) -> Response:
    """Send one request, without redirects. With `max_bytes` read up to one byte more of the body.

    `content` is the body of the request, `until` a deadline on the monotonic clock, if it ends
    before the one of each request. With `into` the body of a response with status 200 is written
    to that file, within DOWNLOAD_TIMEOUT, and not held in memory. Raises one of ERRORS, also for a
    body that ends before its Content-Length.
    """
    timeout = REQUEST_TIMEOUT if into is None else DOWNLOAD_TIMEOUT
    port = ports[parts.scheme]
    address = resolve(str(parts.hostname), port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Host": parts.netloc,
        "User-Agent": user_agent,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **(more_headers or {}),
    }
    with _connect(parts, address, port, min(until, time.monotonic() + timeout)) as connection:
        connection.request(method, target, body=content, headers=headers)
        # It holds the connection if its body is not read to the end.
        with connection.getresponse() as response:
            body, size = _read_body(response, max_bytes, into)
            if connection.is_expired.is_set():
                raise TimeoutError("deadline")  # The response may be truncated.
            if response.status == 200 and response.length and size <= max_bytes > 0:
                raise http.client.IncompleteRead(body, response.length)
            exchange = _record(parts, address, target, headers, response)
            return _build_response(response, body, exchange)


def fetch(
    url: str,
    max_bytes: int,
    user_agent: str,
    resolve: Resolver = resolver.resolve,
    ports: dict[str, int] = PORTS,
    is_cut: bool = False,
) -> Response:
    """Fetch a URL with GET, follow redirects, and return the response with status 200.

    Raises FetchError for any other, and for a body of more than `max_bytes`, which is cut there
    with `is_cut`. Tests pass `resolve` and `ports` to reach a local server.
    """
    response = follow(url, max_bytes, user_agent, resolve, ports)[1]
    if response.status != 200:
        raise FetchError(f"status {response.status}")
    if len(response.body) > max_bytes and not is_cut:
        raise FetchError(f"more than {max_bytes} bytes")
    return response


def download(
    url: str,
    file: IO[bytes],
    max_bytes: int,
    user_agent: str,
    resolve: Resolver = resolver.resolve,
    ports: dict[str, int] = PORTS,
) -> int:
    """Fetch a URL as `fetch` does into an empty file, and return its size; memory does not depend
    on it. Raises FetchError, whose cause is an OSError if the file cannot be written."""
    response = follow(url, max_bytes, user_agent, resolve, ports, into=file)[1]
    if response.status != 200:
        raise FetchError(f"status {response.status}")
    if (size := file.tell()) > max_bytes:
        raise FetchError(f"more than {max_bytes} bytes")
    return size


def post(
    url: str,
    content: bytes,
    content_type: str,
    max_bytes: int,
    user_agent: str,
    resolve: Resolver = resolver.resolve,
    ports: dict[str, int] = PORTS,
) -> bytes:
    """Send `content` with POST, and return the body of the response with status 200.

    A redirect is not followed. Raises FetchError for any other status, and for a body of more than
    `max_bytes`.
    """
    try:
        parts = split_url(to_ascii(url), ports)
        headers = {"Content-Type": content_type}
        response = request("POST", parts, resolve, ports, user_agent, max_bytes, headers, content)
    except ERRORS as error:
        raise FetchError(f"{type(error).__name__}: {error}") from error
    if response.status != 200:
        raise FetchError(f"status {response.status}")
    if len(response.body) > max_bytes:
        raise FetchError(f"more than {max_bytes} bytes")
    return response.body


def follow(
    url: str,
    max_bytes: int,
    user_agent: str,
    resolve: Resolver = resolver.resolve,
    ports: dict[str, int] = PORTS,
    more_headers: Mapping[str, str] | None = None,
    approve: Callable[[str], None] | None = None,
    until: float = math.inf,
    into: IO[bytes] | None = None,
) -> tuple[str, Response]:
    """Fetch a URL with GET, follow redirects, and return the last URL with its response, whatever
    its status is.

    `more_headers` are sent to the first URL only. `approve` is called with each URL before its
    request, and may raise an exception. `until` is a deadline for all requests together, on the
    monotonic clock; `into` is as in `request`. Raises FetchError without a response.
    """
    exchanges: list[Exchange] = []
    try:
        url = to_ascii(url)
        for _hop in range(MAX_REDIRECTS + 1):
            parts = split_url(url, ports)
            if approve:
                approve(url)
            response = request(
                *("GET", parts, resolve, ports, user_agent, max_bytes, more_headers),
                until=until,
                into=into,
            )
            exchanges += response.exchanges
            if response.status not in REDIRECT_STATUSES or not response.location:
                return url, replace(response, exchanges=exchanges)
            url, more_headers = to_ascii(urljoin(url, response.location)), None
    except ERRORS as error:
        raise FetchError(f"{type(error).__name__}: {error}") from error
    raise FetchError("too many redirects")


class _Connection(http.client.HTTPConnection):
    """`is_expired` is set once the deadline has shut the connection down."""

    is_expired: threading.Event


@contextmanager
def _connect(parts: SplitResult, address: str, port: int, until: float) -> Iterator[_Connection]:
    """Connect to the IP address of a host, until a time of the monotonic clock. Raises OSError.

    The connection is shut down then, because each byte may arrive just in time.
    """
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("deadline")
    host, is_expired = str(parts.hostname), threading.Event()
    sock = socket.create_connection((address, port), timeout=min(READ_TIMEOUT, seconds))
    if parts.scheme == "https":
        context = ssl.create_default_context()
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # Stricter than browsers.
        sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    timer = threading.Timer(max(until - time.monotonic(), 0), _shut_down, [sock, is_expired])
    timer.daemon = True
    timer.start()
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        connection = _Connection(host, port)
        connection.sock, connection.is_expired = sock, is_expired
        yield connection
    finally:
        timer.cancel()
        sock.close()


def _read_body(
    response: http.client.HTTPResponse, max_bytes: int, into: IO[bytes] | None
) -> tuple[bytes, int]:
    """Read the body, or write it to a file; return it, unless it was written, and its size."""
    if into is None:
        body = response.read(max_bytes + 1) if max_bytes else b""
        return body, len(body)
    return b"", _copy(response, into, max_bytes) if response.status == 200 else 0


def _build_response(
    response: http.client.HTTPResponse, body: bytes, exchange: Exchange
) -> Response:
    headers = response.headers
    return Response(
        response.status,
        _read_utf8(response.getheader("Location") or ""),
        response.getheader("Content-Type") or "",
        body,
        {name.lower(): ", ".join(headers.get_all(name, [])) for name in headers},
        [exchange],
    )


def _copy(response: http.client.HTTPResponse, file: IO[bytes], max_bytes: int) -> int:
    """Write a body to a file, at most one byte over the limit; return the size."""
    size = 0
    while chunk := response.read(min(CHUNK_BYTES, max_bytes + 1 - size)):
        file.write(chunk)
        size += len(chunk)
    return size


def _record(
    parts: SplitResult,
    ip_address: str,
    target: str,
    request_headers: Mapping[str, str],
    response: http.client.HTTPResponse,
) -> Exchange:
    protocol = "HTTP/1.0" if response.version == 10 else "HTTP/1.1"
    status_line = f"{protocol} {response.status} {response.reason}".rstrip()
    headers = list(response.headers.raw_items())
    sent = list(request_headers.items())
    return Exchange(parts.geturl(), ip_address, target, sent, status_line, headers)


def _read_utf8(value: str) -> str:
    """Return a header in UTF-8, which servers send although it should be ASCII."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _shut_down(sock: socket.socket, is_expired: threading.Event) -> None:
    is_expired.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
