"""A page as the text that quotations are compared with."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from blog.evidence.closest import build_index
from blog.evidence.decoding import (
    MAX_BYTES,
    MAX_PDF_BYTES,
    UnreadableError,
    decode,
    find_html_part,
    is_mhtml,
    is_pdf,
    unpack,
)
from blog.evidence.html_text import HtmlText, read_html
from blog.evidence.letters import Letters, clean, fold_spaces
from blog.evidence.negations import find_language
from blog.evidence.walls import count_words, is_wall
from lib.lazy_regex import compile_lazily

__all__ = ["MAX_BYTES", "PageText", "UnreadableError", "read_page", "read_plain_text"]

MAX_TEXT_LENGTH = 1_000_000
_MAX_ASIDE = 1_200
_MIN_PARAGRAPH_WORDS = 100  # From which paragraphs are taken for the main text.
_SAMPLE_LENGTH = 3_000
_HTML_RE = compile_lazily(
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|section|div|p|br|span|h[1-6]|a|b|i|em|"
    r"ul|ol|li|table|blockquote|figure|img|script|style|strong)(?=[\s/>])",
    re.IGNORECASE,
)
_ENTITY_RE = compile_lazily(r"&(?:#x?[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_HTML_SAMPLE = 20_000
_BINARY_RE = compile_lazily(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_BINARY_SAMPLE = 20_000
# Notes of Wikipedia and others in the text: '[12]', '[a]', '[Anm. 3]'.
_NOTE_RE = compile_lazily(
    r"\[(?<=\S\[)(?:\d{1,3}|[a-z*†‡]|(?:note|n|nb|anm\.|nota|прим\.) ?\d{1,3}|citation needed)\]",
    re.IGNORECASE,
)
_RAISED_NOTE_RE = compile_lazily(
    r"[⁰¹²³⁴-⁹](?:(?<=[^\W\d_]{3}.)|(?<=[.,;:!?»”\"')\]].))[⁰¹²³⁴-⁹]{0,2}"
)
_ENDS_WITHIN_SENTENCE_RE = compile_lazily(r"[^\W_][,;:–—-]?\s?$")
_MIN_HALF = 25  # Characters of a line that an inserted one interrupts.
_MAX_INSERTED_LINES = 3


@dataclass(frozen=True)
class PageText:
    """The visible text of a page; all places are offsets in `text`.

    Lines are those of the page's blocks. The text is composed (NFC), has ligatures spelled out and
    no invisible characters; typography is otherwise the page's. With `is_cut` the page is over the
    limits, and more may stand there.

    A PDF alone has `page_starts`: where its text goes on from another page, and the label of that
    page; `divisions`: places within words that may have a hyphen there; `byline` and `date`.
    """

    text: str
    title: str = ""
    declared_language: str = ""
    asides: tuple[tuple[int, int], ...] = ()
    paragraphs: tuple[tuple[int, int], ...] = ()
    seams: set[int] = field(default_factory=set)
    is_not_free: bool = False
    is_cut: bool = False
    page_starts: tuple[tuple[int, str], ...] = ()
    divisions: set[int] = field(default_factory=set)
    byline: str = ""
    date: str = ""
    boxes: tuple[tuple[int, int], ...] = ()
    links: tuple[tuple[int, int], ...] = ()

    @property
    def is_pdf(self) -> bool:
        return bool(self.page_starts)

    @cached_property
    def whole(self) -> Letters:
        """Return the letters of the whole text."""
        return Letters(self.text)

    @cached_property
    def main(self) -> Letters | None:
        """Return the letters of the main text, at the same places; None if it is the whole."""
        return None if self.main_text == self.text else Letters(self.main_text)

    def iterate_views(self, *, crosses_blocks: bool = True) -> Iterator[Letters]:
        """Yield the letters of the whole text, of the main text, and of either without boxes, for
        quotations that may cross several blocks also without links."""
        yield self.whole
        if self.main:
            yield self.main
        if not crosses_blocks:
            if self.unboxed:
                yield self.unboxed
            return
        if self.unlinked:
            yield self.unlinked
        if self.with_headings:
            yield self.with_headings

    @cached_property
    def main_text(self) -> str:
        """Return the text with blanks for asides, notes, and lines that interrupt a sentence.

        Where paragraphs hold most of the text, anything else is blank.
        """
        text = _blank(self.text, self.asides)
        paragraphs = "".join(text[start:end] for start, end in self.paragraphs)
        if count_words(paragraphs) >= _MIN_PARAGRAPH_WORDS:
            text = _blank(text, _invert(self.paragraphs, len(text)))
        text = _blank(text, [match.span() for match in _NOTE_RE.finditer(text)])
        text = _blank(text, [match.span() for match in _RAISED_NOTE_RE.finditer(text)])
        return _blank(text, _find_interruptions(text))

    @cached_property
    def unboxed(self) -> Letters | None:
        """Return the letters of the main text without short elements between two paragraphs, which
        may be boxes; None if there are no others than in the main text."""
        text = _blank(self.main_text, self.boxes)
        return None if text == self.main_text else Letters(text)

    @cached_property
    def unlinked(self) -> Letters | None:
        """Return the letters of the main text without boxes and lists of links; None if it is the
        main text."""
        text = _blank(self.main_text, [*self.boxes, *self.links])
        return None if text == self.main_text else Letters(text)

    @cached_property
    def with_headings(self) -> Letters | None:
        """Return the letters of the whole text without asides and lists of links, but with headings
        and what else is in no paragraph; None if it has none of these."""
        text = _blank(self.text, [*self.asides, *self.links])
        return None if text in (self.text, self.main_text) else Letters(text)

    @cached_property
    def index(self) -> dict[str, list[int]]:
        return build_index(self.whole)

    @cached_property
    def language(self) -> str:
        """Return the code of the page's language, or '' if it is unknown."""
        return find_language(self.declared_language, fold_spaces(self.main_text)[:_SAMPLE_LENGTH])

    @cached_property
    def is_wall(self) -> bool:
        """Return whether the page cannot be told from one that hides the article: a quotation that
        is not on it may still stand behind it. A PDF hides nothing."""
        if self.is_pdf:
            return False
        beside = (self.text[start:end] for start, end in self.asides)
        return is_wall(
            self.title,
            _blank(self.text, self.asides).split("\n"),
            [line for text in beside if len(text) < _MAX_ASIDE for line in text.split("\n")],
            is_not_free=self.is_not_free,
        )


