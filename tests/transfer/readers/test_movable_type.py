"""The reader of Movable Type's text format, in the dialects of several platforms."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from transfer.items import (
    CommentState,
    Entry,
    ExportedComment,
    ExportedLabel,
    ExportedPost,
    ExportedSite,
    Item,
    RefusedItem,
    Status,
)
from transfer.messages import Message
from transfer.readers.base import NotAnExport, Reader
from transfer.readers.movable_type import MovableTypeReader, entries

SIX_APART = """\
AUTHOR: Ana Lima
TITLE: War &amp; peace
BASENAME: war_peace
STATUS: Publish
ALLOW COMMENTS: 1
ALLOW PINGS: 1
CONVERT BREAKS: __default__
PRIMARY CATEGORY: Politics
CATEGORY: World, news
CATEGORY: Politics
TAGS: "Movable Type",books,  "a, b"

DATE: 03/01/2024 09:05:06 PM
-----
BODY:
First line
second line

<blockquote>Quoted</blockquote>

-----
A line of five hyphens was above.

--------
And one of eight.
-----
EXTENDED BODY:
More.

-----
EXCERPT:
In short.

-----
KEYWORDS:
war, peace

-----

COMMENT:
AUTHOR: Bo
EMAIL: bo@example.org
IP: 192.0.2.1
URL: https://bo.example
DATE: 03/02/2024 12:00:00 AM
I agree.
URL: is not a field here

-----

PING:
TITLE: Elsewhere
URL: https://else.example/1
IP: 192.0.2.2
BLOG NAME: Else
DATE: 03/02/2024 01:00:00 PM
An excerpt

-----


