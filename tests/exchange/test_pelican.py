"""Pelican builds our Markdown without a warning, and its pages have every letter of our posts."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import lxml.html

from tests.exchange import programs
from tests.exchange.built_site import check_article, find_page, read_page
from tests.exchange.content import list_posts

_THEME = {
    "base.html": "",
    "article.html": """<!doctype html>
<html lang="{{ article.lang }}"><title>{{ article.title }}</title>
<meta name="description" content="{{ article.summary|striptags|e }}">
{% for tag in article.tags %}<a rel="tag">{{ tag }}</a>{% endfor %}
{% for author in article.authors %}<a rel="author">{{ author }}</a>{% endfor %}
<article>{{ article.content }}</article></html>
""",
    "index.html": "{% for article in articles %}<a>{{ article.url }}</a>{% endfor %}",
}
_LISTS = (
    "archives",
    "author",
    "authors",
    "categories",
    "category",
    "period_archives",
    "tag",
    "tags",
)


def build(site: Path, tmp_path: Path) -> tuple[Path, list[str]]:
    """Build a site with a theme of our own; return the folder of its pages, and the warnings."""
    pelican = programs.require(programs.FOLDER / "static" / "bin" / "pelican", "Pelican")
    templates = tmp_path / "theme" / "templates"
    templates.mkdir(parents=True)
    (tmp_path / "theme" / "static").mkdir()
    pages = {**_THEME, "page.html": _THEME["article.html"].replace("article.", "page.")}
    for name in _LISTS:
        pages[f"{name}.html"] = "A list"
    for name, text in pages.items():
        (templates / name).write_text(text)
    output = programs.run(
        pelican, "content", "--settings", "pelicanconf.py", "--theme-path", tmp_path / "theme",
        "--output", "output", folder=site, environment=os.environ | {"COLUMNS": "300"},
    )  # fmt: skip
    return site / "output", re.findall(r"(?:WARNING|ERROR|CRITICAL).*", output)


def test_pelican_shows_what_is_public_and_every_letter_of_it(
    export: Callable[[str], Path], tmp_path: Path
):
    site, warnings = build(export("pelican"), tmp_path)
    [warning] = warnings  # Of the one decorative picture, as the documentation says.
    assert "Empty alt attribute" in warning
    public, hidden = list_posts()
    for post in public:
        page = read_page(site, post.get_absolute_url())
        assert page.findtext(".//title").strip() == post.title.strip()
        assert page.get("lang") == post.language
        if post.summary:  # `striptags` makes a space of whatever Unicode calls one.
            assert page.xpath("string(//meta/@content)").split() == post.summary.split()
        labels = [name.replace(";", ",") for name in sorted(post.labels.names())]
        assert page.xpath("//a[@rel='tag']/text()") == labels
        assert page.xpath("//a[@rel='author']/text()") == [str(user) for user in post.byline]
        [article] = page.iter("article")
        check_article(site, post, article)
    for post in hidden:
        assert not find_page(site, post.get_absolute_url()).exists()
        page = lxml.html.fromstring((site / "drafts" / f"{post.slug}.html").read_text())
        [article] = page.iter("article")
        check_article(site, post, article)
