"""The error summary at the top of admin forms, with links to the fields."""

import lxml.html
import pytest
from django.http import HttpResponse
from django.test import Client

from tests.support import factories as make
from tests.support.desk import ADD, send, signed_in

pytestmark = pytest.mark.django_db


def summary(response: HttpResponse) -> list[tuple[str, str]]:
    """Return the target and text of each entry; all targets exist."""
    page = lxml.html.fromstring(response.content.decode())
    entries = []
    for entry in page.xpath("//*[@class='error-summary']//li"):
        target = next((link.get("href", "")[1:] for link in entry.iter("a")), "")
        assert not target or page.get_element_by_id(target).tag in {"input", "select", "textarea"}
        entries.append((target, entry.text_content().strip()))
    return entries


@pytest.fixture
def client() -> Client:
    return signed_in(make.user("superuser"))


@pytest.mark.parametrize(
    ("url", "data", "targets"),
    [
        (ADD, {"title": "", "published_at_0": "x"}, ["id_title", "id_published_at_0"]),
        (ADD, {"title": "A", "labels": "x" * 300}, ["id_labels"]),
        ("/admin/blog/page/add/", {"title": "A", "slug": "search"}, ["id_slug"]),
        ("/admin/blog/label/add/", {"name": "A", "aliases-0-name": "x" * 90}, ["id_slug"]),
        ("/admin/blog/ban/add/", {"kind": "network", "who": "x"}, ["id_who"]),
        ("/admin/accounts/user/1/password/", {"password1": "b"}, ["id_password2"]),
        ("/admin/accounts/user/add/", {"username": "a", "password1": "b"}, ["id_password2"]),
    ],
)
def test_error_summary_links_to_fields(
    client: Client, url: str, data: dict[str, str], targets: list[str]
) -> None:
    superuser = client.session["_auth_user_id"]
    entries = summary(send(client, url.replace("/1/", f"/{superuser}/"), **data))
    assert [target for target, _words in entries] == targets


def test_error_summary_is_in_custom_forms(client: Client) -> None:
    comment = make.comment(make.post())
    post = comment.post
    filtered = client.get("/admin/blog/comment/?since=soon")
    tried = client.post("/admin/blog/rule/try/", {"text": ""})
    banned = client.post(f"/admin/blog/comment/{comment.pk}/ban/", {"days": "5"})
    shared = client.post(f"/admin/blog/post/{post.pk}/share/", {"do": "make", "days": "7"})
    targets = [[target for target, _words in summary(r)] for r in (filtered, tried, banned, shared)]
    assert targets == [["id_since"], ["id_text"], ["id_kinds_0", "id_days"], ["id_name"]]


def test_error_summary_replaces_stock_error_note(client: Client) -> None:
    page = lxml.html.fromstring(send(client, ADD, title="").content.decode())
    assert (page.find_class("errornote"), page.findtext(".//title")[:6]) == ([], "Error:")


def test_form_without_errors_has_no_error_summary(client: Client) -> None:
    assert summary(client.get(ADD)) == []
