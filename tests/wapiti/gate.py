"""Proxy between the scanner and the blog that records requests and responses.

It gives each request its own client IP, because the rate limits for one client would end the scan
after its first minute. It also keeps the CSRF cookie, as a browser does: the scanner loses it, and
every form would be refused.
"""

import itertools
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from urllib.parse import urlsplit

from tests.support.patience import PATIENCE

CSRF = "csrftoken=" + "scanner0" * 4  # The CSRF secret of all tokens in forms.
OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Gate(ThreadingHTTPServer):
    """`seen` counts responses by method, first part of the path and status; `failed` lists the
    requests that caused a server error."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.to = 0
        self.seen: Counter[tuple[str, str, int]] = Counter()
        self.failed: list[str] = []
        self.addresses = (str(IPv4Address(n * 257 % 2**32)) for n in itertools.count(1))
        self.lock = threading.Lock()

    def handle_error(self, request: object, client_address: object) -> None:
        """The scanner closes the connection when a module's time is up."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_port}/"

    def note(self, method: str, path: str, status: int) -> None:
        part = urlsplit(path).path.strip("/").partition("/")[0]
        with self.lock:
            self.seen[method, part, status] += 1
            # oEmbed 1.0 asks for 501 where a format is not known.
            if status >= 500 and (part, status) != ("oembed", 501):
                self.failed.append(f"{method} {path}")


class Handler(BaseHTTPRequestHandler):
    server: Gate
    protocol_version = "HTTP/1.1"

    def handle_request(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.server.lock:
            address = next(self.server.addresses)
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in OF_ONE_CONNECTION
        }
        cookies = [
            c for c in (self.headers.get("Cookie") or "").split("; ") if c and "csrf" not in c
        ]
        headers = {name: value for name, value in headers.items() if name.lower() != "cookie"}
        headers["Cookie"] = "; ".join([*cookies, CSRF])
        blog = HTTPConnection("127.0.0.1", self.server.to, timeout=PATIENCE)
        try:
            blog.request(self.command, self.path, body, {**headers, "X-Forwarded-For": address})
            answer = blog.getresponse()
            content = answer.read()
        finally:
            blog.close()
        self.server.note(self.command, self.path, answer.status)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                continue
            if name.lower() not in OF_ONE_CONNECTION | {"server", "date"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = handle_request
    do_TRACE = do_CONNECT = handle_request

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def gate() -> Iterator[Gate]:
    with Gate() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
