"""An article as blocks: the lines of plain text, or the block elements of HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import html as lxml_html

MAX_LENGTH = 2_000_000
MAX_DEPTH = 200
MAX_BLOCKS = 10_000  # An article of more lines is a list.
_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "details",
        "summary",
        "html",
    ]
)
_SKIPPED_TAGS = frozenset(
    [
        "title",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "select",
        "option",
        "textarea",
        "button",
    ]
)
# For screen readers alone: 'Image caption, '.
_HIDDEN_CLASSES = frozenset(["visually-hidden", "sr-only", "screen-reader-text", "visuallyhidden"])
# Soft hyphens and zero-width marks, which part words.
_INVISIBLE_RE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_WORD_NOISE_RE = re.compile(
    r"<!--\[if.*?<!\[endif\]-->|<\?xml[^>]*>|<o:p>|</o:p>", re.DOTALL | re.IGNORECASE
)
_CAPTION_RE = re.compile(
    r"\[caption(?P<attributes>[^\]]{0,500})\](?P<body>.{0,4000}?)\[/caption\]", re.DOTALL
)


@dataclass(slots=True)
class Block:
    """A line or block element; `start` and `end` are offsets in `Article.text`.

    `tags` are the names of its element and those around it, outermost first, with their classes as
    '.name'; `quote` is the number of the outermost blockquote or quote card around it.
    """

    text: str
    start: int
    end: int
    tags: tuple[str, ...] = ()
    quote: int = 0
    cite_url: str = ""
    links: tuple[tuple[str, str], ...] = ()
    images: tuple["Image", ...] = ()
    is_cite: bool = False
    figure: int = 0
    is_used: bool = False

    @property
    def tag(self) -> str:
        """Return the name of the block's own element; '' in plain text."""
        return next((tag for tag in reversed(self.tags) if not tag.startswith(".")), "")

    @property
    def url(self) -> str:
        """Return the address of the first link to a site; '' without one."""
        return next((link for _, link in self.links if link.startswith("http")), "")

    def find_link(self, text: str) -> str:
        """Return the address of the first link to a site whose words a text contains; else ''."""
        links = (link for name, link in self.links if name and name in text)
        return next((link for link in links if link.startswith("http")), "")

    def is_in(self, *names: str) -> bool:
        """Return whether the block is in an element of one of these names or classes."""
        return any(name in self.tags for name in names)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, with the words around it."""

    src: str
    alt: str
    title: str = ""


@dataclass(slots=True)
class Article:
    """The text that all offsets count in, and its blocks in order."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    times: list[str] = field(default_factory=list)  # Of <time> and <abbr>, as markup has them.
    tags: list[str] = field(default_factory=list)  # Texts of links with rel="tag".
    is_html: bool = False


def parse_text(text: str) -> Article:
    """Split plain text into its lines; hard-wrapped paragraphs become one block again."""
    text = text[:MAX_LENGTH].replace("\r\n", "\n").replace("\r", "\n")
    article = Article(text)
    lines = list(_lines(text))
    for first, last in (
        _unwrap(text, lines) if _is_wrapped(lines) else ((line, line) for line in lines)
    ):
        start, end = first[0], last[1]
        content = text[start:end]
        article.blocks.append(Block(content, start, end))
        if len(article.blocks) >= MAX_BLOCKS:
            break
    return article


