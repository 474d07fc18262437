"""A client of the page cache, with fakes of Django and the state watcher."""

from typing import Any

from page_cache.request_key import CacheRules
from page_cache.state_watcher import State
from page_cache.store import Response, Store
from page_cache.wsgi import PageCache

PUBLIC = ("Cache-Control", "public, max-age=0")
HTML = ("Content-Type", "text/html; charset=utf-8")
PAGE = b"<p>All that is said.</p>" * 100
AWAY = Response("503 Service Unavailable", [HTML], b"The site is temporarily unavailable")


class FakeDjango:
    """WSGI application that responds with `body` and records requests."""

    class Response(list):
        streaming = False
        closed = 0

        def close(self) -> None:
            FakeDjango.Response.closed += 1

    def __init__(self) -> None:
        self.status, self.headers, self.body = "200 OK", [HTML, PUBLIC], PAGE
        self.requests: list[dict[str, Any]] = []
        self.streams = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.requests.append(environ)
        start_response(self.status, list(self.headers))
        response = FakeDjango.Response([self.body])
        response.streaming = self.streams
        return response


class FakeWatcher:
    """State watcher with a state set by the test."""

    value: State | None = State(1, since=0.0)

    def get_state(self) -> State | None:
        return self.value


class Reader:
    def __init__(self, limit: int = 1_000_000) -> None:
        self.site, self.watched = FakeDjango(), FakeWatcher()
        rules = CacheRules(frozenset(["page", "before"]), ("/static/", "/admin/"), behind_tls=False)
        self.cache = PageCache(self.site, rules, self.watched, Store(limit), lambda: AWAY)

    def get(self, path: str = "/", query: str = "", method: str = "GET", **headers: str) -> Any:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "blog.example.org",
        }
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        got: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            got.update({name.lower(): value for name, value in headers}, status=status)

        got["body"] = b"".join(self.cache(environ, start))
        return got

    @property
    def render_count(self) -> int:
        return len(self.site.requests)
