"""The texts of a post as a reader of an export should find them, made without any exporter."""

import re
from dataclasses import dataclass

import pytest
from lxml.html import HtmlElement

from blog.common import markup
from blog.common.licences import licence_name
from blog.content.interviews import show_speakers
from blog.models import (
    AnyBlock,
    Embed,
    Figure,
    Post,
    Prose,
    PullQuote,
    get_blocks,
    group_blocks,
)
from transfer.exports.dialect import (
    build_footer,
    get_credit,
    get_embed_title,
    get_file_title,
    get_transcript_title,
)


@dataclass(frozen=True)
class Style:
    """How a counterpart shows a credit after a caption and a line below a quotation, and whether it
    shows the URL of an embed in place of its title."""

    credit: str = "({})"
    footer: str = "— {}"
    shows_urls: bool = False


MARKDOWN = Style()
GHOST = Style(credit="{}")
WORDPRESS = Style(credit="{}", footer="{}", shows_urls=True)
_SPACES_RE = re.compile("[ \\t\\r\\n\\f\u2028\u2029\x85]+")


def squeeze(text: str) -> str:
    """Remove spaces and line ends, except those that do not break: what is left are the letters."""
    return _SPACES_RE.sub("", text)


def list_letters(post: Post, style: Style = MARKDOWN) -> str:
    """Return all letters of a post in their order, with the footnotes at the end."""
    notes: list[str] = []
    groups = group_blocks(get_blocks(post))
    texts = [text for rows in groups for text in _list_texts(rows, notes, style)]
    return squeeze("".join(texts + notes))


def _list_texts(rows: list[AnyBlock], notes: list[str], style: Style) -> list[str]:
    first = rows[0]
    if isinstance(first, Prose):
        root = markup.parse_fragment(show_speakers(first.html))
        for note in root.xpath(".//small"):
            notes.append(note.text_content())
            note.drop_tree()
        return [root.text_content()]
    if isinstance(first, Figure):
        return [_describe(row, style) for row in rows if isinstance(row, Figure)]
    if isinstance(first, Embed) and first.file:
        title = get_transcript_title(first) if first.transcript else ""
        credit = style.credit.format(first.credit) if first.credit else ""
        return [get_file_title(first), first.caption, credit, title, first.transcript]
    if isinstance(first, Embed):
        page = first.preview
        shown = page.url if page and style.shows_urls else get_embed_title(first)
        return [shown, first.caption]
    footer = build_footer(first) if isinstance(first, PullQuote) else ""
    texts = [row.text for row in rows if isinstance(row, PullQuote)]
    return [*texts, style.footer.format(footer) if footer else ""]


def _describe(figure: Figure, style: Style) -> str:
    credit, url = get_credit(figure)
    text = ", ".join(filter(None, (credit, licence_name(url) if url else "")))
    return figure.caption + (style.credit.format(text) if text else "")


def read_letters(article: HtmlElement) -> str:
    """Return the letters of an article, without the numbers of footnotes and their arrows."""
    references = ".//sup[@class='footnote' or a[contains(@class, 'footnote-ref')]]"
    for reference in article.xpath(references):
        reference.drop_tree()
    for arrow in article.xpath(".//a[contains(@class, 'footnote-back')]"):
        arrow.getparent().text = (arrow.getparent().text or "").rstrip("\xa0")
        arrow.drop_tree()
    return squeeze(article.text_content())


def assert_same_letters(read: str, expected: str) -> None:
    """Fail with the place of the first difference."""
    pairs = zip(read, expected, strict=False)
    place = next((index for index, (a, b) in enumerate(pairs) if a != b), None)
    if place is None and len(read) == len(expected):
        return
    start = max(0, (min(len(read), len(expected)) if place is None else place) - 30)
    pytest.fail(f"read     {read[start:][:90]!r}\nexpected {expected[start:][:90]!r}")
