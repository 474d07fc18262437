"""Saved views of the lists of posts, photos, sources and quotations."""

import lxml.html
import pytest
from django.http import QueryDict

from blog.models import SavedView
from blog.planning.saved_views import (
    MAX_VIEWS,
    ViewRefused,
    list_tabs,
    normalize_query,
    save_view,
)
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
POSTS = "/admin/blog/post/"
LISTS = [POSTS, "/admin/blog/photo/", "/admin/blog/source/", "/admin/blog/pullquote/"]


def read_tabs(client, address: str) -> dict[str, bool]:
    """Return whether each tab of a list is the current one."""
    page = lxml.html.fromstring(client.get(address).text)
    links = page.xpath("//nav[@aria-label='Saved views']//a")
    return {link.text_content(): link.get("aria-current") == "page" for link in links}


@pytest.mark.parametrize("address", LISTS)
def test_view_is_saved_shown_as_a_tab_and_deleted(address, editor):
    client = signed_in(editor)
    assert read_tabs(client, f"{address}?q=ice") == {}
    saved = client.post(f"{address}views/save/", {"name": " To  check ", "query": "q=ice&p=2"})
    assert saved["Location"] == f"{address}?q=ice"
    assert read_tabs(client, f"{address}?q=ice&p=1") == {"All": False, "To check": True}
    assert read_tabs(client, address) == {"All": True, "To check": False}
    view = SavedView.objects.get()
    assert f"{address}views/{view.pk}/delete/" in client.get(f"{address}?q=ice").text
    assert client.post(f"{address}views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=draft&q=ice", "q=ice&state=draft"),
        ("q=ice&state=draft&p=3&all=&e=1", "q=ice&state=draft"),
        ("_popup=1&_to_field=id&q=x", "q=x"),
        ("q=", ""),
        ("q=%C3%A9t%C3%A9%26", "q=%C3%A9t%C3%A9%26"),
        ("", ""),
    ],
)
def test_query_is_normalized(query, expected):
    assert normalize_query(QueryDict(query).dict()) == expected


@pytest.mark.parametrize(
    ("name", "query", "message"),
    [
        ("  ", "q=ice", "Enter a name"),
        ("x" * 61, "q=ice", "at most 60 characters"),
        ("\0", "q=ice", "Enter a name"),
        ("Ice", "p=2", "Search, filter or sort"),
        ("Ice", "q=" + "x" * 2000, "too long"),
    ],
)
def test_bad_view_is_refused_with_a_message(name, query, message, editor):
    client = signed_in(editor)
    response = client.post(f"{POSTS}views/save/", {"name": name, "query": query}, follow=True)
    assert message in response.text
    assert not SavedView.objects.exists()


def test_same_name_replaces_the_view(editor):
    for query in ("q=ice", "q=snow"):
        save_view(user=editor, list_name="blog.post", name="Weather", query=query)
    assert SavedView.objects.get().query == "q=snow"


def test_full_list_refuses_another_view_but_replaces(editor):
    for number in range(MAX_VIEWS):
        save_view(user=editor, list_name="blog.post", name=f"View {number}", query="q=ice")
    with pytest.raises(ViewRefused, match="Delete one first"):
        save_view(user=editor, list_name="blog.post", name="One more", query="q=ice")
    save_view(user=editor, list_name="blog.post", name="View 3", query="q=snow")
    save_view(user=editor, list_name="blog.photo", name="One more", query="q=ice")
    assert SavedView.objects.count() == MAX_VIEWS + 1


def test_views_of_others_and_of_other_lists_are_not_shown_or_deleted(editor, author):
    view = save_view(user=editor, list_name="blog.post", name="Mine", query="q=ice")
    assert [tab.name for tab in list_tabs(author, "blog.post", "").tabs] == ["All"]
    assert [tab.name for tab in list_tabs(editor, "blog.photo", "").tabs] == ["All"]
    client = signed_in(author)
    assert client.post(f"{POSTS}views/{view.pk}/delete/").status_code == 404
    elsewhere = signed_in(editor).post(f"/admin/blog/photo/views/{view.pk}/delete/")
    assert elsewhere.status_code == 404
    assert SavedView.objects.get() == view


@pytest.mark.parametrize("role", ["", "Moderator"])
def test_people_without_the_list_save_no_view(role):
    client = signed_in(make.user(role))
    response = client.post(f"{POSTS}views/save/", {"name": "Ice", "query": "q=ice"})
    assert response.status_code in {302, 403}
    assert not SavedView.objects.exists()


def test_view_is_not_changed_by_a_get_request(editor):
    view = save_view(user=editor, list_name="blog.post", name="Mine", query="q=ice")
    client = signed_in(editor)
    for path in ("views/save/", f"views/{view.pk}/delete/"):
        assert client.get(f"{POSTS}{path}").status_code == 405
