"""Ghost imports our export, shows every letter of it, and what it exports becomes the same rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import lxml.html
import requests
from django.core.management import call_command

from blog.models import Figure, Post, PullQuote
from tests.exchange.content import list_posts
from tests.exchange.ghost import Ghost, start_ghost
from tests.exchange.rows import Rows, describe_blog, empty_blog, list_differences
from tests.exchange.texts import GHOST, assert_same_letters, list_letters, read_letters, squeeze

# Ghost writes slugs with Latin letters.
_SLUGS = {"ماء": "m"}
# Our reader takes a title with both ends of an element, or with an entity, for HTML.
_TITLES = {"hostile-1": "endofCDATA:a]]>b]]>c", "hostile-4": "HTML:alert(1)&&"}


def test_ghost_keeps_posts_that_come_back_as_the_same_rows(
    export: Callable[[str], Path], tmp_path: Path
):
    expected = describe_blog()
    file = export("ghost-zip")
    with start_ghost(tmp_path) as ghost:
        ghost.import_file(file)
        data = ghost.export_file(tmp_path / "ghost.json")
        _check_posts(ghost)
    assert {"comments", "posts"} & {name for name, rows in data.items() if rows} == {"posts"}
    empty_blog()
    call_command("import", str(tmp_path / "ghost.json"), yes=True, no_pictures=True)
    differences = list_differences(_change_as_ghost_does(expected), describe_blog())
    assert "\n".join(differences) == ""


def _change_as_ghost_does(blog: dict[str, Rows]) -> dict[str, Rows]:
    changed = {_SLUGS.get(slug, slug): rows for slug, rows in blog.items()}
    changed["in-review"]["status"] = "draft"
    for slug, title in _TITLES.items():
        changed[slug]["title"] = title
    return changed


def _check_posts(ghost: Ghost) -> None:
    """Compare what Ghost shows with our rows."""
    shown = {row["slug"]: row for kind in ("posts", "pages") for row in ghost.list_posts(kind)}
    public, hidden = list_posts()
    assert len(shown) == len(public) + len(hidden)
    for post in public + hidden:
        _check_post(post, shown[_SLUGS.get(post.slug, post.slug)])


def _check_post(post: Post, row: dict[str, Any]) -> None:
    assert row["title"] == post.title
    is_scheduled = post.status == "published" and not post.is_public
    states = {"published": "scheduled" if is_scheduled else "published"}
    assert row["status"] == states.get(post.status, "draft")
    assert (row["custom_excerpt"] or "") == post.summary
    tags = {tag["name"] for tag in row["tags"] if not tag["name"].startswith("#")}
    assert tags == set(post.labels.names())
    authors = [str(user) for user in post.byline]
    assert [author["name"] for author in row["authors"]] == (authors or ["Owner"])
    article = lxml.html.fragment_fromstring(row["html"], create_parent="article")
    _check_quotations(post, article)
    _check_pictures(post, article)
    assert not article.xpath(".//script")
    assert_same_letters(read_letters(article), list_letters(post, GHOST))


def _check_quotations(post: Post, article: lxml.html.HtmlElement) -> None:
    rows = PullQuote.objects.filter(post=post, is_inline=False)
    for row in rows.order_by("position"):
        anchor = f"@id='quote-{row.pk}'"
        [paragraph] = article.xpath(f".//blockquote[{anchor}]/p[1]|.//p[{anchor}]")
        assert squeeze(paragraph.text_content()) == squeeze(row.text)
        quote = paragraph.getparent()
        assert quote.get("cite", "") == row.url
        assert squeeze(row.attribution) in squeeze(quote.find("footer").text_content())


def _check_pictures(post: Post, article: lxml.html.HtmlElement) -> None:
    """Each picture is where Ghost serves it."""
    figures = list(Figure.objects.filter(post=post).order_by("position"))
    images = list(article.iter("img"))
    assert len(images) == len(figures)
    for image, figure in zip(images, figures, strict=True):
        assert figure.photo
        assert image.get("alt") == figure.photo.alt
        caption = image.getparent().find("figcaption").text_content()
        assert squeeze(figure.caption + figure.photo.credit) == squeeze(caption)
        answer = requests.get(image.get("src"), timeout=60)
        assert answer.content == Path(figure.photo.image.path).read_bytes()
