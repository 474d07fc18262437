"""Clients that try to exhaust the server: `make chaos CHAOS=edge`.

Ten thousand open connections, then clients that send or read a byte now and then (all at once,
because they only wait), uploads of 100 MB, and headers and URLs that are too long, through nginx,
while readers continue. Every reader must get every page; every client that is too slow or too large
must get a clear response or be disconnected; nginx and the web server must stay within the memory
of their containers. A part is repeated directly against `make serve`, without requirements: see
`docs/operators/proxy.md`.

It prints losses and the readers' waiting times (informational), and exits with 1 if anything was
lost. It needs nginx.
"""

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.chaos.people import Answer, Person, Reader
from tests.chaos.slow_clients import ENDED, GROUPS, LEFT, raise_file_limit
from tests.chaos.stack import ROOT, Stack
from tests.chaos.storms import wait_for
from tests.deploy.nginx import HOST

READERS = 12
MAX_CLIENTS = max(sum(group.values()) for group in GROUPS)
CALM_SECONDS = 8.0  # Seconds.
RECOVERY_TIMEOUT = 60.0
CONNECTIONS = 16_384  # For 10,000 open ones, see the top of deploy/nginx.conf.
MEMORY_LIMITS = {"nginx": 1024, "web": 2048}  # MB, as in docker-compose.yml.
DIRECT_GROUP = {"slow_head": 50, "slow_body": 50}
TIMEOUTS = {"nginx": 50, "web": 15}  # Seconds until a response or the end of the connection.
# Acceptable responses for each kind, besides a closed connection.
ACCEPTED_RESPONSES = {
    "kept_open": {"200"},
    "slow_body": {LEFT},
    "slow_reader": {LEFT},
    "large": {"413"},
    "oversized": {"431", "414"},
}
PREPARE = """
from django.utils import timezone
from accounts.models import User
from blog.content import document
from blog.models import Post
ana = User.objects.create_user("ana", "ana@example.org")
post = Post.objects.create(title="High water", status="published", published_at=timezone.now())
document.save(post, document.parse("<p>The river rose.</p>" * 200), ana)
print(post.get_absolute_url())
"""
Group = dict[str, int]


class DirectReader(Person):
    """A reader without a proxy."""

    def once(self) -> Answer:
        headers = {"Host": HOST, "X-Forwarded-Proto": "https"}
        connection = http.client.HTTPConnection("127.0.0.1", self.browser.port, timeout=10)
        try:
            connection.request("GET", "/", headers=headers)
            return Answer(connection.getresponse().status)
        finally:
            connection.close()


class Edge:
    def __init__(self, stack: Stack, seed: int) -> None:
        self.stack, self.seed = stack, seed
        self.lost: list[str] = []

    def attack(self, group: Group, readers: list[Person], is_direct: bool = False) -> None:
        """Run all clients of the group at once, through nginx or directly against the web
        server."""
        clear_wait_times(readers)
        start = time.monotonic()
        attacks = {kind: self._start(kind, group[kind], is_direct) for kind in group}
        peak: Counter[str] = Counter()
        try:
            while any(attack.poll() is None for attack in attacks.values()):
                peak |= self.measure_resources()
                time.sleep(0.3)
        finally:
            for attack in attacks.values():
                attack.kill()
        for kind, attack in attacks.items():
            outcomes = Counter(json.loads(attack.communicate()[0]))
            print(f"{kind:12} {group[kind]:6}: {dict(outcomes.most_common())}")
            if not is_direct:
                accepted = ACCEPTED_RESPONSES.get(kind, set()) | {ENDED, "408"}
                self.lost += [
                    f"{kind}: {n} x {outcome}"
                    for outcome, n in outcomes.items()
                    if outcome not in accepted
                ]
        memory = f"nginx {peak['nginx']} MB ({peak['open']} open), web {peak['web']} MB"
        print(
            f"  {time.monotonic() - start:.0f} s; {memory}; {describe_wait_times(readers)}",
            flush=True,
        )
        if not is_direct:
            self.lost += [
                f"{name} over {MEMORY_LIMITS[name]} MB"
                for name in MEMORY_LIMITS
                if peak[name] > MEMORY_LIMITS[name]
            ]

    def measure_resources(self) -> Counter[str]:
        """Return the memory in MB and nginx's open files."""
        nginx, web = self.stack.nginx.pids(), self.stack.gunicorn()
        return Counter(
            nginx=memory_megabytes(nginx),
            web=memory_megabytes([web, *self.stack.children(web)]),
            open=sum(map(count_open_files, nginx)),
        )

    def _start(self, kind: str, count: int, is_direct: bool) -> subprocess.Popen:
        port = self.stack.web_port if is_direct else self.stack.port
        patience = TIMEOUTS["web" if is_direct else "nginx"]
        numbers = map(str, (port, int(not is_direct), self.seed, count, patience))
        command = [sys.executable, "-m", "tests.chaos.slow_clients", kind, *numbers]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def memory_megabytes(pids: list[int]) -> int:
    """Return the private memory and the share of common memory."""
    lines = [line for pid in pids for line in read_memory_rollup(pid) if line.startswith("Pss:")]
    return sum(int(line.split()[1]) for line in lines) // 1024


