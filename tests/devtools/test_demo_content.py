"""Checks of the demo's content files, without a database."""

import re
import textwrap
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from blog.common import markup
from blog.content.document.nodes import FigureNode, ProseNode, QuotationNode
from blog.extraction.source_names import names_source
from devtools.demo.content_files import read_document
from devtools.demo.pictures import DRAWINGS
from tests.devtools.demo_content import (
    ACCOUNTS,
    COMMENTS,
    FIGURES,
    LABELS,
    NODES,
    PAGES,
    PHOTOS,
    POSTS,
    PROSE,
    PUBLISHED,
    QUOTATIONS,
    SOURCE_BY_NAME,
    SOURCES,
    parse_nodes,
)


def find_repeated(keys: list) -> list:
    return [key for key, count in Counter(keys).items() if count > 1]


def test_keys_of_content_are_unique():
    for keys in (
        [account["username"] for account in ACCOUNTS],
        [source["name"].upper() for source in SOURCES],
        [photo["key"] for photo in PHOTOS],
        [label["name"] for label in LABELS],
        [post.values["title"] for post in POSTS],
        [post.values["slug"] for post in POSTS],
        [comment["key"] for comment in COMMENTS if "key" in comment],
    ):
        assert find_repeated(keys) == []


def test_every_author_has_posts_and_one_is_editor():
    bylines = [post.values["authors"] for post in POSTS]
    authors = {a["username"] for a in ACCOUNTS if a["role"] in {"Author", "Editor"}}
    assert {username for byline in bylines for username in byline} == authors
    assert len(authors) == 3
    assert sorted(account["role"] for account in ACCOUNTS) == [
        *("Author", "Author", "Editor", "Moderator"),
    ]
    assert sum(len(byline) > 1 for byline in bylines) >= 3


def test_every_source_is_quoted_or_owns_a_photo():
    quoted = {fields.name for node in QUOTATIONS for fields in (node.source, node.speaker)}
    agencies = {photo["agency"] for photo in PHOTOS if "agency" in photo}
    assert (quoted | agencies) - {""} == set(SOURCE_BY_NAME)


def test_sources_have_all_four_kinds():
    kinds = Counter(source["kind"] for source in SOURCES)
    assert set(kinds) == {"person", "organisation", "publication", "document"}
    assert min(kinds.values()) >= 3


def test_people_have_role_affiliation_and_family_name():
    for source in SOURCES:
        if source["kind"] == "person":
            assert source["role"] and source["affiliation"]
            assert source["family_name"] in source["name"]


def test_every_photo_is_used_and_drawn():
    shown_photos = {node.photo for node in FIGURES}
    assert shown_photos == set(range(1, len(PHOTOS) + 1))
    assert {photo["key"] for photo in PHOTOS} == set(DRAWINGS)


def test_every_label_is_used_and_described():
    uses = Counter(label for post in POSTS for label in post.values["labels"])
    assert set(uses) == {label["name"] for label in LABELS}
    assert all(label["description"] for label in LABELS)
    assert max(uses.values()) >= 12
    assert min(uses.values()) == 1


def test_content_has_minimum_counts():
    assert len(PUBLISHED) >= 26
    assert sum(len(node.paragraphs) for node in QUOTATIONS) >= 48
    assert len(SOURCES) >= 14
    assert len(PHOTOS) >= 16
    assert len(LABELS) >= 15
    assert {len(node.paragraphs) for node in QUOTATIONS} == {1, 2, 3, 4}


def test_posts_cover_three_years_and_files_start_with_date():
    for post in PUBLISHED:
        assert post.file.name.startswith(f"{post.values['published_at']:%Y-%m-%d}-")
    times = [post.values["published_at"] for post in PUBLISHED]
    assert times == sorted(times)
    assert times[0].date() >= date(2023, 11, 1)
    assert times[-1].date() == date(2026, 11, 20)
    gaps = [(later - earlier).days for earlier, later in zip(times, times[1:], strict=False)]
    assert max(gaps) <= 70


