"""Labels, comments and pictures."""

from datetime import UTC, datetime

import pytest

from tests.transfer.readers.wxr.conftest import build_comment, build_item
from transfer.items import (
    CommentState,
    ExportedAuthor,
    ExportedFile,
    ExportedLabel,
    RefusedItem,
)


def build_category(slug: str, name: str, parent: str = "", number: int = 1) -> str:
    return (
        f"<wp:category><wp:term_id>{number}</wp:term_id>"
        f"<wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent>"
        f"<wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>"
    )


def build_term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>'


def test_category_of_a_hierarchy_has_its_addresses(export):
    labels = export(
        build_category("europe", "Europe", "world", 2), build_category("world", "World, all of it")
    ).labels
    assert labels["World, all of it"].slug == "world"
    assert labels["Europe"].former_urls == (
        "/category/world/europe/",
        "/category/world/europe/feed/",
        "/category/europe/",
        "/category/europe/feed/",
        "/?cat=2",
    )


def test_categories_that_are_their_own_parents_end(export):
    labels = export(build_category("a", "A", "b"), build_category("b", "B", "a")).labels
    assert set(labels) == {"A", "B"}


def test_category_and_tag_of_one_name_are_one_label(export):
    result = export(
        build_category("china", "China"),
        "<wp:tag><wp:tag_slug>china-2</wp:tag_slug><wp:tag_name>China</wp:tag_name></wp:tag>",
        build_item(
            {},
            build_term("post_tag", "china-2", "China") + build_term("category", "china", "China"),
        ),
    )
    assert result.post.labels == ("China",)
    assert result.labels == {
        "China": ExportedLabel(
            key="China",
            name="China",
            slug="china",
            former_urls=(
                "/category/china/",
                "/category/china/feed/",
                "/?cat=1",
                "/tag/china-2/",
                "/tag/china-2/feed/",
                "/?tag=china-2",
            ),
        )
    }


@pytest.mark.parametrize(
    ("terms", "labels"),
    [
        (build_term("category", "a", "R&amp;D, all of it"), ("R&D, all of it",)),
        (build_term("post_tag", "a", "A") + build_term("category", "b", "B"), ("B", "A")),
        ("<category>Old</category><category domain='tag'>Older</category>", ("Old", "Older")),
        ('<category domain="series" nicename="s">A series</category>', ("A series",)),
        (build_term("nav_menu", "m", "Menu") + build_term("author", "cap-ada", "Ada"), ()),
        (build_term("category", "%d0%bc", "Мир"), ("Мир",)),
        # Some programs write slugs only.
        (build_term("category", "a-b", "") + build_term("post_tag", "%d0%bc", ""), ("a-b", "м")),
        (
            '<category domain="category" nicename="a"/>' + build_term("category", "b", "B"),
            ("a", "B"),
        ),
        ('<category domain="author" nicename="cap-ada"/>', ()),
        ("<category\ndomain='tag' nicename=\"a\" />", ("a",)),
        ("<category><![CDATA[<b]]></category><category>C</category>", ("<b", "C")),
    ],
)
def test_labels_of_post_are_in_the_list(export, terms, labels):
    result = export(build_item({}, terms))
    assert result.post.labels == labels
    assert set(result.labels) == set(labels)


def test_label_of_a_post_with_a_slug_only_has_the_name_of_the_list(export):
    result = export(
        build_category("high-tide", "High Tide"),
        build_item({}, build_term("category", "high-tide", "")),
    )
    assert result.post.labels == ("High Tide",)
    assert set(result.labels) == {"High Tide"}


@pytest.mark.parametrize("part", ["<category ", "<category>", "<category/"])
def test_malformed_categories_take_linear_time(export, part):
    text = {"excerpt:encoded": part * 20_000}
    assert set(export(build_item(text), build_item({"wp:post_id": "8"})).labels) <= {""}


def test_label_that_the_text_of_a_post_names_is_none(export):
    text = build_term("category", "x", "X").replace("]]>", "]]&gt;")
    assert export(build_item({"content:encoded": f"<pre>{text}</pre>"})).labels == {}


@pytest.mark.parametrize(
    ("approved", "state"),
    [
        ("1", CommentState.APPROVED),
        ("0", CommentState.WAITING),
        ("hold", CommentState.WAITING),
        ("spam", CommentState.SPAM),
        ("trash", CommentState.REMOVED),
        ("post-trashed", CommentState.REMOVED),
    ],
)
def test_state_of_comment(export, approved, state):
    (comment,) = export(build_item({}, build_comment(1, approved=approved))).comments
    assert comment.state == state


def test_comment_has_its_fields(export):
    author = (
        "<wp:author><wp:author_id>3</wp:author_id><wp:author_login>ada</wp:author_login>"
        "</wp:author>"
    )
    fields = {
        "author": "Ada &amp; Bob",
        "author_email": "ada@blog.example",
        "author_url": "https://ada.example/?a=1&amp;b=2",
        "date": "2020-01-05 12:00:00",
        "date_gmt": "2020-01-05 11:00:00",
        "content": "One\ntwo\n\nthree <b>four</b>",
        "user_id": "3",
    }
    (comment,) = export(author, build_item({}, build_comment(5, **fields))).comments
    assert (comment.key, comment.post, comment.parent) == ("5", "7", "")
    assert (comment.name, comment.email) == ("Ada & Bob", "ada@blog.example")
    assert comment.url == "https://ada.example/?a=1&b=2"
    assert comment.author == "ada"
    assert comment.created_at == datetime(2020, 1, 5, 11, tzinfo=UTC)
    assert comment.html == "<p>One<br>\ntwo</p>\n<p>three <b>four</b></p>"


