"""nginx with `deploy/nginx.conf`, in a temporary folder, in front of a test's web."""

import datetime
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.patience import PATIENCE
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "blog.example.org"
NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
# Debian's /etc/nginx/nginx.conf with other folders, as its own are root's.
AROUND = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log warn;
worker_processes 2;
worker_rlimit_nofile {files};
events {{ worker_connections {connections}; }}
http {{
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/pullquote.conf;
}}
"""


def _isolate(site: str) -> str:
    """As in docs/operators/scaling.md, for hosts with uploads in a bucket."""
    location = r"    location {} \{{\n.*?\n    \}}\n"
    static = re.compile(location.format("/static/"), re.DOTALL)
    [theirs] = static.findall((ROOT / "docs/operators/scaling.md").read_text())
    site = re.sub(location.format("/media/"), "", site, flags=re.DOTALL)
    return static.sub(theirs, site)


class Nginx:
    """In front of `webs`, such as `127.0.0.1:8000`. In a folder of `place`, which anybody can enter
    and which has `static` and `media`. `port` speaks TLS, `plain_port` leads there. With
    `has_one_half` both halves of a second share one cache entry, so that no answer depends on when
    it was asked for."""

    def __init__(
        self,
        place: Path,
        *webs: str,
        connections: int = 1024,
        is_apart: bool = False,
        has_one_half: bool = False,
    ) -> None:
        assert NGINX
        self.folder = Path(tempfile.mkdtemp(prefix="nginx-", dir=place))
        self.folder.chmod(0o755)
        self.port, self.plain_port = free_port(), free_port()
        self._make_certificate()
        site = (ROOT / "deploy/nginx.conf").read_text()
        # Replace what its header tells operators to, except the host name; and use free ports.
        for old, new in {
            "/etc/ssl/blog.example.org.crt": f"{self.folder}/certificate.pem",
            "/etc/ssl/blog.example.org.key": f"{self.folder}/key.pem",
            "/srv/pullquote/staticfiles/": f"{place}/static/",
            "/srv/pullquote/media/": f"{place}/media/",
            "/var/cache/nginx/pullquote": f"{self.folder}/cache",
            "server 127.0.0.1:8000;": "\n    ".join(f"server {web};" for web in webs),
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "    listen [::]:443 ssl;\n": "",
            "    listen [::]:80;\n": "",
        }.items():
            assert old in site, old
            site = site.replace(old, new)
        if has_one_half:
            assert '"~\\.[0-4]" 0;' in site
            site = site.replace('"~\\.[0-4]" 0;', '"~." 0;')
        if is_apart:
            site = _isolate(site)
        (self.folder / "pullquote.conf").write_text(site)
        main = self.folder / "nginx.conf"
        main.write_text(
            AROUND.format(folder=self.folder, connections=connections, files=2 * connections)
        )
        self.process = subprocess.Popen([NGINX, "-c", str(main)], stderr=subprocess.PIPE, text=True)
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        self.process.kill()
        raise AssertionError(self.process.communicate()[1])

    def _make_certificate(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
        now = datetime.datetime.now(datetime.UTC)
        day = datetime.timedelta(days=1)
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - day)
            .not_valid_after(now + day)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
            .sign(key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (self.folder / "key.pem").write_bytes(private)
        public = self.folder / "certificate.pem"
        public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        self._authority = str(public)

    def context(self) -> ssl.SSLContext:
        """Return a new context that trusts only this certificate; ALPN settings modify it."""
        return ssl.create_default_context(cafile=self._authority)

    def ask(
        self,
        path: str,
        method: str = "GET",
        http2: bool = True,
        source: str | None = None,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> httpx.Response:
        """Send a request on a new connection from the IP address `source`."""
        transport = httpx.HTTPTransport(
            verify=self.context(), http1=not http2, http2=http2, local_address=source
        )
        with httpx.Client(transport=transport, timeout=PATIENCE) as client:
            return client.request(
                method,
                f"https://127.0.0.1:{self.port}{path}",
                headers={"Host": HOST, "Accept-Encoding": "identity", **(headers or {})},
                extensions={"sni_hostname": HOST},
                **options,
            )

    def pids(self) -> list[int]:
        """Return the PIDs of the master and its workers."""
        master = self.process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        return [master, *map(int, children)]

    def end(self) -> str:
        """Return the error log."""
        self.process.terminate()
        self.process.communicate()
        return (self.folder / "error.log").read_text()
