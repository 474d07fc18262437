"""Page cache in front of Django: stores public pages in memory, compressed.

A cached page is valid while the site's state, watched by one thread, is unchanged; no URLs need to
be invalidated. While the database is unavailable, cached pages are served stale.
"""

import math
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from django.utils.http import http_date

from page_cache.read_replicas import Replicas
from page_cache.request_key import (
    CacheRules,
    Environ,
    RequestKey,
    build_shared_environ,
    choose_encoding,
    get_request_time,
    is_not_modified,
)
from page_cache.state_watcher import State, StateWatcher
from page_cache.store import Entry, Header, Response, Store, is_text
from page_cache.thread_slots import NotAdmittedError, ThreadSlots

# Pages also depend on the time, for example where comments close automatically.
LIFETIME = 300.0  # seconds
MAX_STALE_AGE = 86_400.0  # seconds for which a page may be served stale after a failure
# nginx has to revalidate this much earlier, as a page cached here may be as old already.
NGINX_MARGIN = 0.4  # seconds
SETTLE_DELAY = 2.0  # seconds; two changes within one second would have the same Last-Modified
CACHEABLE_STATUSES = ("200 ", "301 ")
UNCACHEABLE_DIRECTIVES = {"no-store", "private", "no-cache"}


class PageCache:
    """WSGI wrapper that serves cached pages, and sets `environ["page_cache"]` for them: 'hit',
    'stale', 'miss', or 'replica' for a miss rendered from a replica.

    `thread_slots` admits requests to `application`, which is Django. `get_outage_response` returns
    the response for uncached pages while the database is unavailable. `shared_seconds` is how long
    nginx may cache a page, the time in this cache included; with `trusts_proxies`, nginx sends the
    request's time."""

    def __init__(
        self,
        application: WSGIApplication,
        rules: CacheRules,
        watcher: StateWatcher,
        store: Store,
        get_outage_response: Callable[[], Response],
        replicas: Replicas | None = None,
        shared_seconds: int = 0,
        thread_slots: ThreadSlots | None = None,
        trusts_proxies: bool = False,
    ) -> None:
        self.trusts_proxies = trusts_proxies
        self.application, self.rules, self.thread_slots = application, rules, thread_slots
        self._forward: WSGIApplication = thread_slots or application
        self.watcher, self.store, self.get_outage_response = watcher, store, get_outage_response
        self.replicas, self.shared_seconds = replicas, shared_seconds

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        request_key = self.rules.parse(environ)
        if request_key is None:
            return self._forward(environ, start_response)
        state = self.watcher.get_state()
        is_forwarded = not request_key.is_anonymous or (
            "HTTP_COOKIE" in environ and self.store.is_uncacheable(request_key.key)
        )
        if is_forwarded and state is not None:
            return self._forward(environ, start_response)
        entry = self.store.get(request_key.key)
        if entry is not None:
            if state is None:
                if time.monotonic() - entry.created_at < MAX_STALE_AGE:
                    return self._respond(entry, request_key, environ, start_response, "stale")
            elif _is_fresh(entry, state):
                return self._respond(entry, request_key, environ, start_response, "hit")
        return self._render(request_key, state, environ, start_response)

    def _render(
        self,
        request_key: RequestKey,
        state: State | None,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        with self.store.lock_key(request_key.key):
            entry = self.store.get(request_key.key)
            if entry is not None and _is_fresh(entry, state):
                return self._respond(entry, request_key, environ, start_response, "hit")
            try:
                with self.thread_slots.hold(environ) if self.thread_slots else nullcontext():
                    response, outcome = self._fetch(request_key, state, environ)
            except NotAdmittedError as error:
                if entry is not None and time.monotonic() - entry.created_at < MAX_STALE_AGE:
                    return self._respond(entry, request_key, environ, start_response, "stale")
                return _send(error.response, environ, start_response, "fwd=miss; detail=busy")
            if response is None:
                return _send(self.get_outage_response(), environ, start_response, "fwd=miss")
            if response.streamed is not None:
                self.store.mark_uncacheable(request_key.key)
                return response.stream(environ, start_response)
            if response.status.startswith("5"):
                if entry is not None and time.monotonic() - entry.created_at < MAX_STALE_AGE:
                    return self._respond(entry, request_key, environ, start_response, "stale")
            elif response.is_cacheable:
                entry = Entry(
                    response.status,
                    _add_last_modified(response.headers, state),
                    response.body,
                    state,
                    time.monotonic(),
                )
                entry.get_response(choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
                self.store.put(request_key.key, entry)
                return self._respond(entry, request_key, environ, start_response, outcome)
            elif not response.status.startswith("304"):  # It does not tell about the page.
                self.store.mark_uncacheable(request_key.key)
        if state is not None and "HTTP_COOKIE" in environ:
            # It may depend on a cookie that the rules do not know, such as a guest's.
            return self._forward(environ, start_response)
        answer = Response(response.status, response.headers, response.body)
        return _send(answer, environ, start_response, "fwd=miss")

    def _fetch(
        self, request_key: RequestKey, state: State | None, environ: Environ
    ) -> tuple["_Response | None", str]:
        """Render from a replica that has replayed `state`, else from the primary, if available.

        Without a known state a replica may lag: not for visitors who have just posted."""
        is_uncacheable = self.store.is_uncacheable(request_key.key)

        def render() -> _Response:
            shared = build_shared_environ(environ, request_key, is_uncacheable)
            return _Response(self.application, shared)

        if self.replicas is not None and not (state is None and request_key.has_just_posted):
            response = self.replicas.read(render, state)
            if response is not None and not response.status.startswith("5"):
                return response, "replica"
        return (None, "") if state is None else (render(), "miss")

    def _respond(
        self,
        entry: Entry,
        request_key: RequestKey,
        environ: Environ,
        start_response: StartResponse,
        outcome: str,
    ) -> Iterable[bytes]:
        environ["page_cache"] = outcome
        if is_not_modified(entry.etag, entry.modified, environ):
            answer = entry.build_not_modified()
        else:
            size = entry.size
            answer = entry.get_response(choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
            if entry.size != size:
                self.store.put(request_key.key, entry)
        now = get_request_time(environ, self.trusts_proxies)
        until = _get_nginx_expiry(now, self.shared_seconds - NGINX_MARGIN)
        headers = _limit_shared_caching(answer.headers) if outcome == "stale" else answer.headers
        answer = answer._replace(headers=[*headers, ("X-Accel-Expires", f"@{until}")])
        return _send(answer, environ, start_response, CACHE_STATUS[outcome])


# RFC 9211.
CACHE_STATUS = {"hit": "hit", "stale": "hit; detail=stale", "miss": "fwd=miss; stored"}
CACHE_STATUS["replica"] = "fwd=miss; stored; detail=replica"


def _get_nginx_expiry(now: float, seconds: float) -> int:
    """Return the last whole second in which nginx may use a page requested at `now`, so that it
    never uses it for longer than `seconds`.

    nginx counts whole seconds, and uses a page fetched in one half of a second in that half only
    (`deploy/nginx.conf`)."""
    used_until = 0.5 if now % 1 < 0.5 else 1.0
    return math.floor(now + seconds - used_until)


def _is_fresh(entry: Entry, state: State | None) -> bool:
    """Return whether the entry is valid. Pages read from a replica during an outage never are."""
    if entry.state is None or state is None:
        return False
    return entry.state.value == state.value and time.monotonic() - entry.created_at < LIFETIME


def _limit_shared_caching(headers: list[Header]) -> list[Header]:
    """Forbid CDNs to store a stale page for longer than we do."""
    replaced = ("cache-control", "cdn-cache-control")
    others = [header for header in headers if header[0].lower() not in replaced]
    return [*others, ("Cache-Control", "public, max-age=0, s-maxage=0")]


def _send(
    answer: Response, environ: Environ, start_response: StartResponse, outcome: str
) -> Iterable[bytes]:
    start_response(answer.status, [*answer.headers, ("Cache-Status", f"pullquote; {outcome}")])
    return (b"",) if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)


def _add_last_modified(headers: list[Header], state: State | None) -> list[Header]:
    """Add Last-Modified unless present: the last change of the site, or the last full hour.

    Not within SETTLE_DELAY, as the page may change again in the same second.
    """
    if state is None or any(name.lower() == "last-modified" for name, _value in headers):
        return headers
    now = time.time()
    since = max(state.since, now - now % 3600)
    if now - since < SETTLE_DELAY:
        return headers
    return [*headers, ("Last-Modified", http_date(since))]


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


class _Response:
    """Django's response, read completely; `streamed` if it is a stream, such as a file."""

    def __init__(self, application: WSGIApplication, environ: Environ) -> None:
        self.status, self.body = "", b""
        self.headers: list[Header] = []
        response: Any = application(environ, self._start)
        self.streamed = response if getattr(response, "streaming", True) else None
        if self.streamed is None:
            try:
                self.body = b"".join(response)
            finally:
                response.close()

    def _start(self, status: str, headers: list[Header], exc_info: Any = None) -> Any:
        self.status, self.headers = status, headers

    def stream(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        start_response(self.status, self.headers)
        assert self.streamed is not None
        return self.streamed

    @property
    def is_cacheable(self) -> bool:
        """Whether RFC 9111, section 3 allows storing it, and Cache-Control has `public`."""
        if not self.status.startswith(CACHEABLE_STATUSES):
            return False
        named = {name.lower(): value.lower() for name, value in self.headers}
        directives = {part.partition("=")[0] for part in _split(named.get("cache-control", ""))}
        varies = set(_split(named.get("vary", "")))
        return (
            is_text(named.get("content-type", ""))
            and "public" in directives
            and not directives & UNCACHEABLE_DIRECTIVES
            and "set-cookie" not in named
            and "content-encoding" not in named
            and varies <= {"accept-encoding"}
        )
