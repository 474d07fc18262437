"""WordPress imports our export, shows every letter of it, and what it exports becomes the same
rows: all of them with the document in the post meta, texts, attributions and URLs without it."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from django.core.management import call_command
from lxml.html import HtmlElement

from blog.models import Figure, Photo, Post, PullQuote
from tests.exchange.content import list_posts
from tests.exchange.rows import (
    Rows,
    describe_blog,
    describe_comments,
    empty_blog,
    list_differences,
)
from tests.exchange.texts import WORDPRESS, assert_same_letters, list_letters, read_letters, squeeze
from tests.exchange.wordpress import WordPress, serve_uploads, start_wordpress

_STATUSES = {"draft": "draft", "review": "pending", "published": "publish"}
_COMMENT_STATES = {"approved": "1", "waiting": "0", "removed": "trash"}


@pytest.fixture
def exchanged(export: Callable[[str], Path], settings: Any, tmp_path: Path) -> Path:
    """WordPress's own export, after it has imported ours and was compared with our rows."""
    target = tmp_path / "wordpress.xml"
    with (
        serve_uploads(Path(settings.MEDIA_ROOT)) as settings.SITE_URL,
        start_wordpress(tmp_path / "wordpress") as wordpress,
    ):
        assert wordpress.import_file(export("wxr")) == []
        _check_site(wordpress)
        target.write_text(wordpress.run("export.php"))
    return target


def test_wordpress_keeps_posts_that_come_back_as_the_same_rows(exchanged: Path):
    expected, comments = describe_blog(), describe_comments()
    empty_blog()
    call_command("import", str(exchanged), yes=True, no_pictures=True)
    _change_as_wordpress_does(expected)
    # A recording that is not fetched becomes a link with its texts.
    texts = expected["all-kinds"]
    texts["letters"] = texts["letters"].replace("(StudioNine)Transcript", "StudioNine")
    after = describe_blog()
    for rows in (*expected.values(), *after.values()):
        rows["authors"].sort()  # WordPress exports them by name.
    assert "\n".join(list_differences(expected, after)) == ""
    assert describe_comments() == comments

    text = exchanged.read_text()
    assert text.count("_pullquote") > len(expected)
    exchanged.write_text(text.replace("_pullquote", "_other"))
    empty_blog()
    call_command("import", str(exchanged), yes=True, no_pictures=True)
    after = describe_blog()
    for slug, rows in expected.items():
        after[slug]["authors"].sort()
        assert _list_texts(after[slug]) == _list_texts(rows), slug
    assert describe_comments() == comments


def _change_as_wordpress_does(blog: dict[str, Rows]) -> None:
    """A post without a category is in the first, and no review comes back."""
    for rows in blog.values():
        if rows["kind"] == "post":
            rows["labels"] = sorted([*rows["labels"], "Uncategorized"])
    blog["in-review"]["status"] = "draft"


def _list_texts(rows: Rows) -> Rows:
    """Return what the HTML of a post tells without the post meta."""
    texts = {name: rows[name] for name in ("title", "summary", "status", "authors", "labels")}
    # An import takes dashes before an attribution for those that introduce it.
    texts["quotations"] = [
        (row["text"], (row["attribution"] or (row["source"] or [""])[0]).lstrip("-"), row["url"])
        for row in rows["quotations"]
    ]
    texts["figures"] = [(row["caption"], row["credit"], row["alt"]) for row in rows["figures"]]
    return texts


def _check_site(wordpress: WordPress) -> None:
    """Compare what WordPress shows with our rows."""
    site = wordpress.read()
    shown = {row["slug"]: row for row in site["posts"]}
    public, hidden = list_posts()
    assert len(shown) == len(public) + len(hidden)
    for post in public + hidden:
        _check_post(wordpress, post, shown[post.slug])
    _check_comments(shown["all-kinds"]["comments"])
    library = Counter(
        (lxml.html.fromstring(f"<p>{row['caption']}</p>").text_content(), row["alt"])
        for row in site["pictures"]
        if not row["file"].endswith(".wav")
    )
    assert library == Counter((photo.caption, photo.alt) for photo in Photo.objects.all())


def _check_post(wordpress: WordPress, post: Post, row: dict[str, Any]) -> None:
    assert _read_text(row["title"]) == post.title.strip()
    assert _read_text(row["excerpt"]) == post.summary
    assert row["type"] == post.kind
    is_scheduled = post.status == "published" and not post.is_public
    assert row["status"] == ("future" if is_scheduled else _STATUSES[post.status])
    assert {_read_text(name) for name in row["tags"]} == set(post.labels.names())
    authors = [str(user) for user in post.byline]
    assert row["author"] == (authors[0] if authors else "owner")
    article = lxml.html.fragment_fromstring(row["rendered"], create_parent="article")
    assert not article.xpath(".//script")
    _check_quotations(post, article)
    _check_pictures(wordpress, post, article)
    assert_same_letters(read_letters(article), list_letters(post, WORDPRESS))


def _read_text(html: str) -> str:
    return lxml.html.fragment_fromstring(html, create_parent="p").text_content()


def _check_quotations(post: Post, article: HtmlElement) -> None:
    for row in PullQuote.objects.filter(post=post, is_inline=False).order_by("position"):
        anchor = f"@id='quote-{row.pk}'"
        [paragraph] = article.xpath(f".//blockquote[{anchor}]/p[1]|.//blockquote/p[{anchor}]")
        assert squeeze(paragraph.text_content()) == squeeze(row.text)
        credit = paragraph.getparent().find("cite")
        assert squeeze(row.attribution) in squeeze(credit.text_content())
        assert credit.xpath("string(a/@href)") == row.url


def _check_pictures(wordpress: WordPress, post: Post, article: HtmlElement) -> None:
    """Each picture has moved to WordPress, with its texts."""
    figures = list(Figure.objects.filter(post=post).order_by("position"))
    images = list(article.iter("img"))
    assert len(images) == len(figures)
    for image, figure in zip(images, figures, strict=True):
        assert (photo := figure.photo)
        assert image.get("alt") == photo.alt
        caption = image.getparent().find("figcaption").text_content()
        assert squeeze(caption) == squeeze(figure.caption + photo.credit)
        file = wordpress.uploads / image.get("src").partition("/uploads/")[2]
        assert file.read_bytes() == Path(photo.image.path).read_bytes()


def _check_comments(shown: list[dict[str, Any]]) -> None:
    texts = {row["id"]: _read_text(row["text"]) for row in shown}
    rows = [
        (
            _read_text(row["text"]),
            _read_text(row["name"]),
            row["state"],
            texts.get(row["parent"]),
        )
        for row in shown
    ]
    assert rows == [
        (each["text"], each["name"], _COMMENT_STATES[each["state"]], each["parent"])
        for each in describe_comments()
    ]
