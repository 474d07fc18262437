"""The health check of the web container."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class ReadyWeb(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *_message: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), ReadyWeb) as web:
        thread = threading.Thread(target=web.serve_forever, daemon=True)
        thread.start()
        yield web.server_port
        web.shutdown()
        thread.join()


@pytest.mark.slow
@pytest.mark.parametrize("is_in_file", [False, True])
def test_healthcheck_asks_the_port_of_the_web(is_in_file: bool, port: int, tmp_path: Path) -> None:
    file = tmp_path / "port"
    file.write_text(f"{port}\n")
    setting = {"PORT_FILE": str(file)} if is_in_file else {"PORT": str(port)}
    others = {name: value for name, value in os.environ.items() if name != "PORT"}
    subprocess.run(
        [sys.executable, "-m", "operations.healthcheck"], cwd=ROOT, env=others | setting, check=True
    )
