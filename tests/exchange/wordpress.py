"""Debian's WordPress on a MariaDB of our own: installed, imported into, read and exported from.

PHP runs the scripts in `wordpress_php/`; the server of uploads is where WordPress fetches pictures.
"""

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.exchange import programs

_SCRIPTS = Path(__file__).resolve().parent / "wordpress_php"
_DEBIAN = programs.FOLDER / "debian"
# In the order of their needs.
_EXTENSIONS = (
    *("mysqlnd", "mysqli", "ctype", "tokenizer", "iconv", "mbstring", "fileinfo", "exif", "gd"),
    *("xml", "dom", "simplexml", "xmlreader", "xmlwriter"),
)
_START_SECONDS = 120


class WordPress:
    """WordPress with its files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.uploads = folder / "content" / "uploads"

    def run(self, script: str, *arguments: str | Path) -> str:
        """Run a script and return what it prints; notices of PHP fail the test."""
        done = subprocess.run(
            [_find("php8.4"), "-n", *_list_options(), _SCRIPTS / script, *arguments],
            cwd=self.folder,
            env=_build_environment()
            | {
                "EXCHANGE_SOCKET": str(self.folder / "socket"),
                "EXCHANGE_CONTENT": str(self.folder / "content"),
                "EXCHANGE_WORDPRESS": str(programs.FOLDER / "wordpress"),
            },
            capture_output=True,
            text=True,
        )
        if done.returncode or done.stderr:
            pytest.fail(f"{script} failed with {done.returncode}:\n{done.stderr}\n{done.stdout}")
        return done.stdout

    def import_file(self, file: Path) -> list[str]:
        """Import a WXR file and return what failed."""
        return self.run("import.php", file).splitlines()

    def read(self) -> dict[str, list[dict[str, Any]]]:
        return json.loads(self.run("read.php"))


def _find(name: str) -> Path:
    places = [_DEBIAN / "usr" / folder / name for folder in ("bin", "sbin")]
    places += [Path("/usr") / folder / name for folder in ("bin", "sbin")]
    path = next((place for place in places if place.exists()), places[0])
    return programs.require(path, name)


def _list_libraries(name: str) -> list[Path]:
    """Return the folders of that name within `lib`, those of the unpacked packages first."""
    folders = [*_DEBIAN.glob(f"usr/lib/{name}"), *Path("/usr/lib").glob(name)]
    return sorted(folders, key=lambda folder: _DEBIAN not in folder.parents)


def _build_environment() -> dict[str, str]:
    libraries = ":".join(map(str, _list_libraries("*-linux-gnu")))
    return {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": libraries}


def _list_options() -> list[str]:
    folders = [each for each in _list_libraries("php/*") if (each / "mysqli.so").exists()]
    if not folders:
        pytest.fail(programs.MISSING.format("PHP"), pytrace=False)
    options = [f"extension_dir={folders[0]}", "display_errors=stderr", "memory_limit=512M"]
    options += [f"extension={name}" for name in _EXTENSIONS]
    return [part for option in options for part in ("-d", option)]


@contextmanager
def start_wordpress(folder: Path) -> Iterator[WordPress]:
    """Install WordPress without any post; end its database afterwards."""
    programs.require(programs.FOLDER / "wordpress" / "wp-load.php", "WordPress")
    folder.mkdir()
    for name in ("themes", "plugins", "uploads"):
        (folder / "content" / name).mkdir(parents=True)
    wordpress = WordPress(folder)
    with _start_database(folder):
        wordpress.run("install.php")
        yield wordpress


@contextmanager
def _start_database(folder: Path) -> Iterator[None]:
    """Start MariaDB on a socket in the folder, without a port."""
    server = _find("mariadbd")
    base, data = server.parent.parent, folder / "database"
    environment = _build_environment()
    install = [_find("mariadb-install-db"), "--no-defaults", f"--basedir={base}"]
    install += [f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"]
    programs.run(*install, folder=folder, environment=environment)
    with (folder / "database.log").open("w") as log:
        process = subprocess.Popen(
            [
                *(server, "--no-defaults", f"--datadir={data}", f"--socket={folder / 'socket'}"),
                *("--skip-networking", "--user=root", f"--lc-messages-dir={base}/share/mysql"),
            ],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _create_database(folder, environment)
        yield
    finally:
        process.terminate()
        process.wait()


def _create_database(folder: Path, environment: dict[str, str]) -> None:
    command = [_find("mariadb"), "--no-defaults", f"--socket={folder / 'socket'}", "--user=root"]
    sql = "CREATE DATABASE wordpress CHARACTER SET utf8mb4"
    deadline = time.monotonic() + _START_SECONDS
    while subprocess.run([*command, "-e", sql], env=environment, capture_output=True).returncode:
        if time.monotonic() > deadline:
            pytest.fail(f"MariaDB did not start:\n{(folder / 'database.log').read_text()}")
        time.sleep(0.2)


class _Uploads(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/media"))

    def log_message(self, format: str, *arguments: Any) -> None:
        """Print nothing."""


@contextmanager
def serve_uploads(folder: Path) -> Iterator[str]:
    """Serve the uploads of our site, and yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Uploads, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