def test_three_posts_are_not_published_yet():
    unpublished = [post for post in POSTS if post not in PUBLISHED]
    assert unpublished == POSTS[-3:]
    assert [(p.values["status"], p.values.get("publish_in_days")) for p in unpublished] == [
        ("draft", None),
        ("review", None),
        ("published", 6),
    ]


def test_quotations_are_not_dated_after_their_post():
    for post in PUBLISHED:
        published_on = post.values["published_at"].date().isoformat()
        for node in NODES[post.file.name]:
            if isinstance(node, QuotationNode):
                assert node.date_said <= published_on[: len(node.date_said)], node.attribution


@pytest.mark.parametrize("node", QUOTATIONS, ids=lambda node: node.attribution[:40])
def test_quotation_is_complete(node):
    texts = [markup.plain_text(paragraph.html) for paragraph in node.paragraphs]
    assert 1 <= len(texts) <= 4
    assert all(text.strip() == text != "" for text in texts)
    assert node.attribution
    assert node.source.name != node.speaker.name
    lines = node.translation.split("\n") if node.translation else []
    assert len(lines) == (len(texts) if node.language else 0)
    date.fromisoformat(node.date_said + "-01-01"[: 10 - len(node.date_said)])


@pytest.mark.parametrize("node", QUOTATIONS, ids=lambda node: node.attribution[:40])
def test_attribution_names_source_or_speaker(node):
    credited = [SOURCE_BY_NAME[s.name] for s in (node.source, node.speaker) if s.name]
    assert any(
        names_source(node.attribution, source["name"], source["kind"]) for source in credited
    )


def test_quotations_use_all_features():
    texts = [markup.plain_text(p.html) for node in QUOTATIONS for p in node.paragraphs]
    assert {node.language for node in QUOTATIONS} == {"", "fr", "de", "es", "ar", "ru"}
    assert {len(node.date_said) for node in QUOTATIONS} == {4, 7, 10}
    assert any("[" in text and "[…]" not in text for text in texts)
    assert any("[…]" in text for text in texts)
    assert any("‘" in text and text.startswith("“") for text in texts)
    assert any("  " in p.html for node in QUOTATIONS for p in node.paragraphs)
    assert any(node.speaker.name for node in QUOTATIONS)
    assert any(node.url for node in QUOTATIONS)


def test_neighbouring_quotations_have_different_attributions():
    """The editor would join two groups under one attribution."""
    for name, nodes in NODES.items():
        for node, next_node in zip(nodes, nodes[1:], strict=False):
            if isinstance(node, QuotationNode) and isinstance(next_node, QuotationNode):
                assert node.attribution != next_node.attribution, name


def test_prose_uses_every_element():
    tags = {tag for node in PROSE for tag in re.findall(r"<([a-z0-9]+)", node.html)}
    assert tags >= {"p", "h2", "h3", "strong", "em", "a", "ul", "ol", "li", "hr", "blockquote"}
    assert tags >= {"section", "small", "table", "pre", "aside", "dl"}


def test_prose_contains_no_line_breaks():
    texts = [re.sub(r"<pre>.*?</pre>", "", node.html, flags=re.DOTALL) for node in PROSE]
    assert [text for text in texts if "\n" in text] == []


def test_jumps_and_pictures_are_common_but_not_everywhere():
    jumps = [post.body.count("<hr data-jump") for post in POSTS]
    assert max(jumps) == 1
    assert len(POSTS) / 2 <= sum(jumps) < len(POSTS)
    pictured = sum(any(isinstance(n, FigureNode) for n in nodes) for nodes in NODES.values())
    assert len(POSTS) / 2 <= pictured < len(POSTS)


def test_external_urls_use_example_domains():
    urls = [node.url for node in QUOTATIONS]
    urls += [source.get("url", "") for source in SOURCES]
    urls += [href for node in PROSE for href in re.findall(r'href="([^"]*)"', node.html)]
    for url in urls:
        if url and not url.startswith("/"):
            assert re.search(r"(^|\.)example\.(org|com|net)$", urlsplit(url).netloc), url