def count_open_files(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:  # Like nginx's cache loader, which ends after a minute.
        return 0


def read_memory_rollup(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # It has ended.
        return []


def clear_wait_times(readers: list[Person]) -> None:
    for reader in readers:
        reader.account.waits.clear()


def describe_wait_times(readers: list[Person]) -> str:
    times = [seconds for reader in readers for seconds in list(reader.account.waits)]
    percentiles = statistics.quantiles(times, n=100) if len(times) > 1 else [float("nan")] * 99
    median, p99 = percentiles[49] * 1000, percentiles[98] * 1000
    return f"{len(times)} answers to readers, p50 {median:.0f} ms, p99 {p99:.0f} ms"


def start_readers(kind: type[Person], port: int) -> list[Person]:
    readers = [kind(port, number) for number in range(READERS)]
    for reader in readers:
        reader.start()
    return readers


def stop_readers(readers: list[Person]) -> Counter[int]:
    for reader in readers:
        reader.is_over.set()
    for reader in readers:
        reader.join()
    return sum((reader.account.statuses for reader in readers), Counter())


def attack_through_nginx(edge: Edge) -> None:
    readers = start_readers(Reader, edge.stack.port)
    time.sleep(CALM_SECONDS)
    before = edge.measure_resources()
    print(
        f"calm: nginx {before['nginx']} MB, web {before['web']} MB; {describe_wait_times(readers)}"
    )
    for group in GROUPS:
        edge.attack(group, readers)
    if (
        wait_for(lambda: edge.measure_resources()["open"] < before["open"] + 100, RECOVERY_TIMEOUT)
        is None
    ):
        edge.lost.append(f"{edge.measure_resources()['open']} are still open in nginx")
    statuses = stop_readers(readers)
    after = edge.measure_resources()
    print(f"afterwards: nginx {after['nginx']} MB, web {after['web']} MB")
    print(f"readers were told {dict(statuses)}")
    edge.lost += [wrong for reader in readers for wrong in reader.account.wrong_answers]


def attack_directly(edge: Edge) -> None:
    print("Straight at the web, where nothing is demanded:")
    for kind, count in DIRECT_GROUP.items():
        readers = start_readers(DirectReader, edge.stack.web_port)
        edge.attack({kind: count}, readers, is_direct=True)
        print(f"  readers were told {dict(stop_readers(readers))}")


def main(seed: int = 1) -> int:
    if not raise_file_limit(MAX_CLIENTS):
        print(f"This machine lets nobody open {MAX_CLIENTS} connections (ulimit -Hn).")
        return 2
    with tempfile.TemporaryDirectory(prefix="pullquote-edge-") as name:
        Path(name).chmod(0o755)  # As root, nginx and the database run with other accounts.
        stack = Stack(Path(name), PREPARE, CONNECTIONS)
        edge = Edge(stack, seed)
        try:
            Reader.paths = ("/", stack.output[-1], "/archive/", "/feed.atom")
            first = Reader(stack.port, READERS).browser
            assert wait_for(lambda: first.request("GET", "/").status == 200, RECOVERY_TIMEOUT)
            attack_through_nginx(edge)
            attack_directly(edge)
        finally:
            stack.end()
    lost = Counter(edge.lost)
    print(f"lost: {sum(lost.values())} {dict(lost) or ''}")
    return 1 if lost else 0


if __name__ == "__main__":
    # Clean up on SIGTERM as well.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(int(os.environ.get("PULLQUOTE_CHAOS", 1))))