--------
"""
TYPEPAD = """\
AUTHOR: Ana
TITLE: Second
STATUS: Draft
ALLOW COMMENTS: 0
CONVERT BREAKS: 0
UNIQUE URL: https://ana.typepad.com/blog/2024/03/second.html
DATE: 03/05/2024 21:30:00
-----
BODY:
<p>Typepad</p>
-----
--------
"""


def write(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "export.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def write_entry(folder: Path, body: str = "Text", fields: str = "TITLE: T") -> Path:
    return write(
        folder, f"{fields}\nDATE: 03/01/2024 09:00:00\n-----\nBODY:\n{body}\n-----\n--------\n"
    )


def read_all(path: Path, cursor: str = "") -> list[Entry]:
    return list(MovableTypeReader(path).read(cursor))


def read_items[T: Item](path: Path, kind: type[T]) -> list[T]:
    return [entry.item for entry in read_all(path) if isinstance(entry.item, kind)]


def read_post(path: Path) -> ExportedPost:
    [post] = read_items(path, ExportedPost)
    return post


def test_movable_type_reader_follows_the_contract(tmp_path: Path) -> None:
    reader: Reader = MovableTypeReader(write(tmp_path, SIX_APART))
    assert reader.platform == "Movable Type"


def test_every_part_of_an_entry_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, SIX_APART)
    assert MovableTypeReader.recognizes(path)
    assert read_post(path) == ExportedPost(
        key="war_peace",
        title="War & peace",
        html="<p>First line<br>\nsecond line</p><blockquote>Quoted</blockquote>"
        "<p>-----<br>\nA line of five hyphens was above.</p><p>--------<br>\n"
        "And one of eight.</p><!--more--><p>More.</p>",
        summary="In short.",
        slug="war_peace",
        published_at=datetime(2024, 3, 1, 21, 5, 6, tzinfo=UTC),
        authors=("Ana Lima",),
        labels=("Politics", "World, news", "Movable Type", "books", "a, b"),
        former_urls=("/2024/03/war-peace.html", "/2024/03/war_peace.html"),
        notes=(Message("Its keywords were: %s", "war, peace").stored,),
    )


def test_comments_and_trackbacks_are_read_without_ip_addresses(tmp_path: Path) -> None:
    path = write(tmp_path, SIX_APART)
    comment, ping = read_items(path, ExportedComment)
    assert comment == ExportedComment(
        key=comment.key,
        post="war_peace",
        name="Bo",
        email="bo@example.org",
        url="https://bo.example",
        html="<p>I agree.<br>\nURL: is not a field here</p>",
        created_at=datetime(2024, 3, 2, tzinfo=UTC),
    )
    assert ping == ExportedComment(
        key=ping.key,
        post="war_peace",
        name="Else",
        url="https://else.example/1",
        html="<p><strong>Elsewhere</strong></p><p>An excerpt</p>",
        created_at=datetime(2024, 3, 2, 13, tzinfo=UTC),
        is_pingback=True,
    )
    assert "192.0.2." not in repr(read_all(path))


def test_entry_of_typepad_has_its_address(tmp_path: Path) -> None:
    post = read_post(write(tmp_path, TYPEPAD))
    assert (post.key, post.status) == (post.former_urls[0], Status.DRAFT)
    assert post.former_urls == ("https://ana.typepad.com/blog/2024/03/second.html",)
    assert post.html == "<p>Typepad</p>"
    assert not post.accepts_comments
    assert post.published_at is None


def test_hatena_entry_has_its_address_and_picture(tmp_path: Path) -> None:
    fields = (
        "AUTHOR: ana\nTITLE: 題名\nBASENAME: 2024/03/01/090000\nIMAGE: https://cdn.example/a.png"
    )
    post = read_post(write_entry(tmp_path, "<p>本文</p>", f"{fields}\nCONVERT BREAKS: 0"))
    assert post.former_urls == ("/entry/2024/03/01/090000",)
    assert (post.slug, post.lead_picture) == ("090000", "https://cdn.example/a.png")


def test_hatena_names_no_files_and_hosts(tmp_path: Path) -> None:
    frame = '<iframe src="https://hatenablog-parts.com/embed?url=https%3A%2F%2Fa.example"></iframe>'
    text = (
        '<p><img src="https://cdn.example/1.jpg" alt="f:id:ana:1:plain" title="f:id:ana:1:plain">'
        f'{frame}<cite class="hatena-citation"><a href="https://a.example">a.example</a></cite></p>'
        '<p><cite class="hatena-citation">a.example</cite></p>'
    )
    post = read_post(write_entry(tmp_path, text, "TITLE: T\nCONVERT BREAKS: 0"))
    assert post.html == (
        f'<p><img src="https://cdn.example/1.jpg">{frame}</p>'
        '<p><cite class="hatena-citation">a.example</cite></p>'
    )


def test_secret_comment_of_fc2_waits(tmp_path: Path) -> None:
    head = "TITLE: T\n-----\nBODY:\nx\n-----\n"
    text = f"{head}COMMENT:\nSECRET: 1\nPASS: abc\nAUTHOR: B\nPsst.\n-----\n"
    [comment] = read_items(write(tmp_path, f"{text}--------\n"), ExportedComment)
    assert comment.state == CommentState.WAITING
    assert comment.html == "<p>Psst.</p>"


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("01/31/2002 03:31:05 PM", datetime(2002, 1, 31, 15, 31, 5, tzinfo=UTC)),
        ("01/31/2002 12:00:00 AM", datetime(2002, 1, 31, tzinfo=UTC)),
        ("01/31/2002 12:00:00 PM", datetime(2002, 1, 31, 12, tzinfo=UTC)),
        ("01/31/2002 3:31:05 p.m.", datetime(2002, 1, 31, 15, 31, 5, tzinfo=UTC)),
        ("01/31/2002 15:31:05", datetime(2002, 1, 31, 15, 31, 5, tzinfo=UTC)),
        ("01/31/2002 15:31", datetime(2002, 1, 31, 15, 31, tzinfo=UTC)),
        ("31/01/2002 15:31:05", datetime(2002, 1, 31, 15, 31, 5, tzinfo=UTC)),
        ("2002-01-31 15:31:05", datetime(2002, 1, 31, 15, 31, 5, tzinfo=UTC)),
        ("2002/01/31", datetime(2002, 1, 31, tzinfo=UTC)),
        ("01/31/2002 15:31:05 +0900", datetime(2002, 1, 31, 6, 31, 5, tzinfo=UTC)),
        ("99/99/2002 15:31:05", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_of_all_dialects_are_read(tmp_path: Path, date: str, moment: datetime | None) -> None:
    path = write(tmp_path, f"TITLE: T\nDATE: {date}\n-----\nBODY:\nx\n-----\n--------\n")
    assert read_post(path).published_at == moment


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("STATUS: Publish\n", Status.PUBLISHED),
        ("STATUS: publish\n", Status.PUBLISHED),
        ("STATUS: Published\n", Status.PUBLISHED),
        ("", Status.PUBLISHED),
        ("STATUS: Draft\n", Status.DRAFT),
        ("STATUS: Future\n", Status.SCHEDULED),
        ("STATUS: Review\n", Status.DRAFT),
        ("STATUS: Unpublish\n", Status.DRAFT),
    ],
)
def test_status_is_read(tmp_path: Path, status: str, expected: Status) -> None:
    assert read_post(write_entry(tmp_path, fields=f"TITLE: T\n{status}".strip())).status == expected


@pytest.mark.parametrize(
    ("fields", "body", "html"),
    [
        ("CONVERT BREAKS: 1", "a\nb\n\nc", "<p>a<br>\nb</p><p>c</p>"),
        (
            "CONVERT BREAKS: 1",
            "<ul>\n<li>a</li>\n</ul>\n\n<b>c</b>",
            "<ul>\n<li>a</li>\n</ul><p><b>c</b></p>",
        ),
        ("CONVERT BREAKS: 0", "a\nb", "a\nb"),
        ("CONVERT BREAKS: richtext", "<p>a</p>\n\nb", "<p>a</p>\n\nb"),
        (
            "CONVERT BREAKS: markdown",
            "*a*\nb\n\n- c",
            "<p><em>a</em>\nb</p>\n<ul>\n<li>c</li>\n</ul>\n",
        ),
        ("CONVERT BREAKS: markdown_with_smartypants", "## a", "<h2>a</h2>\n"),
        ("CONVERT BREAKS: textile_2", "*a*", "<p>*a*</p>"),
        ("ALLOW PINGS: 0", "a\nb", "<p>a<br>\nb</p>"),
        ("ALLOW PINGS: 0", "<p>a\nb</p>\n\n<p>c</p>", "<p>a\nb</p>\n\n<p>c</p>"),
        (
            "CONVERT BREAKS: markdown",
            "x[^1]\n\n[^1]: Note.",
            '<p>x<small data-footnote="">Note.</small></p>\n\n\n',
        ),
    ],
)
def test_line_breaks_are_converted_as_the_entry_says(
    tmp_path: Path, fields: str, body: str, html: str
) -> None:
    assert read_post(write_entry(tmp_path, body, f"TITLE: T\n{fields}")).html == html


def test_state_below_the_text_is_read(tmp_path: Path) -> None:
    text = (
        "TITLE: T\nDATE: 03/01/2024 09:05:06\n-----\nBODY:\nText\n-----\nEXCERPT:\nShort.\n"
        "-----\nSTATUS: draft\n-----\nALLOW COMMENTS: 0\n-----\nCOMMENT:\nAUTHOR: Bo\nYes.\n"
        "-----\n--------\n"
    )
    path = write(tmp_path, text)
    post = read_post(path)
    assert (post.summary, post.status, post.accepts_comments) == ("Short.", Status.DRAFT, False)
    assert [comment.name for comment in read_items(path, ExportedComment)] == ["Bo"]


def test_state_that_a_text_quotes_is_part_of_it(tmp_path: Path) -> None:
    body = "One\n-----\nSTATUS: Draft\n-----\nTwo"
    post = read_post(write_entry(tmp_path, body, "TITLE: T\nCONVERT BREAKS: 0"))
    assert (post.html, post.status) == (body, Status.PUBLISHED)


@pytest.mark.parametrize("part", ["-----\n", "-----\nSTATUS: Draft\n"])
def test_many_ends_of_parts_take_linear_time(tmp_path: Path, part: str) -> None:
    assert read_post(write_entry(tmp_path, f"One\n{part * 30_000}Two", "TITLE: T")).title == "T"


def test_textile_is_noted(tmp_path: Path) -> None:
    post = read_post(write_entry(tmp_path, "*a*", "TITLE: T\nCONVERT BREAKS: textile_2"))
    assert post.notes == ("It was written in Textile, whose marks are kept as they are.",)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Überraschung — «où»"),
        ("utf-8-sig", "政治について書く"),
        ("cp932", "政治について書くブログ"),
        ("euc_jp", "政治について書くブログ"),
        ("cp949", "정치에 대하여 쓰는 블로그"),
        ("cp1251", "О политике и о войне"),
        ("koi8_r", "о политике и о войне"),
        ("cp1252", "Überraschung — «où»"),
        ("latin-1", "Überraschung à Paris"),
    ],
)
def test_text_of_other_encodings_is_read(tmp_path: Path, encoding: str, text: str) -> None:
    entry = f"TITLE: {text}\n-----\nBODY:\n{text}\n-----\n--------\n"
    path = write(tmp_path, entry, encoding)
    assert MovableTypeReader.recognizes(path)
    post = read_post(path)
    assert (post.title, post.html) == (text, f"<p>{text}</p>")
    assert post.notes == ()
    assert bool(post.encoding) == (not encoding.startswith("utf-8"))


def test_guessed_encoding_is_that_of_entries_with_other_letters(tmp_path: Path) -> None:
    entry = "TITLE: {0}\n-----\nBODY:\n{0}\n-----\n--------\n"
    path = write(tmp_path, entry.format("Tide") + entry.format("Überraschung"), "cp1252")
    items = [each.item for each in read_all(path)]
    posts = [item for item in items if isinstance(item, ExportedPost)]
    assert [post.encoding for post in posts] == ["", "cp1252"]


def test_damaged_bytes_leave_the_rest_in_utf_8(tmp_path: Path) -> None:
    data = f"TITLE: {'é' * 200}\n-----\nBODY:\nx\n-----\n--------\n".encode()
    post = read_post(write(tmp_path, data.replace(b"x", b"\xff")))
    assert (post.title, post.html) == ("é" * 200, "<p>\ufffd</p>")


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read(tmp_path: Path, ending: str) -> None:
    texts = (SIX_APART, SIX_APART.replace("\n", ending))
    first, second = (read_all(write(tmp_path, text)) for text in texts)
    assert [entry.item for entry in second] == [entry.item for entry in first]


def test_sections_that_are_missing_leave_their_fields_empty(tmp_path: Path) -> None:
    path = write(tmp_path, "TITLE: Alone\n-----\nEXCERPT:\nOnly this\n-----\n--------\n")
    assert read_post(path) == ExportedPost(
        key=read_post(path).key, title="Alone", summary="Only this"
    )


def test_parts_that_end_twice_or_not_at_all_are_read(tmp_path: Path) -> None:
    text = (
        "\nTITLE: T\nALLOW PING: 0\n\nDATE: 03/01/2024 09:00:00\n-----\nBODY:\na\n-----\n"
        "EXCERPT:\nb\n-----\n-----\n\nCOMMENT:\nAUTHOR: A\nDATE: 03/01/2024 10:00:00\n"
        "IP: 192.0.2.1\nEMAIL: a@example.org\nOne\n-----\n-----\n\nCOMMENT:\nAUTHOR: B\nTwo\n"
        "--------\n"
    )
    path = write(tmp_path, text)
    assert (read_post(path).html, read_post(path).summary) == ("<p>a</p>", "b")
    comments = read_items(path, ExportedComment)
    assert [(comment.name, comment.email, comment.html) for comment in comments] == [
        ("A", "a@example.org", "<p>One</p>"),
        ("B", "", "<p>Two</p>"),
    ]


def test_entry_without_title_and_text_is_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path, TYPEPAD + "AUTHOR: A\nDATE: x\n-----\nBODY:\n\n-----\n--------\n" + TYPEPAD
    )
    _site, first, refused, second = (entry.item for entry in read_all(path))
    assert isinstance(refused, RefusedItem)
    assert (refused.item, refused.reason) == ("x", "It has neither a title nor a text.")
    assert second.key == f"{first.key}-2"


def test_nesting_costs_one_entry(tmp_path: Path) -> None:
    entry = f"TITLE: Deep\nCONVERT BREAKS: 0\n-----\nBODY:\n{'<div>' * 3000}\n-----\n--------\n"
    _site, first, second = (entry.item for entry in read_all(write(tmp_path, entry + TYPEPAD)))
    assert isinstance(first, RefusedItem)
    assert isinstance(second, ExportedPost)


def test_long_entry_costs_one_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MAX_ENTRY_BYTES", 2_000)
    entry = f"TITLE: Long\n-----\nBODY:\n{'x y z\n' * 1_000}\n-----\n--------\n"
    _site, first, second = (entry.item for entry in read_all(write(tmp_path, entry + TYPEPAD)))
    assert (type(first), type(second)) == (RefusedItem, ExportedPost)


def test_cursors_continue_after_every_entry(tmp_path: Path) -> None:
    path = write(tmp_path, SIX_APART + TYPEPAD + TYPEPAD)
    entries = read_all(path)
    labels = [entry for entry in entries if isinstance(entry.item, ExportedLabel)]
    assert len({label.item.key for label in labels}) == len(labels) > 0
    others = [bool(entry.cursor) for entry in entries if entry not in labels]
    assert others == [False, False, False, True, True, True]  # The site comes first.
    for number, entry in enumerate(entries, 1):
        if entry.cursor:
            assert read_all(path, entry.cursor) == entries[number:]
    assert entries[-1].position == MovableTypeReader(path).total_bytes


def test_cut_file_yields_complete_entries_and_then_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, TYPEPAD + SIX_APART[: SIX_APART.index("More.")])
    items = []
    with pytest.raises(NotAnExport, match=r"^The file is cut off within its last entry\."):
        for entry in MovableTypeReader(path).read():
            items.append(entry.item)
    assert [type(item) for item in items] == [ExportedSite, ExportedPost]


def test_last_entry_may_lack_its_end(tmp_path: Path) -> None:
    path = write(tmp_path, SIX_APART + TYPEPAD.removesuffix("--------\n"))
    assert len(read_items(path, ExportedPost)) == 2


def test_blog_has_the_host_of_most_entries(tmp_path: Path) -> None:
    other = TYPEPAD.replace("ana.typepad.com", "old.example")
    [site] = read_items(write(tmp_path, other + TYPEPAD + TYPEPAD), ExportedSite)
    assert site.url == "https://ana.typepad.com"
    assert read_items(write(tmp_path, SIX_APART), ExportedSite) == []


def test_blog_whose_entries_have_addresses_of_other_sites_has_no_host(tmp_path: Path) -> None:
    others = (TYPEPAD.replace("ana.typepad.com", f"{name}.example") for name in "abc")
    assert read_items(write(tmp_path, "".join(others)), ExportedSite) == []


def test_conflict_markers_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, TYPEPAD + "<<<<<<< HEAD\n" + TYPEPAD)
    with pytest.raises(NotAnExport, match=r"^The file has conflict markers of a merge\."):
        read_all(path)


def test_markers_within_a_text_are_text(tmp_path: Path) -> None:
    assert "&lt;&lt;&lt; HEAD" in read_post(write_entry(tmp_path, "Write:\n<<<<<<< HEAD")).html


@pytest.mark.parametrize(
    "content",
    [
        "",
        "TITLE: only a line",
        "---\ntitle: x\n---\nBODY:\n",
        "{}",
        "<rss></rss>",
        "a\0b",
    ],
)
def test_other_files_are_refused_with_one_line(tmp_path: Path, content: str) -> None:
    path = write(tmp_path, content)
    assert not MovableTypeReader.recognizes(path)
    with pytest.raises(NotAnExport, match=r"^This is no export of Movable Type: .*\.$"):
        MovableTypeReader(path)


def test_utf_16_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnExport, match="UTF-16"):
        MovableTypeReader(write(tmp_path, TYPEPAD, "utf-16"))


def test_folder_is_no_export(tmp_path: Path) -> None:
    assert not MovableTypeReader.recognizes(tmp_path)
    with pytest.raises(FileNotFoundError):
        MovableTypeReader(write(tmp_path, TYPEPAD)).open_file("a.png")
