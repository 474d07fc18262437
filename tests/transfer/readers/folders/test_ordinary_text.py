"""Ordinary text that looks like a dialect of Markdown, a tag of a theme or a component: no words
are lost, doubled or attributed to somebody by mistake."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.transfer.readers.exports import list_posts, read_items, write_folder
from tests.transfer.readers.folders.test_bodies import render
from transfer.readers.folders.dialects import split_code_info
from transfer.readers.folders.metadata import Metadata, parse_time
from transfer.readers.folders.reader import FolderReader


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2014年1月1日10:00", "", "2014-01-01T10:00:00+00:00"),
        ("2014年1月5日10:00", "", "2014-01-05T10:00:00+00:00"),
        ("2009-02-11 22:15 EST", "Australia/Sydney", "2009-02-11T22:15:00+11:00"),
        ("2009-02-11 22:15 CST", "Asia/Shanghai", "2009-02-11T22:15:00+08:00"),
        ("2009-02-11 22:15 EST", "Europe/Berlin", "2009-02-11T22:15:00-05:00"),
        ("2009-02-11 22:15 Etc/GMT+5", "", "2009-02-11T22:15:00-05:00"),
    ],
)
def test_time_with_an_unclear_zone_is_in_that_of_the_blog(
    value: str, zone: str, expected: str
) -> None:
    moment = parse_time(value, ZoneInfo(zone) if zone else None)
    assert moment == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("value", "texts"), [("[[rail]]", ("rail",)), ("[[rail]], [[bay]]", ("rail", "bay"))]
)
def test_list_of_links_of_a_wiki_is_read(value: str, texts: tuple[str, ...]) -> None:
    assert Metadata({"tags": value}).get_list("tags") == texts


HIGHLIGHTED = "{% highlight md %}\n![a](b.png =9x9)\n[[toc]]\n{% endhighlight %}"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![a](/b.png){see below}", '<p><img src="/b.png" alt="a">{see below}</p>'),
        ("> Tides.\n{x = y}", "<blockquote><p>Tides.{x = y}</p></blockquote>"),
        ("!!! note that this is\n    important", "<p>!!! note that this isimportant</p>"),
        (
            '!!! quote "Ada Moor"\n    Tides.',
            "<p><strong>Ada Moor</strong></p><blockquote><p>Tides.</p></blockquote>",
        ),
        ("    ${toc}\n", "<pre><code>${toc}</code></pre>"),
        (
            HIGHLIGHTED,
            '<pre><code class="language-md">![a](b.png =9x9)[[toc]]</code></pre>',
        ),
        ("<pre>\n![a](b.png =9x9)\n</pre>", "<pre>![a](b.png =9x9)</pre>"),
    ],
)
def test_text_like_a_dialect_of_markdown_stays(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


def test_link_with_brackets_is_no_link_of_a_wiki(tmp_path: Path) -> None:
    text = "---\ntitle: A\n---\n\\[[other]], [[other]](https://b.example/).\n\n|a|\n|-|\n|[[other\\|that]]|"
    files = {"one.md": text, "other.md": "---\ntitle: B\n---\nx"}
    posts = list_posts(read_items(FolderReader(write_folder(tmp_path / "export", files))))
    assert '<p>[[other]], <a href="https://b.example/">[other]</a>' in posts[0].html
    assert '<td><a href="/other.md">that</a></td>' in posts[0].html


def test_picture_of_a_wiki_is_the_one_beside_the_post(tmp_path: Path) -> None:
    text = "---\ntitle: A\n---\n![[pier.png]]"
    files: dict[str, str | bytes] = {"b/one.md": text, "a/pier.png": b"1", "b/pier.png": b"2"}
    [post] = list_posts(read_items(FolderReader(write_folder(tmp_path / "export", files))))
    assert '<img src="/b/pier.png" alt="">' in post.html


@pytest.mark.parametrize(
    ("info", "language", "title"),
    [("js:tides.js live", "js", "tides.js"), ("js runnable editable", "js", "")],
)
def test_flags_of_code_are_no_title(info: str, language: str, title: str) -> None:
    assert split_code_info(info) == (language, title)
