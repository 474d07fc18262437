"""Unsupported methods are refused alike by all URLs."""

import pytest
from django.test import Client

from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
REFUSED = ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "CONNECT", "FOO"]
PUBLIC = [
    *("/", "{post}", "/search/?q=a", "/quotes/", "/feed/", "/sitemap.xml", "/robots.txt"),
    *("/nowhere/", "/healthz", "/metrics", "/favicon.ico", "/.well-known/security.txt"),
    *("/comments/visitor/", "/comments/mine/", "/accounts/login/", "/accounts/signup/"),
]
JSON = [
    *("/oembed?url=x", "/manifest.webmanifest", "/accounts/2fa/webauthn/login/"),
    *("/admin/blog/post/editor/sources/?q=s", "/admin/blog/post/editor/upload/"),
    "/admin/blog/post/editor/attribution/",
    "/admin/blog/post/editor/split/",
]
DESK = ["/admin/", "/admin/login/", "/admin/blog/post/", "/admin/blog/post/add/", "/admin/nowhere/"]
FILES = ["/media/nothing.png", "/media/../settings.py", "/static/theme/nothing.svg"]


@pytest.mark.parametrize("path", [*PUBLIC, *JSON, *DESK, *FILES])
def test_unknown_method_gets_405_with_allow(path, django_assert_num_queries):
    path = path.format(post=make.post().get_absolute_url())
    stranger, author = Client(enforce_csrf_checks=True), signed_in(make.user("Author"))
    for method in REFUSED:
        for client in (stranger, author):
            with django_assert_num_queries(0):
                answer = client.generic(method, path)
            assert (answer.status_code, answer.content) == (405, b""), method
            assert answer.headers["Allow"] == "GET, HEAD, POST"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Content-Security-Policy" in answer.headers
            assert not answer.cookies


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_known_methods_reach_the_views(method):
    assert Client().generic(method, "/accounts/login/").status_code == 200
