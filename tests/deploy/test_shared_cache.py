"""What docs/operators/cdn.md asks of a CDN is enough: Varnish, a cache that others wrote, in front
of a real web, by its own rules and the few of `deploy/varnish.vcl`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.conftest import Fronted
from tests.deploy.nginx import free_port
from tests.deploy.varnish import KEY, VARNISH, Varnish, is_hit
from tests.support.site import ROOT


class Kept:
    """`web` is the site, with an nginx of which nothing is asked here."""

    def __init__(self, web: Fronted, cache: Varnish) -> None:
        self.web, self.cache, self.ask = web, cache, cache.ask

    def until(self, status: int, words: str, path: str) -> None:
        """At most for a minute."""

        def is_so() -> bool:
            answer = self.ask(path)
            return answer.status_code == status and words in answer.text

        self.web.wait_until(is_so)

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
def kept(place: Path) -> Iterator[Kept]:
    """Nothing gets old by itself, and a worker tells of changes."""
    if not VARNISH:
        pytest.skip("Varnish is NOT installed, so a CDN is NOT tested: apt install varnish")
    port = free_port()
    with ExitStack() as undo:
        web = Fronted(
            place,
            SHARED_SECONDS="86400",
            PURGE_URL=f"http://127.0.0.1:{port}/purge",
            PURGE_HEADER=f"X-Purge: {KEY}",
        )
        undo.callback(web.end)
        cache = Varnish(place, web.site.port, port)
        undo.callback(cache.end)
        begun = web.site.query_value("SELECT now()")
        for title in ("Higher water", "High water"):
            web.rename(title)
        command = [sys.executable, "-m", "config.server.worker"]
        worker = subprocess.Popen(command, cwd=ROOT, env=web.site.environment)
        undo.callback(worker.wait)
        undo.callback(worker.terminate)
        # What changed while no worker ran is told first, not in between.
        told = f"SELECT count(*) FROM page_cache_purge WHERE done_at > '{begun}'"
        web.wait_until(lambda: web.site.query_value(told) == 1)
        yield Kept(web, cache)


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "gzip"), ("gzip", "gzip"), ("identity", None)]
)
def test_page_is_cached_for_anonymous_visitors(
    kept: Kept, accepted: str, encoding: str | None
) -> None:
    kept.ask(kept.web.post)
    for cookie in ("", "_ga=1; mysessionid=2"):
        headers = {"Accept-Encoding": accepted, "Cookie": cookie}
        answer = kept.ask(kept.web.post, headers=headers)
        assert (answer.status_code, is_hit(answer)) == (200, True)
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "Set-Cookie" not in answer.headers
        assert "The river rose." in answer.text


@pytest.mark.parametrize("cookie", ["sessionid=nobody", "a=b; messages=x", "wrote=1"])
def test_personal_cookie_bypasses_cache(kept: Kept, cookie: str) -> None:
    path = f"/archive/?said={cookie[:5]}"
    for _time in range(2):
        answer = kept.ask(path, headers={"Cookie": cookie})
        assert (answer.status_code, is_hit(answer)) == (200, False)
        assert "no-store" in answer.headers["Cache-Control"]
    assert not is_hit(kept.ask(path))
    assert is_hit(kept.ask(path))
    assert not is_hit(kept.ask(path, headers={"Cookie": cookie}))


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
    kept: Kept, path: str, for_strangers: int
) -> None:
    mine = kept.ask(path, headers=kept.web.session)
    assert not is_hit(mine)
    for _time in range(2):
        answer = kept.ask(path)
        assert (answer.status_code, is_hit(answer)) == (for_strangers, False)
        assert "Ed</" not in answer.text


def test_head_304_and_range_are_served_from_cache(kept: Kept) -> None:
    whole = kept.ask(kept.web.post)
    head = kept.ask(kept.web.post, "HEAD")
    assert (head.status_code, is_hit(head), head.content) == (200, True, b"")
    tag = {"If-None-Match": whole.headers["ETag"]}
    for accepted in ("gzip", "identity"):
        same = kept.ask(kept.web.post, headers={**tag, "Accept-Encoding": accepted})
        assert (same.status_code, is_hit(same), same.content) == (304, True, b"")
    part = kept.ask(kept.web.post, headers={"Range": "bytes=10-19"})
    assert (part.status_code, is_hit(part), part.content) == (206, True, whole.content[10:20])


def test_query_string_is_part_of_cache_key(kept: Kept) -> None:
    kept.ask("/archive/")
    assert not is_hit(kept.ask("/archive/?before=2020"))
    assert is_hit(kept.ask("/archive/?before=2020"))


def test_publishing_and_unpublishing_purge_cache(kept: Kept) -> None:
    """At once in what is kept, which would hold for a day; only who knows the key may say so."""
    assert kept.ask("/purge", "POST").status_code == 403
    kept.ask(kept.web.post)
    assert is_hit(kept.ask(kept.web.post))
    try:
        kept.publish("draft")
        kept.until(404, "", kept.web.post)
        own = kept.ask(kept.web.post, headers=kept.web.session)
        assert (own.status_code, "The river rose." in own.text) == (200, True)
        assert kept.ask(kept.web.post).status_code == 404
    finally:
        kept.publish("published")
    kept.until(200, "The river rose.", kept.web.post)


def test_stale_page_is_served_while_web_is_down(place: Path) -> None:
    """Two seconds as it is fresh; then it is asked for, and nobody answers."""
    if not VARNISH:
        pytest.skip("Varnish is NOT installed, so a CDN is NOT tested: apt install varnish")
    web = Fronted(place, SHARED_SECONDS="2")
    cache = Varnish(place, web.site.port, free_port())
    try:
        kept = Kept(web, cache)
        for title in ("Higher water", "High water"):
            web.rename(title)
            kept.until(200, f"<title>{title}", web.post)
        web.site.end()
        for _time in range(3):
            web.wait_until(lambda: int(kept.ask(web.post).headers["Age"]) >= 3)
            old = kept.ask(web.post, headers={"Accept-Encoding": "gzip"})
            assert (old.status_code, "The river rose." in old.text) == (200, True)
        for path, headers in (("/labels/", {}), (web.post, web.session)):
            assert kept.ask(path, headers=headers).status_code == 503, path
    finally:
        cache.end()
        web.end()
