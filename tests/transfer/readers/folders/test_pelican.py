"""Folders of Pelican."""

from pathlib import Path

import pytest

from tests.transfer.readers.exports import list_posts, list_refused
from tests.transfer.readers.folders.sites import PELICAN, get_labels, get_posts, read
from transfer.items import Status
from transfer.messages import compose_stored


def test_drafts_by_default_of_pelican_are_drafts(tmp_path: Path) -> None:
    files = {
        "pelicanconf.py": "PATH = '.'\nDEFAULT_METADATA = {'status': 'draft'}\n",
        "a.md": "Title: A\n\nText",
        "b.md": "Title: B\nStatus: published\n\nText",
    }
    posts = list_posts(read(tmp_path, files))
    assert [post.status for post in posts] == [Status.DRAFT, Status.PUBLISHED]


def test_pelican_site_is_read_without_running_its_configuration(tmp_path: Path) -> None:
    items = read(tmp_path, PELICAN)
    posts = get_posts(items)
    assert {key: post.former_urls for key, post in posts.items()} == {
        "content/news/one.md": ("/posts/2020/Mar/under-the-gate/",),
        "content/old.rst": ("/posts/2020/Mar/old/",),
        "content/other.md": ("/posts/2020/Mar/other/",),
        "content/page.html": ("/posts/2020/Mar/from-html/",),
        "content/pages/about.md": ("/pages/who.html",),
    }
    one = posts["content/news/one.md"]
    assert one.title == "Ünder, the gate"
    assert one.labels == ("news", "a", "b c")
    assert one.authors == ("Ida Moor", "Ann Other")
    assert one.summary == "A summary"
    assert 'src="/images/p.png"' in one.html
    assert 'href="/posts/2020/Mar/other/"' in one.html
    assert posts["content/other.md"].status == Status.DRAFT
    assert posts["content/pages/about.md"].is_page
    assert posts["content/page.html"].html == "<p>Body</p>"
    assert posts["content/page.html"].labels == ("a", "z")
    [refused] = list_refused(items)
    assert refused.item == "content/odd.adoc"
    assert (
        compose_stored(refused.reason) == "AsciiDoc cannot be read. Convert the file to Markdown."
    )
    old = posts["content/old.rst"]
    assert (old.title, old.labels, old.html) == ("Old", ("a", "c"), "<p>Text</p>")
    assert get_labels(items)["news"] == ("/category/news.html", "/feeds/news.atom.xml")
    assert get_labels(items)["a"] == ("/tag/a.html",)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A Mixed: Title!", "a-mixed-title"),
        ("Ünïcode & Naïve", "unicode-naive"),
        ("C++ / C# — dash", "c-c-dash"),
        ("日本語の記事", "ri-ben-yu-noji-shi"),
        ("Ещё заголовок", "eshchio-zagolovok"),
        ("v1.2 (beta), a_b", "v12-beta-a_b"),
    ],
)
def test_addresses_are_those_that_pelican_builds(tmp_path: Path, title: str, slug: str) -> None:
    """Compared with the pages that Pelican 4.12 writes."""
    text = f"Title: {title}\nDate: 2020-03-04\n\nText"
    files = {"pelicanconf.py": "PATH = 'content'\n", "content/a.md": text}
    [post] = list_posts(read(tmp_path, files))
    assert post.former_urls == (f"/{slug}.html",)
