"""Feeds: the full text, in three formats, with addresses and ids that hold outside of the site."""

import json

import lxml.etree
import pytest
from django.test import override_settings

from blog.models import Label
from tests import factories as make

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
def test_an_item_has_the_whole_text_with_absolute_addresses(format, client):
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


@FORMATS
@pytest.mark.parametrize("feed", ["/feed", "/labels/shown/feed", "/authors/ada/feed"])
def test_only_what_readers_see_is_in_it(format, feed, client):
    ada = make.user("Author", byline="Ada")
    for number in range(2):
        make.post(title=f"Out {number}", labels=["Shown"], authors=(ada,),
                  published_at=make.moment(2023, 1, 1 + number))  # fmt: skip
    make.post(title="Another's", labels=["Other"], published_at=make.moment(2022))
    make.draft(title="Draft", labels=["Shown"], authors=(ada,))
    make.scheduled(title="Scheduled", labels=["Shown"], authors=(ada,))
    found = [item["title"] for item in items(client.get(f"{feed}.{format}"))]
    assert found == ["Out 1", "Out 0", *(["Another's"] if feed == "/feed" else [])]


@FORMATS
def test_the_id_stays_when_the_address_changes(format, client):
    post = make.post(title="One")
    before = items(client.get(f"/feed.{format}"))[0]
    post.slug = "two"
    post.save()
    after = items(client.get(f"/feed.{format}"))[0]
    assert before["url"] != after["url"]
    assert before["id"] == after["id"]


@FORMATS
def test_an_unchanged_feed_costs_one_query(format, client, django_assert_num_queries):
    """Besides that for the settings of the site."""
    make.post()
    etag = client.get(f"/feed.{format}")["ETag"]
    with django_assert_num_queries(2):
        unchanged = client.get(f"/feed.{format}", headers={"if-none-match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    make.post()
    assert client.get(f"/feed.{format}", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("feed", "queries"),
    [
        ("/feed.atom", 3),
        ("/feed.rss", 3),
        ("/feed.json", 4),
        ("/labels/common/feed.atom", 4),
        ("/authors/ada/feed.json", 5),
    ],
)
def test_costs(rows, feed, queries, client, django_assert_num_queries):
    ada = make.user("Author", byline="Ada")
    for number in range(rows):
        make.post(
            make.quotation("A.", source_name=f"S{number}", speaker_name=f"T{number}"),
            authors=(ada, make.user("Author")),
            labels=["Common", f"L{number}"],
        )
    with django_assert_num_queries(queries):
        assert client.get(feed).status_code == 200


def test_quotations_are_data_in_the_json_feed(client):
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


def test_each_page_leads_to_its_feed(client):
    ada = make.user("Author", byline="Ada")
    make.post(authors=(ada,), labels=["Shown"])
    for page, feed in (
        ("/", "/feed.atom"),
        ("/labels/shown/", "/labels/shown/feed.atom"),
        ("/authors/ada/", "/authors/ada/feed.atom"),
    ):
        link = f'<link rel="alternate" type="application/atom+xml" href="{feed}"'
        assert link in client.get(page).content.decode()


@pytest.mark.parametrize("feed", ["/feed.xml", "/labels/none/feed.atom", "/authors/none/feed.rss"])
def test_a_feed_of_nothing_is_404(feed, client):
    assert client.get(feed).status_code == 404


def test_feeds_set_no_cookie(client):
    make.post(labels=["Shown"])
    assert Label.objects.exists()
    for feed in ("/feed.atom", "/feed.json", "/labels/shown/feed.rss"):
        response = client.get(feed)
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")
