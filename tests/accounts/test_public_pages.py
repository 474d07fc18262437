"""Public pages use no cookies; personal pages are not cached."""

import lxml.html
import pytest
from django.test import Client
from django.urls import get_resolver

from tests.blog.views.test_query_counts import (
    FORMS,
    PAGES,
    discuss,
    fill,
    keys,
)
from tests.support import factories as make
from tests.support.client_ips import CLIENT_IPS
from tests.support.desk import signed_in
from tests.support.pages import text
from tests.support.routes import routes_outside_admin

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_public_pages_use_no_cookies():
    author = make.user("Author", byline="Ada", slug="ada")
    discuss(fill(1, author)[0], 1)
    make.page(title="About", slug="about")
    make.site(sign_up=True)
    asking = set()
    for client in (Client(), signed_in(make.user()), signed_in(make.user("Editor"))):
        for page in PAGES:
            before = dict(client.cookies.items())
            response = client.get(page.format(**keys(author)), REMOTE_ADDR=next(CLIENT_IPS))
            if "no-store" in response.headers.get("Cache-Control", "") and "/comment" in page:
                continue  # of the author
            if response.cookies or "Cookie" in response.headers.get("Vary", ""):
                asking.add(page)
            assert response.cookies or dict(client.cookies.items()) == before
    assert asking == set()


@pytest.mark.parametrize("page", FORMS)
def test_reader_forms_are_not_cached(page):
    author = make.user("Author")
    discuss(fill(1, author)[0], 1)
    response = Client().get(page.format(**keys(author)))
    assert response.headers["Cache-Control"] == "private, no-store"


def test_public_page_is_the_same_for_all_users():
    post = make.post()
    answers = {
        client.get(post.get_absolute_url()).content
        for client in (Client(), signed_in(make.user()), signed_in(make.user("Editor")))
    }
    assert len(answers) == 1


def account_pages() -> list[str]:
    known = {"key": "x", "uidb36": "1", "pk": "1"}
    pages = []
    for route, name in routes_outside_admin(get_resolver()):
        if route.startswith("accounts/"):
            address = route.replace("^", "").replace("$", "")
            for argument, value in known.items():
                while f"(?P<{argument}>" in address:
                    begin = address.index(f"(?P<{argument}>")
                    address = address[:begin] + value + address[address.index(")", begin) + 1 :]
                address = address.replace(f"<int:{argument}>", value)
            pages.append((f"/{address}", name))
    return pages


@pytest.mark.parametrize(("address", "name"), account_pages())
def test_account_pages_are_not_cached(address, name):
    for client in (Client(), signed_in(make.user()), signed_in(make.user("Author"))):
        response = client.get(address)
        assert response.status_code in {200, 302, 404}
        if name != "":
            assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))
        assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/blog/post/", "/admin/blog/post/editor/photos/", "/admin/login/"]
)
def test_desk_pages_are_not_cached(address):
    response = signed_in(make.user("Editor")).get(address)
    assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))


def test_draft_at_public_url_is_not_cached():
    author = make.user("Author")
    draft = make.draft(authors=(author,), published_at=make.moment(2024, 3, 1))
    response = signed_in(author).get(draft.get_absolute_url())
    assert response.status_code == 200
    assert (
        "no-store" in response.headers["Cache-Control"]
        or "private" in (response.headers["Cache-Control"])
    )


@pytest.mark.parametrize("https", [False, True])
def test_session_cookies_have_secure_attributes(https, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = https
    client = Client()
    client.get("/accounts/login/")
    person = make.user()
    client.post("/accounts/login/", {"login": person.username, "password": make.PASSWORD})
    session, csrf = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert csrf["samesite"] == "Lax"
    assert bool(session["secure"]) == bool(csrf["secure"]) == https


def test_sign_in_begins_in_the_field_of_the_name():
    page = lxml.html.document_fromstring(Client().get("/accounts/login/").content.decode())
    assert page.xpath("//*[@autofocus]/@id") == ["id_login"]


@pytest.mark.parametrize(
    ("address", "data", "errors"),
    [
        ("/accounts/login/", {"login": "ada", "password": "wrong"}, "and password do not match"),
        ("/accounts/password/reset/", {"email": "ada"}, "valid email"),
    ],
)
def test_account_form_errors_set_alert_title_and_focus(address, data, errors):
    content = Client().post(address, data).content.decode()
    page = lxml.html.document_fromstring(content)
    (alert,) = text(page, "//form//*[@role='alert' and @autofocus and @tabindex='-1']")
    assert errors in alert
    assert text(page, "//title")[0].startswith("Error · ")
    if "login" in data:
        assert content.count(errors) == 1
