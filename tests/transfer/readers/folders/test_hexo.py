"""Folders of Hexo."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.transfer.readers.exports import list_posts
from tests.transfer.readers.folders.sites import HEXO, get_labels, get_pictures, get_posts, read
from transfer.items import Status


def test_hexo_site_is_read(tmp_path: Path) -> None:
    items = read(tmp_path, HEXO)
    posts = get_posts(items)
    one = posts["source/_posts/one.md"]
    assert one.former_urls == ("/2020/03/04/one/",)
    assert one.labels == ("News", "Rail", "a", "b")
    assert one.published_at == datetime(2020, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert 'src="/_posts/one/p.png"' in one.html
    assert get_pictures(items) == {"source/_posts/one/p.png": "/_posts/one/p.png"}
    assert posts["source/_drafts/idea.md"].status == Status.DRAFT
    assert posts["source/about/index.md"].is_page
    assert posts["source/about/index.md"].former_urls == ("/about/",)
    assert get_labels(items)["News"] == ("/categories/News/",)
    assert get_labels(items)["Rail"] == ("/categories/News/Rail/",)
    assert len(posts) == 3


@pytest.mark.parametrize(
    ("name", "label", "slug", "label_slug"),
    [
        ("Mixed Case", "A Mixed: Title!", "Mixed Case", "A-Mixed-Title"),
        ("2020-01-02-dated", 'What is "new"?', "2020-01-02-dated", "What-is-new"),
        ("ünïcode", "Ünïcode & Naïve", "ünïcode", "Unicode-Naive"),
        ("日本語", "Ещё заголовок", "日本語", "Ещё-заголовок"),
        ("(paren) & amp", "v1.2 (beta)", "(paren) & amp", "v1-2-beta"),
    ],
)
def test_addresses_are_those_that_hexo_builds(
    tmp_path: Path, name: str, label: str, slug: str, label_slug: str
) -> None:
    """Compared with the pages that Hexo 8 writes."""
    text = f"---\ntitle: A\ndate: 2020-03-04 23:30:00\ntags: ['{label}']\n---\n"
    files = {
        "_config.yml": "title: x\nnew_post_name: :title.md\ntimezone: Europe/Berlin\n",
        f"source/_posts/{name}.md": text,
    }
    items = read(tmp_path, files)
    [post] = list_posts(items)
    assert unquote(post.former_urls[0]) == f"/2020/03/04/{slug}/"
    assert unquote(get_labels(items)[label][0]) == f"/tags/{label_slug}/"


@pytest.mark.parametrize(
    ("categories", "addresses"),
    [
        ("[A, B]", ["/categories/A/", "/categories/A/B/"]),
        ("[[A, B], [C]]", ["/categories/A/", "/categories/A/B/", "/categories/C/"]),
        ("[[A, B], C]", ["/categories/A/", "/categories/A/B/", "/categories/C/"]),
        ("A", ["/categories/A/"]),
        ("{A: B}", []),
    ],
)
def test_categories_of_hexo_are_below_each_other(
    tmp_path: Path, categories: str, addresses: list[str]
) -> None:
    text = f"---\ntitle: A\ndate: 2020-01-02\ncategories: {categories}\n---\nText"
    items = read(tmp_path, {**HEXO, "source/_posts/one.md": text})
    assert [urls[0] for urls in get_labels(items).values()] == addresses
