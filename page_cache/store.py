"""LRU store of rendered pages in the memory of a process."""

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
# Measured: docs/operators/performance.md.
BROTLI_QUALITY, GZIP_LEVEL = 5, 5
MIN_COMPRESS_BYTES = 512  # smaller bodies are not compressed
MAX_UNCACHEABLE_KEYS = 10_000  # keys of uncacheable pages to remember
RENDER_WAIT_TIMEOUT = 10.0  # seconds to wait for another thread that renders the same page
MAX_WAITING = 32  # threads that may wait so at once, for any page


class Response(NamedTuple):
    """A complete response: headers with Content-Length, and the body."""

    status: str
    headers: list[Header]
    body: bytes


class Entry:
    """A page in one `state` of the site. Each encoding is generated on first use."""

    def __init__(
        self,
        status: str,
        headers: list[Header],
        body: bytes,
        state: State | None,
        created_at: float,
    ) -> None:
        named = {name.lower(): value for name, value in headers}
        self.status, self.body, self.state, self.created_at = status, body, state, created_at
        etag = named.get("etag") or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        # Weak, as all encodings share it (RFC 9110, section 8.8.3.3).
        self.etag = etag if etag.startswith("W/") else f"W/{etag}"
        modified = named.get("last-modified")
        self.modified = parse_http_date_safe(modified) if modified else None
        self._plain = [
            (name, value)
            for name, value in headers
            if name.lower() not in ("etag", "content-length", "vary")
        ]
        self._plain.append(("ETag", self.etag))
        self._is_text = len(body) >= MIN_COMPRESS_BYTES and is_text(named.get("content-type", ""))
        varied = [named["vary"]] if named.get("vary") else []
        if self._is_text:
            varied.append("Accept-Encoding")
        if varied:
            self._plain.append(("Vary", ", ".join(varied)))
        self._responses: dict[str, Response] = {}
        self.size = len(body) + 1000

    def get_response(self, encoding: str) -> Response:
        if not self._is_text:
            encoding = ""
        if (response := self._responses.get(encoding)) is None:
            response = self._responses[encoding] = self._encode(encoding)
        return response

    def _encode(self, encoding: str) -> Response:
        headers, body = list(self._plain), self.body
        if encoding:
            headers.append(("Content-Encoding", encoding))
            if encoding == "br":
                body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
            else:
                body = gzip.compress(body, GZIP_LEVEL, mtime=0)
            self.size += len(body) + 500
        headers.append(("Content-Length", str(len(body))))
        return Response(self.status, headers, body)

    def build_not_modified(self) -> Response:
        """Return a 304 with the headers that RFC 9110, section 15.4.5 requires."""
        names = (
            *("etag", "vary", "last-modified", "expires", "content-location"),
            *("cache-control", "cdn-cache-control"),
        )
        headers = [header for header in self._plain if header[0].lower() in names]
        return Response("304 Not Modified", headers, b"")


def is_text(content_type: str) -> bool:
    """Return whether responses of this type gain from compression."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))


class Store:
    """Store of at most `max_bytes`: bodies plus an estimate for each entry's headers."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self._entries: OrderedDict[Key, tuple[Entry, int]] = OrderedDict()
        self._uncacheable: OrderedDict[Key, None] = OrderedDict()
        self._key_locks: dict[Key, threading.Lock] = {}
        self._waiting_slots = threading.Semaphore(MAX_WAITING)
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
        """Add or replace an entry; call it again after an encoding has enlarged the entry."""
        with self._lock:
            _, before = self._entries.pop(key, (None, 0))
            self.size -= before
            if entry.size > self.max_bytes // 8:
                return
            self._entries[key] = (entry, entry.size)
            self._uncacheable.pop(key, None)
            self.size += entry.size
            while self.size > self.max_bytes:
                _key, (_, size) = self._entries.popitem(last=False)
                self.size -= size

    def mark_uncacheable(self, key: Key) -> None:
        """Drop the entry, and let no request wait for another's response to this key."""
        with self._lock:
            _, before = self._entries.pop(key, (None, 0))
            self.size -= before
            self._uncacheable[key] = None
            while len(self._uncacheable) > MAX_UNCACHEABLE_KEYS:
                self._uncacheable.popitem(last=False)

    def is_uncacheable(self, key: Key) -> bool:
        """Return whether the last response to this key could not be cached."""
        return key in self._uncacheable

    @contextmanager
    def lock_key(self, key: Key) -> Iterator[None]:
        """Let one thread at a time render a page; the others wait, then find it in the store.

        Once too many threads wait, others do not.
        """
        if self.is_uncacheable(key):
            yield
            return
        with self._lock:
            lock = self._key_locks.setdefault(key, threading.Lock())
        is_held = lock.acquire(blocking=False) or self._wait_for_lock(lock)
        try:
            yield
        finally:
            if is_held:
                lock.release()
            with self._lock:
                if not lock.locked():
                    self._key_locks.pop(key, None)

    def _wait_for_lock(self, lock: threading.Lock) -> bool:
        if not self._waiting_slots.acquire(blocking=False):
            return False
        try:
            return lock.acquire(timeout=RENDER_WAIT_TIMEOUT)
        finally:
            self._waiting_slots.release()