def test_two_posts_are_in_other_languages():
    languages = Counter(post.values["language"] for post in POSTS)
    assert languages == {"fr": 1, "ar": 1, "en-gb": len(POSTS) - 2}


def test_one_photo_is_decorative_and_the_others_are_described():
    assert [photo["key"] for photo in PHOTOS if not photo.get("alt")] == ["bands"]
    for photo in PHOTOS:
        assert photo["credit"]
        assert not photo.get("alt") or photo["caption"].endswith("."), photo["key"]
        licence = photo.get("licence_url", "")
        assert not licence or licence.startswith("https://creativecommons.org/")


@pytest.mark.parametrize("key", DRAWINGS)
def test_photo_is_large_and_identical_each_time(key):
    first, second = DRAWINGS[key](), DRAWINGS[key]()
    assert first.mode == "RGB"
    assert max(first.size) >= 1300
    assert first.tobytes() == second.tobytes()


@pytest.mark.slow
def test_photos_have_several_shapes():
    sizes = [draw().size for draw in DRAWINGS.values()]
    assert any(width > height for width, height in sizes)
    assert any(width == height for width, height in sizes)
    assert any(width < height for width, height in sizes)


def test_comments_form_one_long_and_several_short_discussions():
    posts: dict[str, str] = {}
    depths: dict[str, int] = {}
    lengths: Counter[str] = Counter()
    for comment in COMMENTS:
        parent = comment.get("reply_to", "")
        post = comment["post"] if "post" in comment else posts[parent]
        depth = depths.get(parent, 0) + 1
        lengths[post] += 1
        if "key" in comment:
            posts[comment["key"]], depths[comment["key"]] = post, depth
        assert depth <= 4
    assert max(lengths.values()) >= 12 and len(lengths) >= 3
    assert max(depths.values()) == 3  # Comments with a key have replies, one level deeper.
    assert set(lengths) <= {post.values["slug"] for post in PUBLISHED}


def test_replies_are_later_than_their_parents():
    minutes_by_key = {c["key"]: c["after_minutes"] for c in COMMENTS if "key" in c}
    for comment in COMMENTS:
        if "reply_to" in comment:
            assert comment["after_minutes"] > minutes_by_key[comment["reply_to"]]


def test_comments_of_authors_have_their_names():
    bylines = {account["username"]: account["byline"] for account in ACCOUNTS}
    by_authors = [comment for comment in COMMENTS if "username" in comment]
    assert by_authors
    assert all(comment["name"] == bylines[comment["username"]] for comment in by_authors)


def test_pages_link_to_contact_address_and_corrections():
    links = {page.values["title"]: re.findall(r'href="([^"]+)"', page.body) for page in PAGES}
    assert list(links) == ["About", "Masthead", "Ethics", "Contact", "Privacy"]
    assert "/corrections/" in links["About"]
    for title in ("About", "Contact", "Privacy"):
        assert any(url.startswith("mailto:") for url in links[title]), title


def test_prose_uses_british_spelling():
    american = re.compile(
        r"\b(?:color|labor|harbor|center|organiz|recogniz|favor)\w*", re.IGNORECASE
    )
    page_nodes = [node for page in PAGES for node in parse_nodes(page)]
    prose = [*PROSE, *(node for node in page_nodes if isinstance(node, ProseNode))]
    assert [node.html for node in prose if american.search(node.html)] == []


def test_example_post_in_docs_is_valid(tmp_path):
    docs = Path(__file__).resolve().parents[2] / "docs/developers/demo-posts.md"
    example = re.search(r"(?m)^    \+\+\+\n(?:    .*\n|\n)+", docs.read_text())
    file = tmp_path / "example.html"
    file.write_text(textwrap.dedent(example[0]))
    post = read_document(file)
    assert {type(node) for node in parse_nodes(post)} == {ProseNode, QuotationNode, FigureNode}
    assert set(post.values["authors"]) <= {account["username"] for account in ACCOUNTS}
    assert set(post.values["labels"]) <= {label["name"] for label in LABELS}
    assert post.values.keys() <= POSTS[0].values.keys()
