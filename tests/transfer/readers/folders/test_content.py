"""Content of folders of any generator: dates, titles, status and lead pictures."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.transfer.readers.exports import list_posts
from tests.transfer.readers.folders.sites import Files, get_posts, read
from tests.transfer.stored_messages import compose_all
from transfer.items import ExportedComment, Status


def test_comments_in_front_matter_are_read(tmp_path: Path) -> None:
    text = """---
title: One
author:
  display_name: Ida Moor
  login: ida
wordpress_url: http://old.example/?p=17
date: '2011-07-09 16:05:20 -0300'
comments:
- id: 6
  author: Ann Other
  author_email: ann@example.org
  author_url: http://ann.example
  date: '2011-07-10 16:05:20 -0300'
  content: I <em>agree</em>.
- id: 6
  author: ''
  content: Again.
- just text
---
Text"""
    items = read(tmp_path, {"_config.yml": "title: x", "_posts/2011-07-09-one.html": text})
    [post] = list_posts(items)
    assert post.authors == ("Ida Moor",)
    assert post.former_urls == ("/2011/07/09/one.html", "/?p=17")
    first, second = (item for item in items if isinstance(item, ExportedComment))
    assert first == ExportedComment(
        key="_posts/2011-07-09-one.html#6",
        post="_posts/2011-07-09-one.html",
        name="Ann Other",
        email="ann@example.org",
        url="http://ann.example",
        html="I <em>agree</em>.",
        created_at=datetime(2011, 7, 10, 19, 5, 20, tzinfo=UTC),
    )
    assert (second.key, second.html) == ("_posts/2011-07-09-one.html#number-2", "Again.")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("The <em>long</em> view &amp; more", "The long view & more"),
        ("Why <T> is &c, 1 < 2", "Why <T> is &c, 1 < 2"),
        ("*No* markup", "*No* markup"),
        ("Tides&#58 a list", "Tides: a list"),
        ("<script>x</script> y", "<script>x</script> y"),
    ],
)
def test_title_and_summary_are_plain_text(tmp_path: Path, title: str, text: str) -> None:
    front_matter = f"---\ntitle: '{title}'\ndescription: '{title}'\n---\nText"
    [post] = list_posts(read(tmp_path, {"a/a.md": front_matter, "x.txt": "x"}))
    assert (post.title, post.summary) == (text, text)


def test_plain_folder_is_read(tmp_path: Path) -> None:
    files = {
        "2020-03-04-first.md": "# Heading\n\nText ![](p.jpg)",
        "deep/second.md": "---\ntitle: Second\n---\nSee [first](../2020-03-04-first.md).",
        "deep/p.html": "---\ntitle: HTML\n---\n<p>Text</p>",
        "README.md": "Readme",
        "p.jpg": b"1",
    }
    items = read(tmp_path, {**files, "top.md": "---\ntitle: Top\n---\n"})
    posts = get_posts(items)
    assert set(posts) == {"2020-03-04-first.md", "deep/second.md", "deep/p.html", "top.md"}
    first = posts["2020-03-04-first.md"]
    assert (first.title, first.slug) == ("Heading", "first")
    assert "Heading" not in first.html
    assert first.published_at == datetime(2020, 3, 4, 12, tzinfo=UTC)
    assert first.former_urls == ("/2020-03-04-first.md",)
    assert 'href="/2020-03-04-first.md"' in posts["deep/second.md"].html
    assert posts["deep/second.md"].published_at is None


@pytest.mark.parametrize(
    ("name", "day", "slug"),
    [
        ("blog/2020-03-04-first/index.md", 4, "first"),
        ("blog/2020/03/04/first.md", 4, "first"),
        ("blog/2020/03/04/first/index.md", 4, "first"),
        ("source/2020-03-04-first.html.markdown", 4, "first"),
        ("blog/2020-03-44-first/index.md", None, "2020-03-44-first"),
        ("blog/2020-03-04-first/second.md", None, "second"),
        ("journal/2020-03-04 First.md", 4, "First"),
        ("journal/2020-03-04.md", 4, "2020-03-04"),
    ],
)
def test_date_is_in_the_name_of_file_or_folder(
    tmp_path: Path, name: str, day: int | None, slug: str
) -> None:
    post = get_posts(read(tmp_path, {name: "---\ntitle: A\n---\nText", "a.txt": "x"}))[name]
    assert post.published_at == (datetime(2020, 3, day, 12, tzinfo=UTC) if day else None)
    assert post.slug == slug


@pytest.mark.parametrize(
    ("name", "date", "is_page"),
    [
        ("src/pages/about.md", "", True),
        ("src/pages/news.md", "date: 2020-01-02\n", False),
        ("src/content/blog/a.md", "", False),
    ],
)
def test_undated_file_in_a_folder_of_pages_is_a_page(
    tmp_path: Path, name: str, date: str, is_page: bool
) -> None:
    post = get_posts(read(tmp_path, {name: f"---\ntitle: A\n{date}---\nText", "a.txt": "x"}))[name]
    assert post.is_page == is_page


@pytest.mark.parametrize(
    ("files", "title", "html"),
    [
        ({"posts/a.md": "---\ntitle:\n---\n# The *gate*\n\nText"}, "The gate", "<p>Text</p>"),
        ({"posts/a.md": "---\ntitle: A\n---\n# B\n\nText"}, "A", "<h1>B</h1>\n<p>Text</p>"),
        ({"posts/a.md": "---\ntags: x\n---\nText\n\n# B"}, "", "<p>Text</p>\n<h1>B</h1>"),
        (
            {"_posts/2020-03-04-the-old_gate.md": "---\ntags: x\n---\nText"},
            "The Old Gate",
            "<p>Text</p>",
        ),
    ],
)
def test_title_is_the_heading_or_the_name_if_front_matter_has_none(
    tmp_path: Path, files: Files, title: str, html: str
) -> None:
    [post] = list_posts(read(tmp_path, files))
    assert (post.title, post.html) == (title, html)
    assert not post.notes


def test_draft_of_an_exporter_without_date_and_slug_is_read(tmp_path: Path) -> None:
    text = "---\ntitle: Idea\ndate: -001-11-30T00:00:00+00:00\ndraft: true\nurl: /?p=12\n---\nText"
    files = {"config.toml": "baseURL = 'https://blog.example'", "content/2019-04-18-.md": text}
    [post] = list_posts(read(tmp_path, files))
    assert (post.status, post.slug, post.former_urls) == (Status.DRAFT, "", ("/?p=12",))


def test_error_page_and_pages_of_lists_are_no_content(tmp_path: Path) -> None:
    files = {
        "404.html": "---\ntitle: Lost\n---\n<p>x</p>",
        "_posts/2020-03-04-a.md": "Text",
        "index.md": "---\nlayout: home\n---\n",
        "tags.md": "---\ntitle: Tags\nlayout: tags\n---\n",
        "archive.md": "---\ntitle: All\n---\n{% for post in site.posts %}\n- x\n{% endfor %}",
    }
    assert [post.key for post in list_posts(read(tmp_path, files))] == ["_posts/2020-03-04-a.md"]


@pytest.mark.parametrize(
    ("metadata", "status", "note"),
    [
        ("date: 2020-01-01", Status.PUBLISHED, ""),
        ("date: 2999-01-01", Status.SCHEDULED, ""),
        ("date: 2020-01-01\npublishDate: 2999-01-01", Status.SCHEDULED, ""),
        ("draft: true", Status.DRAFT, ""),
        ("published: false", Status.DRAFT, ""),
        ("date: 2020-01-01\npassword: secret", Status.DRAFT, "password"),
        ("date: 2020-01-01\nexpiryDate: 2020-02-01", Status.DRAFT, "expired"),
        ("date: 2020-01-01\nstatus: private", Status.DRAFT, "private"),
        ("date: 2020-01-01\nhidden: true", Status.PUBLISHED, "no list"),
        ("date: tomorrow", Status.PUBLISHED, "Its date cannot be read: tomorrow."),
        ("pubDatetime: 2999-01-01T00:00:00Z", Status.SCHEDULED, ""),
        ("published: true\ncreated: 2999-01-01", Status.SCHEDULED, ""),
        ("date: 2020-01-01\nsubtitle: By rail", Status.PUBLISHED, "subtitle: By rail"),
    ],
)
def test_status_follows_front_matter(
    tmp_path: Path, metadata: str, status: Status, note: str
) -> None:
    files = {"posts/a.md": f"---\ntitle: A\n{metadata}\n---\nText", "x.txt": "x"}
    [post] = list_posts(read(tmp_path, files))
    assert post.status == status
    assert note in " ".join(compose_all(post.notes))


@pytest.mark.parametrize(
    ("metadata", "address"),
    [
        ("image: /p.jpg", "/p.jpg"),
        ("cover:\n  image: p.jpg\n  relative: true", "/posts/p.jpg"),
        ("header:\n  teaser: /p.jpg", "/p.jpg"),
        ("featured_image: https://x.org/p.jpg", "https://x.org/p.jpg"),
        ("images: [/p.jpg, /q.jpg]", "/p.jpg"),
        ("heroImage: ../p.jpg", "/p.jpg"),
        ("coverImage: beside.jpg", "/posts/images/beside.jpg"),
        ("images:\n  - url: /p.jpg", "/p.jpg"),
        ("image: ''", ""),
        ("cover: no picture", ""),
        ("image: /in-text.jpg", ""),
    ],
)
def test_lead_picture_is_read_unless_it_is_in_the_text(
    tmp_path: Path, metadata: str, address: str
) -> None:
    text = f"---\ntitle: A\n{metadata}\n---\n![](/in-text.jpg)"
    files = {"posts/a.md": text, "p.jpg": b"1", "posts/p.jpg": b"2", "in-text.jpg": b"3"}
    files["posts/images/beside.jpg"] = b"4"
    [post] = list_posts(read(tmp_path, files))
    assert post.lead_picture == address


@pytest.mark.parametrize(
    ("name", "text", "address"),
    [
        ("featured.jpg", "Text", "/posts/a/featured.jpg"),
        ("Feature-gate.png", "Text", "/posts/a/Feature-gate.png"),
        ("featured.jpg", "![](featured.jpg)", ""),
        ("other.jpg", "Text", ""),
    ],
)
def test_featured_picture_in_the_folder_of_a_post_is_its_lead_picture(
    tmp_path: Path, name: str, text: str, address: str
) -> None:
    files = {
        "hugo.toml": "baseURL = 'https://blog.example'",
        "content/posts/a/index.md": f"---\ntitle: A\ndate: 2020-01-02\n---\n{text}",
        f"content/posts/a/{name}": b"1",
    }
    [post] = list_posts(read(tmp_path, files))
    assert post.lead_picture == address


def test_lead_picture_with_caption_is_a_figure(tmp_path: Path) -> None:
    metadata = "cover:\n  image: /p.jpg\n  alt: A gate\n  caption: The <em>gate</em>"
    files = {"posts/a.md": f"---\ntitle: A\n{metadata}\n---\nText", "p.jpg": b"1"}
    [post] = list_posts(read(tmp_path, files))
    assert post.lead_picture == ""
    assert post.html == (
        '<figure data-lead="1"><img src="/p.jpg" alt="A gate"><figcaption>The gate</figcaption>'
        "</figure><p>Text</p>"
    )


@pytest.mark.parametrize(
    "metadata",
    [
        "image: /p.jpg\nimage_alt: A gate\nimage_credit: Ida Moor",
        "heroImage: /p.jpg\nheroImageAlt: A gate\nheroImageCredit: Ida Moor",
        "featuredImage: /p.jpg\nimageAlt: A gate\nfeaturedImage_credit: Ida Moor",
        "cover:\n  src: /p.jpg\n  alt: A gate\n  credit: Ida Moor",
        "cover:\n  src: /p.jpg\n  alt: A gate\n  credit: '[**Ida Moor**](https://a.example/)'",
    ],
)
def test_lead_picture_with_credit_is_a_figure(tmp_path: Path, metadata: str) -> None:
    files = {"posts/a.md": f"---\ntitle: A\n{metadata}\n---\nText", "p.jpg": b"1"}
    [post] = list_posts(read(tmp_path, files))
    assert post.lead_picture == ""
    assert post.html == (
        '<figure data-lead="1" data-credit="Ida Moor"><img src="/p.jpg" alt="A gate"></figure>'
        "<p>Text</p>"
    )


def test_thumbnail_of_blogger_is_no_lead_picture(tmp_path: Path) -> None:
    metadata = (
        "blogger_id: tag:blogger.com,1999:blog-1.post-2\nthumbnail: https://a.org/s72-c/p.jpg"
    )
    text = f"---\ntitle: A\n{metadata}\n---\n![](https://b.org/p.jpg)"
    [post] = list_posts(read(tmp_path, {"posts/a.md": text}))
    assert post.lead_picture == ""


@pytest.mark.parametrize(
    ("heading", "html"),
    [("# The gate", "<p>Text</p>"), ("# Another", "<h1>Another</h1><p>Text</p>")],
)
def test_heading_that_repeats_the_title_is_left_out(
    tmp_path: Path, heading: str, html: str
) -> None:
    text = f"---\ntitle: The gate\ndate: 2020-01-02\n---\n{heading}\n\nText"
    [post] = list_posts(read(tmp_path, {"posts/a.md": text}))
    assert (post.title, post.html.replace("\n", "")) == ("The gate", html)


def test_slug_that_is_a_path_is_the_address(tmp_path: Path) -> None:
    text = "---\ntitle: A\ndate: 2020-01-02\nslug: /2020/01/the-gate.html\n---\nText"
    [post] = list_posts(read(tmp_path, {"content/posts/a.md": text}))
    assert (post.slug, post.former_urls[0]) == ("the-gate", "/2020/01/the-gate.html")