def read_page(content: bytes, *, charset: str = "", is_html: bool | None = None) -> PageText:
    """Read HTML, plain text or MHTML, also compressed with gzip, or PDF.

    `charset` is the encoding in the HTTP header; whether the page is HTML is detected unless
    given. Raises UnreadableError, which says why, for files without text.
    """
    packed, content = content, unpack(content)
    if is_pdf(content):
        from blog.evidence.pdf.reader import read_pdf  # pypdf takes a second to import.

        return read_pdf(unpack(packed, MAX_PDF_BYTES + 1))
    is_cut = len(content) >= MAX_BYTES
    if is_mhtml(content):
        content, charset = find_html_part(content)
        is_html = True
    source = decode(content, charset)
    sample = source[:_BINARY_SAMPLE]
    if len(_BINARY_RE.findall(sample)) > 4 + len(sample) // 50:
        raise UnreadableError("the file is not a text")
    if is_html is None:
        is_html = bool(_HTML_RE.search(source[:_HTML_SAMPLE]))
    page = _from_html(read_html(source)) if is_html else read_plain_text(source)
    return replace(page, is_cut=True) if is_cut else page


def read_plain_text(text: str) -> PageText:
    """Return a plain text as a page; each line is a block."""
    return PageText(clean(text[:MAX_TEXT_LENGTH]), is_cut=len(text) > MAX_TEXT_LENGTH)


def _from_html(read: HtmlText) -> PageText:
    text = read.text[:MAX_TEXT_LENGTH]
    page = PageText(
        text,
        clean(read.title),
        read.language,
        tuple((start, end) for start, end in read.asides if start < len(text)),
        tuple((start, end) for start, end in read.paragraphs if start < len(text)),
        read.seams,
        read.is_not_free,
        len(read.text) > MAX_TEXT_LENGTH,
        boxes=tuple((start, end) for start, end in read.boxes if start < len(text)),
        links=tuple((start, end) for start, end in read.links if start < len(text)),
    )
    if not read.article_body or not page.is_wall:
        return page
    # A page whose script would show the article states its text as linked data.
    whole_body = json.loads(read.article_body, strict=False)
    body = clean(whole_body[:MAX_TEXT_LENGTH])
    if _ENTITY_RE.search(body) or _HTML_RE.search(body):
        body = read_html(html.unescape(body)).text
    return PageText(
        f"{text}\n{body}",
        page.title,
        page.declared_language,
        is_not_free=page.is_not_free,
        is_cut=page.is_cut or len(whole_body) > MAX_TEXT_LENGTH,
    )


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text of the same length with spaces in place of some spans."""
    parts: list[str] = []
    position = 0
    for start, end in sorted(spans):
        start, end = max(start, position), min(end, len(text))
        if start < end:
            parts += (text[position:start], " " * (end - start))
            position = end
    parts.append(text[position:])
    return "".join(parts)


def _invert(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    inverted, position = [], 0
    for start, end in spans:
        if start > position:
            inverted.append((position, start))
        position = max(position, end)
    return [*inverted, (position, length)] if position < length else inverted


def _find_interruptions(text: str) -> list[tuple[int, int]]:
    """Return the lines, such as a pull-quote, between two halves of a sentence.

    The line before ends without a stop, and the one after begins with a small letter.
    """
    lines, spans, position = [], [], 0
    for line in text.split("\n"):
        if stripped := line.strip():
            start = position + line.index(stripped[0])
            lines.append((start, start + len(stripped)))
        position += len(line) + 1
    for number, (start, end) in enumerate(lines):
        if end - start < _MIN_HALF or not _ENDS_WITHIN_SENTENCE_RE.search(text[end - 3 : end]):
            continue
        for following in range(number + 2, min(number + 2 + _MAX_INSERTED_LINES, len(lines))):
            first = lines[following][0]
            if _begins_small(text, *lines[following]) and not _begins_small(
                text, *lines[number + 1]
            ):
                spans.append((end, first))
                break
    return spans


def _begins_small(text: str, start: int, end: int) -> bool:
    return text[start : min(end, start + 40)].lstrip()[:1].islower()
