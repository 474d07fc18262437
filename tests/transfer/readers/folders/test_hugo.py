"""Folders of Hugo."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from tests.transfer.readers.exports import list_posts
from tests.transfer.readers.folders.sites import HUGO, get_labels, get_pictures, get_posts, read
from transfer.items import ExportedSite, Status


def test_hugo_site_is_read(tmp_path: Path) -> None:
    items = read(tmp_path, HUGO)
    assert items[0] == ExportedSite(
        url="https://blog.example",
        title="Long views",
        description="About it",
        language="en-us",
        time_zone="Europe/Berlin",
    )
    posts = get_posts(items)
    assert {key: post.former_urls for key, post in posts.items()} == {
        "content/about.md": ("/about/",),
        "content/posts/one.md": ("/posts/one/", "/old/one/", "/posts/older"),
        "content/posts/two/index.md": ("/posts/two/",),
        "content/posts/one.fr.md": ("/fr/posts/one/",),
        "content/news/The Big Story.md": ("/2019/12/the-big-big-story/",),
        "content/posts/draft.md": ("/posts/draft/",),
        "content/posts/slugged.md": ("/posts/other-name/",),
        "content/posts/set.md": ("/set/here/",),
    }
    one = posts["content/posts/one.md"]
    assert one.title == "One"
    assert one.summary == "A summary"
    assert one.published_at == datetime(2020, 3, 4, 4, 6, 7, tzinfo=UTC)
    assert one.updated_at == datetime(2021, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert one.labels == ("News", "Press", "Rail")
    assert one.authors == ("Ida Moor",)
    assert one.slug == "one"
    assert 'src="/img/top.png"' in one.html
    assert [key for key, post in posts.items() if post.is_page] == ["content/about.md"]
    assert posts["content/posts/one.fr.md"].language == "fr"
    assert posts["content/posts/draft.md"].status == Status.DRAFT
    two = posts["content/posts/two/index.md"]
    assert two.lead_picture == "/posts/two/lead.jpg"
    assert 'src="/posts/two/side.jpg"' in two.html
    assert '<a href="/posts/one/#part">' in posts["content/about.md"].html
    assert get_pictures(items) == {
        "content/posts/two/lead.jpg": "/posts/two/lead.jpg",
        "content/posts/two/side.jpg": "/posts/two/side.jpg",
        "static/img/top.png": "/img/top.png",
    }
    assert get_labels(items)["Press"] == ("/tags/press/", "/tags/press/index.xml")
    assert get_labels(items)["News"] == ("/categories/news/", "/categories/news/index.xml")


@pytest.mark.parametrize(
    ("name", "title", "by_path", "by_title"),
    [
        ("Mixed Case", "A Mixed: Title!", "mixed-case", "a-mixed-title"),
        ("with.dots.v1", 'What\'s "new"?', "with.dots.v1", "whats-new"),
        ("ünïcode-naïve", "Ünïcode & Naïve", "ünïcode-naïve", "ünïcode-naïve"),
        ("日本語の記事", "日本語の記事", "日本語の記事", "日本語の記事"),
        ("(paren) & amp", "Dash – en", "paren--amp", "dash-en"),
        ("a--b", "100% sure", "a--b", "100-sure"),
        ("2020-01-02-dated", "Ещё заголовок", "2020-01-02-dated", "ещё-заголовок"),
        ("trailing-", "v1.2 (beta)", "trailing-", "v1.2-beta"),
        ("post.fr", "a_b.c", "post.fr", "a_b.c"),
    ],
)
def test_addresses_are_those_that_hugo_builds(
    tmp_path: Path, name: str, title: str, by_path: str, by_title: str
) -> None:
    """Compared with the pages that Hugo 0.168 writes."""
    text = f"---\ntitle: '{title.replace("'", "''")}'\ndate: 2020-03-04T23:30:00Z\n---\n"
    files = {
        "hugo.toml": (
            'baseURL = "https://a.org/sub/"\ntimeZone = "Europe/Berlin"\n'
            '[permalinks]\nnews = "/:year/:month/:day/:title/"\n'
        ),
        f"content/posts/{name}.md": text,
        f"content/news/{name}.md": text,
    }
    news, post = list_posts(read(tmp_path, files))
    assert unquote(post.former_urls[0]) == f"/sub/posts/{by_path}/"
    assert unquote(news.former_urls[0]) == f"/sub/2020/03/04/{by_title}/"


def test_languages_of_hugo_have_folders(tmp_path: Path) -> None:
    text = "---\ntitle: A\ndate: 2020-01-02\n---\nText"
    files = {
        "hugo.yaml": (
            "baseURL: https://blog.example/\ndefaultContentLanguage: en\nlanguages:\n"
            "  en:\n    contentDir: content/english\n    title: Views\n"
            "  de:\n    contentDir: content/german\n"
        ),
        "content/english/posts/a.md": text,
        "content/german/posts/a.md": text,
        "content/german/about.md": "---\ntitle: About\n---\n",
    }
    items = read(tmp_path, files)
    posts = list_posts(items)
    assert {(post.language, post.former_urls, post.is_page) for post in posts} == {
        ("en", ("/posts/a/",), False),
        ("de", ("/de/posts/a/",), False),
        ("de", ("/de/about/",), True),
    }
    assert isinstance(items[0], ExportedSite) and items[0].title == "Views"


def test_taxonomies_of_hugo_are_labels(tmp_path: Path) -> None:
    config = 'title = "A"\n[taxonomies]\ntag = "tags"\nperson = "People"\nauthor = "authors"\n'
    text = "---\ntitle: One\npeople: [Ida Moor]\nauthors: [Bo]\ntags: [x]\n---\nText"
    [post] = list_posts(read(tmp_path, {"hugo.toml": config, "content/posts/one.md": text}))
    assert (post.labels, post.authors) == (("x", "Ida Moor"), ("Bo",))
