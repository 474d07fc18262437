"""Finished pages in the memory of a process, the least asked for going first."""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import brotli
from django.utils.http import parse_http_date_safe

from page_cache.state_watcher import State

Key = tuple[str, ...]
Header = tuple[str, str]
# By measurement: docs/operators/performance.md.
BROTLI, GZIP = 5, 5
SHORT = 512  # bytes, below which compressing saves nothing
OTHERS = 10_000  # Keys of what cannot be kept, to be known again.
PATIENCE = 10.0  # seconds for which one waits for another who has the same page in hand
MAX_WAITING = 32  # threads that may wait so at once, for whichever page


class Answer(NamedTuple):
    """What goes out: headers with Content-Length, and the body in one piece."""

    status: str
    headers: list[Header]
    body: bytes


class Entry:
    """A page as the site's `state` has it. Each encoding is made when it is first asked for."""

    def __init__(
        self, status: str, headers: list[Header], body: bytes, state: State | None, made_at: float
    ) -> None:
        named = {name.lower(): value for name, value in headers}
        self.status, self.body, self.state, self.made_at = status, body, state, made_at
        etag = named.get("etag") or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        # Weak, as it is that of each encoding (RFC 9110, section 8.8.3.3).
        self.etag = etag if etag.startswith("W/") else f"W/{etag}"
        modified = named.get("last-modified")
        self.modified = parse_http_date_safe(modified) if modified else None
        self._plain = [
            (name, value)
            for name, value in headers
            if name.lower() not in ("etag", "content-length", "vary")
        ]
        self._plain.append(("ETag", self.etag))
        self._is_text = len(body) >= SHORT and is_text(named.get("content-type", ""))
        varied = [named["vary"]] if named.get("vary") else []
        if self._is_text:
            varied.append("Accept-Encoding")
        if varied:
            self._plain.append(("Vary", ", ".join(varied)))
        self._answers: dict[str, Answer] = {}
        self.size = len(body) + 1000

    def answer(self, encoding: str) -> Answer:
        if not self._is_text:
            encoding = ""
        if (answer := self._answers.get(encoding)) is None:
            answer = self._answers[encoding] = self._made(encoding)
        return answer

    def _made(self, encoding: str) -> Answer:
        headers, body = list(self._plain), self.body
        if encoding:
            headers.append(("Content-Encoding", encoding))
            if encoding == "br":
                body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI)
            else:
                body = gzip.compress(body, GZIP, mtime=0)
            self.size += len(body) + 500
        headers.append(("Content-Length", str(len(body))))
        return Answer(self.status, headers, body)

    def unchanged(self) -> Answer:
        """304 with what RFC 9110, section 15.4.5 asks for."""
        names = (
            *("etag", "vary", "last-modified", "expires", "content-location"),
            *("cache-control", "cdn-cache-control"),
        )
        headers = [header for header in self._plain if header[0].lower() in names]
        return Answer("304 Not Modified", headers, b"")


def is_text(content_type: str) -> bool:
    """A picture is a file of its own elsewhere, and gains nothing by being compressed."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))


class Store:
    """At most `limit` bytes, as far as Python tells: bodies and a little for each."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._entries: OrderedDict[Key, tuple[Entry, int]] = OrderedDict()
        self._others: OrderedDict[Key, None] = OrderedDict()
        self._in_hand: dict[Key, threading.Lock] = {}
        self._waiting = threading.Semaphore(MAX_WAITING)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Entry | None:
        with self._lock:
            if (entry := self._entries.get(key)) is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Key, entry: Entry) -> None:
        """Instead of what is there; also again, once an entry has grown by an encoding."""
        with self._lock:
            _entry, before = self._entries.pop(key, (None, 0))
            self.size -= before
            if entry.size > self.limit // 8:
                return
            self._entries[key] = (entry, entry.size)
            self.size += entry.size
            while self.size > self.limit:
                _key, (_entry, size) = self._entries.popitem(last=False)
                self.size -= size

    def cannot_keep(self, key: Key) -> None:
        """Nobody waits for another's answer to this. What was kept of it is not true any more."""
        with self._lock:
            _entry, before = self._entries.pop(key, (None, 0))
            self.size -= before
            self._others[key] = None
            while len(self._others) > OTHERS:
                self._others.popitem(last=False)

    def is_apart(self, key: Key) -> bool:
        """It could not be kept when it was made last."""
        return key in self._others

    @contextmanager
    def in_hand(self, key: Key) -> Iterator[None]:
        """One at a time makes a page; who waited finds it in the store. Where too many wait
        already, nobody else does."""
        if self.is_apart(key):
            yield
            return
        with self._lock:
            lock = self._in_hand.setdefault(key, threading.Lock())
        is_held = lock.acquire(blocking=False) or self._wait_for(lock)
        try:
            yield
        finally:
            if is_held:
                lock.release()
            with self._lock:
                if not lock.locked():
                    self._in_hand.pop(key, None)

    def _wait_for(self, lock: threading.Lock) -> bool:
        if not self._waiting.acquire(blocking=False):
            return False
        try:
            return lock.acquire(timeout=PATIENCE)
        finally:
            self._waiting.release()
