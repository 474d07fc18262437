"""Compression by the page cache or by Django."""

import gzip
from collections.abc import Iterator
from io import BytesIO

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory

from config.middleware.cache_headers import QUERY_PARAMETERS, UNCACHED_PATHS
from config.middleware.compression import UncachedGZipMiddleware
from lib.error_pages import render_unavailable
from page_cache.request_key import FOR_CACHE_KEY, CacheRules
from page_cache.store import Response, Store
from page_cache.wsgi import PageCache
from tests.page_cache.reader import FakeWatcher
from tests.support import factories

BROWSER = "gzip, deflate, br, zstd"
WORDS = b"The river rose. " * 100


def sent(
    response: HttpResponseBase, accepted: str = BROWSER, is_for_cache: bool = True
) -> HttpResponseBase:
    asked = RequestFactory().get("/", headers={"Accept-Encoding": accepted})
    if is_for_cache:
        asked.META[FOR_CACHE_KEY] = "1"
    return UncachedGZipMiddleware(lambda _request: response)(asked)


@pytest.mark.parametrize(
    ("kind", "cache_control", "accepted", "is_compressed"),
    [
        ("text/html; charset=utf-8", "private, no-store", BROWSER, True),
        ("text/html; charset=utf-8", "no-store", "gzip", True),
        ("application/json", "no-store", BROWSER, True),
        ("text/html; charset=utf-8", "no-store", "br", False),
        ("text/html; charset=utf-8", "no-store", "", False),
        ("text/html; charset=utf-8", "public, max-age=0", BROWSER, False),
        ("image/jpeg", "private", BROWSER, False),
        ("application/zip", "private", BROWSER, False),
    ],
)
def test_personal_text_is_compressed(
    kind: str, cache_control: str, accepted: str, is_compressed: bool
) -> None:
    answer = HttpResponse(WORDS, content_type=kind, headers={"Cache-Control": cache_control})
    got = sent(answer, accepted)
    assert got.headers.get("Content-Encoding") == ("gzip" if is_compressed else None)
    assert (gzip.decompress(got.content) if is_compressed else got.content) == WORDS
    if is_compressed:
        assert len(got.content) == int(got["Content-Length"]) < len(WORDS) / 5
        assert "Accept-Encoding" in got["Vary"]


@pytest.mark.parametrize(
    "kind",
    [
        *("text/html; charset=utf-8", "text/plain", "text/css", "text/javascript"),
        *("application/atom+xml; charset=utf-8", "application/rss+xml", "application/xml"),
        *("application/feed+json", "application/json", "application/ld+json"),
        *("application/opensearchdescription+xml", "application/manifest+json", "image/svg+xml"),
    ],
)
def test_public_text_without_a_page_cache_is_compressed(kind: str) -> None:
    headers = {"Cache-Control": "public, max-age=0, s-maxage=1"}
    got = sent(HttpResponse(WORDS, content_type=kind, headers=headers), is_for_cache=False)
    assert gzip.decompress(got.content) == WORDS
    assert (got["Content-Encoding"], got["Vary"]) == ("gzip", "Accept-Encoding")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/feed.atom", "/feed.rss", "/feed.json", "/sitemap.xml"])
def test_page_without_a_page_cache_is_compressed(client: Client, path: str) -> None:
    for _number in range(3):
        factories.post("<p>The river rose.</p>" * 30)
    answer = client.get(path, headers={"Accept-Encoding": BROWSER})
    assert answer["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(answer.content)) > len(answer.content)


def test_compressed_length_is_randomized() -> None:
    """BREACH: attacker-controlled text reveals secrets by the length."""
    answers = (HttpResponse(WORDS, headers={"Cache-Control": "no-store"}) for _time in range(40))
    assert len({len(sent(answer).content) for answer in answers}) > 10


def test_file_is_not_compressed() -> None:
    got = sent(FileResponse(BytesIO(WORDS), content_type="application/zip"))
    assert (b"".join(got), got["Content-Length"]) == (WORDS, str(len(WORDS)))


@pytest.fixture
def site() -> Iterator[PageCache]:
    """Django with the cache in front, as gunicorn serves it, in the transaction of the test."""
    rules = CacheRules(QUERY_PARAMETERS, UNCACHED_PATHS, behind_tls=False)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield PageCache(
        WSGIHandler(),
        rules,
        FakeWatcher(),
        Store(10_000_000),
        lambda: Response(*render_unavailable()),
    )
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(site: PageCache, path: str, accepted: str, cookie: str) -> tuple[dict[str, str], bytes]:
    request = RequestFactory().get(path, headers={"Accept-Encoding": accepted, "Cookie": cookie})
    headers: dict[str, str] = {}
    body = b"".join(
        site(request.environ, lambda _status, sent_headers: headers.update(sent_headers))
    )
    return headers, body


@pytest.mark.django_db
def test_page_is_compressed_exactly_once(site: PageCache) -> None:
    post = factories.post(title="The river rose", labels=["Rivers"])
    reader = Client()
    reader.force_login(factories.user("Author"))
    signed_in = f"sessionid={reader.cookies['sessionid'].value}"
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}
    for path, cookie, encoding in [
        (post.get_absolute_url(), "", "br"),
        (post.get_absolute_url(), signed_in, "gzip"),
        (post.get_absolute_url(), "wrote=1", "gzip"),
        ("/search/?q=river", "", "gzip"),
        ("/admin/blog/post/", signed_in, "gzip"),
        ("/accounts/login/", "", "gzip"),
        ("/nothing/here/", "", "gzip"),
    ]:
        headers, body = ask(site, path, BROWSER, cookie)
        assert headers.get("Content-Encoding") == encoding, (path, cookie)
        assert headers["Content-Length"] == str(len(body))
        assert b"</html>" in unpack[encoding](body)
        assert headers["Vary"].split(", ").count("Accept-Encoding") == 1
        plain, page = ask(site, path, "identity", cookie)
        assert "Content-Encoding" not in plain and b"</html>" in page
