"""Egress proxy: the only way from a caged browser to the web, and only to public addresses."""

import re
import select
import socket
import threading
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

from lib import resolver, safe_http
from lib.resolver import UnreachableHost
from lib.safe_http import PORTS, Resolver, UnsupportedURL

MAX_BYTES = 20_000_000  # Of all connections, in both directions.
MAX_CONNECTIONS = 600
MAX_AT_ONCE = 32
# In seconds: for a connection to open or to accept bytes, and for one without any.
READ_TIMEOUT, IDLE_TIMEOUT = 5, 30
MAX_HEAD = 32_768
_CHUNK = 65_536
_REQUEST_RE = re.compile(rb"([A-Z]{1,20}) ([\x21-\x7e]{1,8000}) HTTP/1\.[01]")
# Of this connection only, not of the one to the site (RFC 9110, section 7.6.1).
_HOP_HEADERS = (b"proxy-", b"connection:", b"keep-alive:")
_REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_FAILURE = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class EgressProxy:
    """HTTP proxy with CONNECT, for the connections that a listening socket accepts.

    As in `lib.safe_http`, each host is resolved once, its address judged, and the connection made
    to that very address. `is_exhausted` tells that a limit has cut off something.
    """

    def __init__(
        self,
        listener: socket.socket,
        resolve: Resolver = resolver.resolve,
        ports: dict[str, int] = PORTS,
    ) -> None:
        self.is_exhausted = False
        self._listener = listener
        self._resolve = resolve
        self._ports = ports
        self._bytes = 0
        self._is_closed = False
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(MAX_AT_ONCE)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Refuse everything from now on, and shut all connections down."""
        with self._lock:
            self._is_closed = True
            sockets = [self._listener, *self._sockets]
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        for _number in range(MAX_CONNECTIONS):
            self._places.acquire()
            try:
                client, _address = self._listener.accept()
            except OSError:  # Closed.
                return
            threading.Thread(target=self._handle, args=[client], daemon=True).start()
        self.is_exhausted = True
        self.close()

    def _handle(self, client: socket.socket) -> None:
        try:
            with ExitStack() as stack:
                self._register(client, stack)
                self._serve(client, stack)
        except (OSError, ValueError):
            pass  # Either side has ended the connection, or sent no HTTP.
        finally:
            self._places.release()

    def _register(self, sock: socket.socket, stack: ExitStack) -> None:
        """Close a socket at the end of its connection, or now if the proxy is closed."""
        stack.enter_context(sock)
        sock.settimeout(READ_TIMEOUT)
        with self._lock:
            if self._is_closed:
                raise OSError("closed")
            self._sockets.add(sock)
        stack.callback(self._forget, sock)

    def _forget(self, sock: socket.socket) -> None:
        with self._lock:
            self._sockets.discard(sock)

    def _serve(self, client: socket.socket, stack: ExitStack) -> None:
        head, rest = _read_head(client)
        request = _REQUEST_RE.fullmatch(head[0])
        if not request:
            raise ValueError("not a request")
        method, target = request[1], request[2].decode("ascii")
        try:
            host, scheme = _parse_tunnel(target) if method == b"CONNECT" else _parse_url(target)
            port = self._ports[scheme]
            address = self._resolve(host, port)
        except (UnsupportedURL, UnreachableHost, ValueError, KeyError):
            client.sendall(_REFUSAL)
            return
        try:
            site = socket.create_connection((address, port), timeout=READ_TIMEOUT)
        except OSError:
            client.sendall(_FAILURE)
            return
        self._register(site, stack)
        if method == b"CONNECT":
            client.sendall(_ESTABLISHED)
        else:
            rest = _build_head(method, target, head[1:]) + rest
        self._send(site, rest)
        self._relay(client, site)

    def _relay(self, client: socket.socket, site: socket.socket) -> None:
        pairs = {client.fileno(): (client, site), site.fileno(): (site, client)}
        poll = select.poll()
        for number in pairs:
            poll.register(number, select.POLLIN)
        while ready := poll.poll(1000 * IDLE_TIMEOUT):
            for number, _event in ready:
                source, target = pairs[number]
                data = source.recv(_CHUNK)
                if not data:
                    return
                self._send(target, data)

    def _send(self, target: socket.socket, data: bytes) -> None:
        with self._lock:
            self._bytes += len(data)
            is_over = self._bytes > MAX_BYTES
        if is_over:
            self.is_exhausted = True
            self.close()
            raise OSError("too many bytes")
        target.sendall(data)


def _read_head(client: socket.socket) -> tuple[list[bytes], bytes]:
    """Return the lines of a request's head, and the bytes that came after it."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = client.recv(_CHUNK)
        if not more or len(data) > MAX_HEAD:
            raise ValueError("no head")
        data += more
    head, _blank, rest = data.partition(b"\r\n\r\n")
    return head.split(b"\r\n"), rest


def _parse_tunnel(target: str) -> tuple[str, str]:
    """Return the host of CONNECT and the scheme of its port: a tunnel to port 80 is a WebSocket."""
    port = target.rpartition(":")[2]
    schemes = {str(number): scheme for scheme, number in PORTS.items()}
    scheme = schemes[port]
    parts = safe_http.split_url(f"{scheme}://{target}")
    if parts.path or parts.query or parts.fragment:
        raise UnsupportedURL("not a host")
    return str(parts.hostname), scheme


def _parse_url(target: str) -> tuple[str, str]:
    parts = safe_http.split_url(target)
    if parts.scheme != "http":
        raise UnsupportedURL("not http")
    return str(parts.hostname), parts.scheme


def _build_head(method: bytes, url: str, lines: list[bytes]) -> bytes:
    """Return the head of a request as the site gets it, with a connection that ends after it."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    passed = [line for line in lines if not line.lower().startswith(_HOP_HEADERS)]
    first = b"%s %s HTTP/1.1" % (method, path.encode("ascii"))
    return b"\r\n".join([first, *passed, b"Connection: close", b"", b""])
