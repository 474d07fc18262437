"""nginx with `deploy/nginx.conf` in front of a web server: TLS, and responses from its cache."""

from collections.abc import Mapping
from pathlib import Path

from tests.bench import hello_page, processes
from tests.bench.web import Web
from tests.deploy.nginx import HOST, NGINX, Nginx

# Settings of a web server behind it: its host name, and trust in its client IP.
PROXIED_SETTINGS = {"SITE_URL": f"https://{HOST}", "TRUSTED_PROXIES": "1"}
STATIC_FILE = "/static/hello.txt"


def is_installed() -> bool:
    return NGINX is not None


class NginxFront:
    """nginx in front of `web`, measured together with it.

    `folder` has the site's static files, and gets one of the size of hello's page.
    """

    headers: Mapping[str, str] = {"Host": HOST}

    def __init__(self, web: Web, folder: Path) -> None:
        self.web = web
        (folder / STATIC_FILE.strip("/")).write_bytes(hello_page.PAGE)
        self.nginx = Nginx(folder, f"127.0.0.1:{web.port}")

    def url(self, path: str) -> str:
        return f"https://127.0.0.1:{self.nginx.port}{path}"

    def get(self, path: str, **headers: str) -> tuple[Mapping[str, str], int]:
        """Return the headers and the length of the encoded body."""
        answer = self.nginx.ask(path, http2=False, headers=headers)
        answer.raise_for_status()
        return answer.headers, answer.num_bytes_downloaded

    def computed(self) -> float:
        return self.web.computed() + processes.cpu_seconds(self.nginx.pids())

    def megabytes(self) -> float:
        """Return the memory of nginx only."""
        return processes.memory_megabytes(self.nginx.pids())

    def end(self) -> None:
        self.nginx.end()
        self.web.end()
