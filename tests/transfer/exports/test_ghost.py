"""Ghost's JSON, read back by json and lxml."""

import json
import zipfile
from pathlib import Path

import lxml.html
import pytest
from django.core.management import call_command

from blog.models import PullQuote
from tests.support import factories as make
from tests.transfer.exports import posts

pytestmark = pytest.mark.django_db
SITE = "https://blog.example.org"


@pytest.fixture(autouse=True)
def address(settings, tmp_path):
    settings.SITE_URL = SITE
    settings.MEDIA_ROOT = tmp_path / "media"


def export(tmp_path: Path, **options) -> dict[str, list[dict]]:
    path = tmp_path / "export.json"
    path.unlink(missing_ok=True)
    call_command("export", "ghost", str(path), **options)
    [database] = json.loads(path.read_text())["db"]
    assert database["meta"]["version"] == "6.0.0"
    return database["data"]


def test_post_of_all_kinds_has_all_texts_and_quotations_in_cards(tmp_path):
    posts.create_post_of_all_kinds()
    [post] = export(tmp_path)["posts"]
    text = lxml.html.fragment_fromstring(post["html"], "div").text_content()
    for expected in posts.QUOTATIONS + posts.CAPTIONS + posts.CREDITS + posts.PROSE:
        assert expected in text
    cards = [part.split("<!--kg-card-end")[0] for part in post["html"].split("kg-card-begin")[1:]]
    assert post["html"].count("kg-card-begin") == post["html"].count("kg-card-end") == len(cards)
    [card] = [card for card in cards if "mayor" in card]
    quote = lxml.html.fragment_fromstring(card.partition("-->")[2])
    first = PullQuote.objects.filter(is_inline=False).order_by("position").first()
    assert quote.get("id") == f"quote-{first.pk}"
    assert quote.get("cite") == "https://example.org/interview"
    assert quote.get("data-speaker-name") == "Ana Ruiz"
    assert quote.get("data-said") == "2023-03"
    assert quote.findtext("footer/a") == "Ana Ruiz, mayor"


def test_relations_lead_to_labels_and_authors_in_order(tmp_path):
    authors = make.user("Author", byline="Bo Ek"), make.user("Author", byline="Ada Bell")
    make.post(authors=authors, labels=("Rivers", "Dams"))
    data = export(tmp_path)
    [post] = data["posts"]
    names = {row["id"]: row["name"] for row in data["tags"] + data["users"]}
    assert {names[row["tag_id"]] for row in data["posts_tags"]} == {"Rivers", "Dams"}
    ordered = sorted(data["posts_authors"], key=lambda row: row["sort_order"])
    assert [names[row["author_id"]] for row in ordered] == ["Bo Ek", "Ada Bell"]
    assert {row["post_id"] for row in ordered + data["posts_tags"]} == {post["id"]}
    assert {row["user_id"] for row in data["roles_users"]} == {row["id"] for row in data["users"]}


def test_accounts_have_neither_password_nor_address(tmp_path):
    make.post(authors=(make.user("Author", username="secret-login", email="ada@private.example"),))
    [user] = export(tmp_path)["users"]
    assert "password" not in user
    assert user["email"].endswith(".invalid")
    text = (tmp_path / "export.json").read_text()
    assert "secret-login" not in text
    assert "private.example" not in text


def test_statuses_are_those_of_ghost(tmp_path):
    posts.create_scheduled_and_drafts()
    rows = export(tmp_path)["posts"]
    assert {row["title"]: (row["type"], row["status"]) for row in rows} == {
        "A draft": ("post", "draft"),
        "In review": ("post", "draft"),
        "Planned": ("post", "scheduled"),
        "About": ("page", "published"),
    }


@pytest.mark.parametrize("text", posts.HOSTILE.values(), ids=posts.HOSTILE)
def test_hostile_text_survives(tmp_path, text):
    make.post(make.quotation("x", attribution="y"), title=text, summary=text)
    for quotation in PullQuote.objects.all():
        quotation.text = quotation.attribution = text
        quotation.save()
    data = export(tmp_path)
    [post] = data["posts"]
    assert (post["title"], post["custom_excerpt"]) == (text, text)
    assert data["posts_meta"][0]["meta_description"] == text
    [quote] = lxml.html.fragment_fromstring(post["html"], "div").iter("blockquote")
    assert quote.find("p").text_content() == text
    assert quote.findtext("footer") == f"— {text}"


def test_archive_has_the_pictures_that_posts_show(tmp_path):
    posts.create_post_of_all_kinds()
    path = tmp_path / "export.zip"
    call_command("export", "ghost-zip", str(path))
    with zipfile.ZipFile(path) as archive:
        [database] = json.loads(archive.read("data.json"))["db"]
        names = archive.namelist()
    html = lxml.html.fragment_fromstring(database["data"]["posts"][0]["html"], "div")
    sources = [*html.xpath(".//img/@src"), *html.xpath(".//audio/@src")]
    assert len(sources) == 4
    assert {source.removeprefix("__GHOST_URL__/content/") for source in sources} <= {*names}
    folders = {name.partition("/")[0] for name in names}
    assert folders == {"data.json", "images", "media"}


CARD = "<!--kg-card-begin: html-->\n"


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote><p>One</p><p>Two</p></blockquote>",
        "<blockquote><ul><li>One</li></ul></blockquote>",
        "<ul><li><p>One</p><p>Two</p></li></ul>",
        "<ul><li><pre><code>One</code></pre></li></ul>",
        "<p>m<sup>3</sup></p>",
    ],
)
def test_what_the_editor_of_ghost_lacks_is_in_a_card(tmp_path, html):
    """It keeps paragraphs within a quotation or an item as one line."""
    make.post(html)
    [post] = export(tmp_path)["posts"]
    assert post["html"] == f"{CARD}{html}\n<!--kg-card-end: html-->"


def test_jump_is_an_element_as_ghost_drops_cards_of_comments(tmp_path):
    make.post("<p>Before.</p><hr data-jump><p>After.</p>")
    [post] = export(tmp_path)["posts"]
    assert f'{CARD}<hr data-jump="" hidden="">' in post["html"]
    assert "<!--more-->" not in post["html"]


def test_archive_has_posters_and_captions_of_its_films(tmp_path):
    posts.create_post_with_recordings()
    path = tmp_path / "export.zip"
    call_command("export", "ghost-zip", str(path))
    with zipfile.ZipFile(path) as archive:
        [database] = json.loads(archive.read("data.json"))["db"]
        html = lxml.html.fragment_fromstring(database["data"]["posts"][0]["html"], "div")
        urls = html.xpath(".//video/@poster|.//track/@src")
        contents = [archive.read(url.removeprefix("__GHOST_URL__/content/")) for url in urls]
    assert len(contents) == 4 and contents[1:] == [posts.CAPTION_TEXT.encode()] * 3
    assert html.xpath(".//track/@srclang") == ["en", "zh-Hant", "en"]


def test_json_names_captions_at_their_address_here(tmp_path):
    film, _sound = posts.create_post_with_recordings()
    html = lxml.html.fragment_fromstring(export(tmp_path)["posts"][0]["html"], "div")
    assert film.poster and html.xpath(".//video/@poster") == [f"{SITE}{film.poster.image.url}"]
    first = film.caption_tracks.first()
    assert first and html.xpath(".//track/@src")[0] == f"{SITE}{first.get_absolute_url()}"
