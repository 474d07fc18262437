"""The cost of a page through all of Django, measured alternately in two sites."""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.sites import Site
from tests.support.client_ips import CLIENT_IPS

MAX_RATIO = 2  # The maximum ratio of costs that the site promises.
WARM_UP = 2


@dataclass(frozen=True)
class Cost:
    """The cost of a page in one site: medians of all runs, in milliseconds.

    `cpu` is the CPU time of this process and of its database backend, which hardly depends on other
    load; `wall` is wall-clock time. For a list that only one of the sites fills, both are for a
    hundred entries.
    """

    cpu: float
    wall: float
    queries: int
    bytes: int


@dataclass(frozen=True)
class Row:
    page: str
    costs: list[Cost]  # In the small site, then in the large one.

    @property
    def ratio(self) -> float:
        return self.costs[1].cpu / self.costs[0].cpu

    @property
    def wall_ratio(self) -> float:
        return self.costs[1].wall / self.costs[0].wall

    @property
    def is_over(self) -> bool:
        return max(self.ratio, self.wall_ratio) > MAX_RATIO


def measure(sites: list[Site], runs: int, name_part: str) -> Iterator[Row]:
    from blog.admin.dossiers import items
    from blog.views import search
    from tests.bench.desk_kinds import DESK
    from tests.bench.kinds import KINDS

    # The benchmark sends more requests than a client may.
    search.MAX_PER_MINUTE = items.MAX_SEARCHES = sys.maxsize
    desks = [_admin_client(site) for site in sites]
    readers = [_anonymous_client() for _ in sites]
    for kind in (*KINDS, *DESK):
        if name_part in kind.name:
            clients = desks if kind in DESK else readers
            row = _row(kind, clients, sites, runs)
            # A chance result over the limit is unlikely to repeat.
            yield _row(kind, clients, sites, runs * 3) if row.is_over else row


def _anonymous_client() -> Any:
    from django.test import Client

    return Client(headers={"host": "localhost"})


def _admin_client(site: Site) -> Any:
    """Return a client whose user may see all lists and has a second factor."""
    from allauth.mfa.models import Authenticator

    from accounts.models import User

    client = _anonymous_client()
    with site.used():
        may = {"is_staff": True, "is_superuser": True, "password": "!"}
        user, _ = User.objects.get_or_create(username="bench", defaults=may)
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {}}
        )
        client.force_login(user)
    return client


def _row(kind: Any, clients: list[Any], sites: list[Site], runs: int) -> Row:
    pages: list[_MeasuredPage] = []
    for site, client in zip(sites, clients, strict=True):
        with site.used():
            pages.append(_MeasuredPage(kind, client))
    for _ in range(runs):
        for site, page in zip(sites, pages, strict=True):
            with site.used():
                page.measure()
    return Row(kind.name, [page.cost() for page in pages])


class _MeasuredPage:
    """A page of one site, requested a few times before it is measured."""

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

    def measure(self) -> None:
        computed, start = self._computed(), time.perf_counter_ns()
        self._get(self.expected)
        self.waited.append((time.perf_counter_ns() - start) / 1_000_000)
        self.computed.append((self._computed() - computed) / 1_000_000)

    def _computed(self) -> int:
        """Return the CPU time so far in nanoseconds.

        Only Linux reports that of another process with this resolution; elsewhere it covers only
        this process.
        """
        servers = int(self.server.read_text().split()[0]) if self.server.exists() else 0
        return time.process_time_ns() + servers

    def cost(self) -> Cost:
        cpu, wall = (
            statistics.median(times) / self.hundreds for times in (self.computed, self.waited)
        )
        return Cost(cpu, wall, self.queries, self.bytes)
