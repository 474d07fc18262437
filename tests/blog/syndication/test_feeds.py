"""Feeds: the full text, in three formats, with addresses and ids that hold outside of the site."""

import json
from datetime import timedelta

import lxml.etree
import lxml.html
import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from blog.models import Label, Post, Source
from blog.syndication import feeds
from tests.support import factories as make

pytestmark = pytest.mark.django_db
FORMATS = pytest.mark.parametrize("format", ["atom", "rss", "json"])
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@pytest.fixture(autouse=True)
def address():
    with override_settings(SITE_URL="https://blog.example.org"):
        yield


def items(response) -> list[dict[str, str]]:
    """Title, id, address and text of each item, whatever the format."""
    if response["Content-Type"].startswith("application/feed+json"):
        rows = json.loads(response.content)["items"]
        return [
            {"title": r["title"], "id": r["id"], "url": r["url"], "text": r["content_html"]}
            for r in rows
        ]
    root = lxml.etree.fromstring(response.content)
    if root.tag == ATOM + "feed":
        return [
            {
                "title": entry.findtext(ATOM + "title"),
                "id": entry.findtext(ATOM + "id"),
                "url": entry.find(ATOM + "link").get("href"),
                "text": entry.findtext(ATOM + "content"),
            }
            for entry in root.iter(ATOM + "entry")
        ]
    return [
        {
            "title": item.findtext("title"),
            "id": item.findtext("guid"),
            "url": item.findtext("link"),
            "text": item.findtext(CONTENT),
        }
        for item in root.iter("item")
    ]


@FORMATS
def test_item_has_whole_text_with_absolute_urls(format, client):
    author = make.user("Author")
    post = make.post(
        '<p>Before & “after” <a href="/2023/">x</a> <a href="#quote-1">y</a></p><hr data-jump="">'
        "<p>Below the jump.</p>"
        + make.quotation("Said.", source_name="Somebody")
        + make.figure(make.photo(author)),
        title="A < B & C",
        authors=(author,),
        published_at=make.moment(2023, 3, 22),
    )
    (item,) = items(client.get(f"/feed.{format}"))
    assert item["title"] == "A < B & C"
    assert item["url"] == "https://blog.example.org/2023/03/a-b-c/"
    assert 'href="https://blog.example.org/2023/"' in item["text"]
    assert 'href="https://blog.example.org/2023/03/a-b-c/#quote-1"' in item["text"]
    assert 'src="https://blog.example.org/media/' in item["text"]
    assert 'href="https://blog.example.org/sources/somebody/"' in item["text"]
    assert "Below the jump." in item["text"]
    assert item["id"] == f"tag:blog.example.org,{post.created_at:%Y-%m-%d}:post-{post.pk}"


@pytest.mark.slow
@FORMATS
@pytest.mark.parametrize(
    "feed", ["/feed", "/labels/shown/feed", "/authors/ada/feed", "/sources/bo/feed"]
)
def test_feeds_have_public_posts_only(format, feed, client):
    ada = make.user("Author", byline="Ada")
    quoted = make.quotation("A.", source_name="Bo") + make.quotation(
        "B.", source_name="Paper", speaker_name="Bo"
    )
    for number in range(2):
        make.post(quoted, title=f"Out {number}", labels=["Shown"], authors=(ada,),
                  published_at=make.moment(2023, 1, 1 + number))  # fmt: skip
    make.post(title="Another's", labels=["Other"], published_at=make.moment(2022))
    make.draft(quoted, title="Draft", labels=["Shown"], authors=(ada,))
    make.scheduled(quoted, title="Scheduled", labels=["Shown"], authors=(ada,))
    result = [item["title"] for item in items(client.get(f"{feed}.{format}"))]
    assert result == ["Out 1", "Out 0", *(["Another's"] if feed == "/feed" else [])]


@FORMATS
def test_item_id_is_unchanged_by_a_new_url(format, client):
    post = make.post(title="One")
    before = items(client.get(f"/feed.{format}"))[0]
    post.slug = "two"
    post.save()
    after = items(client.get(f"/feed.{format}"))[0]
    assert before["url"] != after["url"]
    assert before["id"] == after["id"]


