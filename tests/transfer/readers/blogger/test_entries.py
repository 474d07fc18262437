"""Entries of the old form: posts, pages, comments, authors, labels, the site."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.transfer.readers.blogger.feeds import (
    AUTHOR,
    OLD_HEAD,
    TAIL,
    build_old,
    build_old_comment,
    build_old_entry,
    build_setting,
    read_comments,
    read_items,
    read_posts,
    write,
)
from tests.transfer.stored_messages import compose_all
from transfer.items import (
    CommentState,
    ExportedAuthor,
    ExportedComment,
    ExportedLabel,
    ExportedPost,
    ExportedSite,
    Status,
)
from transfer.readers.blogger import BloggerReader

DRAFT = (
    "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
)


def test_post_has_its_number_dates_addresses_and_labels(tmp_path):
    (post,) = read_posts(tmp_path, build_old_entry(5, "One.", labels=("News", "Two words, both")))
    assert post == ExportedPost(
        key="5",
        title="Title",
        html="<p>One.</p>",
        slug="title",
        published_at=datetime.fromisoformat("2019-05-06T07:08:09.010+02:00"),
        updated_at=datetime.fromisoformat("2019-06-07T08:09:10.011+02:00"),
        authors=("Ada Wren",),
        labels=("News", "Two words, both"),
        former_urls=("https://low-tide.example/2019/05/title.html", "/2019/05/title.html"),
    )
    assert post.published_at.utcoffset().total_seconds() == 7200


@pytest.mark.parametrize(
    ("published", "extra", "status"),
    [
        ("2019-05-06T07:08:09.010+02:00", "", Status.PUBLISHED),
        ("2019-05-06T07:08:09.010+02:00", DRAFT, Status.DRAFT),
        ("2019-05-06T07:08:09.010+02:00", DRAFT.replace("yes", "no"), Status.PUBLISHED),
        # The prefix is declared nowhere.
        (
            "2019-05-06T07:08:09Z",
            "<app:control><app:draft>yes\n</app:draft></app:control>",
            "draft",
        ),
        ("2020-05-06T07:08:09.010+02:00", "", Status.SCHEDULED),
        ("2020-05-06T07:08:09.010+02:00", DRAFT, Status.DRAFT),
    ],
)
@time_machine.travel(datetime(2020, 1, 2, tzinfo=UTC))
def test_status_of_a_post_follows_its_mark_and_date(tmp_path, published, extra, status):
    (post,) = read_posts(tmp_path, build_old_entry(5, published=published, extra=extra))
    assert post.status == status


def test_page_has_the_key_that_its_comments_name(tmp_path):
    entries = [
        build_old_entry(5, kind="page", path="/p/about.html"),
        build_old_comment(6, post=5),
    ]
    items = read_items(write(tmp_path, build_old(*entries)))
    page = next(item for item in items if isinstance(item, ExportedPost))
    comment = next(item for item in items if isinstance(item, ExportedComment))
    assert (page.is_page, page.key, page.slug) == (True, "5", "about")
    assert comment.post == page.key


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", ""),
        (" One\n two ", "One two"),
        ("Q&amp;A &#8211; <b>bold</b> <i>it</i>", "Q&A – bold it"),
        ("How to use <br> and <b>", "How to use <br> and <b>"),
        ("R&D", "R&D"),
    ],
)
def test_title_is_plain_text(tmp_path, title, expected):
    (post,) = read_posts(tmp_path, build_old_entry(5, title=title))
    assert post.title == expected


def test_slug_and_addresses_of_an_encoded_path_stay_encoded(tmp_path):
    (post,) = read_posts(tmp_path, build_old_entry(5, path="/2019/05/%D0%BC%D0%B8%D1%80.html"))
    assert post.slug == "мир"
    assert post.former_urls[1] == "/2019/05/%D0%BC%D0%B8%D1%80.html"


def test_post_without_a_page_has_no_address(tmp_path):
    (post,) = read_posts(tmp_path, build_old_entry(5, path="", extra=DRAFT))
    assert (post.slug, post.former_urls) == ("", ())


@pytest.mark.parametrize(
    ("extra", "note"),
    [
        (
            "<link rel='related' href='https://paper.example/a' title='A'/>",
            "The title was linked to https://paper.example/a",
        ),
        (
            "<georss:featurename>Cork, Ireland</georss:featurename>"
            "<georss:point>51.8 -8.4</georss:point>",
            "Its location was Cork, Ireland (51.8 -8.4)",
        ),
    ],
)
def test_what_no_field_can_hold_is_noted(tmp_path, extra, note):
    (post,) = read_posts(tmp_path, build_old_entry(5, extra=extra))
    assert compose_all(post.notes) == (note,)


def test_recording_of_a_podcast_is_added_to_the_text(tmp_path):
    extra = "<link rel='enclosure' type='audio/mpeg' href='https://a.example/1.mp3' length='1'/>"
    (post,) = read_posts(tmp_path, build_old_entry(5, extra=extra))
    assert post.html == '<p>Text.</p>\n<figure data-file="https://a.example/1.mp3"></figure>'


@pytest.mark.parametrize("published", ["", "yesterday", "2019-02-31T00:00:00Z", "0000-00-00"])
def test_post_with_a_bad_date_takes_another_one(tmp_path, published):
    (post,) = read_posts(tmp_path, build_old_entry(5, published=published))
    assert post.published_at == post.updated_at
    assert bool(post.notes) == bool(published)


def test_content_as_xhtml_or_cdata_is_read(tmp_path):
    entries = [
        build_old_entry(5, "BODY").replace(
            "<content type='html'>BODY</content>",
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>One.<br/>Two.</div>"
            "</content>",
        ),
        build_old_entry(6, "BODY").replace("BODY", "<![CDATA[<b>One</b> & two]]>"),
    ]
    posts = read_posts(tmp_path, *entries)
    assert "One." in posts[0].html
    assert "Two." in posts[0].html
    assert posts[1].html == "<p><b>One</b> &amp; two</p>"


def test_comment_has_its_parent_author_and_text(tmp_path):
    entries = [
        build_old_entry(5),
        build_old_comment(6, post=5, body="Hello.\nThere."),
        build_old_comment(7, post=5, parent=6),
    ]
    first, reply = read_comments(tmp_path, *entries)
    assert first == ExportedComment(
        key="6",
        post="5",
        name="Ada Wren",
        url="https://www.blogger.com/profile/0042",
        author="Ada Wren",
        html="Hello.<br>There.",
        created_at=datetime.fromisoformat("2019-05-06T07:08:09.010+02:00"),
    )
    assert (reply.key, reply.post, reply.parent) == ("7", "5", "6")


@pytest.mark.parametrize(
    ("extra", "state", "html"),
    [
        ("", CommentState.APPROVED, "Text."),
        (
            "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>",
            CommentState.REMOVED,
            "",
        ),
        (DRAFT, CommentState.WAITING, "Text."),
    ],
)
def test_state_of_a_comment_follows_its_marks(tmp_path, extra, state, html):
    (comment,) = read_comments(tmp_path, build_old_comment(6, post=5, extra=extra))
    assert (comment.state, comment.html) == (state, html)


BLANK = "<gd:image src='//img1.blogblog.com/img/blank.gif'/>"
PHOTO = "<gd:image src='//lh3.googleusercontent.com/photo.jpg'/>"


def build_author(name: str, url: str = "", image: str = "") -> str:
    return f"<author><name>{name}</name><uri>{url}</uri>{image}</author>"


@pytest.mark.parametrize(
    ("author", "writer", "is_author"),
    [
        (AUTHOR, AUTHOR, True),
        (AUTHOR, AUTHOR.replace("https:", "http:"), True),
        # The same name, but nobody's account or that of somebody else.
        (AUTHOR, build_author("Ada Wren", "", BLANK), False),
        (AUTHOR, build_author("Ada Wren", "https://www.blogger.com/profile/7"), False),
        (AUTHOR, build_author("Ada Wren", "", PHOTO), False),
        # Authors of 2012 to 2019 may have no address.
        (build_author("Ada", "", PHOTO), build_author("Ada", "", PHOTO), True),
        (build_author("Ada", "", PHOTO), build_author("Ada", "", BLANK), False),
        (build_author("Ada"), build_author("Ada"), False),
        (build_author("Unknown", "", PHOTO), build_author("Unknown", "", PHOTO), False),
    ],
)
def test_comment_is_by_an_author_only_with_the_same_account(tmp_path, author, writer, is_author):
    post = build_old_entry(5, author=author)
    (comment,) = read_comments(tmp_path, post, build_old_comment(6, post=5, author=writer))
    assert bool(comment.author) is is_author


def test_authors_are_given_once_with_their_profile(tmp_path):
    other = build_author("Ida\n Crane")
    items = read_items(
        write(
            tmp_path,
            build_old(
                build_old_entry(5), build_old_entry(6, author=other), build_old_entry(7, author="")
            ),
        )
    )
    assert [item for item in items if isinstance(item, ExportedAuthor)] == [
        ExportedAuthor(key="Ada Wren", name="Ada Wren", url="https://www.blogger.com/profile/0042"),
        ExportedAuthor(key="Ida Crane", name="Ida Crane"),
    ]
    posts = [item for item in items if isinstance(item, ExportedPost)]
    assert [post.authors for post in posts] == [("Ada Wren",), ("Ida Crane",), ()]


def test_labels_are_given_once_with_their_former_pages(tmp_path):
    entries = [build_old_entry(5, labels=("R&D", "Ñu/C++")), build_old_entry(6, labels=("R&D",))]
    items = read_items(write(tmp_path, build_old(*entries)))
    labels = [item for item in items if isinstance(item, ExportedLabel)]
    assert [label.name for label in labels] == ["R&D", "Ñu/C++"]
    assert labels[1].former_urls == (
        "/search/label/%C3%91u%2FC%2B%2B",
        "/feeds/posts/default/-/%C3%91u%2FC%2B%2B",
        "/feeds/posts/summary/-/%C3%91u%2FC%2B%2B",
    )


@pytest.mark.parametrize(
    ("locale", "language"), [("en_GB", "en-GB"), ("iw", "he"), ("pt-BR", "pt-BR"), ("", "")]
)
def test_site_is_told_by_settings_which_are_no_posts(tmp_path, locale, language):
    settings = {
        "BLOG_NAME": "Low & Tide",
        "BLOG_DESCRIPTION": "On the shore",
        "BLOG_LOCALE": locale,
        "BLOG_TIME_ZONE": "Europe/Dublin",
    }
    template = build_old_entry(9, kind="template").replace(".post-9", ".layout")
    entries = [build_setting(name, value) for name, value in settings.items()]
    items = read_items(write(tmp_path, build_old(template, *entries)))
    assert items == [
        ExportedSite(
            key="77",
            url="https://low-tide.example/",
            title="Low & Tide",
            description="On the shore",
            language=language,
            time_zone="Europe/Dublin",
        )
    ]


def test_feed_for_readers_without_kinds_is_read(tmp_path):
    entries = build_old_entry(5) + build_old_comment(6, post=5)
    text = OLD_HEAD + entries.replace("#kind'", "#none'") + TAIL
    items = read_items(write(tmp_path, text))
    assert [type(item) for item in items[2:]] == [ExportedPost, ExportedComment]


def test_reading_from_any_cursor_goes_on_after_its_item(tmp_path):
    entries = [build_old_entry(number, labels=("A",)) for number in range(5, 9)]
    entries.append(build_old_comment(9, post=5))
    reader = BloggerReader(write(tmp_path, build_old(*entries)))
    everything = list(reader.read())
    for index, entry in enumerate(everything):
        if entry.cursor:
            assert list(reader.read(entry.cursor)) == everything[index + 1 :]
    positions = [entry.position for entry in everything]
    assert positions == sorted(positions)
    assert positions[-1] <= reader.total_bytes
    assert everything[-1].item.author == "Ada Wren"


def test_single_file_has_no_other_files(tmp_path):
    with pytest.raises(FileNotFoundError):
        BloggerReader(write(tmp_path, build_old())).open_file("blog-01-02-2020.xml")
