"""Security headers of every response."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from blog.models import PullQuote
from config.middleware.body_limits import BodyLimit
from lib import error_pages
from lib.security_headers import PERMISSIONS_POLICY
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/", "same-origin"),
        ("/feed.atom", "same-origin"),
        ("/nothing-here/", "same-origin"),
        ("/accounts/login/", "same-origin"),
        ("/admin/", "same-origin"),
        ("/healthz", "same-origin"),
        ("/media/none.jpg", "cross-origin"),
        ("/static/none.css", "cross-origin"),
        ("{post}card.png", "cross-origin"),
        ("/quotes/{quotation}/card.png", "cross-origin"),
        ("{photo}", "cross-origin"),
    ],
)
def test_response_of_any_kind_has_both_policies(client: Client, path: str, policy: str) -> None:
    author = factories.user("Author")
    photo = factories.photo(author)
    post = factories.post(factories.quotation(attribution="Ada Lind"), authors=(author,))
    quotation = PullQuote.objects.get().pk
    path = path.format(
        post=post.get_absolute_url(), quotation=quotation, photo=f"/media/{photo.image.name}"
    )
    answer = client.get(path)
    answer.close()
    assert answer["Permissions-Policy"] == PERMISSIONS_POLICY
    assert answer["Cross-Origin-Resource-Policy"] == policy


@pytest.mark.parametrize(
    "plain",
    [
        error_pages.render_unavailable,
        error_pages.render_busy,
        error_pages.render_too_large,
        error_pages.render_missing_host,
    ],
)
def test_response_without_django_has_both_policies(plain) -> None:
    headers = dict(plain()[1])
    assert headers["Permissions-Policy"] == PERMISSIONS_POLICY
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_nginx_has_the_same_policy_for_files() -> None:
    site = Path(settings.BASE_DIR, "deploy/nginx.conf").read_text()
    assert f'default "{PERMISSIONS_POLICY}";' in site
    assert site.count("nosniff") == site.count("add_header Cross-Origin-Resource-Policy")


@pytest.mark.parametrize("host", [None, ""])
def test_request_without_a_host_is_refused_unread(host: str | None) -> None:
    statuses = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "127.0.0.1"}
    if host is not None:
        environ["HTTP_HOST"] = host
    body = BodyLimit(lambda *_: pytest.fail("It was passed on."))(
        environ, lambda status, headers: statuses.append(status)
    )
    assert statuses == ["400 Bad Request"]
    assert b"not understood" in b"".join(body)