def test_parents_of_comments(export):
    extra = (
        build_comment(1)
        + build_comment(2, parent="1")
        + build_comment(3, parent="99")
        + build_comment(4, parent="4")
        + build_comment(5, parent="2")
    )
    comments = export(build_item({}, extra)).comments
    assert [comment.parent for comment in comments] == ["", "1", "", "", "2"]


def test_pingbacks_and_internal_notes(export):
    extra = (
        build_comment(1, type="pingback")
        + build_comment(2, type="trackback")
        + build_comment(3, type="comment")
        + build_comment(4, type="editorial-comment", content="Not for readers")
        + build_comment(5, type="note", approved="0", content="A note at a block")
    )
    result = export(build_item({}, extra))
    assert [comment.is_pingback for comment in result.comments] == [True, True, False]
    assert result.post.notes == (
        "1 internal note (editorial-comment) was left out.",
        "1 internal note (note) was left out.",
    )


METADATA = (
    'a:4:{s:5:"width";i:3000;s:14:"original_image";s:5:"a.jpg";s:5:"sizes";a:2:{'
    's:6:"medium";a:2:{s:4:"file";s:13:"a-300x200.jpg";s:5:"width";i:300;}'
    's:5:"large";a:2:{s:4:"file";s:14:"a-1024x683.jpg";s:5:"width";i:1024;}}'
    's:10:"image_meta";a:2:{s:6:"credit";s:12:"Ada Lovelace";s:9:"copyright";s:6:"Agency";}}'
)
ATTACHMENT = {
    "wp:post_id": "12",
    "wp:post_type": "attachment",
    "wp:status": "inherit",
    "wp:attachment_url": "https://blog.example/u/a-scaled.jpg",
    "excerpt:encoded": "A <em>caption</em>",
    "content:encoded": "A description",
    "title": "a",
}


def test_picture_has_addresses_texts_and_credit(export):
    meta = {"_wp_attachment_metadata": METADATA, "_wp_attachment_image_alt": "An &quot;alt&quot;"}
    picture = export(build_item(ATTACHMENT, **meta)).picture
    assert picture.urls == (
        "https://blog.example/u/a.jpg",
        "https://blog.example/u/a-scaled.jpg",
        "https://blog.example/u/a-1024x683.jpg",
        "https://blog.example/u/a-300x200.jpg",
    )
    assert (picture.key, picture.title, picture.alt) == ("12", "a", 'An "alt"')
    assert (picture.caption, picture.credit) == ("A caption", "Ada Lovelace")


@pytest.mark.parametrize(
    ("meta", "credit"),
    [
        ({"_wp_attachment_metadata": METADATA.replace("Ada Lovelace", "            ")}, "Agency"),
        ({"_wp_attachment_metadata": "a:1:{broken"}, ""),
        ({"_wp_attachment_metadata": METADATA, "_media_credit": "Bob"}, "Bob"),
        ({}, ""),
    ],
)
def test_credit_of_picture(export, meta, credit):
    assert export(build_item(ATTACHMENT, **meta)).picture.credit == credit


def test_description_is_the_caption_of_a_picture_without_one(export):
    assert (
        export(build_item({**ATTACHMENT, "excerpt:encoded": ""})).picture.caption == "A description"
    )


@pytest.mark.parametrize("name", ["excerpt:encoded", "content:encoded"])
def test_placeholder_of_squarespace_is_no_caption(export, name):
    texts = {"excerpt:encoded": "", "content:encoded": "", name: f"exc-{'0a1b2c' * 4}"}
    assert export(build_item({**ATTACHMENT, **texts})).picture.caption == ""


def test_licence_of_picture(export):
    caption = 'By Ada, <a href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>'
    picture = export(build_item({**ATTACHMENT, "excerpt:encoded": caption})).picture
    assert picture.licence_url == "https://creativecommons.org/licenses/by/4.0/"
    assert picture.caption == "By Ada, CC BY"


@pytest.mark.parametrize(
    ("url", "is_picture"),
    [
        ("https://blog.example/u/a.JPG?x=1", True),
        ("https://images.example/photo-160?fm=jpg", True),
        ("https://blog.example/u/a.docx", False),
        ("https://blog.example/u/a.wma", False),
    ],
)
def test_file_that_is_no_picture_is_refused(export, url, is_picture):
    refused = export(build_item({**ATTACHMENT, "wp:attachment_url": url})).select(RefusedItem)
    assert [item.reason for item in refused] == [
        "Posts cannot show files of this format; they keep links to it."
    ] * (not is_picture)


@pytest.mark.parametrize("name", ["a.pdf", "a.MP3", "a.vtt"])
def test_file_that_a_post_can_show_has_its_title(export, name):
    url = f"https://blog.example/u/{name}"
    fields = {"wp:attachment_url": url, "title": "Talk", "excerpt:encoded": "In <b>May</b>"}
    [file] = export(build_item({**ATTACHMENT, **fields})).select(ExportedFile)
    assert (file.urls, file.title, file.caption) == ((url,), "Talk", "In May")


@pytest.mark.parametrize("name", ["wp:author", "wp:wp_author"])
def test_listed_author_has_name_and_address(export, name):
    author = (
        f"<{name}><wp:author_login>ada</wp:author_login><wp:author_email>ada@blog.example"
        f"</wp:author_email><wp:author_display_name>Ada L.</wp:author_display_name></{name}>"
    )
    result = export(author, build_item())
    [author] = result.select(ExportedAuthor)
    assert (author.key, author.name, author.email) == ("ada", "Ada L.", "ada@blog.example")
    assert result.post.authors == ("ada",)
