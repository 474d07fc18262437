"""The worker purges a CDN that caches pages for a day in front of nginx."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.deploy.conftest import NginxSite
from tests.support.patience import PATIENCE
from tests.support.site import ROOT

A_DAY = "86400"


class Cdn(ThreadingHTTPServer):
    """CDN that caches responses for their `s-maxage`, until an authorised POST purges them. It has
    no clock, so nothing expires."""

    fronted: NginxSite

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.cached: dict[str, httpx.Response] = {}
        self.purges: list[str] = []

    def fetch(self, path: str) -> httpx.Response:
        if path not in self.cached:
            answer = self.fronted.ask(path)
            if f"s-maxage={A_DAY}" not in answer.headers["Cache-Control"]:
                return answer
            assert answer.headers["Cache-Tag"] == "pages"
            self.cached[path] = answer
        return self.cached[path]


class Asked(BaseHTTPRequestHandler):
    server: Cdn

    def do_GET(self) -> None:
        answer = self.server.fetch(self.path)
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Fastly-Key"] != "s3cret":
            return self.send_error(403)
        self.server.purges.append(self.path)
        self.server.cached.clear()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def cdn(place: Path) -> Iterator[Cdn]:
    with ExitStack() as undo:
        server = undo.enter_context(Cdn())
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        undo.callback(server.shutdown)
        server.fronted = NginxSite(
            place,
            SHARED_SECONDS=A_DAY,
            PURGE_URL=f"http://127.0.0.1:{server.server_port}/purge/pages",
            PURGE_HEADER="Fastly-Key: s3cret",
        )
        undo.callback(server.fronted.end)
        server.fronted.change()
        environment = server.fronted.site.environment
        command = [sys.executable, "-m", "config.server.worker"]
        worker = subprocess.Popen(command, cwd=ROOT, env=environment)
        undo.callback(worker.wait)
        undo.callback(worker.terminate)
        yield server


def test_change_is_visible_behind_purged_cdn(cdn: Cdn) -> None:
    """After the CDN is purged, nginx, which is not, must not serve the old page."""
    post = cdn.fronted.post

    def read(title: str) -> None:
        address = f"http://127.0.0.1:{cdn.server_port}{post}"
        cdn.fronted.wait_until(
            lambda: (
                f"<title>{title}" in httpx.get(address, timeout=PATIENCE).text
                and post in cdn.cached  # In a new hour, it is purged once more.
            )
        )

    cdn.fronted.wait_until(lambda: len(cdn.purges) > 0)  # changes while no worker ran
    read("High water")
    cdn.fronted.rename("Higher water")
    try:
        read("Higher water")
    finally:
        cdn.fronted.rename("High water")
    assert set(cdn.purges) == {"/purge/pages"}
