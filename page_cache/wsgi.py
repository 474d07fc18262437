"""In front of Django: pages that are the same for all are made once and kept, compressed.

Whether a kept page still holds is told by the site's state, which one thread watches; there is
no list of addresses to clear. While the database is away, what is kept is served as it is.
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
    Environ,
    RequestKey,
    Rules,
    asked_at,
    encoding,
    for_everybody,
    is_there,
)
from page_cache.state_watcher import State, Watcher
from page_cache.store import Answer, Entry, Header, Store, is_text
from page_cache.thread_slots import NotAdmittedError, Places

# Pages also depend on the hour, as where comments close by themselves: none is older than this.
LIFETIME = 300.0  # seconds
STALE = 86_400.0  # seconds for which a page may stand in for one that cannot be made
# nginx is told when to ask again, this much earlier, as a page that is kept here may be as old.
BEFOREHAND = 0.4  # seconds
SETTLED = 2.0  # seconds; what changed twice within one would have one Last-Modified
KEEPABLE = ("200 ", "301 ")
FORBIDDEN = {"no-store", "private", "no-cache"}


class PageCache:
    """Says in `environ["page_cache"]` what it did, where that is anything: 'hit', 'stale', 'miss',
    or 'replica' for what was missing and read from one.

    `application` is Django, and `places` admits requests to it; `away` what is said if nothing is
    kept and the database is away; `shared_seconds` how long an nginx in front may keep a page, with
    what it was kept for here; where `trusts_proxies`, that one says what time it is."""

    def __init__(
        self,
        application: WSGIApplication,
        rules: Rules,
        watcher: Watcher,
        store: Store,
        away: Callable[[], Answer],
        replicas: Replicas | None = None,
        shared_seconds: int = 0,
        places: Places | None = None,
        trusts_proxies: bool = False,
    ) -> None:
        self.trusts_proxies = trusts_proxies
        self.application, self.rules, self.places = application, rules, places
        self._pass_on: WSGIApplication = places or application
        self.watcher, self.store, self.away = watcher, store, away
        self.replicas, self.shared_seconds = replicas, shared_seconds

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        request_key = self.rules.parse(environ)
        if request_key is None:
            return self._pass_on(environ, start_response)
        state = self.watcher.state()
        is_passed_on = not request_key.is_anonymous or (
            "HTTP_COOKIE" in environ and self.store.is_apart(request_key.key)
        )
        if is_passed_on and state is not None:
            return self._pass_on(environ, start_response)
        entry = self.store.get(request_key.key)
        if entry is not None:
            if state is None:
                if time.monotonic() - entry.made_at < STALE:
                    return self._tell(entry, request_key, environ, start_response, "stale")
            elif _holds(entry, state):
                return self._tell(entry, request_key, environ, start_response, "hit")
        return self._make(request_key, state, environ, start_response)

    def _make(
        self,
        request_key: RequestKey,
        state: State | None,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        with self.store.in_hand(request_key.key):
            entry = self.store.get(request_key.key)
            if entry is not None and _holds(entry, state):
                return self._tell(entry, request_key, environ, start_response, "hit")
            try:
                with self.places.hold(environ) if self.places else nullcontext():
                    response, how = self._read(request_key, state, environ)
            except NotAdmittedError as refusal:
                if entry is not None and time.monotonic() - entry.made_at < STALE:
                    return self._tell(entry, request_key, environ, start_response, "stale")
                return _send(refusal.answer, environ, start_response, "fwd=miss; detail=busy")
            if response is None:
                return _send(self.away(), environ, start_response, "fwd=miss")
            if response.streamed is not None:
                self.store.cannot_keep(request_key.key)
                return response.stream(environ, start_response)
            if response.status.startswith("5"):
                if entry is not None and time.monotonic() - entry.made_at < STALE:
                    return self._tell(entry, request_key, environ, start_response, "stale")
            elif response.is_for_all:
                entry = Entry(
                    response.status,
                    _dated(response.headers, state),
                    response.body,
                    state,
                    time.monotonic(),
                )
                entry.answer(encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
                self.store.put(request_key.key, entry)
                return self._tell(entry, request_key, environ, start_response, how)
            else:
                self.store.cannot_keep(request_key.key)
        if state is not None and "HTTP_COOKIE" in environ:
            # It may depend on one that the rules do not know, as that of a guest's own comment.
            return self._pass_on(environ, start_response)
        answer = Answer(response.status, response.headers, response.body)
        return _send(answer, environ, start_response, "fwd=miss")

    def _read(
        self, request_key: RequestKey, state: State | None, environ: Environ
    ) -> tuple["_Response | None", str]:
        """From a replica, if one has all that `state` has; else, unless it is away, the primary.

        While nobody knows the state, a replica may lack what somebody just wrote: not for them."""

        def make() -> _Response:
            return _Response(self.application, for_everybody(environ, request_key))

        if self.replicas is not None and not (state is None and request_key.just_wrote):
            response = self.replicas.read(make, state)
            if response is not None and not response.status.startswith("5"):
                return response, "replica"
        return (None, "") if state is None else (make(), "miss")

    def _tell(
        self,
        entry: Entry,
        request_key: RequestKey,
        environ: Environ,
        start_response: StartResponse,
        how: str,
    ) -> Iterable[bytes]:
        environ["page_cache"] = how
        if is_there(entry.etag, entry.modified, environ):
            answer = entry.unchanged()
        else:
            size = entry.size
            answer = entry.answer(encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
            if entry.size != size:
                self.store.put(request_key.key, entry)
        now = asked_at(environ, self.trusts_proxies)
        until = _last_second(now, self.shared_seconds - BEFOREHAND)
        headers = _unsure(answer.headers) if how == "stale" else answer.headers
        answer = answer._replace(headers=[*headers, ("X-Accel-Expires", f"@{until}")])
        return _send(answer, environ, start_response, STATUS[how])


# RFC 9211.
STATUS = {"hit": "hit", "stale": "hit; detail=stale", "miss": "fwd=miss; stored"}
STATUS["replica"] = "fwd=miss; stored; detail=replica"


def _last_second(now: float, seconds: float) -> int:
    """The last whole second in which nginx may use a page that was asked for at `now`, so that it
    is never used for longer than `seconds`.

    nginx counts whole seconds, and uses what it fetched in one half of a second in that half only
    (`deploy/nginx.conf`)."""
    used_until = 0.5 if now % 1 < 0.5 else 1.0
    return math.floor(now + seconds - used_until)


def _holds(entry: Entry, state: State | None) -> bool:
    """What was read from a replica while the primary was away has no state, and never does."""
    if entry.state is None or state is None:
        return False
    return entry.state.value == state.value and time.monotonic() - entry.made_at < LIFETIME


def _unsure(headers: list[Header]) -> list[Header]:
    """Nobody knows whether it still holds: no CDN may keep it for longer than we do."""
    replaced = ("cache-control", "cdn-cache-control")
    others = [header for header in headers if header[0].lower() not in replaced]
    return [*others, ("Cache-Control", "public, max-age=0, s-maxage=0")]


def _send(
    answer: Answer, environ: Environ, start_response: StartResponse, how: str
) -> Iterable[bytes]:
    start_response(answer.status, [*answer.headers, ("Cache-Status", f"pullquote; {how}")])
    return (b"",) if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)


def _dated(headers: list[Header], state: State | None) -> list[Header]:
    """A page that does not say when it last changed did so with the site, or as the hour began.
    Nothing is said of the last two seconds: it may change again within the same one."""
    if state is None or any(name.lower() == "last-modified" for name, _value in headers):
        return headers
    now = time.time()
    since = max(state.since, now - now % 3600)
    if now - since < SETTLED:
        return headers
    return [*headers, ("Last-Modified", http_date(since))]


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


class _Response:
    """What Django answers, read to the end; `streamed` is what is not, such as a file."""

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
    def is_for_all(self) -> bool:
        """By RFC 9111, section 3, and what it says itself: `public`, or nothing is kept."""
        if not self.status.startswith(KEEPABLE):
            return False
        named = {name.lower(): value.lower() for name, value in self.headers}
        directives = {part.partition("=")[0] for part in _split(named.get("cache-control", ""))}
        varies = set(_split(named.get("vary", "")))
        return (
            is_text(named.get("content-type", ""))
            and "public" in directives
            and not directives & FORBIDDEN
            and "set-cookie" not in named
            and "content-encoding" not in named
            and varies <= {"accept-encoding"}
        )
