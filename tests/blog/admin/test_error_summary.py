"""What is wrong with a form of the desk stands at its top, with links to what is on the page."""

import lxml.html
import pytest
from django.http import HttpResponse
from django.test import Client

from tests.support import factories as make
from tests.support.desk import ADD, send, signed_in

pytestmark = pytest.mark.django_db


def summary(response: HttpResponse) -> list[tuple[str, str]]:
    """Of each entry where it leads and what it says; what it leads to is there."""
    page = lxml.html.fromstring(response.content.decode())
    found = []
    for entry in page.xpath("//*[@class='error-summary']//li"):
        target = next((link.get("href", "")[1:] for link in entry.iter("a")), "")
        assert not target or page.get_element_by_id(target).tag in {"input", "select", "textarea"}
        found.append((target, entry.text_content().strip()))
    return found


@pytest.fixture
def desk() -> Client:
    return signed_in(make.user("superuser"))


@pytest.mark.parametrize(
    ("address", "sent", "targets"),
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
def test_entries_lead_to_fields(
    desk: Client, address: str, sent: dict[str, str], targets: list[str]
) -> None:
    superuser = desk.session["_auth_user_id"]
    found = summary(send(desk, address.replace("/1/", f"/{superuser}/"), **sent))
    assert [target for target, _words in found] == targets


def test_forms_that_are_our_own_have_it_as_well(desk: Client) -> None:
    comment = make.comment(make.post())
    post = comment.post
    asked = desk.get("/admin/blog/comment/?since=soon")
    tried = desk.post("/admin/blog/rule/try/", {"text": ""})
    banned = desk.post(f"/admin/blog/comment/{comment.pk}/ban/", {"days": "5"})
    shared = desk.post(f"/admin/blog/post/{post.pk}/share/", {"do": "make", "days": "7"})
    found = [[target for target, _words in summary(r)] for r in (asked, tried, banned, shared)]
    assert found == [["id_since"], ["id_text"], ["id_kinds_0", "id_days"], ["id_name"]]


def test_it_is_all_that_stands_at_the_top(desk: Client) -> None:
    page = lxml.html.fromstring(send(desk, ADD, title="").content.decode())
    assert (page.find_class("errornote"), page.findtext(".//title")[:6]) == ([], "Error:")


def test_a_form_without_errors_has_none(desk: Client) -> None:
    assert summary(desk.get(ADD)) == []
