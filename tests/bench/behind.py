"""What a reader gets through nginx with `deploy/nginx.conf`: over TLS, from its cache."""

from collections.abc import Mapping
from pathlib import Path

from tests.bench import hello_page, processes
from tests.bench.web import Web
from tests.deploy.nginx import HOST, NGINX, Nginx

# A web that is behind it: by that name, and believing what it says of readers.
SETTINGS = {"SITE_URL": f"https://{HOST}", "TRUSTED_PROXIES": "1"}
FILE = "/static/hello.txt"


def is_installed() -> bool:
    return NGINX is not None


class Behind:
    """nginx in front of `web`, as measured as that is; what both compute counts. `place` has the
    site's static files, and gets one of as many bytes as hello."""

    headers: Mapping[str, str] = {"Host": HOST}

    def __init__(self, web: Web, place: Path) -> None:
        self.web = web
        (place / FILE.strip("/")).write_bytes(hello_page.PAGE)
        self.nginx = Nginx(place, f"127.0.0.1:{web.port}")

    def url(self, path: str) -> str:
        return f"https://127.0.0.1:{self.nginx.port}{path}"

    def get(self, path: str, **headers: str) -> tuple[Mapping[str, str], int]:
        """Its headers and the length of its body as it was sent."""
        answer = self.nginx.ask(path, http2=False, headers=headers)
        answer.raise_for_status()
        return answer.headers, answer.num_bytes_downloaded

    def computed(self) -> float:
        return self.web.computed() + processes.computed(self.nginx.pids())

    def megabytes(self) -> float:
        """Of nginx alone."""
        return processes.megabytes(self.nginx.pids())

    def end(self) -> None:
        self.nginx.end()
        self.web.end()