@pytest.mark.slow
@FORMATS
@pytest.mark.parametrize("place", ["/", "/labels/water/", "/authors/ada/", "/sources/bo/"])
def test_unchanged_feed_is_304(format, place, client):
    ada = make.user("Author", byline="Ada")

    def publish() -> None:
        html = make.quotation("A.", source_name="Bo")
        make.post(html, labels=["Water"], authors=(ada,))

    publish()
    feed = client.get(f"{place}feed.{format}")
    for known in (
        {"if-none-match": feed["ETag"]},
        {"if-modified-since": feed["Last-Modified"]},
    ):
        unchanged = client.get(f"{place}feed.{format}", headers=known)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged["ETag"] == feed["ETag"]
    with time_machine.travel(timezone.now() + timedelta(seconds=2)):
        publish()
    for known in (
        {"if-none-match": feed["ETag"]},
        {"if-modified-since": feed["Last-Modified"]},
    ):
        assert client.get(f"{place}feed.{format}", headers=known).status_code == 200


@pytest.mark.parametrize("place", ["/labels/water/", "/authors/ada/", "/sources/bo/"])
def test_feed_of_unpublished_subject_is_404_despite_etag(place, client):
    post = make.post(
        make.quotation("A.", source_name="Bo"),
        authors=(make.user("Author", byline="Ada"),),
        labels=["Water"],
    )
    etag = client.get(f"{place}feed.atom")["ETag"]
    Post.objects.filter(pk=post.pk).update(status="draft")
    for known in (etag, "*"):
        refused = client.get(f"{place}feed.atom", headers={"if-none-match": known})
        assert (refused.status_code, "Pullquote" in refused.text) == (404, True)


def rename(what: str) -> None:
    if what == "label":
        Label.objects.update(name="Renamed")
    elif what == "author":
        User.objects.update(byline="Renamed")
    elif what == "source":
        Source.objects.filter(name="Bo").update(name="Renamed")
    elif what == "speaker":
        Source.objects.filter(name="Cy").update(name="Renamed")
    elif what == "site":
        make.site(name="Renamed")
    else:
        Post.objects.update(**{what: "Renamed"})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "formats"),
    [
        *((what, ["atom", "rss", "json"]) for what in ("label", "author", "site")),
        *((what, ["atom", "rss", "json"]) for what in ("title", "slug", "summary", "html")),
        # Until the post is rendered again, which a correction on the desk does.
        *((what, ["json"]) for what in ("source", "speaker")),
    ],
)
def test_renamed_subject_changes_the_feed(what, formats, client):
    make.post(
        make.quotation("A.", source_name="Bo", speaker_name="Cy"),
        authors=(make.user("Author", byline="Ada"),),
        labels=["Water"],
    )
    etags = {format: client.get(f"/feed.{format}")["ETag"] for format in formats}
    rename(what)
    for format in formats:
        headers = {"if-none-match": etags[format]}
        after = client.get(f"/feed.{format}", headers=headers)
        assert (after.status_code, b"Renamed" in after.content) == (200, True)


def test_feeds_with_summary_setting_have_summaries(client):
    make.post("<p>The whole.</p>", summary="In short.")
    make.site(posts_shown_as="summaries")
    for format in ("atom", "rss", "json"):
        body = client.get(f"/feed.{format}").content
        assert (b"The whole." in body, b"In short." in body) == (False, True)
    (item,) = json.loads(body)["items"]
    assert (item["content_text"], "content_html" in item) == ("In short.", False)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("feed", "queries"),
    [
        ("/feed.atom", 2),
        ("/feed.rss", 2),
        ("/feed.json", 2),
        ("/labels/common/feed.atom", 3),
        ("/authors/ada/feed.json", 3),
        ("/sources/everybody/feed.rss", 3),
        ("/sources/everybody/feed.json", 3),
    ],
)
def test_feed_query_count(rows, feed, queries, client, django_assert_num_queries):
    ada = make.user("Author", byline="Ada")
    for number in range(rows):
        make.post(
            make.quotation("A.", source_name=f"S{number}", speaker_name=f"T{number}")
            + make.quotation("B.", source_name="Everybody")
            + make.figure(make.photo(ada)),
            authors=(ada, make.user("Author")),
            labels=["Common", f"L{number}"],
        )
    with django_assert_num_queries(queries):
        assert client.get(feed).status_code == 200


