"""Responses of nginx while the site changes, and while it is down."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.conftest import NginxSite


@pytest.fixture
def fronted(place: Path) -> Iterator[NginxSite]:
    """Start nginx with pages that are fresh for one second and stale for another."""
    fronted_site = NginxSite(place, SHARED_SECONDS="2")
    yield fronted_site
    fronted_site.end()


def test_cached_page_is_updated_and_served_while_web_is_down(fronted: NginxSite) -> None:
    compressed = {"Accept-Encoding": "br"}
    fronted.ask_until(lambda a: a.headers.get("X-Cache") == "HIT", fronted.post, headers=compressed)
    # In the background, while others get the old one (stale-while-revalidate).
    fronted.ask_until(
        lambda a: a.headers.get("X-Cache") in ("STALE", "UPDATING"),
        fronted.post,
        headers=compressed,
    )
    for title in ("Higher water", "High water"):
        fronted.rename(title)
        fronted.ask_until(lambda a, title=title: f"<title>{title}" in a.text, fronted.post)

    fronted.ask("/sources/")
    fronted.site.end(signal.SIGKILL)
    old = fronted.ask_until(
        lambda a: a.headers.get("X-Cache") == "STALE", fronted.post, headers=compressed
    )
    assert (old.status_code, old.headers["Content-Encoding"]) == (200, "br")
    assert "High water" in old.text
    # Each half of a second has its own cache entry.
    seen = set()

    def is_seen_in_both_halves() -> bool:
        half = int(2 * time.time()) % 2
        seen.add(half)
        assert "</html>" in fronted.ask("/sources/").text
        assert fronted.ask("/sources/").status_code == 200
        return seen == {0, 1}

    fronted.wait_until(is_seen_in_both_halves)
    posted = fronted.ask("/sources/", method="POST", content=b"x" * 100)
    assert (posted.status_code, posted.headers["Retry-After"]) == (503, "30")
    for path, headers in (
        ("/labels/", {}),
        ("/admin/", {}),
        (fronted.post, fronted.session),
        ("/labels/", {"Accept-Language": "ar"}),
    ):
        away = fronted.ask(path, headers=headers)
        assert (away.status_code, away.headers["Retry-After"]) == (503, "30"), path
        assert away.headers["Cache-Control"] == "no-store"
        is_arabic = "Accept-Language" in headers
        assert f'dir="{"rtl" if is_arabic else "ltr"}"' in away.text
        assert "503" in away.text
