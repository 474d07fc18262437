"""Those who would rather keep a site busy than read it: `make chaos CHAOS=edge`.

Ten thousand open connections, then clients that send or read a byte now and then, all of them at
once as what they do is to wait, uploads of 100 MB, headers and addresses that are too long, through
nginx, while readers go on. Every reader has to get every page, whoever is too slow or too large a
clear answer or an end, and nginx and the web no more memory than their containers have. Some of it
once more straight at `make serve`, of which nothing is demanded: `docs/operators/proxy.md` says
what to make of that.

It prints what was lost, and how long readers waited (to be read; no time is demanded), and ends
with 1 if anything was lost. It needs nginx.
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
from tests.chaos.slow_clients import ENDED, GROUPS, LEFT, may_open
from tests.chaos.stack import ROOT, Stack
from tests.chaos.storms import wait_for
from tests.deploy.nginx import HOST

READERS = 12
AT_ONCE = max(sum(group.values()) for group in GROUPS)
CALM = 8.0  # seconds
RECOVERED = 60.0
CONNECTIONS = 16_384  # As the head of deploy/nginx.conf says for 10,000 that are open.
MOST = {"nginx": 1024, "web": 2048}  # MB, as in docker-compose.yml
STRAIGHT = {"slow_head": 50, "slow_body": 50}
PATIENCE = {"nginx": 50, "web": 15}  # seconds for an answer or an end
# What it is right to tell each kind, beside an end without a word.
CLEAR = {
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


class Straight(Person):
    """A reader with nothing in between."""

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

    def befall(self, group: Group, readers: list[Person], is_straight: bool = False) -> None:
        """All of the group at once; through nginx, unless straight at the web."""
        begin(readers)
        begun = time.monotonic()
        attacks = {kind: self._start(kind, group[kind], is_straight) for kind in group}
        most: Counter[str] = Counter()
        try:
            while any(attack.poll() is None for attack in attacks.values()):
                most |= self.taken()
                time.sleep(0.3)
        finally:
            for attack in attacks.values():
                attack.kill()
        for kind, attack in attacks.items():
            told = Counter(json.loads(attack.communicate()[0]))
            print(f"{kind:12} {group[kind]:6}: {dict(told.most_common())}")
            if not is_straight:
                right = CLEAR.get(kind, set()) | {ENDED, "408"}
                self.lost += [
                    f"{kind}: {n} x {what}" for what, n in told.items() if what not in right
                ]
        memory = f"nginx {most['nginx']} MB ({most['open']} open), web {most['web']} MB"
        print(f"  {time.monotonic() - begun:.0f} s; {memory}; {waits(readers)}", flush=True)
        if not is_straight:
            self.lost += [
                f"{name} over {MOST[name]} MB" for name in MOST if most[name] > MOST[name]
            ]

    def taken(self) -> Counter[str]:
        """MB of memory, and what nginx has open."""
        nginx, web = self.stack.nginx.pids(), self.stack.gunicorn()
        return Counter(
            nginx=megabytes(nginx),
            web=megabytes([web, *self.stack.children(web)]),
            open=sum(map(opened, nginx)),
        )

    def _start(self, kind: str, count: int, is_straight: bool) -> subprocess.Popen:
        port = self.stack.web_port if is_straight else self.stack.port
        patience = PATIENCE["web" if is_straight else "nginx"]
        numbers = map(str, (port, int(not is_straight), self.seed, count, patience))
        command = [sys.executable, "-m", "tests.chaos.slow_clients", kind, *numbers]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def megabytes(pids: list[int]) -> int:
    """What is theirs alone, and their share of what they have in common."""
    lines = [line for pid in pids for line in rollup(pid) if line.startswith("Pss:")]
    return sum(int(line.split()[1]) for line in lines) // 1024


def opened(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:  # As nginx's loader of the cache does, after a minute.
        return 0


def rollup(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # It ended.
        return []


def begin(readers: list[Person]) -> None:
    for reader in readers:
        reader.account.waits.clear()


def waits(readers: list[Person]) -> str:
    found = [wait for reader in readers for wait in list(reader.account.waits)]
    hundredths = statistics.quantiles(found, n=100) if len(found) > 1 else [float("nan")] * 99
    middle, late = hundredths[49] * 1000, hundredths[98] * 1000
    return f"{len(found)} answers to readers, p50 {middle:.0f} ms, p99 {late:.0f} ms"


def started(kind: type[Person], port: int) -> list[Person]:
    readers = [kind(port, number) for number in range(READERS)]
    for reader in readers:
        reader.start()
    return readers


def stopped(readers: list[Person]) -> Counter[int]:
    for reader in readers:
        reader.is_over.set()
    for reader in readers:
        reader.join()
    return sum((reader.account.statuses for reader in readers), Counter())


def through_nginx(edge: Edge) -> None:
    readers = started(Reader, edge.stack.port)
    time.sleep(CALM)
    before = edge.taken()
    print(f"calm: nginx {before['nginx']} MB, web {before['web']} MB; {waits(readers)}")
    for group in GROUPS:
        edge.befall(group, readers)
    if wait_for(lambda: edge.taken()["open"] < before["open"] + 100, RECOVERED) is None:
        edge.lost.append(f"{edge.taken()['open']} are still open in nginx")
    statuses = stopped(readers)
    after = edge.taken()
    print(f"afterwards: nginx {after['nginx']} MB, web {after['web']} MB")
    print(f"readers were told {dict(statuses)}")
    edge.lost += [wrong for reader in readers for wrong in reader.account.wrong]


def straight(edge: Edge) -> None:
    print("Straight at the web, where nothing is demanded:")
    for kind, count in STRAIGHT.items():
        readers = started(Straight, edge.stack.web_port)
        edge.befall({kind: count}, readers, is_straight=True)
        print(f"  readers were told {dict(stopped(readers))}")


def main(seed: int = 1) -> int:
    if not may_open(AT_ONCE):
        print(f"This machine lets nobody open {AT_ONCE} connections (ulimit -Hn).")
        return 2
    with tempfile.TemporaryDirectory(prefix="pullquote-edge-") as name:
        Path(name).chmod(0o755)  # For the accounts that run nginx and the database for root.
        stack = Stack(Path(name), PREPARE, CONNECTIONS)
        edge = Edge(stack, seed)
        try:
            Reader.paths = ("/", stack.said[-1], "/archive/", "/feed.atom")
            first = Reader(stack.port, READERS).browser
            assert wait_for(lambda: first.ask("GET", "/").status == 200, RECOVERED)
            through_nginx(edge)
            straight(edge)
        finally:
            stack.end()
    lost = Counter(edge.lost)
    print(f"lost: {sum(lost.values())} {dict(lost) or ''}")
    return 1 if lost else 0


if __name__ == "__main__":
    # To be told to end is no reason to leave anything behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(int(os.environ.get("PULLQUOTE_CHAOS", 1))))
