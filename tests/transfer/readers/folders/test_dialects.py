"""Front matter in the dialects of exporters, editors and themes."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.transfer.readers.exports import list_posts, read_items, write_folder
from tests.transfer.readers.folders.test_bodies import render
from transfer.items import ExportedPost, Status
from transfer.readers.folders.dialects import split_code_info
from transfer.readers.folders.metadata import Metadata, parse_time
from transfer.readers.folders.reader import FolderReader


def read_post(path: Path, front_matter: str, **files: bytes) -> ExportedPost:
    content = {
        "hugo.toml": "baseURL = 'https://tides.example/'\n",
        "content/post/one/index.md": f"---\n{front_matter}\n---\nText",
    }
    beside = {f"content/post/one/{name}.jpg": data for name, data in files.items()}
    folder = write_folder(path / "export", {**content, **beside})
    [post] = list_posts(read_items(FolderReader(folder)))
    return post


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2009-02-11 22:15 EST", "2009-02-11T22:15:00-05:00"),
        ("2009-02-11 22:15:30 CEST", "2009-02-11T22:15:30+02:00"),
        ("2009-02-11 22:15 America/New_York", "2009-02-11T22:15:00-05:00"),
        ("2009-02-11 22:15 Nowhere/There", "2009-02-11T22:15:00+00:00"),
        ("2009-02-11 10:15 PM", "2009-02-11T22:15:00+00:00"),
        ("Mon Jan 02 2006 15:04:05 GMT-0700 (MST)", "2006-01-02T15:04:05-07:00"),
        ("2014年1月5日", "2014-01-05T12:00:00+00:00"),
        ("2014년 1월 5일 08:30", "2014-01-05T08:30:00+00:00"),
        ("2014/01/05(日) 10:00", "2014-01-05T10:00:00+00:00"),
        ("13/04/2012", "2012-04-13T12:00:00+00:00"),
        ("04/13/2012 10:00", "2012-04-13T10:00:00+00:00"),
    ],
)
def test_time_with_a_zone_or_in_another_order_is_parsed(value: str, expected: str) -> None:
    assert parse_time(value, None) == datetime.fromisoformat(expected)


def test_date_whose_order_is_unclear_is_not_parsed() -> None:
    assert parse_time("03/04/2012", None) is None


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("#rail #bay", ("rail", "bay")),
        ("C# and F#", ("C# and F#",)),
        ([{"label": "Rail"}, {"slug": "bay"}], ("Rail", "bay")),
        ("[Rail] by Ida", ("[Rail] by Ida",)),
    ],
)
def test_list_of_hashtags_or_tables_is_read(value: Any, texts: tuple[str, ...]) -> None:
    assert Metadata({"tags": value}).get_list("tags") == texts


@pytest.mark.parametrize(
    ("front_matter", "labels"),
    [
        ("title: A\n? ''\n: - rail\n  - bay", ("rail", "bay")),
        ("title: A\ntaxonomy:\n  category: News\n  tag: [rail, bay]", ("News", "rail", "bay")),
        ("title: A\ncategory: [News, World]\ntags: bay", ("News", "World", "bay")),
    ],
)
def test_labels_of_other_programs_are_read(
    tmp_path: Path, front_matter: str, labels: tuple[str, ...]
) -> None:
    assert read_post(tmp_path, front_matter).labels == labels


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("redirectFrom: /old/", "/old/"),
        ("old_url: /x.html", "/x.html"),
        ("legacyUrl: /y", "/y"),
        ('wordpress_url: "//tides.example/?p=335"', "/?p=335"),
    ],
)
def test_former_address_of_other_programs_is_read(tmp_path: Path, line: str, path: str) -> None:
    assert path in read_post(tmp_path, f"title: A\n{line}").former_urls


def test_author_with_a_link_is_the_name(tmp_path: Path) -> None:
    post = read_post(tmp_path, 'title: A\nauthor: "[Ida Moor](https://ida.example/)"')
    assert post.authors == ("Ida Moor",)


def test_post_that_is_not_to_be_published_is_a_draft(tmp_path: Path) -> None:
    post = read_post(tmp_path, "title: A\ndate: 2020-01-02\npublish: false")
    assert post.status == Status.DRAFT


def test_resource_with_the_name_of_a_lead_picture_is_it(tmp_path: Path) -> None:
    resources = "resources:\n- name: chart\n  src: b.jpg\n- name: featured-image\n  src: a.jpg"
    post = read_post(tmp_path, f"title: A\n{resources}", a=b"1", b=b"2")
    assert post.lead_picture == "/post/one/a.jpg"


def test_caption_of_a_lead_picture_may_be_named_with_another_sign(tmp_path: Path) -> None:
    lines = "title: A\nfeaturedImage: a.jpg\nfeatured_image_caption: The pier"
    assert "<figcaption>The pier</figcaption>" in read_post(tmp_path, lines, a=b"1").html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('![a](/b.png align="center")', '<p><img src="/b.png" alt="a"></p>'),
        ("![a](/b.png =100x20)", '<p><img src="/b.png" alt="a"></p>'),
        ("![a](/b.png){ width=50% } c", '<p><img src="/b.png" alt="a"> c</p>'),
        ("`![a](/b.png =9x9)` d", "<p><code>![a](/b.png =9x9)</code> d</p>"),
        ("%[https://v.example/1]", '<figure data-embed="https://v.example/1"></figure>'),
        ("![[b.png|The bay]]", '<p><img src="b.png" alt="The bay"></p>'),
        ("![[b.png|300]]", '<p><img src="b.png" alt=""></p>'),
        ("[[ -f a ]] and [[Nowhere]]", "<p>[[ -f a ]] and [[Nowhere]]</p>"),
        ("a\n\n@[toc](Contents)\n\n[[_TOC_]]", "<p>a</p>"),
        (
            '!!! note "Mind"\n    The gate.\n\n    Twice.\n\nAfter.',
            "<p><strong>Mind</strong></p><p>The gate.</p><p>Twice.</p><p>After.</p>",
        ),
        ("??? tip\n    Folded.", "<p><strong>Tip</strong></p><p>Folded.</p>"),
        ("!!! quote\n    Tides.", "<blockquote><p>Tides.</p></blockquote>"),
        ("!!! no admonition", "<p>!!! no admonition</p>"),
        (
            '> Tides.\n{author="Ada" cite="https://b.example/"}',
            '<blockquote><p>Tides.</p><footer><a href="https://b.example/">Ada</a></footer>'
            "</blockquote>",
        ),
        ("> Tides.\n{.large id=x}", "<blockquote><p>Tides.</p></blockquote>"),
    ],
)
def test_dialect_of_markdown_is_read(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


def test_link_of_a_wiki_leads_to_the_post(tmp_path: Path) -> None:
    one = "---\ntitle: A\n---\nSee [[other|that one]] and ![[pier.png]]."
    files = {"one.md": one, "other.md": "---\ntitle: B\n---\nx", "img/pier.png": b"1"}
    posts = list_posts(read_items(FolderReader(write_folder(tmp_path / "export", files))))
    assert '<a href="/other.md">that one</a>' in posts[0].html
    assert '<img src="/img/pier.png" alt="">' in posts[0].html


@pytest.mark.parametrize(
    ("info", "language", "title"),
    [
        (" ruby Of tides", "ruby", "Of tides"),
        ("ruby tides.rb", "ruby", "tides.rb"),
        ("js:tides.js", "js", "tides.js"),
        ("js:title=tides.js", "js", "tides.js"),
        ('js {1,3} title="A <b>"', "js", "A &lt;b&gt;"),
        ("rb Of https://b.example/x it", "rb", 'Of <a href="https://b.example/x">it</a>'),
        ("jsx live noInline", "jsx", ""),
        ("bash copy", "bash", ""),
        ("go {linenos=table}", "go", ""),
        ("{r, echo=FALSE}", "{r, echo=FALSE}", ""),
        ("", "", ""),
    ],
)
def test_title_of_code_is_split_from_its_language(info: str, language: str, title: str) -> None:
    assert split_code_info(info) == (language, title)


def test_title_of_code_is_a_paragraph_above_it(tmp_path: Path) -> None:
    assert render(tmp_path, "``` rb Of tides\na\n```") == (
        '<p>Of tides</p><pre><code class="language-rb">a</code></pre>'
    )
