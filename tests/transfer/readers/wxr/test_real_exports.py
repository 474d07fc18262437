"""Real exports: all posts, pages, comments, labels, pictures and addresses are read.

The numbers were counted in the files with ElementTree, apart from the code that is tested.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from lxml import html

from tests.transfer.readers.wxr.conftest import Export
from transfer.items import (
    CommentState,
    ExportedAuthor,
    ExportedComment,
    ExportedLabel,
    ExportedPicture,
    ExportedPost,
    RefusedItem,
    Status,
)
from transfer.readers.base import NotAnExport
from transfer.readers.wxr import WordPressReader
from transfer.readers.wxr.fields import read_fields
from transfer.readers.xml_items import XmlItems

# posts, pages, comments, replies, labels, pictures, authors, refused
FILES = {
    "nikola/wordpress_export_example.xml": (4, 1, 0, 0, 19, 3, 1, 0),
    "nikola/wordpress_unicode_export.xml": (1, 1, 0, 0, 3, 0, 1, 0),
    # Three items are of custom types. A reply is to a comment that is not in the file.
    "pelican_wordpressexport.xml": (11, 2, 4, 1, 9, 4, 3, 3),
    "rithalaupdate_2026_blocks.xml": (8, 12, 1, 0, 9, 178, 1, 0),
    "theme-preview.xml": (7, 0, 2, 0, 9, 0, 1, 0),
    # Two of the 38 attachments are a recording and a video.
    "themeunittestdata.wordpress.xml": (51, 21, 32, 10, 176, 36, 2, 1),
    "tryghost-migrate/attachments-only.xml": (0, 0, 0, 0, 0, 1, 0, 0),
    "tryghost-migrate/co-authors-plus.xml": (4, 0, 0, 0, 1, 0, 3, 0),
    "tryghost-migrate/feature-image-captions.xml": (3, 0, 0, 0, 0, 2, 1, 0),
    "tryghost-migrate/has-audio-enclosure-with-libsyn-embed.xml": (1, 0, 0, 0, 0, 0, 1, 0),
    "tryghost-migrate/has-audio-enclosure.xml": (1, 0, 0, 0, 0, 0, 1, 0),
    "tryghost-migrate/has-meta.xml": (0, 0, 0, 0, 1, 0, 2, 1),
    "tryghost-migrate/has-yoast-meta.xml": (2, 0, 0, 0, 0, 0, 1, 0),
    "tryghost-migrate/pages-only.xml": (0, 1, 0, 0, 0, 0, 1, 0),
    "tryghost-migrate/posts-only.xml": (3, 0, 0, 0, 3, 0, 2, 1),
    "tryghost-migrate/sample-no-slug.xml": (3, 1, 0, 0, 3, 1, 2, 1),
    "tryghost-migrate/sample-with-alt.xml": (1, 0, 0, 0, 2, 1, 1, 0),
    "tryghost-migrate/sample.xml": (3, 1, 0, 0, 3, 1, 2, 1),
    "wordpress-importer/authors-multiline.xml": (1, 0, 0, 0, 0, 0, 3, 0),
    "wordpress-importer/backslashes.xml": (1, 0, 0, 0, 0, 0, 0, 0),
    "wordpress-importer/blank-lines.xml": (1, 0, 0, 0, 0, 0, 0, 0),
    "wordpress-importer/cdata-edge.xml": (1, 0, 0, 0, 0, 0, 0, 0),
    "wordpress-importer/chunked-meta.xml": (1, 0, 0, 0, 0, 0, 0, 0),
    "wordpress-importer/large-authors.xml": (0, 0, 0, 0, 0, 0, 300, 0),
    "wordpress-importer/missing-tags.xml": (1, 0, 0, 0, 0, 0, 0, 0),
    "wordpress-importer/multiple-cdata.xml": (1, 0, 0, 0, 0, 0, 0, 0),
    "wordpress-importer/slashes.xml": (1, 0, 1, 0, 2, 0, 2, 0),
    "wordpress-importer/small-export.xml": (6, 5, 1, 0, 32, 0, 3, 0),
    # Five categories and tags, one term of another taxonomy.
    "wordpress-importer/term-formats.xml": (0, 0, 0, 0, 6, 0, 0, 0),
    "wordpress-importer/term-meta.xml": (0, 0, 0, 0, 1, 0, 0, 0),
    "wordpress-importer/test-serialized-postmeta-no-cdata.xml": (1, 0, 0, 0, 1, 0, 1, 0),
    "wordpress-importer/test-serialized-postmeta-with-cdata.xml": (1, 0, 0, 0, 1, 0, 1, 0),
    "wordpress-importer/test-serialized-term-meta.xml": (1, 0, 0, 0, 3, 0, 1, 0),
    "wordpress-importer/test-utw-post-meta-import.xml": (1, 0, 0, 0, 1, 0, 1, 0),
    # A category of an item differs from that of the list by case only, under the same slug.
    "wordpress-importer/theme-unit-test-data.xml": (58, 21, 33, 10, 179, 35, 2, 1),
    "wordpress-importer/valid-wxr-1.0.xml": (3, 3, 1, 0, 9, 0, 1, 0),
    "wordpress-importer/valid-wxr-1.1.xml": (1, 1, 1, 0, 3, 0, 1, 0),
    "wordpress-importer/wxr-base-url-rewriting.xml": (1, 0, 0, 0, 1, 0, 1, 0),
    "wordpress-importer/wxr-css-urls.xml": (1, 0, 0, 0, 1, 0, 1, 0),
    "wordpress-importer/wxr-flat-attachment-different-site.xml": (1, 0, 0, 0, 0, 1, 1, 0),
    "wordpress-importer/wxr-flat-attachment-same-site.xml": (1, 0, 0, 0, 0, 1, 1, 0),
    "wordpress-importer/wxr-simple.xml": (1, 0, 0, 0, 1, 0, 1, 0),
    "wordpress-importer/wxr-with-sub-data.xml": (1, 0, 1, 0, 2, 0, 1, 0),
}
BROKEN_FILES = {"invalid-version-tag.xml", "malformed-simple.xml", "missing-version-tag.xml"}


@cache
def read_export(path: Path) -> Export:
    return Export(path)


@pytest.mark.parametrize("name", FILES)
def test_real_export_is_read_in_full(testdata, name):
    export = read_export(testdata / "wxr" / name)
    posts = export.select(ExportedPost)
    comments = export.select(ExportedComment)
    assert (
        sum(not post.is_page for post in posts),
        sum(post.is_page for post in posts),
        len(comments),
        sum(bool(comment.parent) for comment in comments),
        len(export.select(ExportedLabel)),
        len(export.select(ExportedPicture)),
        len(export.select(ExportedAuthor)),
        len(export.select(RefusedItem)),
    ) == FILES[name]
    assert WordPressReader.recognizes(testdata / "wxr" / name)


def test_every_file_of_the_test_data_is_counted(testdata):
    names = {str(path.relative_to(testdata / "wxr")) for path in (testdata / "wxr").rglob("*.xml")}
    assert names == {*FILES, *(f"wordpress-importer/{name}" for name in BROKEN_FILES)}


@pytest.mark.parametrize("name", FILES)
def test_references_of_real_export_lead_to_its_items(testdata, name):
    export = read_export(testdata / "wxr" / name)
    authors = {author.key for author in export.select(ExportedAuthor)}
    posts = export.select(ExportedPost)
    comments = export.select(ExportedComment)
    posts_of_comments = {comment.key: comment.post for comment in comments}
    for post in posts:
        assert set(post.labels) <= set(export.labels)
        assert set(post.authors) <= authors
    for comment in comments:
        assert comment.post in {post.key for post in posts}
        assert not comment.parent or posts_of_comments[comment.parent] == comment.post
    keys = Counter((type(item), item.key) for item in export.items)
    assert max(keys.values()) == 1


@pytest.mark.parametrize("name", FILES)
def test_addresses_of_real_export_are_complete(testdata, name):
    path = testdata / "wxr" / name
    urls = {url for post in read_export(path).select(ExportedPost) for url in post.former_urls}
    for fields in read_all_fields(path):
        assert not fields.get("link") or fields.get("link") in urls
        assert not fields.get("wp:post_id") or f"/?p={fields.get('wp:post_id')}" in {
            re.sub(r"^.*(?=/\?p=)", "", url) for url in urls
        }


# Words of shortcodes and of buttons at files; everything else must be there.
SYNTAX_RE = re.compile(
    r"align\w*|attachment_\w+|audio|caption|columns|Download|gallery|googlemaps|ids?|language"
    r"|orderby|rand|rectangular|sourcecode|type|width|Python"
)


def read_all_fields(path: Path):
    for item in XmlItems(path, ["item"]).read():
        fields = read_fields(item.element)
        if (fields.get("wp:post_type") or "post") in ("post", "page"):
            yield fields


def count_words(markup: str, attributes: tuple[str, ...] = ()) -> Counter[str]:
    root = html.fromstring(f"<div>{re.sub(r'<!--.*?-->', '', markup, flags=re.DOTALL)}</div>")
    texts = [*map(str, root.itertext())]
    texts += [root_value for name in attributes for root_value in root.xpath(f"//@{name}")]
    return Counter(re.findall(r"\w+", " ".join(texts)))


@pytest.mark.parametrize("name", FILES)
def test_no_word_of_real_export_is_lost(testdata, name):
    path = testdata / "wxr" / name
    texts: dict[str, Counter[str]] = {}
    for post in read_export(path).select(ExportedPost):
        words_after = count_words(post.html, ("data-embed", "data-file"))
        key = post.key.partition("-")[0]
        texts[key] = texts.get(key, Counter()) | words_after
    keyed = [fields for fields in read_all_fields(path) if fields.get("wp:post_id")]
    for fields in keyed:
        before = count_words(fields.get("content:encoded"))
        lost = before - texts[fields.get("wp:post_id")]
        in_shortcodes = " ".join(
            re.findall(r"\[(?:gallery|caption)[^\]]*\]", fields.get("content:encoded"))
        )
        assert not {
            word
            for word in lost
            if not SYNTAX_RE.fullmatch(word) and not re.search(rf"\b{word}\b", in_shortcodes)
        }, fields.get("title")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "missing-version-tag.xml",
            "The file is no export of WordPress: it has no version (wp:wxr_version).",
        ),
        (
            "invalid-version-tag.xml",
            "The version abc of WordPress's exports is unknown; 1.0 to 1.2 can be read.",
        ),
    ],
)
def test_export_of_unknown_version_is_refused(testdata, name, message):
    with pytest.raises(NotAnExport) as raised:
        WordPressReader(testdata / "wxr" / "wordpress-importer" / name)
    assert str(raised.value) == message


def test_cut_export_raises_after_what_could_be_read(testdata):
    entries = WordPressReader(testdata / "wxr/wordpress-importer/malformed-simple.xml").read()
    assert next(entries).item.title == "Malformed"
    with pytest.raises(NotAnExport, match="cut off"):
        next(entries)


def test_states_of_theme_unit_test(testdata):
    export = read_export(testdata / "wxr/themeunittestdata.wordpress.xml")
    posts = export.select(ExportedPost)
    # A draft, and one with a password.
    assert Counter(post.status for post in posts) == {
        Status.PUBLISHED: 69, Status.DRAFT: 2, Status.SCHEDULED: 1,
    }  # fmt: skip
    assert [post.title for post in posts if post.is_pinned] == ["Template: Sticky"]
    assert Counter(comment.state for comment in export.comments) == {
        CommentState.APPROVED: 29, CommentState.WAITING: 3,
    }  # fmt: skip
    assert sum(comment.is_pingback for comment in export.comments) == 4


def test_pictures_of_theme_unit_test_have_alt_texts(testdata):
    pictures = read_export(testdata / "wxr/themeunittestdata.wordpress.xml").select(ExportedPicture)
    assert sum(bool(picture.alt) for picture in pictures) == 29
    (bell,) = (picture for picture in pictures if picture.key == "754")
    assert bell.alt == "Bell on Wharf"
    assert bell.caption == "Bell on wharf in San Francisco"


def test_quotations_of_theme_unit_test_have_attributions(testdata):
    posts = read_export(testdata / "wxr/themeunittestdata.wordpress.xml").select(ExportedPost)
    (post,) = (post for post in posts if post.title == "Block: Quote")
    root = html.fromstring(post.html)
    assert [footer.text_content() for footer in root.xpath("//blockquote/footer")] == [
        "The Gutenberg Team", "Johannes Gutenberg", "Theme Review",
        "Theme Reviewer", "Theme Reviewer",
    ]  # fmt: skip


def test_serialised_metadata_of_fixture_is_read(testdata):
    folder = testdata / "wxr" / "wordpress-importer"
    for name in (
        "test-serialized-postmeta-no-cdata.xml",
        "test-serialized-postmeta-with-cdata.xml",
    ):
        (fields,) = read_all_fields(folder / name)
        (value,) = fields.meta["post-options"]
        assert value.startswith("a:2:{s:18:")
