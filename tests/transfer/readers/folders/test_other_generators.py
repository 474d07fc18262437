"""Folders of Eleventy, Astro, Docusaurus, Nikola and Zola."""

from datetime import UTC, datetime
from pathlib import Path

from tests.transfer.readers.exports import list_posts, read_items, write_folder
from tests.transfer.readers.folders.sites import (
    ASTRO,
    DOCUSAURUS,
    ELEVENTY,
    get_labels,
    get_posts,
    read,
)
from transfer.items import ExportedLabel, Status
from transfer.readers.folders.reader import FolderReader


def test_eleventy_site_is_read(tmp_path: Path) -> None:
    posts = get_posts(read(tmp_path, ELEVENTY))
    assert {key: post.former_urls for key, post in posts.items()} == {
        "src/about.md": ("/about/",),
        "src/posts/2020-03-04-one.md": ("/p/one/",),
        "src/posts/set.md": ("/x/set/",),
    }
    path = "---\ntitle: S\npermalink: /own/name/index.html\n---\nx"
    posts = get_posts(read(tmp_path / "other", {**ELEVENTY, "src/posts/set.md": path}))
    assert posts["src/posts/set.md"].slug == "name"
    posts = get_posts(read(tmp_path, ELEVENTY))
    assert posts["src/posts/2020-03-04-one.md"].labels == ("b", "a")
    assert posts["src/posts/set.md"].labels == ("b", "c")
    assert posts["src/about.md"].is_page


def test_astro_site_is_read(tmp_path: Path) -> None:
    items = read(tmp_path, ASTRO)
    assert {key: post.former_urls for key, post in get_posts(items).items()} == {
        "src/content/blog/First Post.md": ("/b/blog/first-post/",),
        "src/content/blog/second/index.mdx": ("/b/blog/second/",),
        "src/content/notes/n.md": ("/b/notes/own/name/",),
        "src/pages/about.md": ("/b/about/",),
    }
    only_route = {key: text for key, text in ASTRO.items() if "pages/notes" not in key}
    posts = get_posts(read(tmp_path / "other", only_route))
    assert posts["src/content/notes/n.md"].former_urls == ("/b/articles/own/name/",)
    assert posts["src/pages/about.md"].is_page


def test_docusaurus_site_is_read(tmp_path: Path) -> None:
    items = read(tmp_path, DOCUSAURUS)
    posts = get_posts(items)
    assert {key: post.former_urls for key, post in posts.items()} == {
        "blog/2021-08-26-welcome/index.md": ("/news/2021/08/26/welcome",),
        "blog/2020/05-30-nested.md": ("/news/2020/05/30/nested",),
        "blog/2019-05-28-slugged.md": ("/news/short",),
        "docs/01-start/02-intro.md": ("/docs/start/intro",),
        "src/pages/about.md": ("/about",),
    }
    assert posts["blog/2020/05-30-nested.md"].published_at == datetime(2020, 5, 30, 12, tzinfo=UTC)
    assert posts["docs/01-start/02-intro.md"].is_page
    assert get_labels(items) == {"Big News": ("/news/tags/big-news",)}


def test_links_of_generators_lead_to_their_addresses(tmp_path: Path) -> None:
    jekyll = {
        "_config.yml": "url: https://b.example\nbaseurl: /b\ncollections:\n  tips:\n"
        "    output: true\n    permalink: /tips/:name/\n",
        "_tips/soup.md": "---\ntitle: Soup\n---\nx",
        "_posts/2020-01-01-a.md": "---\ntitle: A\n---\n[1]({% link _tips/soup.md %})"
        " [2]({{ '/x/' | relative_url }})",
    }
    pelican = {
        "pelicanconf.py": "SITEURL = 'https://p.example'",
        "content/a.md": "Title: A\nDate: 2020-01-01\nTags: Big News\n\n[1]({tag}Big%20News)",
    }
    html = get_posts(read(tmp_path / "jekyll", jekyll))["_posts/2020-01-01-a.md"].html
    assert 'href="/b/tips/soup/"' in html and 'href="/b/x/"' in html
    html = get_posts(read(tmp_path / "pelican", pelican))["content/a.md"].html
    assert 'href="/tag/big-news.html"' in html


def test_metadata_of_nikola_may_be_in_a_file_beside_the_text(tmp_path: Path) -> None:
    files = {
        "posts/one.md": "Text",
        "posts/one.meta": ".. title: One\n.. slug: first\n.. date: 2020-03-04 05:06:07 UTC+02:00\n",
        "posts/two.md": "<!--\n.. title: Two\n.. tags: a, private\n-->\nText",
        "conf.py": "x",
    }
    posts = get_posts(read(tmp_path, files))
    one, two = posts["posts/one.md"], posts["posts/two.md"]
    assert (one.title, one.slug) == ("One", "first")
    assert one.published_at == datetime(2020, 3, 4, 3, 6, 7, tzinfo=UTC)
    assert (two.title, two.labels, two.status) == ("Two", ("a",), Status.DRAFT)


def test_links_of_zola_lead_to_posts(tmp_path: Path) -> None:
    files = {
        "config.toml": 'base_url = "https://blog.example"\n',
        "content/posts/one.md": "+++\ntitle = 'A'\ndate = 2020-01-02\n+++\n[b](@/posts/two.md#c)",
        "content/posts/two.md": "+++\ntitle = 'B'\ndate = 2020-01-02\nslug = 'second'\n+++\nText",
    }
    post = get_posts(read(tmp_path, files))["content/posts/one.md"]
    assert 'href="/posts/second/#c"' in post.html


def test_addresses_of_zola_are_its_own(tmp_path: Path) -> None:
    files = {
        "config.toml": "base_url = 'https://blog.example'\n[languages.fr]\n",
        "content/The News/2020-01-02-The Gate.md": (
            "+++\ntitle = 'A'\naliases = ['old/gate']\n[taxonomies]\ntags = ['Two words']\n+++\n"
        ),
        "content/The News/gate.fr.md": "+++\ntitle = 'B'\n+++\nTexte",
        "content/pages/who.md": "+++\ntitle = 'C'\npath = 'about/us'\n+++\nText",
    }
    items = read(tmp_path, files)
    assert [post.former_urls for post in list_posts(items)] == [
        ("/the-news/the-gate/", "/old/gate"),
        ("/fr/the-news/gate/",),
        ("/about/us",),
    ]
    [label] = [item for item in items if isinstance(item, ExportedLabel)]
    assert label.former_urls == ("/tags/two-words/", "/tags/two-words/atom.xml")


def test_files_of_quarto_are_read(tmp_path: Path) -> None:
    text = "---\ntitle: A\ndate: 2020-01-02\n---\n::: {.callout-note}\nMind *it*.\n:::\n"
    folder = write_folder(tmp_path / "export", {"posts/one/index.qmd": text, "_quarto.yml": "x: y"})
    [post] = list_posts(read_items(FolderReader(folder)))
    assert post.html.strip() == "<p>Mind <em>it</em>.</p>"
