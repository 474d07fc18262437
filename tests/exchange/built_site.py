"""What a builder of static sites made of our Markdown."""

from pathlib import Path
from urllib.parse import unquote

import lxml.html
from lxml.html import HtmlElement

from blog.common import markup
from blog.models import Figure, Post, PullQuote
from tests.exchange.texts import assert_same_letters, list_letters, read_letters, squeeze


def find_page(site: Path, path: str) -> Path:
    """Return the file that a server shows for a URL's path, which it decodes first."""
    return site / unquote(path).strip("/") / "index.html"


def read_page(site: Path, path: str) -> HtmlElement:
    return lxml.html.fromstring(find_page(site, path).read_text())


def check_article(site: Path, post: Post, article: HtmlElement) -> None:
    """Compare an article with the rows of its post: quotations, pictures, links, letters."""
    check_quotations(post, article)
    check_pictures(site, post, article)
    assert not article.xpath(".//script")
    assert_same_letters(read_letters(article), list_letters(post))


def check_quotations(post: Post, article: HtmlElement) -> None:
    """Each quotation is in a blockquote, whose last line has the attribution and a link to its URL.
    Further ones were none of the author's."""
    quotes = [
        (
            [squeeze(paragraph.text_content()) for paragraph in quote.iterfind("p")],
            quote.xpath("string(p[last()]/a/@href)"),
        )
        for quote in article.iter("blockquote")
    ]
    for row in PullQuote.objects.filter(post=post, is_inline=False).order_by("position"):
        [(paragraphs, url)] = [each for each in quotes if squeeze(row.text) in each[0][:-1]]
        assert url == row.url
        assert paragraphs[-1].startswith("—")
        assert squeeze(row.attribution) in paragraphs[-1]


def check_pictures(site: Path, post: Post, article: HtmlElement) -> None:
    shown = [
        (image.get("src"), squeeze(image.get("alt")), squeeze(image.getparent().text_content()))
        for image in article.iter("img")
    ]
    figures = list(Figure.objects.filter(post=post).order_by("position"))
    assert len(shown) == len(figures)
    for (url, alt, text), figure in zip(shown, figures, strict=True):
        photo = figure.photo
        assert photo
        assert alt == squeeze(markup.clean_text(photo.alt))
        assert squeeze(figure.caption) in text and squeeze(photo.credit) in text
        path = url.partition("/media/")[2]
        assert (site / "media" / path).read_bytes() == Path(photo.image.path).read_bytes()
