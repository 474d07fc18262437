"""Folders of Jekyll and Octopress."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.transfer.readers.exports import list_posts, list_refused
from tests.transfer.readers.folders.sites import JEKYLL, get_pictures, get_posts, read
from transfer.items import ExportedAuthor, ExportedSite, Status


def test_jekyll_site_is_read(tmp_path: Path) -> None:
    items = read(tmp_path, JEKYLL)
    assert items[0] == ExportedSite(
        url="https://blog.example/blog",
        title="Long views",
        language="en",
        time_zone="Europe/Berlin",
    )
    assert items[1] == ExportedAuthor(
        key="ida", name="Ida Moor", email="ida@example.org", about="Writes."
    )
    posts = get_posts(items)
    assert {key: post.former_urls for key, post in posts.items()} == {
        "_posts/2020-03-04-one.md": ("/blog/news/rail/2020/03/04/one/", "/blog/p/1"),
        "world/_posts/2020-03-05-two.markdown": ("/blog/world/2020/03/06/two/",),
        "_posts/2020-03-06-hidden.md": ("/blog/2020/03/06/hidden/",),
        "_posts/2020-03-07-plain.md": ("/blog/2020/03/07/plain/",),
        "_drafts/idea.md": (),
        "_pages/contact.md": ("/blog/contact/",),
        "about.md": ("/blog/about/",),
    }
    one = posts["_posts/2020-03-04-one.md"]
    assert one.labels == ("news", "rail", "a", "b")
    assert one.authors == ("ida",)
    assert one.published_at == datetime(2020, 3, 4, tzinfo=ZoneInfo("Europe/Berlin"))
    assert 'src="/blog/assets/p.png"' in one.html
    assert '<a href="/blog/world/2020/03/06/two/">two</a> /blog/about/' in one.html
    assert get_pictures(items) == {"assets/p.png": "/blog/assets/p.png"}
    assert posts["world/_posts/2020-03-05-two.markdown"].labels == ("world",)
    assert posts["world/_posts/2020-03-05-two.markdown"].authors == ("Ann Other",)
    drafts = {key for key, post in posts.items() if post.status == Status.DRAFT}
    assert drafts == {"_posts/2020-03-06-hidden.md", "_drafts/idea.md"}
    pages = {key for key, post in posts.items() if post.is_page}
    assert pages == {"_pages/contact.md", "about.md"}
    assert not list_refused(items)


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("", "/news/2020/03/04/one.html"),
        ("pretty", "/news/2020/03/04/one/"),
        ("ordinal", "/news/2020/064/one.html"),
        ("none", "/news/one.html"),
        ("/:title", "/one"),
        ("/:year/:i_month/:i_day/:title:output_ext", "/2020/3/4/one.html"),
        ("/:year/:short_month/:slug", "/2020/Mar/one"),
    ],
)
def test_address_of_jekyll_follows_its_scheme(tmp_path: Path, permalink: str, address: str) -> None:
    files = {
        "_config.yml": f'title: x\npermalink: "{permalink}"\n',
        "_posts/2020-03-04-one.md": "---\ntitle: One\ncategory: news\n---\nText",
    }
    [post] = list_posts(read(tmp_path, files))
    assert post.former_urls == (address,)
    assert post.slug == "one"


def test_jekyll_without_configuration_has_addresses_of_its_front_matter(tmp_path: Path) -> None:
    files = {
        "_posts/2020-03-04-one.md": "---\ntitle: One\npermalink: /x/:title.html\n---\nText",
        "_posts/2020-03-05-two.md": "---\ntitle: Two\n---\n[one](2020-03-04-one.md)",
        "other.txt": "x",
    }
    one, two = list_posts(read(tmp_path, files))
    assert one.former_urls == ("/x/one.html", "/_posts/2020-03-04-one.md")
    assert two.former_urls == ("/_posts/2020-03-05-two.md",)
    assert '<a href="/x/one.html">' in two.html


def test_octopress_site_is_read(tmp_path: Path) -> None:
    files = {
        "_config.yml": (
            "title: x\nurl: http://blog.example\nroot: /\n"
            "permalink: /blog/:year/:month/:day/:title/\n"
            "source: source\ndestination: public\n"
        ),
        "Rakefile": "x",
        "source/_posts/2013-03-04-one.markdown": (
            "---\nlayout: post\ntitle: One\ncategories: [a]\ncomments: true\n---\n"
            "{% blockquote Ida Moor https://a.org The View %}\nWords\n{% endblockquote %}\n"
            "{% img /images/p.png %}"
        ),
        "source/about/index.markdown": "---\nlayout: page\ntitle: About\n---\nText",
        "source/images/p.png": b"1",
    }
    items = read(tmp_path, files)
    one, about = list_posts(items)
    assert one.former_urls == ("/blog/2013/03/04/one/",)
    assert '<blockquote cite="https://a.org">' in one.html
    assert "<footer>Ida Moor, The View</footer>" in one.html
    assert get_pictures(items) == {"source/images/p.png": "/images/p.png"}
    assert 'src="/images/p.png"' in one.html
    assert about.is_page and about.former_urls == ("/about/",)


def test_collection_of_jekyll_has_its_name_in_addresses(tmp_path: Path) -> None:
    files = {"_config.yml": "title: x", "_recipes/soup.md": "---\ntitle: Soup\n---\nText"}
    [post] = list_posts(read(tmp_path, files))
    assert post.former_urls == ("/recipes/soup.html",)


def test_files_inherit_defaults_of_jekyll(tmp_path: Path) -> None:
    config = """
defaults:
- scope: {path: "", type: posts}
  values: {layout: page, author: Ida, permalink: "/a/:title/"}
- scope: {path: _posts/old}
  values: {author: Bo, tags: [x]}
- scope: {type: pages}
  values: {published: false}
"""
    files = {
        "_config.yml": config,
        "_posts/2020-03-04-one.md": "---\ntitle: One\n---\nText",
        "_posts/old/2020-03-05-two.md": "---\ntitle: Two\ntags: [y]\n---\nText",
    }
    posts = get_posts(read(tmp_path, files))
    one, two = posts["_posts/2020-03-04-one.md"], posts["_posts/old/2020-03-05-two.md"]
    assert (one.is_page, one.authors, one.former_urls) == (False, ("Ida",), ("/a/one/",))
    assert one.status == Status.PUBLISHED
    assert (two.authors, two.labels, two.former_urls) == (("Bo",), ("y",), ("/a/two/",))