def _lines(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = position + line.index(stripped[0])
            yield start, start + len(stripped)
        position += len(line) + 1


def _is_wrapped(lines: list[tuple[int, int]]) -> bool:
    """Return whether a text was broken at 60 to 90 characters, as e-mails and terminals do."""
    lengths = [end - start for start, end in lines]
    if len(lengths) < 8 or max(lengths) > 100:
        return False
    return sum(55 <= length <= 100 for length in lengths) > 0.6 * len(lengths)


def _unwrap(
    text: str, lines: list[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    first = last = lines[0]
    for line in lines[1:]:
        gap = text[last[1] : line[0]]
        is_marked = text.startswith(">", line[0])  # A line of a quoted e-mail, or its attribution.
        if (
            not is_marked
            and gap.count("\n") == 1
            and last[1] - last[0] > 45
            and not gap.strip("\n")
        ):
            last = line
            continue
        yield first, last
        first = last = line
    yield first, last


def looks_like_html(text: str) -> bool:
    """Return whether a text is HTML rather than prose."""
    return bool(
        re.search(
            r"</?(?:p|div|blockquote|br|span|figure|h[1-6]|body|img|a|ul|article)\b[^>]*>",
            text[:20_000],
            re.IGNORECASE,
        )
    )


def parse_html(source: str) -> Article:
    """Read the blocks of an HTML document or fragment of any origin. Never raises."""
    source = _CAPTION_RE.sub(_caption_figure, _WORD_NOISE_RE.sub("", source[:MAX_LENGTH])).replace(
        "\x00", ""
    )
    article = Article("", is_html=True)
    try:
        parser = lxml_html.HTMLParser(recover=True, remove_pis=True, huge_tree=False)
        root = lxml_html.document_fromstring(source or "<p></p>", parser=parser)
    except Exception:  # noqa: BLE001 - lxml raises many kinds for input that holds nothing
        return parse_text(re.sub(r"<[^>]{0,1000}>", " ", source))
    _read_meta(root, article)
    _Walk(article).read(root)
    return article


def _caption_figure(match: re.Match[str]) -> str:
    body = match["body"]
    end = max(body.rfind("/>"), body.rfind("</a>") + 2, body.rfind(">"))
    image, caption = body[: end + 2], body[end + 2 :]
    if body.rfind("</a>") == -1:
        image, caption = body[: end + 1], body[end + 1 :]
    if caption_attribute := re.search(r'caption="([^"]*)"', match["attributes"]):
        caption = caption.strip() or caption_attribute[1]
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"


def _read_meta(root: Any, article: Article) -> None:
    for element in root.iter("meta"):
        name = (
            element.get("property") or element.get("name") or element.get("itemprop") or ""
        ).lower()
        if name and element.get("content") and len(article.meta) < 200:
            article.meta.setdefault(name, element.get("content").strip())
    title = root.find(".//title")
    if title is not None:
        article.title = " ".join(title.text_content().split())


class _Walk:
    """Depth-first over the tree without recursion; collects inline text into blocks."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.parts: list[str] = []
        self.length = 0
        self.pending: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.images: list[Image] = []
        self.tags: list[str] = []
        self.quotes: list[tuple[int, str]] = []
        self.figures: list[int] = []
        self.count = 0
        self.is_cite = False
        self.preserve = 0

    def read(self, root: Any) -> None:
        stack: list[tuple[Any, bool]] = [(root, False)]
        undo: list[Any] = []
        while stack:
            element, is_done = stack.pop()
            if is_done:
                self._leave(element, undo.pop())
                self._add(element.tail or "")
                continue
            if not isinstance(element.tag, str):
                self._add(element.tail or "")
                continue
            tag = element.tag.lower()
            if (
                tag in _SKIPPED_TAGS
                or "display:none" in (element.get("style") or "").replace(" ", "")
                or not _HIDDEN_CLASSES.isdisjoint((element.get("class") or "").split()[:12])
            ):
                self._add(element.tail or "")
                continue
            undo.append(self._enter(element, tag))
            stack.append((element, True))
            self._add(element.text or "")
            if len(undo) < MAX_DEPTH:
                stack.extend((child, False) for child in reversed(element))
        self._flush()
        self.article.text = "".join(self.parts)

    def _enter(self, element: Any, tag: str) -> tuple[int, bool, bool, bool]:
        is_block = tag in _BLOCK_TAGS
        if is_block or tag == "cite" and self.quotes and self._is_own_line(element):
            self._flush()
            is_block = True
        names = [tag, *(f".{name.lower()}" for name in (element.get("class") or "").split()[:12])]
        if is_block or tag in ("cite", "a"):
            self.tags += names
        count = len(names) if is_block or tag in ("cite", "a") else 0
        is_quote = _is_quote(tag, names)
        if is_quote:
            self.count += not self.quotes
            self.quotes.append(
                (self.quotes[0][0] if self.quotes else self.count, element.get("cite") or "")
            )
        is_figure = tag == "figure" or ".tr-caption-container" in names or ".wp-caption" in names
        if is_figure:
            self.count += 1
            self.figures.append(self.count)
        if tag == "br":
            if self.pending or self.images:
                self._flush()
        elif tag == "hr":
            self._flush()
        elif tag == "img":
            image = Image(
                element.get("src") or element.get("data-src") or "",
                " ".join((element.get("alt") or "").split()),
                element.get("title") or "",
            )
            self.images.append(image)
        elif tag in ("time", "abbr"):
            when = element.get("datetime") or element.get("title") or ""
            if when[:1].isdigit() and len(self.article.times) < 20:
                self.article.times.append(when[:40])
        if tag == "a" and _is_tag_link(element) and len(self.article.tags) < 50:
            self.article.tags.append(" ".join(element.text_content().split())[:80])
        if tag == "a" and element.get("href"):
            self.links.append((" ".join(element.text_content().split())[:300], element.get("href")))
        if tag == "cite":
            self.is_cite = True
        if tag == "q":
            self.pending.append("“")
        if tag == "pre":
            self.preserve += 1
        return count, is_quote, is_figure, is_block

    def _leave(self, element: Any, entered: tuple[int, bool, bool, bool]) -> None:
        count, is_quote, is_figure, is_block = entered
        tag = element.tag.lower()
        if tag == "q":
            self.pending.append("”")
        if is_block:
            self._flush()
        if count:
            del self.tags[-count:]
        if is_quote:
            self.quotes.pop()
        if is_figure:
            self.figures.pop()
        if tag == "pre":
            self.preserve -= 1

    def _is_own_line(self, element: Any) -> bool:
        parent = element.getparent()
        is_first = (
            parent is not None and parent.index(element) == 0 and not (parent.text or "").strip()
        )
        return not is_first or parent.tag in ("blockquote", "footer", "figcaption")

    def _add(self, text: str) -> None:
        if text:
            self.pending.append(text)

    def _flush(self) -> None:
        text = "".join(self.pending)
        if self.preserve:
            text = text.strip("\n")
        else:
            text = re.sub(r"[ \t\n\r\f]+", " ", _INVISIBLE_RE.sub("", text)).strip()
        if (text or self.images) and len(self.article.blocks) < MAX_BLOCKS:
            if self.parts:
                self.parts.append("\n\n")
                self.length += 2
            start = self.length
            self.parts.append(text)
            self.length += len(text)
            quote, cite = (
                (self.quotes[0][0], next((url for _, url in reversed(self.quotes) if url), ""))
                if self.quotes
                else (0, "")
            )
            self.article.blocks.append(
                Block(
                    text,
                    start,
                    self.length,
                    tuple(self.tags),
                    quote,
                    cite,
                    tuple(self.links),
                    tuple(self.images),
                    self.is_cite,
                    self.figures[-1] if self.figures else 0,
                )
            )
        self.pending, self.links, self.images = [], [], []
        self.is_cite = False


def _is_tag_link(element: Any) -> bool:
    names = f"{element.get('rel') or ''} {element.get('class') or ''}".split()
    return not {"tag", "gh-article-tag", "post-card-tag", "post-tag"}.isdisjoint(names)


def _is_quote(tag: str, names: list[str]) -> bool:
    if tag == "blockquote":
        return True
    classes = {name for name in names if name.startswith(".")}
    return bool(
        classes
        & {
            ".wp-block-pullquote",
            ".wp-block-quote",
            ".pullquote",
            ".pull-quote",
            ".kg-blockquote-alt",
            ".blockquote",
            ".quote",
            ".graf--pullquote",
            ".graf--blockquote",
            ".zitat",
            ".citation",
        }
    )
