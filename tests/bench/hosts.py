"""Measure how much load a replica and Valkey take off the primary, for docs/operators/scaling.md:
`make bench-hosts`.

A web server with one process renders posts and searches: alone, with a streaming replica, with
Valkey, and with both. Prints the CPU milliseconds of the web server and of each other server per
response. Wall-clock time is not measured, so other load does not matter.
"""

import copy
import http.client
import tempfile
from collections import Counter
from ipaddress import IPv4Address
from itertools import cycle, islice
from pathlib import Path

from tests.bench import processes
from tests.bench.web import Web, fill
from tests.support import valkey
from tests.support.replica import Replica
from tests.support.site import Site

POSTS, ROUNDS, REQUESTS = 2000, 3, 100
PATHS_CODE = """
import django
django.setup()
from blog.models import Post
for post in Post.objects.published().newest_first():
    print(post.get_absolute_url())
"""


class Measured:
    """`servers` are the measured servers by name, each with its first process."""

    def __init__(self, web: Web, servers: dict[str, int]) -> None:
        self.web, self.servers = web, {"web": web.process.pid, **servers}
        self.seconds: dict[str, Counter[str]] = {}
        self.cache_statuses: dict[str, Counter[str]] = {}

    def request_all(self, kind: str, paths: list[str]) -> None:
        """Request the paths, with as many requests per client as the rate limit allows."""
        before = self._now()
        connection = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=60)
        sources = self.cache_statuses.setdefault(kind, Counter())
        for number, path in enumerate(paths):
            client_ip = str(IPv4Address("10.0.0.1") + number // 20)
            connection.request(
                "GET", path, headers={"Host": "localhost", "X-Forwarded-For": client_ip}
            )
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, path
            sources[answer.headers.get("Cache-Status", "").rpartition("; ")[2]] += 1
        connection.close()
        self.seconds.setdefault(kind, Counter()).update(
            {name: now - before[name] for name, now in self._now().items()}
        )

    def _now(self) -> dict[str, float]:
        return {name: processes.total_cpu_seconds(pid) for name, pid in self.servers.items()}

    def line(self, kind: str) -> str:
        times = (
            f"{name} {self.seconds[kind][name] * 1000 / self.cache_statuses[kind].total():.2f}"
            for name in self.servers
        )
        return f"{kind:8} {', '.join(times)} ms; {dict(self.cache_statuses[kind])}"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="pullquote-bench-") as name, valkey.running() as counts:
        folder = Path(name)
        folder.chmod(0o755)  # The databases' account needs access.
        site = Site(folder, WEB_CONCURRENCY="1", TRUSTED_PROXIES="1")
        search = fill(site, POSTS)["search"].path
        posts = site.run("-c", PATHS_CODE).split()[: ROUNDS * REQUESTS]
        replica = Replica(folder)
        replica.follow(site.server)
        others = {"REPLICA_URLS": replica.url, "VALKEY_URL": counts.address}
        servers = {
            "primary": postmaster(site.server.data),
            "replica": postmaster(replica.server.data),
            "valkey": counts.process.pid,
        }
        measured: dict[str, Measured] = {}
        try:
            for setup, variables in {
                "alone": [],
                "with a replica": ["REPLICA_URLS"],
                "with Valkey": ["VALKEY_URL"],
                "with both": list(others),
            }.items():
                with_them = copy.copy(site)
                with_them.environment = site.environment | {key: others[key] for key in variables}
                web = Web(with_them, "config.wsgi", has_database=True)
                measured[setup] = Measured(web, servers)
                web.get("/healthz", Host="localhost")
            for number in range(ROUNDS):
                for measured_web in measured.values():
                    measured_web.request_all(
                        "post", posts[number * REQUESTS : (number + 1) * REQUESTS]
                    )
                    measured_web.request_all("search", list(islice(cycle([search]), REQUESTS)))
        finally:
            for measured_web in measured.values():
                measured_web.web.end()
            replica.remove()
            site.listener.close()
        for setup, measured_web in measured.items():
            print(f"{setup}:", *map(measured_web.line, ("post", "search")), sep="\n  ")


def postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


if __name__ == "__main__":
    main()
