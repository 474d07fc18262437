"""The CDN settings in docs/operators/cdn.md are sufficient: Varnish, an independent cache, with its
own rules and the few of `deploy/varnish.vcl`, in front of a real web server."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.conftest import NginxSite
from tests.deploy.varnish import KEY, VARNISH, Varnish, is_hit
from tests.support.ports import free_port
from tests.support.site import ROOT


class CachedSite:
    """`web` is the site; its nginx is not used here."""

    def __init__(self, web: NginxSite, cache: Varnish) -> None:
        self.web, self.cache, self.ask = web, cache, cache.ask

    def until(self, status: int, text: str, path: str) -> None:
        """Wait for at most ten minutes."""

        def condition() -> bool:
            answer = self.ask(path)
            return answer.status_code == status and text in answer.text

        self.web.wait_until(condition)

    def publish(self, status: str) -> None:
        code = f"""
import django
django.setup()
from blog.models import Post
post = Post.all_objects.get(title="High water")
post.status = "{status}"
post.save()
"""
        self.web.site.run("-c", code)


@pytest.fixture(scope="module")
def cached_site(place: Path) -> Iterator[CachedSite]:
    """Pages do not expire, and nobody purges them."""
    if not VARNISH:
        pytest.skip("Varnish is NOT installed, so a CDN is NOT tested: apt install varnish")
    port = free_port()
    with ExitStack() as undo:
        web = NginxSite(
            place,
            SHARED_SECONDS="86400",
            PURGE_URL=f"http://127.0.0.1:{port}/purge",
            PURGE_HEADER=f"X-Purge: {KEY}",
        )
        undo.callback(web.end)
        cache = Varnish(place, web.site.port, port)
        undo.callback(cache.end)
        yield CachedSite(web, cache)


@pytest.fixture
def purged_site(cached_site: CachedSite) -> Iterator[CachedSite]:
    """A worker purges changes, for one test only: in another test it would purge a page between two
    requests, 15 seconds after the last purge or in a new hour."""
    web = cached_site.web
    begun = web.site.query_value("SELECT now()")
    web.change()
    command = [sys.executable, "-m", "config.server.worker"]
    with ExitStack() as undo:
        worker = subprocess.Popen(command, cwd=ROOT, env=web.site.environment)
        undo.callback(worker.wait)
        undo.callback(worker.terminate)
        # Purge changes from before the worker's start first.
        purge_count_sql = f"SELECT count(*) FROM page_cache_purge WHERE done_at > '{begun}'"
        web.wait_until(lambda: web.site.query_value(purge_count_sql) == 1)
        yield cached_site


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "gzip"), ("gzip", "gzip"), ("identity", None)]
)
def test_page_is_cached_for_anonymous_visitors(
    cached_site: CachedSite, accepted: str, encoding: str | None
) -> None:
    cached_site.ask(cached_site.web.post)
    for cookie in ("", "_ga=1; mysessionid=2"):
        headers = {"Accept-Encoding": accepted, "Cookie": cookie}
        answer = cached_site.ask(cached_site.web.post, headers=headers)
        assert (answer.status_code, is_hit(answer)) == (200, True)
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "Set-Cookie" not in answer.headers
        assert "The river rose." in answer.text


@pytest.mark.parametrize("cookie", ["sessionid=nobody", "a=b; messages=x", "wrote=1"])
def test_personal_cookie_bypasses_cache(cached_site: CachedSite, cookie: str) -> None:
    path = f"/archive/?said={cookie[:5]}"
    for _time in range(2):
        answer = cached_site.ask(path, headers={"Cookie": cookie})
        assert (answer.status_code, is_hit(answer)) == (200, False)
        assert "no-store" in answer.headers["Cache-Control"]
    assert not is_hit(cached_site.ask(path))
    assert is_hit(cached_site.ask(path))
    assert not is_hit(cached_site.ask(path, headers={"Cookie": cookie}))


@pytest.mark.parametrize(
    ("path", "for_strangers"),
    [
        ("/admin/blog/post/", 302),
        ("/accounts/profile/", 302),
        ("/accounts/login/", 200),
        ("/search/?q=water", 200),
        ("/nowhere/", 404),
        ("/healthz", 200),
    ],
)
def test_personal_pages_and_errors_are_not_cached(
    cached_site: CachedSite, path: str, for_strangers: int
) -> None:
    mine = cached_site.ask(path, headers=cached_site.web.session)
    assert not is_hit(mine)
    for _time in range(2):
        answer = cached_site.ask(path)
        assert (answer.status_code, is_hit(answer)) == (for_strangers, False)
        assert "Ed</" not in answer.text


def test_head_304_and_range_are_served_from_cache(cached_site: CachedSite) -> None:
    whole = cached_site.ask(cached_site.web.post)
    head = cached_site.ask(cached_site.web.post, "HEAD")
    assert (head.status_code, is_hit(head), head.content) == (200, True, b"")
    tag = {"If-None-Match": whole.headers["ETag"]}
    for accepted in ("gzip", "identity"):
        same = cached_site.ask(cached_site.web.post, headers={**tag, "Accept-Encoding": accepted})
        assert (same.status_code, is_hit(same), same.content) == (304, True, b"")
    part = cached_site.ask(cached_site.web.post, headers={"Range": "bytes=10-19"})
    assert (part.status_code, is_hit(part), part.content) == (206, True, whole.content[10:20])


def test_query_string_is_part_of_cache_key(cached_site: CachedSite) -> None:
    cached_site.ask("/archive/")
    assert not is_hit(cached_site.ask("/archive/?before=2020"))
    assert is_hit(cached_site.ask("/archive/?before=2020"))


def test_publishing_and_unpublishing_purge_cache(purged_site: CachedSite) -> None:
    """The purge takes effect at once, and requires the key."""
    assert purged_site.ask("/purge", "POST").status_code == 403
    purged_site.web.wait_until(lambda: is_hit(purged_site.ask(purged_site.web.post)))
    try:
        purged_site.publish("draft")
        purged_site.until(404, "", purged_site.web.post)
        own = purged_site.ask(purged_site.web.post, headers=purged_site.web.session)
        assert (own.status_code, "The river rose." in own.text) == (200, True)
        assert purged_site.ask(purged_site.web.post).status_code == 404
    finally:
        purged_site.publish("published")
    purged_site.until(200, "The river rose.", purged_site.web.post)


def test_stale_page_is_served_while_web_is_down(place: Path) -> None:
    """Fresh for two seconds; then it is revalidated while the web is down."""
    if not VARNISH:
        pytest.skip("Varnish is NOT installed, so a CDN is NOT tested: apt install varnish")
    web = NginxSite(place, SHARED_SECONDS="2")
    cache = Varnish(place, web.site.port, free_port())
    try:
        cached_site = CachedSite(web, cache)
        for title in ("Higher water", "High water"):
            web.rename(title)
            cached_site.until(200, f"<title>{title}", web.post)
        web.site.end()
        for _time in range(3):
            web.wait_until(lambda: int(cached_site.ask(web.post).headers["Age"]) >= 3)
            old = cached_site.ask(web.post, headers={"Accept-Encoding": "gzip"})
            assert (old.status_code, "The river rose." in old.text) == (200, True)
        for path, headers in (("/labels/", {}), (web.post, web.session)):
            assert cached_site.ask(path, headers=headers).status_code == 503, path
    finally:
        cache.end()
        web.end()
