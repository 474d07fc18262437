"""Posts and pages: states, dates, titles, authors, languages and addresses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.transfer.readers.wxr.conftest import build_item
from tests.transfer.stored_messages import compose_all
from transfer.items import ExportedAuthor, ExportedPost, RefusedItem, Status
from transfer.messages import compose_stored


@pytest.mark.parametrize(
    ("fields", "status", "notes"),
    [
        ({}, Status.PUBLISHED, ()),
        ({"wp:status": ""}, Status.PUBLISHED, ()),
        ({"wp:status": "future"}, Status.SCHEDULED, ()),
        ({"wp:status": "draft"}, Status.DRAFT, ()),
        ({"wp:status": "pending"}, Status.DRAFT, ("It was pending review; it is a draft now.",)),
        ({"wp:status": "private"}, Status.DRAFT, ("It was private; it is a draft now.",)),
        ({"wp:status": "trash"}, Status.TRASHED, ()),
        ({"wp:status": "pitch"}, Status.DRAFT, ("Its status was “pitch”; it is a draft now.",)),
        (
            {"wp:post_password": "secret"},
            Status.DRAFT,
            ("It was protected by a password; it is a draft now.",),
        ),
    ],
)
def test_status_of_post(export, fields, status, notes):
    post = export(build_item(fields)).post
    assert (post.status, compose_all(post.notes)) == (status, notes)


def test_password_is_in_no_note(export):
    post = export(build_item({"wp:post_password": "open sesame"})).post
    assert "sesame" not in repr(post)


@pytest.mark.parametrize(
    ("fields", "published", "updated"),
    [
        ({}, datetime(2020, 1, 2, 11, tzinfo=UTC), None),
        (
            {
                "wp:post_modified": "2020-02-01 08:00:00",
                "wp:post_modified_gmt": "2020-02-01 07:00:00",
            },
            datetime(2020, 1, 2, 11, tzinfo=UTC),
            datetime(2020, 2, 1, 7, tzinfo=UTC),
        ),
        # The blog's offset in that summer, from another item.
        (
            {"wp:post_date": "2021-07-05 12:00:00", "wp:post_date_gmt": "0000-00-00 00:00:00"},
            datetime(2021, 7, 5, 10, tzinfo=UTC),
            None,
        ),
        (
            {"wp:post_date": "2021-12-05 12:00:00", "wp:post_date_gmt": ""},
            datetime(2021, 12, 5, 10, tzinfo=UTC),
            None,
        ),
        (
            {
                "wp:post_date": "",
                "wp:post_date_gmt": "",
                "pubDate": "Thu, 02 Jan 2020 12:00:00 +0100",
            },
            datetime(2020, 1, 2, 11, tzinfo=UTC),
            None,
        ),
        (
            {
                "wp:post_date": "0000-00-00 00:00:00",
                "wp:post_date_gmt": "0000-00-00 00:00:00",
                "pubDate": "Mon, 30 Nov -0001 00:00:00 +0000",
            },
            None,
            None,
        ),
        ({"wp:post_date": "2020-02-31 00:00:00", "wp:post_date_gmt": "soon"}, None, None),
        (
            {"wp:post_date": "", "wp:post_date_gmt": "2021-07-05 12:00"},
            datetime(2021, 7, 5, 12, tzinfo=UTC),
            None,
        ),
        (
            {"wp:post_date": "", "wp:post_date_gmt": "2021-07-05"},
            datetime(2021, 7, 5, tzinfo=UTC),
            None,
        ),
        # A draft that nobody has dated.
        (
            {"wp:status": "draft", "wp:post_date_gmt": "0000-00-00 00:00:00"},
            None,
            datetime(2020, 1, 2, 10, tzinfo=UTC),
        ),
        ({"wp:status": "draft"}, datetime(2020, 1, 2, 11, tzinfo=UTC), None),
    ],
)
def test_dates_of_post(export, fields, published, updated):
    other = {
        "wp:post_id": "8",
        "wp:post_date": "2021-07-01 02:00:00",
        "wp:post_date_gmt": "2021-07-01 00:00:00",
    }
    posts = export(build_item(fields), build_item(other)).select(ExportedPost)
    assert (posts[0].published_at, posts[0].updated_at) == (published, updated)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", ""),
        ("Q&amp;A &#8211; part 1", "Q&A – part 1"),
        ("An <em>old</em><br />story", "An old story"),
        ("The <title> element", "The <title> element"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("  two\n lines ", "two lines"),
        ("«Привет»&nbsp;мир", "«Привет» мир"),
    ],
)
def test_title_is_plain_text(export, title, expected):
    assert export(build_item({"title": title})).post.title == expected


@pytest.mark.parametrize(
    ("fields", "meta", "summary"),
    [
        ({"excerpt:encoded": "<p>Short &amp; good.</p>\n<p>More.</p>"}, {}, "Short & good. More."),
        ({}, {"_yoast_wpseo_metadesc": "About it."}, "About it."),
        ({}, {"rank_math_description": "About it."}, "About it."),
        ({}, {"_yoast_wpseo_metadesc": "%%excerpt%% | %%sitename%%"}, ""),
        ({"excerpt:encoded": "Own."}, {"_yoast_wpseo_metadesc": "About it."}, "Own."),
        ({}, {}, ""),
    ],
)
def test_summary_of_post(export, fields, meta, summary):
    assert export(build_item(fields, **meta)).post.summary == summary


@pytest.mark.parametrize(
    ("excerpt", "meta", "summary", "notes"),
    [
        ("", {"newspack_post_subtitle": "Low &amp; dry"}, "Low & dry", ()),
        ("", {"wps_subtitle": "Low", "_yoast_wpseo_metadesc": "Found"}, "Low", ()),
        ("Short.", {"subtitle": "Low", "_subtitle": "field_1"}, "Short.", ("Low",)),
        ("Low", {"kia_subtitle": "Low"}, "Low", ()),
    ],
)
def test_subtitle_is_the_summary_or_noted(export, excerpt, meta, summary, notes):
    post = export(build_item({"excerpt:encoded": excerpt}, **meta)).post
    assert post.summary == summary
    assert compose_all(post.notes) == tuple(f"Its subtitle was “{note}”." for note in notes)


@pytest.mark.parametrize(
    ("fields", "extra", "meta", "urls"),
    [
        ({}, "", {}, ["https://blog.example/2020/01/a-post/", "/?p=7"]),
        (
            {"guid": "http://www.blog.example/?p=7"},
            "",
            {},
            ["https://blog.example/2020/01/a-post/", "http://www.blog.example/?p=7", "/?p=7"],
        ),
        (
            {"guid": "http://localhost/?p=7"},
            "",
            {},
            ["https://blog.example/2020/01/a-post/", "/?p=7"],
        ),
        (
            {"wp:post_type": "page", "link": "https://blog.example/about/team/"},
            "",
            {},
            ["https://blog.example/about/team/", "/?page_id=7", "/?p=7"],
        ),
        (
            {},
            "",
            {"_wp_old_slug": "first-name"},
            [
                "https://blog.example/2020/01/a-post/",
                "https://blog.example/2020/01/first-name/",
                "/?p=7",
            ],
        ),
        (
            {"content:encoded": "One.\n<!--nextpage-->\nTwo.<!--nextpage-->Three."},
            "",
            {},
            [
                "https://blog.example/2020/01/a-post/",
                "https://blog.example/2020/01/a-post/2/",
                "https://blog.example/2020/01/a-post/3/",
                "/?p=7",
            ],
        ),
        (
            {"link": "https://blog.example/?p=7", "wp:post_name": "", "wp:status": "draft"},
            "",
            {},
            ["https://blog.example/?p=7", "/?p=7"],
        ),
        (
            {
                "link": "https://blog.example/%d0%bc%d0%b8%d1%80/",
                "wp:post_name": "%d0%bc%d0%b8%d1%80",
            },
            "",
            {},
            ["https://blog.example/%d0%bc%d0%b8%d1%80/", "/?p=7"],
        ),
    ],
)
def test_former_addresses_of_post(export, fields, extra, meta, urls):
    assert [*export(build_item(fields, extra, **meta)).post.former_urls] == urls


def test_pages_of_attachments_lead_to_their_post(export):
    attachment = {
        "wp:post_id": "12",
        "wp:post_type": "attachment",
        "wp:post_parent": "7",
        "wp:attachment_url": "https://blog.example/u/a.jpg",
        "link": "https://blog.example/2020/01/a-post/a/",
    }
    urls = export(build_item(), build_item(attachment)).post.former_urls
    assert urls[2:] == ("https://blog.example/2020/01/a-post/a", "/?attachment_id=12")


def test_address_on_another_host_is_a_path_as_well(export):
    post = export(build_item({"link": "https://old.example/2020/01/a-post/"})).post
    assert post.former_urls == ("https://old.example/2020/01/a-post/", "/?p=7", "/2020/01/a-post/")


@pytest.mark.parametrize(
    ("slug", "meta", "expected"),
    [
        ("%d0%bc%d0%b8%d1%80", {}, "мир"),
        ("a-post__trashed", {}, "a-post"),
        ("a-post.html", {}, "a-post"),
        ("blog/2023/04/a-post", {}, "a-post"),
        ("a-post__trashed-2", {"_wp_desired_post_slug": "a-post-of-mine"}, "a-post-of-mine"),
    ],
)
def test_slug_of_post(export, slug, meta, expected):
    assert export(build_item({"wp:post_name": slug}, **meta)).post.slug == expected


def test_format_and_sticky_of_post(export):
    extra = '<category domain="post_format" nicename="post-format-quote">Quote</category>'
    post = export(build_item({"wp:is_sticky": "1", "wp:comment_status": "closed"}, extra)).post
    assert post.is_pinned
    assert not post.accepts_comments
    assert compose_all(post.notes) == ("Its post format was “Quote”.",)
    assert post.labels == ()


def test_language_of_polylang(export):
    extra = (
        '<category domain="language" nicename="pt-br">Português</category>'
        '<category domain="post_translations" nicename="pll_5">pll_5</category>'
    )
    result = export(build_item({}, extra))
    assert result.post.language == "pt-br"
    assert result.labels == {}


def test_authors_are_listed_or_named_by_posts(export):
    result = export(
        "<wp:author><wp:author_id>3</wp:author_id><wp:author_login>ada</wp:author_login>"
        "<wp:author_email>ada@blog.example</wp:author_email>"
        "<wp:author_display_name><![CDATA[Ada &amp; Co]]></wp:author_display_name></wp:author>",
        build_item(),
        build_item({"wp:post_id": "8", "dc:creator": "bob"}),
    )
    authors = [replace(author, former_urls=()) for author in result.select(ExportedAuthor)]
    assert authors == [
        ExportedAuthor(key="ada", name="Ada & Co", email="ada@blog.example"),
        ExportedAuthor(key="bob", name="bob"),
    ]
    assert result.select(ExportedAuthor)[0].former_urls == (
        *("/author/ada/", "/author/ada/feed/", "/?author=3"),
    )
    assert [post.authors for post in result.select(ExportedPost)] == [("ada",), ("bob",)]


def test_coauthors_and_guest_authors(export):
    extra = (
        '<category domain="author" nicename="cap-ada"><![CDATA[Ada]]></category>'
        '<category domain="author" nicename="cap-jo-guest"><![CDATA[Jo Guest]]></category>'
        '<category domain="author" nicename="cap-ada"><![CDATA[Ada]]></category>'
    )
    guest = build_item(
        {"wp:post_id": "9", "wp:post_type": "guest-author", "title": "Jo Guest"},
        **{
            "cap-user_login": "jo-guest",
            "cap-display_name": "Jo Guest",
            "cap-website": "https://jo.example",
            "cap-description": "Writes.",
        },
    )
    result = export(
        "<wp:author><wp:author_login>ada</wp:author_login></wp:author>",
        build_item({}, extra),
        guest,
    )
    assert result.post.authors == ("ada", "jo-guest")
    assert replace(result.select(ExportedAuthor)[1], former_urls=()) == ExportedAuthor(
        key="jo-guest", name="Jo Guest", url="https://jo.example", about="Writes."
    )


def test_address_of_author_is_login_as_wordpress_writes_it(export):
    result = export(build_item({"dc:creator": "A.B @mail.example"}))
    assert "/author/a-b-mail-example/" in result.select(ExportedAuthor)[0].former_urls


@pytest.mark.parametrize(
    "kind", ["revision", "nav_menu_item", "wp_block", "wp_template", "custom_css", "feedback"]
)
def test_item_without_content_is_passed_over(export, kind):
    items = export(build_item({"wp:post_type": kind})).items
    assert not [item for item in items if isinstance(item, ExportedPost | RefusedItem)]


@pytest.mark.parametrize(("text", "count"), [("", 0), (" \n", 0), ("Started", 1)])
def test_draft_that_nobody_began_is_passed_over(export, text, count):
    fields = {"wp:status": "auto-draft", "title": "Auto Draft", "content:encoded": text}
    items = export(build_item(fields)).items
    assert len([item for item in items if isinstance(item, ExportedPost)]) == count


def test_item_of_custom_type_is_refused_by_name(export):
    (item,) = export(build_item({"wp:post_type": "portfolio"})).select(RefusedItem)
    assert replace(item, reason=compose_stored(item.reason)) == RefusedItem(
        key="7",
        item="A post",
        reason="It is of the type “portfolio”; only posts, pages and pictures are imported.",
    )


@pytest.mark.parametrize("kind", ["tutorial", "case-study", "case_study", "noticias", "article"])
def test_item_of_an_article_type_becomes_a_post(export, kind):
    (post,) = export(build_item({"wp:post_type": kind})).select(ExportedPost)
    assert post.title == "A post"


def test_items_with_equal_numbers_are_all_read(export):
    other = {"title": "Another", "wp:post_name": "another"}
    first, second = export(build_item(), build_item(other), build_item()).select(ExportedPost)
    assert (first.key, first.title) == ("7", "A post")
    assert second.key.startswith("7-")
    assert second.title == "Another"


def test_lead_picture_comes_from_anywhere_in_the_export(export):
    picture = build_item(
        {
            "wp:post_id": "12",
            "wp:post_type": "attachment",
            "wp:attachment_url": "https://blog.example/wp-content/uploads/a.jpg",
        }
    )
    post, shown = export(
        build_item(_thumbnail_id="12"),
        build_item(
            {
                "wp:post_id": "8",
                "content:encoded": '<img src="https://cdn.example/uploads/a-300x200.jpg">',
            },
            _thumbnail_id="12",
        ),
        picture,
    ).select(ExportedPost)
    assert post.lead_picture == "https://blog.example/wp-content/uploads/a.jpg"
    assert shown.lead_picture == ""


def test_recording_of_podcast_follows_the_text(export):
    enclosure = "https://media.example/1.mp3\n21169426\naudio/mpeg\n"
    post = export(build_item(enclosure=enclosure)).post
    assert post.html == '<p>Text.</p><figure data-file="https://media.example/1.mp3"></figure>'
    shown = build_item(
        {"content:encoded": "[audio https://media.example/1.mp3]"}, enclosure=enclosure
    )
    assert export(shown).post.html.count("1.mp3") == 1


def test_post_of_another_program_is_read(export):
    fields = {"content:encoded": "", "description": "<p>Text.</p>", "wp:status": "published"}
    post = export(build_item(fields)).post
    assert (post.html, post.status, post.notes) == ("<p>Text.</p>", Status.PUBLISHED, ())


def test_texts_of_custom_types_of_articles_are_posts(export):
    post = export(build_item({"wp:post_type": "podcast", "dc:creator": "jo"})).post
    assert (post.key, post.is_page, post.authors) == ("7", False, ("jo",))
    assert compose_all(post.notes) == ("Its type was “podcast”.",)
