"""A Ghost of our own on SQLite: set up, imported into, and exported from by its admin API."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.exchange import programs
from tests.mail import server as mail_server

_TIMEOUT = 300  # In seconds, for what never happens on an idle machine.
_OWNER = {"name": "Owner", "email": "owner@example.org", "password": "correct horse battery"}


class Ghost:
    """Ghost at `url`, with its files in `folder`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self._session = requests.Session()
        self._session.headers["Origin"] = url

    def request(self, method: str, path: str, **options: Any) -> Any:
        """Request a path of the admin API and return its JSON."""
        address = f"{self.url}/ghost/api/admin/{path}"
        answer = self._session.request(method, address, timeout=_TIMEOUT, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code}\n{answer.text[:2000]}"
        return answer.json() if "json" in answer.headers.get("Content-Type", "") else None

    def set_up(self) -> None:
        setup = {"setup": [{**_OWNER, "blogTitle": "Blog"}]}
        self.request("POST", "authentication/setup/", json=setup)
        credentials = {"username": _OWNER["email"], "password": _OWNER["password"]}
        self.request("POST", "session/", json=credentials)

    def delete_samples(self) -> None:
        """Delete the post and the page that Ghost comes with."""
        for kind in ("posts", "pages"):
            for sample in self.list_posts(kind):
                self.request("DELETE", f"{kind}/{sample['id']}/")

    def import_file(self, file: Path) -> None:
        """Import an export, and wait until Ghost says that it is done."""
        kind = "application/zip" if file.suffix == ".zip" else "application/json"
        with file.open("rb") as stream:
            self.request("POST", "db/", files={"importfile": (file.name, stream, kind)})
        self._wait_for_log("site-content-import completed")

    def export_file(self, target: Path) -> dict[str, list[dict[str, Any]]]:
        """Write Ghost's own export to a file, and return its tables."""
        exported = self.request("GET", "db/")
        target.write_text(json.dumps(exported))
        return exported["db"][0]["data"]

    def list_posts(self, kind: str) -> list[dict[str, Any]]:
        """Return posts or pages with the HTML that Ghost shows."""
        query = "limit=100&formats=html,lexical&include=tags,authors"
        return self.request("GET", f"{kind}/?{query}")[kind]

    def _wait_for_log(self, text: str) -> None:
        deadline = time.monotonic() + _TIMEOUT
        log = self.folder / "log"
        while text not in (lines := log.read_text()):
            if "site-content-import failed" in lines or time.monotonic() > deadline:
                pytest.fail(f"Ghost's import failed:\n{lines[-5000:]}")
            time.sleep(0.2)


@contextmanager
def start_ghost(folder: Path) -> Iterator[Ghost]:
    """Start Ghost with an empty blog; end it afterwards. It e-mails the result of an import, so
    there is a mail server as well."""
    with mail_server.running() as mail, _start(folder, mail.port) as ghost:
        yield ghost


@contextmanager
def _start(folder: Path, mail_port: int) -> Iterator[Ghost]:
    package = programs.require(programs.FOLDER / "ghost" / "package", "Ghost")
    node = programs.require(programs.FOLDER / "ghost" / "bin" / "node", "The Node.js of Ghost")
    shutil.copytree(package / "content", folder / "content", symlinks=True)
    url = f"http://127.0.0.1:{(port := mail_server.free_port())}"
    settings = {
        "NODE_ENV": "production",
        "url": url,
        "server__host": "127.0.0.1",
        "server__port": str(port),
        "database__client": "better-sqlite3",
        "database__connection__filename": str(folder / "ghost.db"),
        "paths__contentPath": str(folder / "content"),
        "mail__transport": "SMTP",
        "mail__from": "blog@example.org",
        "mail__options__host": "127.0.0.1",
        "mail__options__port": str(mail_port),
        "mail__options__secure": "false",
        "mail__options__ignoreTLS": "true",
        "logging__transports": '["stdout"]',
        "privacy__useUpdateCheck": "false",
        "security__staffDeviceVerification": "false",
    }
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [node, "index.js"],
            cwd=package,
            env=inherited | settings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            ghost = Ghost(url, folder)
            ghost._wait_for_log("Ghost booted")
            ghost.set_up()
            ghost.delete_samples()
            yield ghost
        finally:
            process.terminate()
            process.wait()
