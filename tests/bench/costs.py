"""What one page costs: asked for through the whole of Django, in turns between two sites."""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.sites import Site
from tests.support.client_ips import CLIENT_IPS

LIMIT = 2  # A page that costs more by this does not hold what the site promises.
WARM_UP = 2


@dataclass(frozen=True)
class Cost:
    """Of one page in one site: the medians of all runs, in milliseconds.

    `cpu` is what this process and the server's process for its connection computed, which what
    else the machine does hardly changes; `wall` is what the clock on the wall says. Of a list that
    one site fills and the other does not, those for a hundred of its entries.
    """

    cpu: float
    wall: float
    queries: int
    bytes: int


@dataclass(frozen=True)
class Row:
    page: str
    costs: list[Cost]  # That in the small site, then that in the large one.

    @property
    def ratio(self) -> float:
        return self.costs[1].cpu / self.costs[0].cpu

    @property
    def by_the_wall(self) -> float:
        return self.costs[1].wall / self.costs[0].wall

    @property
    def is_over(self) -> bool:
        return max(self.ratio, self.by_the_wall) > LIMIT


def measure(sites: list[Site], runs: int, wanted: str) -> Iterator[Row]:
    from blog.views import search
    from tests.bench.desk_kinds import DESK
    from tests.bench.kinds import KINDS

    search.PER_MINUTE = sys.maxsize  # A bench asks for more than a client.
    desks = [_at_the_desk(site) for site in sites]
    readers = [_visitor() for _ in sites]
    for kind in (*KINDS, *DESK):
        if wanted in kind.name:
            clients = desks if kind in DESK else readers
            row = _row(kind, clients, sites, runs)
            # What is over the limit by chance seldom is so twice.
            yield _row(kind, clients, sites, runs * 3) if row.is_over else row


def _visitor() -> Any:
    from django.test import Client

    return Client(headers={"host": "localhost"})


def _at_the_desk(site: Site) -> Any:
    """Somebody who sees all lists, with the second factor that the desk wants of them."""
    from allauth.mfa.models import Authenticator

    from accounts.models import User

    client = _visitor()
    with site.used():
        may = {"is_staff": True, "is_superuser": True, "password": "!"}
        user, _ = User.objects.get_or_create(username="bench", defaults=may)
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {}}
        )
        client.force_login(user)
    return client


def _row(kind: Any, clients: list[Any], sites: list[Site], runs: int) -> Row:
    asked: list[_Asked] = []
    for site, client in zip(sites, clients, strict=True):
        with site.used():
            asked.append(_Asked(kind, client))
    for _ in range(runs):
        for site, page in zip(sites, asked, strict=True):
            with site.used():
                page.ask()
    return Row(kind.name, [page.cost() for page in asked])


class _Asked:
    """One page of one site; asked for a few times before anything is measured."""

    def __init__(self, kind: Any, client: Any) -> None:
        from django.db import connection

        self.computed: list[float] = []
        self.waited: list[float] = []
        self.address = kind.address()
        self.client, self.entry = client, kind.entry
        self.headers: dict[str, str] = {}
        answer = self._get(200)
        if kind.again:
            self.headers = {"If-None-Match": answer["ETag"]}
        self.expected = 304 if kind.again else 200
        for _ in range(WARM_UP):
            self._get(self.expected)
        self.queries = 0
        self._count_queries()
        self.server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def _get(self, expected: int) -> Any:
        answer = self.client.get(self.address, headers=self.headers, REMOTE_ADDR=next(CLIENT_IPS))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code != expected:
            raise RuntimeError(f"{self.address}: {answer.status_code}, not {expected}")
        self.bytes = len(body)
        self.hundreds = body.count(self.entry) / 100 if self.entry else 1
        return answer

    def _count_queries(self) -> None:
        from django.db import connection

        def counting(execute: Any, *arguments: Any) -> Any:
            self.queries += 1
            return execute(*arguments)

        with connection.execute_wrapper(counting):
            self._get(self.expected)

    def ask(self) -> None:
        computed, begun = self._computed(), time.perf_counter_ns()
        self._get(self.expected)
        self.waited.append((time.perf_counter_ns() - begun) / 1_000_000)
        self.computed.append((self._computed() - computed) / 1_000_000)

    def _computed(self) -> int:
        """Nanoseconds so far. Linux alone counts another process's in these, not in hundredths of
        a second; elsewhere it is this process alone."""
        servers = int(self.server.read_text().split()[0]) if self.server.exists() else 0
        return time.process_time_ns() + servers

    def cost(self) -> Cost:
        cpu, wall = (
            statistics.median(times) / self.hundreds for times in (self.computed, self.waited)
        )
        return Cost(cpu, wall, self.queries, self.bytes)
