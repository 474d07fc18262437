"""nginx disconnects clients that are too slow, and answers 413 or 431 to requests that are too
large, over HTTP/1.1 and HTTP/2. `make chaos CHAOS=edge` does this ten thousand times."""

import re
import signal
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from copy import copy

import h2.config
import h2.connection
import h2.events
import httpx
import pytest
from h2.errors import ErrorCodes

from tests.deploy.conftest import NginxSite
from tests.deploy.nginx import HOST, Nginx
from tests.support.patience import PATIENCE

TOO_MUCH = "ENHANCE_YOUR_CALM"  # HTTP/2's equivalent of 431
# A busy machine may be so late that nginx has closed the connection.
CLOSED = (ConnectionError, ssl.SSLError)


@pytest.fixture(scope="module")
def impatient_site(fronted: NginxSite) -> Iterator[NginxSite]:
    """The site behind a second nginx, with timeouts of one second instead of ten or twenty. Other
    tests would be too slow for them on a busy machine."""
    site = copy(fronted)
    site.nginx = Nginx(fronted.place, f"127.0.0.1:{fronted.site.port}")
    file = site.nginx.folder / "pullquote.conf"
    slow = r"(client_header_timeout|client_body_timeout|keepalive_timeout) (?:10|20|30)s"
    file.write_text(re.sub(slow, r"\1 1s", file.read_text()))
    site.nginx.process.send_signal(signal.SIGHUP)
    site.wait_until(lambda: len(logged(site, "408")) > 0 or cut_off(site))
    yield site
    site.nginx.end()


def logged(fronted: NginxSite, status: str) -> list[str]:
    lines = (fronted.nginx.folder / "access.log").read_text().splitlines()
    return [line for line in lines if f'" {status} ' in line]


def connect(fronted: NginxSite, *protocols: str) -> ssl.SSLSocket:
    """Connect over TLS, again if nginx has closed the connection meanwhile."""
    context = fronted.nginx.context()
    if protocols:
        context.set_alpn_protocols(protocols)
    until = time.monotonic() + PATIENCE
    while True:
        plain = socket.create_connection(("127.0.0.1", fronted.nginx.port), timeout=PATIENCE)
        try:
            return context.wrap_socket(plain, server_hostname=HOST)
        except CLOSED:
            plain.close()
            assert time.monotonic() < until


def read_until_closed(connection: ssl.SSLSocket) -> bytes:
    """Read until the connection is closed; raise an error if it is not."""
    got = b""
    try:
        while part := connection.recv(65_536):
            got += part
    except ConnectionError:
        pass
    return got


def cut_off(fronted: NginxSite, sent: str = "GET / HTTP/1.1\r\nHost") -> bool:
    """Return whether nginx closes the connection without an answer to a part of a request."""
    with connect(fronted) as connection:
        with suppress(*CLOSED):
            connection.sendall(sent.encode())
        return read_until_closed(connection) == b""


def is_healthy(fronted: NginxSite) -> bool:
    """Return whether it answers. On a busy machine, a client may be too slow as well."""
    try:
        return fronted.ask("/healthz").status_code == 200
    except httpx.TransportError:
        return False


HEAD = f"POST /comments/mine/ HTTP/1.1\r\nHost: {HOST}\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "GET",
        f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX-Odd: ",
        f"{HEAD}Content-Length: 1000\r\n\r\nemail=a",
        f"{HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nema",
    ],
    ids=["nothing", "part of a word", "part of the head", "part of the body", "part of a chunk"],
)
def test_stalled_client_is_disconnected(impatient_site: NginxSite, sent: str) -> None:
    """nginx sends nothing, and logs 408."""
    before = len(logged(impatient_site, "408"))
    assert cut_off(impatient_site, sent)
    if len(sent) > len("GET"):
        # Not if it closed the connection before anything was sent.
        impatient_site.wait_until(
            lambda: len(logged(impatient_site, "408")) > before or not cut_off(impatient_site, sent)
        )
        assert len(logged(impatient_site, "408")) > before
    impatient_site.wait_until(lambda: is_healthy(impatient_site))


class Http2:
    """One HTTP/2 stream on a new connection."""

    def __init__(self, fronted: NginxSite) -> None:
        self.socket = connect(fronted, "h2")
        self.connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.connection.initiate_connection()
        self.flush()

    def flush(self) -> None:
        with suppress(*CLOSED):
            self.socket.sendall(self.connection.data_to_send())

    def ask(self, method: str, path: str, *headers: tuple[str, str], end: bool = True) -> None:
        names = [(":method", method), (":path", path), (":scheme", "https"), (":authority", HOST)]
        self.connection.send_headers(1, [*names, *headers], end_stream=end)
        self.flush()

    def read_status(self) -> str:
        """Return the status, or how the connection ended."""
        with self.socket:
            try:
                while part := self.socket.recv(65_536):
                    for event in self.connection.receive_data(part):
                        if isinstance(event, h2.events.ResponseReceived):
                            return dict(event.headers)[b":status"].decode()
                        if isinstance(event, h2.events.ConnectionTerminated) and event.error_code:
                            return ErrorCodes(event.error_code).name
            except TimeoutError:
                raise
            except OSError:
                pass
        return "cut off"


def test_stalled_http2_client_is_disconnected(impatient_site: NginxSite) -> None:
    silent = Http2(impatient_site)
    assert silent.read_status() == "cut off"
    half = Http2(impatient_site)
    half.ask("POST", "/comments/mine/", ("content-length", "1000"), end=False)
    half.connection.send_data(1, b"email=a")
    half.flush()
    assert half.read_status() == "cut off"
    impatient_site.wait_until(lambda: is_healthy(impatient_site))


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/" + "x" * 9_000, [("x-odd", "x")], "414"),
        ("GET", "/", [("cookie", f"a{number}=" + "x" * 4_000) for number in range(12)], TOO_MUCH),
        ("GET", "/", [("x-odd", "x" * 12_000)], TOO_MUCH),
        ("POST", "/comments/mine/", [("content-length", str(100 * 2**20))], "413"),
        ("POST", "/admin/", [("content-length", str(100 * 2**20))], "413"),
    ],
    ids=["address", "cookies", "header", "comment", "picture"],
)
def test_oversized_http2_body_gets_413(
    fronted: NginxSite, method: str, path: str, headers: list[tuple[str, str]], status: str
) -> None:
    asking = Http2(fronted)
    asking.ask(method, path, *headers, end=method == "GET")
    assert asking.read_status() == status
