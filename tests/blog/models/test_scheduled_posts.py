"""Scheduled posts become public at their time by the clock of the database."""

from datetime import timedelta

import lxml.html
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from blog.models import Post
from blog.views.pages import lookup
from tests.support import factories as make
from tests.support.desk import change, send, signed_in

# With real transactions: within one, a clock of the database might stand still.
pytestmark = pytest.mark.django_db(transaction=True)
HTML = make.quotation("“Soon.”", source_name="Ministry", speaker_name="Ada")
PLACES = (
    *("/", "/labels/", "/labels/?by=use", "/labels/soon/", "/archive/", "/authors/"),
    *("/sources/", "/sources/?kind=person", "/sources/ministry/", "/sources/ada/"),
)


def seen(post: Post) -> list[bool]:
    """By readers: at its own page, and at every place that leads to it."""
    reader, result = Client(), []
    for page in (post.get_absolute_url(), *PLACES):
        response = reader.get(page)
        assert response.status_code in {200, 404}
        tree = lxml.html.document_fromstring(response.content.decode())
        leads_on = bool(
            tree.xpath("//main//article | //main//li//a[not(ancestor::nav)] | //main//blockquote")
        )
        result.append(response.status_code == 200 and leads_on)
    return result


def wait_for(post: Post) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep_until(%s)", [post.published_at])


@pytest.mark.slow
def test_scheduled_post_is_public_on_time_without_a_save():
    post = make.scheduled(HTML, title="Soon", labels=["Soon"])
    assert seen(post) == [False] * 11
    post.published_at = timezone.now() + timedelta(seconds=1)
    post.save()
    published = Post.objects.published()
    # Answers of before that moment, which a slow machine may miss, are not kept for after it.
    published.count()
    Client().get(post.get_absolute_url())
    stored = Post.objects.values().get()
    wait_for(post)
    assert [published.all().count(), post.is_public, post.is_scheduled] == [1, True, False]
    assert seen(post) == [True] * 11
    assert Post.objects.values().get() == stored


@pytest.mark.slow
def test_scheduled_post_is_visible_to_its_editors_only():
    author = make.user("Author")
    post = make.scheduled(authors=(author,))
    people = (make.user(), make.user("Author"), author, make.user("Editor"))
    result = [signed_in(person).get(post.get_absolute_url()) for person in people]
    assert [response.status_code for response in result] == [404, 404, 200, 200]
    assert Client().get(post.get_absolute_url()).status_code == 404


@pytest.mark.slow
def test_post_published_in_the_future_is_scheduled():
    post = make.draft(title="Soon")
    editor = signed_in(make.user("Editor"))
    when = {"published_at_0": "2999-03-22", "published_at_1": "08:30:00"}
    assert send(editor, change(post), status="published", **when).status_code == 302
    post.refresh_from_db()
    assert (post.is_scheduled, post.get_absolute_url()) == (True, "/2999/03/soon/")
    listed = editor.get("/admin/blog/post/", {"state": "scheduled"}).context["cl"]
    assert list(listed.result_list) == [post]
    assert (
        list(editor.get("/admin/blog/post/", {"state": "public"}).context["cl"].result_list) == []
    )


@pytest.mark.slow
def test_post_moved_to_the_future_is_hidden_until_then():
    post = make.post(HTML, labels=["Soon"])
    assert seen(post)[0] is True
    editor = signed_in(make.user("Editor"))
    when = {"published_at_0": "2999-03-22", "published_at_1": "08:30:00"}
    assert send(editor, change(post), **when).status_code == 302
    former = post.get_absolute_url()
    post.refresh_from_db()
    assert seen(post) == [False] * 11
    assert Client().get(former, follow=True).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "query"), [("post", "get_published_post"), ("page", "find_published_page")]
)
def test_post_published_during_a_request_is_not_shown_yet(monkeypatch, kind, query):
    """It is published between the query for the post and the query for the user."""
    author = make.user("Author")
    post = make.post(authors=(author,)) if kind == "post" else make.page()
    monkeypatch.setattr(lookup, query, lambda *_arguments: None)
    address = post.get_absolute_url()
    assert Client().get(address).status_code == 404
    seen = signed_in(make.user("Editor")).get(address)
    assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.slow
@pytest.mark.parametrize("hours", [-2, 2], ids=["slow", "fast"])
def test_web_server_clock_has_no_effect(hours):
    out = make.post(published_at=timezone.now() - timedelta(hours=1), labels=["Soon"])
    waits = make.post(published_at=timezone.now() + timedelta(hours=1))
    editor = make.user("Editor")
    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
        result = {
            who: [client.get(post.get_absolute_url()) for post in (out, waits)]
            for who, client in {"reader": Client(), "editor": signed_in(editor)}.items()
        }
    assert [answer.status_code for answer in result["reader"]] == [200, 404]
    assert [answer.status_code for answer in result["editor"]] == [200, 200]
    for answer in (result["reader"][0], result["editor"][0]):
        page = answer.content.decode()
        assert 'href="/labels/soon/"' in page and "application/json+oembed" in page
        assert f'href="{out.get_absolute_url()}comment/"' in page
        assert "X-Robots-Tag" not in answer
    assert result["editor"][1]["X-Robots-Tag"] == "noindex"
