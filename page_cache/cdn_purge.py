"""Tells a CDN to let go of the pages it keeps, whenever readers would see something else.

One thread in each worker looks at the same state of the site as the page cache; a row keeps for
which state the CDN was told last, so nothing is forgotten by a worker that is killed, and one of
several workers tells. No reader and no author waits for it.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from http.client import HTTPException, HTTPMessage
from threading import Event
from typing import IO
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.db import close_old_connections, connection
from django.utils import timezone

from page_cache.models import Purge

logger = logging.getLogger(__name__)

TAG = "pages"  # What all pages that a CDN keeps are marked with, and files are not.
EVERY = 0.5  # seconds between two looks: two queries of 0.1 ms
AWAY = 2.0  # seconds until a database that is away is asked again
# By then no process and no nginx in between has the old page, which the CDN would fetch again.
SETTLED = timedelta(seconds=2)
# Between two purges: the least that is granted (Cloudflare, free of charge) are five a minute.
PAUSE = timedelta(seconds=15)
PATIENCE = 10.0  # seconds for an answer
LEASE = timedelta(minutes=1)  # Longer than that; then another worker tries.
LONGEST = 300  # seconds between two tries


class _Refused(Exception):
    """`later` are the seconds that whoever refuses asks us to wait."""

    def __init__(self, reason: str, later: int = 0) -> None:
        super().__init__(reason)
        self.later = later


class _Stay(HTTPRedirectHandler):
    """What we send is for this address alone."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


_opener = build_opener(_Stay)


class Purging:
    """`ask` costs one query and answers what differs whenever readers could see something else;
    `header` is what the CDN knows us by."""

    def __init__(self, ask: Callable[[], Hashable], url: str, header: tuple[str, str]) -> None:
        self._ask, self._url, self._header = ask, url, header

    def run(self, stop: Event) -> None:
        """Until `stop` is set. A database that is away is waited for."""
        is_away = False
        while not stop.is_set():
            try:
                close_old_connections()
                self.look()
                is_away = False
            except Exception as error:
                if not is_away:
                    logger.warning("No CDN can be purged: %s", " ".join(str(error).split()))
                is_away = True
                connection.close()
                stop.wait(AWAY)
            stop.wait(EVERY)
        connection.close()

    def look(self) -> None:
        now = timezone.now()
        state = self._state(now)
        row, _is_new = Purge.objects.get_or_create(pk=1)
        if row.due_at is None:
            if state != row.done_for:
                _note(row, state, now)
        elif row.due_at > now + SETTLED and state != row.due_for:
            # What changes while a purge waits is told by it as well.
            Purge.objects.filter(pk=1, due_at=row.due_at).update(due_for=state)
        elif row.due_at <= now and _take(row, now):
            self._purge(row)

    def _state(self, now: datetime) -> str:
        """Pages go by the hour as well, as where comments close by themselves."""
        return hashlib.sha256(f"{self._ask()!r} {now:%Y%m%d%H}".encode()).hexdigest()

    def _purge(self, row: Purge) -> None:
        try:
            self._tell()
        except _Refused as refused:
            if not row.failures:
                logger.warning("The CDN was not purged, and is asked again: %s", refused)
            seconds = max(min(2**row.failures, LONGEST), refused.later)
            due_at = timezone.now() + timedelta(seconds=seconds)
            Purge.objects.filter(pk=1).update(due_at=due_at, failures=min(row.failures + 1, 30))
            return
        if row.failures:
            logger.warning("The CDN was purged after %s failures.", row.failures)
        Purge.objects.filter(pk=1).update(
            done_for=row.due_for, done_at=timezone.now(), due_at=None, changed_at=None, failures=0
        )

    def _tell(self) -> None:
        name, value = self._header
        request = Request(
            self._url,
            data=json.dumps({"tags": [TAG]}).encode(),
            headers={"Content-Type": "application/json", "User-Agent": "Pullquote"},
        )
        if name:
            request.add_unredirected_header(name, value)
        try:
            with _opener.open(request, timeout=PATIENCE) as response:
                response.read(1000)
        except HTTPError as error:
            with error:
                later = error.headers.get("Retry-After", "")
            seconds = min(int(later), 3600) if later.isdecimal() else 0
            raise _Refused(f"{error.code} {error.reason}", seconds) from error
        except (OSError, HTTPException) as error:
            raise _Refused(f"{type(error).__name__}: {error}") from error


def _note(row: Purge, state: str, now: datetime) -> None:
    """Another worker may have done so in between."""
    due_at = now + SETTLED
    if row.done_at:
        due_at = max(due_at, row.done_at + PAUSE)
    Purge.objects.filter(pk=1, due_at=None, done_for=row.done_for).update(
        due_for=state, changed_at=now, due_at=due_at
    )


def _take(row: Purge, now: datetime) -> bool:
    """One of several workers, which has time until the lease ends; no transaction is open
    meanwhile."""
    return bool(Purge.objects.filter(pk=1, due_at=row.due_at).update(due_at=now + LEASE))
