"""Microformats: what a parser of the independent web finds in the pages."""

import mf2py
import pytest

from blog.models import PullQuote
from tests.support import factories as make

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"


def parsed(client, path: str) -> list[dict]:
    html = client.get(path).content.decode()
    return mf2py.parse(doc=html, url=SITE + path, html_parser="lxml")["items"]


def only(items: list[dict], type: str) -> dict:
    (result,) = [item for item in items if item["type"] == [type]]
    return result


@pytest.fixture
def post():
    ada = make.user("Author", byline="Ada Moor", bio="Writes.", url="https://ada.example.org/")
    photos = [make.figure(make.photo(ada)), make.figure(make.photo(ada))]
    return make.post(
        "<p>The river is low.</p>"
        + make.quotation(
            "“Low.”", "“Lower.”", attribution="Jo Field, hydrologist", source_name="Jo Field",
            said="2023-03", url="https://example.org/a",
        )
        + "".join(photos),
        authors=(ada, make.user("Author", byline="Bo")),
        labels=["Water", "Rivers"],
        title="Low <water>",
        summary="In short.",
        published_at=make.moment(2023, 3, 22),
    )  # fmt: skip


def test_post_is_an_entry(post, client):
    entry = only(parsed(client, post.get_absolute_url()), "h-entry")
    result = entry["properties"]
    assert result["name"] == ["Low <water>"]
    assert result["url"] == [SITE + post.get_absolute_url()]
    assert result["published"] == ["2023-03-22T12:00:00+0000"]
    assert len(result["updated"]) == 1
    assert result["category"] == ["Rivers", "Water"]
    assert [author["type"] for author in result["author"]] == [["h-card"]] * 2
    assert [author["properties"] for author in result["author"]] == [
        {"name": ["Ada Moor"], "url": [f"{SITE}/authors/ada-moor/"]},
        {"name": ["Bo"], "url": [f"{SITE}/authors/bo/"]},
    ]
    (content,) = result["content"]
    assert content["value"].startswith("The river is low.")
    (featured,) = result["featured"]
    first = post.figures.order_by("position").first()
    assert featured["value"] == SITE + first.photo.image.url
    assert featured["alt"] == first.photo.alt


def test_post_quotations_are_citations(post, client):
    entry = only(parsed(client, post.get_absolute_url()), "h-entry")
    cite = only(entry["children"], "h-cite")["properties"]
    assert [content["value"] for content in cite["content"]] == ["“Low.”", "“Lower.”"]
    (author,) = cite["author"]
    assert author["properties"] == {"name": ["Jo Field"], "url": [f"{SITE}/sources/jo-field/"]}
    assert cite["published"] == ["2023-03"]
    assert cite["url"] == ["https://example.org/a"]


def test_speaker_is_author_and_source_is_publisher(client):
    quotation = make.quotation(
        "A.", source_name="Ministry", source_kind="organisation", speaker_name="Xi"
    )
    post = make.post(quotation, labels=["Water"])
    pages = [post.get_absolute_url(), f"/quotes/{PullQuote.objects.get().pk}/", "/sources/xi/"]
    for path in pages[:2]:
        items = parsed(client, path)
        items = items[0]["children"] if path == pages[0] else items
        cite = only(items, "h-cite")["properties"]
        assert [author["properties"]["name"] for author in cite["author"]] == [["Xi"]]
        assert cite["publication"] == ["Ministry"]


@pytest.mark.slow
def test_lists_are_feeds_with_entries(post, client):
    make.draft(title="Unseen", labels=["Water"])
    for path in ("/", "/labels/water/", "/2023/03/", "/authors/ada-moor/"):
        feed = only(parsed(client, path), "h-feed")
        (entry,) = [child for child in feed["children"] if child["type"] == ["h-entry"]]
        result = entry["properties"]
        assert result["name"] == ["Low <water>"]
        assert result["url"] == [SITE + post.get_absolute_url()]
        assert result["published"] == ["2023-03-22T12:00:00+0000"]
        assert path == "/" or result["summary"] == ["In short."]
        authors = [getattr(by, "get", lambda _name, by=by: by)("value") for by in result["author"]]
        assert authors == ["Ada Moor", "Bo"]
    assert only(parsed(client, "/labels/water/"), "h-feed")["properties"]["name"] == ["Water"]
    assert only(parsed(client, "/"), "h-feed")["properties"]["name"] == ["Pullquote"]
    author = only(parsed(client, "/authors/ada-moor/"), "h-feed")
    assert author["properties"]["name"] == ["Ada Moor"]


def test_quotation_page_has_date_said(post, client):
    quoted = PullQuote.objects.first()
    cite = only(parsed(client, f"/quotes/{quoted.pk}/"), "h-cite")["properties"]
    assert cite["published"] == ["2023-03"]


def test_author_card_without_website_represents_the_page(client):
    make.post(authors=(make.user("Author", byline="آدا <b>", slug="آدا"),))
    path = "/authors/%D8%A2%D8%AF%D8%A7/"
    feed = only(parsed(client, path), "h-feed")["properties"]
    assert feed["name"] == ["آدا <b>"]
    assert feed["author"][0]["properties"]["url"] == [SITE + path]
    assert feed["author"][0]["properties"]["uid"] == [SITE + path]


def test_correction_list_is_a_feed_with_entries(post, client):
    note = make.correction(post, "Low, <b>not</b> high.", created_at=make.moment(2023, 3, 23))
    feed = only(parsed(client, "/corrections/"), "h-feed")
    assert feed["properties"]["name"] == ["Corrections and updates"]
    (entry,) = feed["children"]
    assert entry["type"] == ["h-entry"]
    assert entry["properties"] == {
        "name": ["Low <water>"],
        "category": ["Correction"],
        "published": ["2023-03-23T12:00:00+0000"],
        "summary": ["Low, <b>not</b> high."],
        "url": [SITE + note.get_absolute_url()],
    }


def test_home_entry_has_content_or_summary_before_the_jump(client):
    make.post("<p>Whole.</p>")
    make.post('<p>Before.</p><hr data-jump=""><p>After.</p>')
    entries = only(parsed(client, "/"), "h-feed")["children"]
    data = [sorted(entry["properties"].keys() & {"content", "summary"}) for entry in entries]
    assert data == [["summary"], ["content"]]


@pytest.mark.slow
def test_authors_and_sources_have_h_cards(post, client):
    (author,) = only(parsed(client, "/authors/ada-moor/"), "h-feed")["properties"]["author"]
    page = f"{SITE}/authors/ada-moor/"
    assert author["properties"] == {
        "name": ["Ada Moor"], "note": ["Writes."], "uid": [page],
        "url": [page, "https://ada.example.org/"],
    }  # fmt: skip
    make.post(
        make.quotation("A.", source_name="Bo", source_role="Minister", source_affiliation="Lund")
        + make.quotation("A.", source_name="Report", source_kind="document")
    )
    card = only(parsed(client, "/sources/bo/"), "h-card")["properties"]
    assert (card["name"], card["job-title"], card["org"]) == (["Bo"], ["Minister"], ["Lund"])
    assert "h-card" not in [item["type"][0] for item in parsed(client, "/sources/report/")]
