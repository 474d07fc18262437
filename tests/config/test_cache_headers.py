"""Cache headers."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from blog.models import Post
from config.middleware.cache_headers import (
    HEAVY_PATHS,
    QUERY_PARAMETERS,
    UNCACHED_PATHS,
    bypass_cache_after_post,
    get_nginx_lifetime,
)
from tests.support import factories

pytestmark = pytest.mark.django_db


def get_cache_control(address: str, client: Client) -> str:
    return client.get(address).headers.get("Cache-Control", "")


def test_public_pages_are_cacheable_with_revalidation(client: Client) -> None:
    post = factories.post(labels=["Rivers"])
    cache_control = "public, max-age=0, s-maxage=1, stale-if-error=86400"
    for address in ("/", post.get_absolute_url(), "/labels/rivers/", "/feed.atom", "/sitemap.xml"):
        assert get_cache_control(address, client) == cache_control, address


@pytest.mark.parametrize(
    ("cookie", "cache_control"),
    [
        ("wrote=1", "no-store"),
        ("a=b; messages=x", "no-store"),
        ("_ga=1; wrote2=1", "public, max-age=0, s-maxage=1, stale-if-error=86400"),
    ],
)
def test_page_with_personal_cookie_is_not_stored(
    client: Client, cookie: str, cache_control: str
) -> None:
    post = factories.post()
    for address in ("/", post.get_absolute_url(), "/feed.atom"):
        header = client.get(address, headers={"cookie": cookie}).headers["Cache-Control"]
        assert header == cache_control, address


@pytest.mark.parametrize(
    ("seconds", "fresh", "cache_control"),
    [
        (0, 0, ""),
        (2, 1, ", stale-while-revalidate=1"),
        (3, 2, ", stale-while-revalidate=1"),
        (600, 300, ", stale-while-revalidate=300"),
    ],
)
def test_shared_cache_lifetime_adds_up_to_setting(
    client: Client, settings: Any, seconds: int, fresh: int, cache_control: str
) -> None:
    settings.SHARED_SECONDS = seconds
    headers = client.get("/").headers
    assert headers["Cache-Control"] == (
        f"public, max-age=0, s-maxage={fresh}{cache_control}, stale-if-error=86400"
    )
    assert headers["CDN-Cache-Control"] == f"max-age={fresh}{cache_control}, stale-if-error=86400"


@pytest.mark.parametrize(
    ("path", "cookie"), [("/", "wrote=1"), ("/accounts/login/", ""), ("/search/?q=x", "")]
)
def test_private_page_has_no_cdn_headers(client: Client, path: str, cookie: str) -> None:
    assert "CDN-Cache-Control" not in client.get(path, headers={"cookie": cookie}).headers


def test_cdn_with_purge_gets_full_lifetime(client: Client, settings: Any) -> None:
    settings.SHARED_SECONDS, settings.PURGE_URL = 600, "https://cdn.example/purge"
    post = factories.post()
    for address in ("/", post.get_absolute_url(), "/feed.atom"):
        headers = client.get(address).headers
        assert headers["Cache-Control"] == ("public, max-age=0, s-maxage=600, stale-if-error=86400")
        assert (headers["Cache-Tag"], headers["Surrogate-Key"]) == ("pages", "pages")
    assert get_nginx_lifetime() == 1
    assert "Cache-Tag" not in client.get("/search/?q=river").headers
    settings.PURGE_URL = ""
    assert "Cache-Tag" not in client.get("/").headers


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere/", 404),
        ("GET", "/2026/11/nothing/", 404),
        ("GET", "/labels/none/", 404),
        ("GET", "/media/none.jpg", 404),
        ("GET", "/static/none.css", 404),
        ("GET", "/cards/none.png", 404),
        ("GET", "/?before=never", 404),
        ("GET", "/oembed", 400),
        ("GET", "/shared/none/", 404),
        ("POST", "/", 200),
        ("DELETE", "/", 405),
        ("OPTIONS", "/", 405),
    ],
)
def test_error_response_is_not_stored(
    client: Client, method: str, address: str, status: int
) -> None:
    """Without headers, many of these may be stored heuristically (RFC 9110, section 15.1)."""
    answer = client.generic(method, address)
    assert answer.status_code == status
    assert "no-store" in answer.headers["Cache-Control"]


def test_unknown_host_is_refused_and_not_stored(client: Client) -> None:
    answer = client.get("/", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")


def test_not_modified_response_is_cacheable(client: Client) -> None:
    factories.post()
    first = client.get("/feed.atom")
    again = client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_personal_page_is_not_stored(client: Client) -> None:
    draft = factories.draft()
    client.force_login(factories.user("Editor"))
    addresses = (draft.get_absolute_url(), "/accounts/profile/", reverse("admin:index"))
    for address in addresses:
        cache_control = get_cache_control(address, client)
        assert {"private", "no-store"} <= set(cache_control.split(", ")), address


@pytest.mark.parametrize("address", ["/search/?q=river", "/healthz", "/nowhere/"])
def test_view_with_own_cache_control_keeps_it(client: Client, address: str) -> None:
    assert "public" not in get_cache_control(address, client)


@pytest.mark.slow
def test_query_parameters_of_public_pages_are_known(client: Client) -> None:
    """Collect the query parameters of all links and forms on public pages."""
    post = factories.post("<p>Water.</p>" + factories.quotation("We."), labels=["Rivers", "Dams"])
    for _number in range(60):
        factories.post(labels=["Rivers"])
    factories.comment(post)
    pages = ["/", post.get_absolute_url(), "/labels/", "/labels/rivers/", "/sources/", "/search/"]
    pages += ["/search/?q=water", "/labels/rivers/timeline/", "/archive/", "/quotes/", "/authors/"]
    pages += [f"{post.get_absolute_url()}comment/", "/comments/mine/"]
    named: set[str] = set()
    for page in pages:
        html = client.get(page).content.decode()
        for query in re.findall(r'(?:href|action)="(?:/[^"?]*)?\?([^"#]+)', html):
            named |= {part.partition("=")[0] for part in query.replace("&amp;", "&").split("&")}
        for form in re.findall(r"<form(?![^>]*post)[^>]*>.*?</form>", html, re.S):
            named |= set(re.findall(r'name="([^"]+)"', form))
    assert {"q", "before", "to"} <= named
    assert named <= QUERY_PARAMETERS


def test_files_and_desk_bypass_page_cache() -> None:
    for address in ("/static/theme/site.css", "/media/a.jpg", "/admin/", "/accounts/login/"):
        assert RequestFactory().get(address).path.startswith(UNCACHED_PATHS)


def test_published_post_is_the_same_for_everybody(client: Client) -> None:
    """Signed in or not, as a shared cache would mix them up."""
    post = factories.post()
    assert post.status == Post.Status.PUBLISHED
    anonymous = client.get(post.get_absolute_url()).content
    client.force_login(factories.user("Editor"))
    assert client.get(post.get_absolute_url()).content == anonymous


@pytest.mark.parametrize(
    ("method", "status", "is_marked"),
    [("post", 302, True), ("post", 200, True), ("post", 422, False), ("get", 200, False)],
)
def test_successful_post_request_sets_bypass_cookie(
    method: str, status: int, is_marked: bool
) -> None:
    request = getattr(RequestFactory(), method)("/")
    response = bypass_cache_after_post(lambda request: HttpResponse(status=status))(request)
    assert ("wrote" in response.cookies) is is_marked


def test_editor_upload_url_is_heavy() -> None:
    assert reverse("admin:blog_editor_upload").startswith(HEAVY_PATHS)
    assert not reverse("admin:blog_post_add").startswith(HEAVY_PATHS)
