"""Varnish with `deploy/varnish.vcl`, in a temporary folder, in front of a test's web."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import httpx

from tests.deploy.nginx import HOST
from tests.support.patience import PATIENCE
from tests.support.site import ROOT

VARNISH = shutil.which("varnishd", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
KEY = "s3cret"


class Varnish:
    """Run in a subfolder of `place`, which all accounts can enter."""

    def __init__(self, place: Path, web_port: int, port: int) -> None:
        assert VARNISH
        self.port = port
        self.folder = Path(tempfile.mkdtemp(prefix="varnish-", dir=place))
        self.folder.chmod(0o755)
        vcl = (ROOT / "deploy/varnish.vcl").read_text()
        for old, new in {'"8000"': f'"{web_port}"', "SECRET": KEY}.items():
            assert old in vcl, old
            vcl = vcl.replace(old, new)
        file = self.folder / "default.vcl"
        file.write_text(vcl)
        with open(self.folder / "log", "w") as log:
            self.process = subprocess.Popen(
                [
                    *(VARNISH, "-F", "-f", str(file), "-n", str(self.folder / "work")),
                    *("-a", f"127.0.0.1:{port}", "-s", "malloc,64m"),
                ],
                stdout=log,
                stderr=log,
            )

    def ask(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        """Send a request on a new connection."""
        transport = httpx.HTTPTransport(retries=10)  # It may still be compiling the VCL.
        with httpx.Client(transport=transport, timeout=PATIENCE) as client:
            return client.request(
                method,
                f"http://127.0.0.1:{self.port}{path}",
                headers={"Host": HOST, "Accept-Encoding": "identity", **(headers or {})},
                **options,
            )

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


def is_hit(answer: httpx.Response) -> bool:
    """X-Varnish has the request's ID, followed by that of the cached request."""
    return len(answer.headers["X-Varnish"].split()) == 2