def test_first_picture_is_the_image_of_the_json_item(client):
    author = make.user("Author")
    photo = make.photo(author)
    make.post(
        make.figure() + make.figure(photo) + make.figure(make.photo(author)),
        authors=(author,),
        published_at=make.moment(2023),
    )
    make.post(published_at=make.moment(2022))
    result = [item.get("image") for item in json.loads(client.get("/feed.json").content)["items"]]
    assert result == ["https://blog.example.org" + photo.image.url, None]


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_characters_invalid_in_xml_are_removed(format, client):
    make.post(title="A\x01B\uffffC", summary="A\x0bB", labels=["L\x1fL"])
    (item,) = items(client.get(f"/feed.{format}"))
    assert item["title"] == "ABC"


def test_json_item_has_its_quotations(client):
    make.post(
        make.quotation("« Oui. »", attribution="A line", source_name="Paper",
                       source_kind="publication", speaker_name="Anne", said="2023-03",
                       url="https://example.org/a", lang="fr", translation="Yes.")
    )  # fmt: skip
    feed = json.loads(client.get("/feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["items"][0]["_pullquote"]["quotations"] == [
        {
            "text": "« Oui. »",
            "attribution": "A line",
            "source": "Paper",
            "source_url": "https://blog.example.org/sources/paper/",
            "speaker": "Anne",
            "said": "2023-03",
            "read_at": "https://example.org/a",
            "language": "fr",
            "translation": "Yes.",
        }
    ]


@pytest.mark.slow
def test_pages_link_to_their_feeds(client):
    ada = make.user("Author", byline="Ada")
    make.post(make.quotation("A.", source_name="Bo"), authors=(ada,), labels=["Shown"])
    for page in ("/", "/labels/shown/", "/authors/ada/", "/sources/bo/"):
        read = lxml.html.document_fromstring(client.get(page).content.decode())
        linked = [
            (link.get("type"), link.get("href")) for link in read.xpath("//link[@rel='alternate']")
        ]
        own = [
            ("application/atom+xml", f"{page}feed.atom"),
            ("application/rss+xml", f"{page}feed.rss"),
            ("application/feed+json", f"{page}feed.json"),
        ]
        assert linked[:3] == own
        for format in ("atom", "rss", "json"):
            assert read.xpath(f"//body//a[@href='{page}feed.{format}']")
            assert client.get(f"{page}feed.{format}").status_code == 200


@pytest.mark.parametrize(
    "feed",
    ["/labels/none/feed.atom", "/authors/none/feed.rss", "/sources/none/feed.json"],
)
def test_empty_feed_is_404(feed, client):
    assert client.get(feed).status_code == 404


@pytest.mark.slow
def test_source_feed_has_full_length_with_repeated_quotations(client, monkeypatch):
    monkeypatch.setattr(feeds, "POSTS_PER_FEED", 3)
    often = "".join(make.quotation(f"{n}.", source_name="Bo") for n in range(7))
    in_passing = make.quotation("A.", source_name="Paper", speaker_name="Bo")
    for day, html in enumerate([often, in_passing, often, often, in_passing], start=1):
        make.post(html, title=f"Post {day}", published_at=make.moment(2024, 3, day))
    items = client.get("/sources/bo/feed.json").json()["items"]
    assert [item["title"] for item in items] == ["Post 5", "Post 4", "Post 3"]


def test_source_quoted_in_drafts_only_has_no_feed(client):
    make.draft(make.quotation("A.", source_name="Bo"))
    make.scheduled(make.quotation("A.", source_name="Bo"))
    assert client.get("/sources/bo/feed.atom").status_code == 404


def test_feeds_set_no_cookie(client):
    make.post(labels=["Shown"])
    assert Label.objects.exists()
    for feed in ("/feed.atom", "/feed.json", "/labels/shown/feed.rss"):
        response = client.get(feed)
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


@FORMATS
def test_feeds_have_the_sites_icon(client, format):
    icon = "https://blog.example.org/static/theme/icon.png"
    content = client.get(f"/feed.{format}").content
    if format == "json":
        shown = json.loads(content)
        assert (shown["icon"], shown["favicon"]) == (icon, icon)
        return
    root = lxml.etree.fromstring(content)
    if format == "atom":
        assert root.findtext(ATOM + "icon") == icon
        return
    channel = root.find("channel")
    image = channel.find("image")
    assert image.findtext("url") == icon
    assert all(image.findtext(name) == channel.findtext(name) for name in ("title", "link"))


def test_feeds_allow_cross_origin_requests(client):
    make.post()
    answer = client.get("/feed.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get("/feed.json", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
