"""Feeds of all comments, and of the comments on a post."""

import json

import lxml.etree
import pytest
from django.test import override_settings

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.models import Post
from tests.support import factories as make
from tests.support.pages import read

pytestmark = pytest.mark.django_db
SITE = "https://blog.example.org"
ATOM = "{http://www.w3.org/2005/Atom}"
REPLY = "{http://purl.org/syndication/thread/1.0}in-reply-to"
FEEDS = pytest.mark.parametrize("feed", ["/comments/", "/2024/03/low/comments/"])
State = Comment.State


@pytest.fixture(autouse=True)
def address():
    with override_settings(SITE_URL=SITE):
        yield


@pytest.fixture
def post() -> Post:
    return make.post(title="Low & lower", slug="low", published_at=make.moment(2024, 3, 5))


def get_entries(client, address: str) -> list:
    return list(lxml.etree.fromstring(client.get(address).content).iter(ATOM + "entry"))


@FEEDS
def test_comment_feed_lists_newest_first_with_in_reply_to(feed, post, client):
    first = make.comment(post, "One & all.", name="Ana", created_at=make.moment(2024, 3, 6))
    make.comment(post, "Two.", under=first, name="", created_at=make.moment(2024, 3, 7))
    newer, older = get_entries(client, f"{feed}feed.atom")
    assert [entry.findtext(ATOM + "title") for entry in (newer, older)] == [
        "Anonymous on “Low & lower”",
        "Ana on “Low & lower”",
    ]
    assert older.findtext(ATOM + "content") == '<p dir="auto">One &amp; all.</p>'
    assert older.find(ATOM + "link").get("href") == f"{SITE}/comments/{first.pk}/"
    assert [name.text for name in older.iter(ATOM + "name")] == ["Ana"]
    assert list(older.iter(ATOM + "uri")) == []
    assert newer.find(REPLY).get("ref") == older.findtext(ATOM + "id")
    assert newer.find(REPLY).get("href") == f"{SITE}/comments/{first.pk}/"
    assert older.find(REPLY).get("href") == SITE + post.get_absolute_url()
    posts = get_entries(client, "/feed.atom")
    assert older.find(REPLY).get("ref") == posts[0].findtext(ATOM + "id")
    assert posts[0].find(REPLY) is None


@FEEDS
@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_comment_feed_has_approved_comments_on_published_posts_only(format, feed, post, client):
    for state in State:
        make.comment(post, f"Zyxw {state}.", state=state)
    make.comment(make.draft(), "Zyxw draft.")
    make.comment(make.scheduled(), "Zyxw scheduled.")
    content = client.get(f"{feed}feed.{format}").content.decode()
    assert content.count("Zyxw") == content.count("Zyxw approved.") == 1


def test_comment_feed_of_post_has_its_comments_only(post, client):
    make.comment(post, "Here.")
    make.comment(make.post(), "Elsewhere.")
    content = json.loads(client.get("/2024/03/low/comments/feed.json").content)
    assert [item["content_html"] for item in content["items"]] == ['<p dir="auto">Here.</p>']
    assert (content["home_page_url"], content["feed_url"]) == (
        f"{SITE}/2024/03/low/",
        f"{SITE}/2024/03/low/comments/feed.json",
    )


@FEEDS
def test_unchanged_comment_feed_returns_304(feed, post, client):
    comment = make.comment(post)
    first = client.get(f"{feed}feed.atom")
    headers = {"If-None-Match": first["ETag"]}
    assert client.get(f"{feed}feed.atom", headers=headers).status_code == 304
    comment.text = "Other words."
    comment.save()
    assert client.get(f"{feed}feed.atom", headers=headers).status_code == 200


@FEEDS
def test_comment_feed_after_late_approval_has_new_last_modified(feed, post, client):
    """Clients that send no ETag get the late comment as well."""
    make.comment(post, created_at=make.moment(2024, 3, 7))
    late = make.comment(post, state=State.WAITING, created_at=make.moment(2024, 3, 6))
    first = client.get(f"{feed}feed.atom")
    headers = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(f"{feed}feed.atom", headers=headers).status_code == 304
    moderate(comment_ids=[late.pk], to="approved", by=make.user("Moderator"))
    after = client.get(f"{feed}feed.atom", headers=headers)
    assert (after.status_code, len(get_entries(client, f"{feed}feed.atom"))) == (200, 2)
    assert (
        get_entries(client, f"{feed}feed.atom")[1].findtext(f"{ATOM}updated")[:10] == "2024-03-06"
    )


def test_pages_link_to_their_comment_feeds(post, client):
    feed_links = "//link[@rel='alternate'][@type='application/atom+xml']/@href"
    page = "/2024/03/low/"
    assert f"{page}comments/feed.atom" not in read(client, page).xpath(feed_links)
    make.comment(post)
    assert f"{page}comments/feed.atom" in read(client, page).xpath(feed_links)
    assert "/comments/feed.atom" in read(client, "/").xpath(feed_links)


def test_comment_feed_of_unpublished_post_is_not_found(client):
    for post in (make.draft(), make.scheduled()):
        make.comment(post)
        address = f"{post.get_absolute_url()}comments/feed.atom"
        assert client.get(address).status_code == 404
