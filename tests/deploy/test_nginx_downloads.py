"""Downloads of exports through nginx: parts, and nothing stored on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.nginx import Nginx
from tests.support.hostile_server import HostileServer, run_server

DOWNLOAD = "/admin/transfer/export/5/download/"
COOKIE = {"Cookie": "sessionid=x"}


@pytest.fixture
def web() -> Iterator[HostileServer]:
    with run_server(HostileServer) as server:
        yield server


@pytest.fixture
def nginx(place: Path, web: HostileServer) -> Iterator[Nginx]:
    folder = place / "downloads"
    for name in ("static", "media"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    started = Nginx(folder, f"127.0.0.1:{web.port}")
    yield started
    if started.process.poll() is None:
        started.end()


def test_download_goes_on_where_it_stopped(nginx: Nginx, web: HostileServer) -> None:
    part = ("Content-Range: bytes 2-3/4", "Content-Length: 2", "Content-Type: application/zip")
    web.set_response(DOWNLOAD, "206 Partial Content", *part, body=b"cd")
    answer = nginx.ask(DOWNLOAD, headers=COOKIE | {"Range": "bytes=2-", "If-Range": '"a"'})
    assert (answer.status_code, answer.content) == (206, b"cd")
    [head] = web.heads
    assert {"range: bytes=2-", 'if-range: "a"'} <= set(head.lower().split("\r\n"))


def test_download_is_not_stored_on_its_way(nginx: Nginx, web: HostileServer) -> None:
    body = b"a" * 50_000_000
    web.set_response(DOWNLOAD, "200 OK", f"Content-Length: {len(body)}", body=body)
    assert nginx.ask(DOWNLOAD, headers=COOKIE).content == body
    assert "temporary file" not in nginx.end()
