"""POST and downloads by the safe fetcher. How it fetches pages is in
tests/blog/evidence/test_fetch.py."""

import io
from collections.abc import Iterator

import pytest

from lib import safe_http
from lib.safe_http import FetchError
from tests.support.hostile_server import HostileServer, run_server


class Server(HostileServer):
    def post(self, url: str = "http://there.example/a", max_bytes: int = 100) -> bytes:
        ports = {"http": self.port}
        return safe_http.post(
            url, b"\0question", "application/x", max_bytes, "Test", self.resolve, ports
        )


@pytest.fixture
def server() -> Iterator[Server]:
    with run_server(Server) as server:
        yield server


def test_post_sends_the_content_and_returns_the_body(server):
    server.set_response("POST /a", "200 OK", "Content-Length: 6", body=b"answer")
    assert server.post() == b"answer"
    head = server.heads[-1]
    assert head.startswith("POST /a HTTP/1.1\r\n")
    for line in ("Content-Type: application/x", "Content-Length: 9", "User-Agent: Test"):
        assert f"\r\n{line}\r\n" in head
    assert "Cookie" not in head


@pytest.mark.parametrize(
    ("status", "headers", "body", "message"),
    [
        ("302 Found", ["Location: http://within.example/"], b"", "status 302"),
        ("308 Moved", ["Location: /b"], b"", "status 308"),
        ("404 Not Found", [], b"", "status 404"),
        ("200 OK", [], b"x" * 101, "more than 100 bytes"),
        ("200 OK", ["Content-Length: 50"], b"x", "IncompleteRead"),
    ],
)
def test_other_response_to_a_post_is_an_error(status, headers, body, message, server):
    server.set_response("/a", status, *headers, body=body)
    with pytest.raises(FetchError, match=message):
        server.post()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        *("http://within.example/", "http://127.0.0.1/", "http://localhost/"),
        *("http://there.example:81/", "http://a:b@there.example/", "ftp://there.example/"),
        "file:///etc/passwd",
    ],
)
def test_post_reaches_no_private_or_odd_address(url, server):
    with pytest.raises(FetchError):
        server.post(url)
    assert server.asked == []


def download(server: Server, url: str = "http://there.example/a") -> tuple[int, bytes]:
    file, ports = io.BytesIO(), {"http": server.port}
    size = safe_http.download(url, file, 100, "Test", server.resolve, ports)
    return size, file.getvalue()


def test_download_follows_redirects_into_the_file(server):
    server.set_response("/a", "302 Found", "Location: /b", body=b"moved")
    server.set_response("/b", "200 OK", body=b"x" * 100)
    assert download(server) == (100, b"x" * 100)


@pytest.mark.parametrize(
    ("status", "headers", "body", "message"),
    [
        ("404 Not Found", [], b"page", "status 404"),
        ("302 Found", ["Location: http://within.example/"], b"", "UnreachableHost"),
        ("200 OK", [], b"x" * 101, "more than 100 bytes"),
        ("200 OK", ["Content-Length: 50"], b"x", "IncompleteRead"),
    ],
)
def test_download_of_anything_else_is_an_error(status, headers, body, message, server):
    server.set_response("/a", status, *headers, body=body)
    with pytest.raises(FetchError, match=message):
        download(server)


def test_download_that_takes_too_long_is_an_error(server, monkeypatch):
    monkeypatch.setattr(safe_http, "DOWNLOAD_TIMEOUT", 0)
    server.set_response("/a", "200 OK", body=b"x")
    with pytest.raises(FetchError, match="deadline"):
        download(server)


def test_download_to_full_disk_has_its_error_as_cause(server):
    class FullDisk(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    server.set_response("/a", "200 OK", body=b"x")
    with pytest.raises(FetchError) as caught:
        safe_http.download(
            "http://there.example/a", FullDisk(), 9, "Test", server.resolve, {"http": server.port}
        )
    assert caught.value.__cause__.errno == 28
