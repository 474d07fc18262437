"""The proxy of the caged browser: hostile addresses and servers, without a browser."""

import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from blog.evidence.browser import proxy as proxies
from blog.evidence.browser.proxy import EgressProxy
from lib import resolver
from lib.resolver import UnreachableHost
from tests.support.hostile_server import HostileServer, run_server
from tests.support.patience import PATIENCE

PAGE = "http://there.example/a"


@pytest.fixture
def site() -> Iterator[HostileServer]:
    with run_server(HostileServer) as server:
        server.set_response("/a", "200 OK", "Content-Length: 4", body=b"Text")
        yield server


class Client:
    """Sends requests to a proxy, which is created at the first one."""

    def __init__(self, site: HostileServer) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        ports = {"http": site.port, "https": site.port}
        self.proxy = EgressProxy(self.listener, self._resolve, ports)
        self.resolve = site.resolve

    def _resolve(self, host: str, port: int) -> str:
        return self.resolve(host, port)

    def connect(self) -> socket.socket:
        return socket.create_connection(self.listener.getsockname(), timeout=PATIENCE)

    def send(self, head: str) -> bytes:
        """Send a request and return everything that comes back."""
        with self.connect() as sock:
            sock.sendall(head.encode() + b"\r\n\r\n")
            sock.shutdown(socket.SHUT_WR) if head.startswith("CONNECT") else None
            return read_all(sock)


def read_all(sock: socket.socket) -> bytes:
    parts = []
    while part := sock.recv(65_536):
        parts.append(part)
    return b"".join(parts)


@pytest.fixture
def client(site) -> Iterator[Client]:
    client = Client(site)
    yield client
    client.proxy.close()
    client.listener.close()


def test_page_is_requested_as_an_ordinary_client_does(client, site):
    answer = client.send(
        f"GET {PAGE}?b=1#c HTTP/1.1\r\nHost: there.example\r\nProxy-Connection: keep-alive\r\n"
        "Proxy-Authorization: Basic eDp5\r\nConnection: keep-alive\r\nAccept: text/html"
    )
    assert answer == b""  # Only /a has a response.
    assert site.heads == [
        "GET /a?b=1 HTTP/1.1\r\nHost: there.example\r\nAccept: text/html\r\n"
        "Connection: close\r\n\r\n"
    ]
    assert client.send(f"GET {PAGE} HTTP/1.1\r\nHost: there.example").endswith(b"\r\n\r\nText")


@pytest.mark.parametrize("port", [80, 443])
def test_tunnel_passes_bytes_both_ways(port, client, site):
    with client.connect() as sock:
        sock.sendall(b"CONNECT there.example:%d HTTP/1.1\r\n\r\n" % port)
        assert sock.recv(1000) == b"HTTP/1.1 200 Connection established\r\n\r\n"
        sock.sendall(b"GET /a HTTP/1.1\r\n\r\n")
        assert read_all(sock).endswith(b"Text")


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "LOCALHOST", "2130706433", "0x7f000001", "0x7f.1"),
        *("017700000001", "127.1", "127.0.0.1.", "0", "0.0.0.0", "[::1]", "[::]"),
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
        *("[fe80::1]", "[fd00::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "within.example"),
    ],
)
def test_private_address_in_any_spelling_is_refused(host, client, site):
    """With the resolver of production; only the last host is the test's own."""
    real = site.resolve if host == "within.example" else resolver.resolve
    client.resolve = real
    for head in (f"GET http://{host}/a HTTP/1.1", f"CONNECT {host}:443 HTTP/1.1"):
        assert client.send(head).startswith(b"HTTP/1.1 403 ")
    assert site.asked == []


@pytest.mark.parametrize(
    "head",
    [
        *("CONNECT there.example:22 HTTP/1.1", "CONNECT there.example:5432 HTTP/1.1"),
        *("CONNECT there.example HTTP/1.1", "CONNECT there.example:443/a HTTP/1.1"),
        *("CONNECT a@there.example:443 HTTP/1.1", "CONNECT [::1:443 HTTP/1.1"),
        *("GET http://there.example:8080/a HTTP/1.1", "GET https://there.example/a HTTP/1.1"),
        *("GET http://a:b@there.example/a HTTP/1.1", "GET file:///etc/passwd HTTP/1.1"),
        *("GET ftp://there.example/ HTTP/1.1", "GET /a HTTP/1.1", "GET http:///a HTTP/1.1"),
    ],
)
def test_other_port_or_scheme_is_refused(head, client, site):
    assert client.send(head).startswith(b"HTTP/1.1 403 ")
    assert site.asked == []


@pytest.mark.parametrize("head", ["", "HELLO", "GET", "get http://there.example/a HTTP/1.1", "\0"])
def test_what_is_no_request_is_dropped(head, client, site):
    assert client.send(head) == b""
    assert site.asked == []


def test_endless_head_is_dropped(client, site):
    with client.connect() as sock, pytest.raises(OSError):
        while True:
            sock.sendall(b"X" * 65_536)
    assert site.asked == []


def test_host_is_resolved_once_for_a_connection(client, site):
    """A second answer, which could be a private address, is never asked for."""
    answers = ["127.0.0.1"]

    def rebind(host: str, port: int) -> str:
        if not answers:
            raise UnreachableHost
        return answers.pop()

    client.resolve = rebind
    assert client.send(f"GET {PAGE} HTTP/1.1").endswith(b"Text")
    assert client.send(f"GET {PAGE} HTTP/1.1").startswith(b"HTTP/1.1 403 ")


def test_site_that_is_away_is_a_bad_gateway(client, site):
    site.socket.shutdown(socket.SHUT_RDWR)
    site.socket.close()
    try:
        assert client.send(f"GET {PAGE} HTTP/1.1").startswith(b"HTTP/1.1 502 ")
    finally:
        site.socket = socket.create_server(("127.0.0.1", 0))


def test_endless_body_ends_everything_at_its_bound(client, site, monkeypatch):
    monkeypatch.setattr(proxies, "MAX_BYTES", 100_000)
    site.set_response("/a", "200 OK", body=b"x" * 10_000_000)
    assert len(client.send(f"GET {PAGE} HTTP/1.1")) <= 100_000
    assert client.proxy.is_exhausted
    with pytest.raises(OSError):
        client.send(f"GET {PAGE} HTTP/1.1")


def test_number_of_connections_is_limited(site, monkeypatch):
    monkeypatch.setattr(proxies, "MAX_CONNECTIONS", 1)
    client = Client(site)
    with client.connect():
        client.proxy._thread.join(timeout=PATIENCE)
        assert client.proxy.is_exhausted
        with pytest.raises(OSError):
            client.connect()
    client.listener.close()


def test_silent_tunnel_ends_with_the_proxy(client, site):
    site.answers["/a"] = b"<pause>"
    with client.connect() as sock:
        sock.sendall(b"CONNECT there.example:443 HTTP/1.1\r\n\r\n")
        sock.recv(1000)
        sock.sendall(b"GET /a HTTP/1.1\r\n\r\n")
        client.proxy.close()
        with suppress(ConnectionResetError):  # It may not have read the request yet.
            assert sock.recv(1000) == b""
