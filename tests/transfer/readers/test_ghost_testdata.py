"""Everything in real exports of Ghost is read: numbers were counted by hand, without the reader."""

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from tests.transfer.readers.ghost_exports import read_items
from transfer.items import (
    ExportedAuthor,
    ExportedLabel,
    ExportedPicture,
    ExportedPost,
    ExportedSite,
    RefusedItem,
    Status,
)
from transfer.readers.ghost import GhostReader

FRENCH = "liberalisme-democratique_ghost6_lexical_fr.json"
MIGRATE = "tryghost-migrate/"
# Posts, pages, labels, authors, lead pictures, pictures in the texts.
FILES = [
    (FRENCH, 21, 1, 12, 1, 21, 10),
    ("ghost0_import-data-1.json", 1, 0, 1, 1, 1, 3),
    (f"{MIGRATE}mg-assetscraper-db_ghost-flat.json", 1, 0, 0, 0, 1, 1),
    (f"{MIGRATE}mg-assetscraper-db_ghost.json", 3, 0, 2, 2, 2, 3),
    (f"{MIGRATE}mg-ghost-api_posts.json", 1, 0, 1, 1, 1, 0),
    (f"{MIGRATE}mg-json_multi-post-only.json", 3, 0, 3, 2, 0, 0),
    (f"{MIGRATE}mg-json_single-post-author-bad-email.json", 1, 0, 2, 1, 0, 0),
    (f"{MIGRATE}mg-json_single-post-only-long-meta.json", 1, 0, 3, 1, 1, 0),
    (f"{MIGRATE}mg-json_single-post-with-bad-tag-order.json", 1, 0, 2, 1, 0, 0),
    (f"{MIGRATE}mg-json_single-post-with-empty-tag.json", 1, 0, 2, 1, 1, 0),
]


def count_words(html: str) -> Counter[str]:
    """Count the words and marks of a text; footnotes are at other places in it."""
    text = re.sub(r"</?(?:a|em|strong|span|code|sup)\b[^>]*>", "", html)
    return Counter(re.findall(r"\w+|[^\w\s]", unescape(re.sub(r"<[^>]*>", " ", text))))


def test_all_files_are_in_the_table(testdata: Path) -> None:
    folder = testdata / "ghost"
    files = {str(file.relative_to(folder)) for file in folder.rglob("*.json")}
    assert files == {row[0] for row in FILES}


@pytest.mark.parametrize(
    ("name", "posts", "pages", "labels", "authors", "lead_pictures", "pictures"), FILES
)
def test_file_is_read_completely(
    testdata: Path,
    name: str,
    posts: int,
    pages: int,
    labels: int,
    authors: int,
    lead_pictures: int,
    pictures: int,
) -> None:
    path = testdata / "ghost" / name
    assert GhostReader.recognizes(path)
    items = read_items(path, ExportedPost)
    assert read_items(path, RefusedItem) == []
    assert sum(not item.is_page for item in items) == posts
    assert sum(item.is_page for item in items) == pages
    assert len(read_items(path, ExportedLabel)) == labels
    assert len(read_items(path, ExportedAuthor)) == authors
    assert len(read_items(path, ExportedPicture)) == lead_pictures
    assert sum(item.html.count("<img ") for item in items) == pictures
    assert all(item.former_urls and item.published_at for item in items)
    known = {author.key for author in read_items(path, ExportedAuthor)}
    assert {key for item in items for key in item.authors} <= known


def test_words_of_every_post_are_those_that_readers_saw(testdata: Path) -> None:
    path = testdata / "ghost" / FRENCH
    rows = json.loads(path.read_text())["db"][0]["data"]["posts"]
    posts = {post.key: post for post in read_items(path, ExportedPost)}
    for row in rows:
        shown = re.sub(r'<sup class="footnote-ref">.*?</sup>|↩︎', "", row["html"])
        assert count_words(posts[row["uuid"]].html) == count_words(shown), row["slug"]


def test_addresses_and_links_of_the_french_blog(testdata: Path) -> None:
    path = testdata / "ghost" / FRENCH
    posts = read_items(path, ExportedPost)
    addresses = [address for post in posts for address in post.former_urls]
    assert len(set(addresses)) == 44
    assert {"/ecoin-is-here/", "/about/", "/le-dominateur/", "/trente-minutes/"} <= set(addresses)
    labels = read_items(path, ExportedLabel)
    assert len({address for label in labels for address in label.former_urls}) == 24
    assert "__GHOST_URL__" not in repr(posts)
    # 47 links, of which 2 lead to footnotes and 2 back from them.
    assert sum(post.html.count("<a href=") for post in posts) == 43
    assert sum(post.html.count("<blockquote") for post in posts) == 15
    assert sum(post.html.count("data-footnote") for post in posts) == 2
    assert sum(post.html.count("data-embed") for post in posts) == 3
    assert sum(post.html.count("data-gallery") for post in posts) == 1


def test_facts_of_the_french_blog(testdata: Path) -> None:
    path = testdata / "ghost" / FRENCH
    assert read_items(path, ExportedSite) == [
        ExportedSite(
            title="Libéralisme Démocratique",
            description="Perspectives politiques et sociales",
            language="fr",
            time_zone="Europe/Paris",
        )
    ]
    posts = {post.slug: post for post in read_items(path, ExportedPost)}
    assert posts["ecoin-is-here"].labels == ("Économie", "Loisir", "Finance")
    assert posts["le-dominateur"].labels == ("Loisir", "Culture")
    assert sum(len(post.labels) for post in posts.values()) == 24
    assert {post.status for post in posts.values()} == {Status.PUBLISHED}
    assert {post.authors for post in posts.values()} == {("6890d1406632ec0008ce7168",)}
    pictures = read_items(path, ExportedPicture)
    assert sum(bool(picture.caption) for picture in pictures) == 13
    assert sum(picture.urls[0].startswith("/content/images/") for picture in pictures) == 14
    assert "REDACTED" not in repr(list(GhostReader(path).read()))


def test_authors_of_migrated_posts_are_joined_by_address(testdata: Path) -> None:
    folder = testdata / "ghost" / MIGRATE
    [author] = read_items(folder / "mg-json_single-post-author-bad-email.json", ExportedAuthor)
    [post] = read_items(folder / "mg-json_single-post-author-bad-email.json", ExportedPost)
    assert post.authors == (author.key,)
    [post] = read_items(folder / "mg-json_single-post-with-bad-tag-order.json", ExportedPost)
    assert post.labels == ("Things", "Stuff")
    [post] = read_items(folder / "mg-json_single-post-with-empty-tag.json", ExportedPost)
    assert "" not in post.labels


def test_answer_of_the_api_shows_its_html(testdata: Path) -> None:
    [post] = read_items(testdata / "ghost" / MIGRATE / "mg-ghost-api_posts.json", ExportedPost)
    assert post.html == "<p>👋 Welcome, it's great to have you here.</p>"
    assert post.former_urls[0] == "https://demo.ghost.io/welcome-short/"
