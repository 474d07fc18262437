"""Purge a CDN's cached pages whenever public content changes.

One thread in each worker polls the same site state as the page cache. A row stores the state of the
last purge, so that a killed worker loses nothing and only one of several workers purges.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from http.client import HTTPException
from threading import Event
from urllib.error import HTTPError
from urllib.request import Request

from django.db import close_old_connections, connection
from django.utils import timezone

from lib.http_without_redirects import open_without_redirects
from page_cache.models import Purge

logger = logging.getLogger(__name__)

CACHE_TAG = "pages"  # cache tag of all pages, but not of files
CHECK_INTERVAL = 0.5  # seconds; a check costs two queries of 0.1 ms
RETRY_DELAY = 2.0  # seconds between attempts while the database is unavailable
# By then no process and no nginx still caches the old page, which the CDN would fetch again.
SETTLE_DELAY = timedelta(seconds=2)
# Between two purges: the strictest rate limit (Cloudflare's free plan) is five a minute.
MIN_PURGE_INTERVAL = timedelta(seconds=15)
REQUEST_TIMEOUT = 10.0  # seconds
LEASE_DURATION = timedelta(minutes=1)  # longer than REQUEST_TIMEOUT; then another worker tries
MAX_RETRY_DELAY = 300  # seconds


class PurgeError(Exception):
    """The purge failed; `retry_after` is the server's Retry-After in seconds."""

    def __init__(self, reason: str, retry_after: int = 0) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Purger:
    """`get_state` costs one query and returns a value that changes with the public content;
    `header` authenticates us to the CDN."""

    def __init__(
        self, get_state: Callable[[], Hashable], url: str, header: tuple[str, str]
    ) -> None:
        self._get_state, self._url, self._header = get_state, url, header

    def run(self, stop: Event) -> None:
        """Check until `stop` is set. Retries while the database is unavailable."""
        is_database_down = False
        while not stop.is_set():
            try:
                close_old_connections()
                self.check()
                is_database_down = False
            except Exception as error:
                if not is_database_down:
                    logger.warning("No CDN can be purged: %s", " ".join(str(error).split()))
                is_database_down = True
                connection.close()
                stop.wait(RETRY_DELAY)
            stop.wait(CHECK_INTERVAL)
        connection.close()

    def check(self) -> None:
        """Schedule a purge after a change, or send one that is due."""
        now = timezone.now()
        state = self._hash_state(now)
        row, _is_new = Purge.objects.get_or_create(pk=1)
        if row.due_at is None:
            if state != row.done_for:
                _schedule_purge(row, state, now)
        elif row.due_at > now + SETTLE_DELAY and state != row.due_for:
            # A pending purge covers later changes as well.
            Purge.objects.filter(pk=1, due_at=row.due_at).update(due_for=state)
        elif row.due_at <= now and _lease(row, now):
            self._purge(row)

    def _hash_state(self, now: datetime) -> str:
        """Hash the state and the hour, as pages also change with time, e.g. when comments close."""
        return hashlib.sha256(f"{self._get_state()!r} {now:%Y%m%d%H}".encode()).hexdigest()

    def _purge(self, row: Purge) -> None:
        try:
            self._send_request()
        except PurgeError as error:
            if not row.failures:
                logger.warning("The CDN was not purged, and is asked again: %s", error)
            seconds = max(min(2**row.failures, MAX_RETRY_DELAY), error.retry_after)
            due_at = timezone.now() + timedelta(seconds=seconds)
            Purge.objects.filter(pk=1).update(due_at=due_at, failures=min(row.failures + 1, 30))
            return
        if row.failures:
            logger.warning("The CDN was purged after %s failures.", row.failures)
        Purge.objects.filter(pk=1).update(
            done_for=row.due_for, done_at=timezone.now(), due_at=None, changed_at=None, failures=0
        )

    def _send_request(self) -> None:
        send_request(self._url, self._header, "tags", [CACHE_TAG])


def send_request(url: str, header: tuple[str, str], kind: str, purged: Sequence[str]) -> None:
    """Ask a CDN to purge `purged`, which are 'tags' or 'files'. Raises PurgeError.

    `X-Purge-Kind` is for a cache that does not read the body.
    """
    name, value = header
    headers = {"Content-Type": "application/json", "User-Agent": "Pullquote", "X-Purge-Kind": kind}
    request = Request(url, data=json.dumps({kind: purged}).encode(), headers=headers)
    if name:
        request.add_unredirected_header(name, value)
    try:
        with open_without_redirects(request, REQUEST_TIMEOUT) as response:
            response.read(1000)
    except HTTPError as error:
        with error:
            retry_after = error.headers.get("Retry-After", "")
        seconds = min(int(retry_after), 3600) if retry_after.isdecimal() else 0
        raise PurgeError(f"{error.code} {error.reason}", seconds) from error
    except (OSError, HTTPException) as error:
        raise PurgeError(f"{type(error).__name__}: {error}") from error


def _schedule_purge(row: Purge, state: str, now: datetime) -> None:
    """Schedule a purge unless another worker has done so."""
    due_at = now + SETTLE_DELAY
    if row.done_at:
        due_at = max(due_at, row.done_at + MIN_PURGE_INTERVAL)
    Purge.objects.filter(pk=1, due_at=None, done_for=row.done_for).update(
        due_for=state, changed_at=now, due_at=due_at
    )


def _lease(row: Purge, now: datetime) -> bool:
    """Lease the purge to this worker, without an open transaction. False if another has it."""
    return bool(Purge.objects.filter(pk=1, due_at=row.due_at).update(due_at=now + LEASE_DURATION))
