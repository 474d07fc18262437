"""The visible text of an HTML document, in one pass.

A scanner of our own: time is linear in the length of any input, which libxml2's is not for an
element with 100,000 attributes, and no text is lost in deep documents.
"""

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache

from blog.evidence.letters import clean

MAX_OPEN_ELEMENTS = 3_000
MAX_TAG_LENGTH = 5_000  # Of which attributes are read.
_CLOSING_DEPTH = 100  # How far up an end tag searches for its element.


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARAGRAPH_TAGS = _names("p blockquote li pre dd")
_BLOCK_TAGS = _PARAGRAPH_TAGS | _names(
    "address article aside body br caption center details dialog div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend main menu nav "
    "ol option optgroup search section summary table tbody tfoot thead tr ul"
)
_CELL_TAGS = frozenset(["td", "th"])
_VOID_TAGS = _names("area base br col embed hr img input link meta param source track wbr")
# Their content is no markup.
_RAW_TAGS = _names("script style textarea title iframe noembed noframes xmp")
_UNSEEN_TAGS = _names("noscript template svg math object select audio video canvas datalist")
# Seen, but no part of the sentences around it.
_ASIDE_TAGS = _names("aside figure figcaption nav footer button rt rp dialog menu")
# An element of this name closes one of the same name before it.
_REPEATED_TAGS = _names("li dt dd tr td th option p")
_ASIDE_NAMES = (
    r"ads?|advert\w*|adslot\w*|anzeige|werbung|publicite|publicidad|reklam\w*|banner|"
    r"promo\w*|newsletter\w*|related\w*|teaser\w*|share\w*|sharing|social\w*|"
    r"captions?|credits?|comments?|cookies?|consent\w*|gdpr|sidebar|widgets?|"
    r"recirc\w*|recommend\w*|outbrain|taboola|sponsor\w*|pull-?quotes?|subscri\w*|"
    r"paywall\w*|toolbar|breadcrumbs?|infobox|read-?more|most-?read|modal|popup"
)
_ASIDE_RE = re.compile(rf"(?<![a-z])(?:{_ASIDE_NAMES})(?![a-z])")
_CLASS_RE = re.compile(
    r"""\s(?:class|id|CLASS|ID)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s>"']+))"""
)
_HIDING_WORDS = ("hidden", "display", "sr-only", "screen-reader")
_HIDDEN_CLASS_RE = re.compile(
    r"(?<![\w-])(?:visually-?hidden|sr-only|screen-reader-text|u-hidden-visually)(?![\w-])"
)
_HIDDEN_STYLE_RE = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden")
_NAME_RE = re.compile(r"[a-zA-Z][^\s/>]{0,60}")
# Up to the end of a tag, past attributes in quotation marks. A mark that is never closed, of which
# there is at most one of each kind in a document, stands for itself.
_TAG_END_RE = re.compile(r"""[^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+')?+[^>=]*+)*+>?""")
_ATTRIBUTE_RE = re.compile(
    r"""([^\s=/>"']{1,60})(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?"""
)
_SPACE_RE = re.compile(r"[ \t\n\r\f]+")
_LONG_NUMBER_RE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_MAX_NOTE_LENGTH = 12
_NOTE_TAG_RE = re.compile(r"footnote|noteref|fnref|cite_ref|sidenote-number", re.IGNORECASE)
_NOTE_RE = re.compile(r"\W{0,3}(?:\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,4}|[a-z*†‡])\W{0,3}")
_BEFORE_NOTE_RE = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?»”\"')\]。，」])\s?$")
_ARTICLE_BODY_RE = re.compile(r'"articleBody"\s{0,20}:\s{0,20}("(?:[^"\\]++|\\.)*+")', re.DOTALL)
_NOT_FREE_RE = re.compile(r'"isAccessibleForFree"\s{0,20}:\s{0,20}"?false', re.IGNORECASE)


@dataclass(slots=True)
class HtmlText:
    """What a document shows; all places are offsets in `text`."""

    text: str = ""
    title: str = ""
    language: str = ""
    # Elements beside the sentences around them, such as advertisements and notes.
    asides: list[tuple[int, int]] = field(default_factory=list)
    # Lines of paragraphs, quotations and lists.
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    # Places between two letters where an element begins or ends: a style may set them apart.
    seams: set[int] = field(default_factory=set)
    article_body: str = ""  # As a JSON string, from the page's linked data.
    is_not_free: bool = False


@dataclass(slots=True)
class _Open:
    name: str
    is_unseen: bool
    is_note: bool = False
    aside_start: int = -1


def read_html(source: str) -> HtmlText:
    """Return the visible text of an HTML document or fragment. Never raises."""
    scanner = _Scanner(source)
    scanner.scan()
    return scanner.result


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.result = HtmlText()
        self.parts: list[str] = []
        self.length = 0
        self.last = "\n"
        self.open: list[_Open] = []
        self.unseen = 0
        self.pre = 0
        self.line_start = 0
        self.paragraph = 0
        self.is_after_tag = False

    def scan(self) -> None:
        source, position = self.source, 0
        while True:
            start = source.find("<", position)
            if start == -1:
                self._add(source[position:])
                break
            following = source[start + 1 : start + 2]
            if not (following in ("!", "?", "/") or following.isascii() and following.isalpha()):
                self._add(source[position : start + 1])
                position = start + 1
                continue
            self._add(source[position:start])
            position = self._read_tag(start, following)
        self._break_line()
        while self.open:
            self._close(self.open.pop())
        self.result.text = "".join(self.parts)
        # An element with most of the text, such as a page's only form, is beside nothing.
        self.result.asides = [
            (start, end) for start, end in self.result.asides if 2 * (end - start) < self.length
        ]

    def _read_tag(self, start: int, following: str) -> int:
        """Read the tag, comment or declaration at a place; return where it ends."""
        source = self.source
        if source.startswith("<!--", start):
            return self._find_end("-->", start + 4, 3)
        if source.startswith("<![CDATA[", start):
            return self._find_end("]]>", start + 9, 3)
        if following in "!?":
            return self._find_end(">", start + 1, 1)
        if following == "/":
            match = _NAME_RE.match(source, start + 2)
            end = self._find_end(">", start + 2, 1)
            if match:
                self._end(match[0].lower())
            return end
        match = _NAME_RE.match(source, start + 1)
        assert match
        name = match[0].lower()
        tag_end = _TAG_END_RE.match(source, match.end())
        assert tag_end
        end = tag_end.end()
        tag = source[match.end() : min(end, match.end() + MAX_TAG_LENGTH)]
        if name in _RAW_TAGS:
            return self._read_raw(name, tag, end)
        self._start(name, tag)
        return end

    def _find_end(self, mark: str, position: int, length: int) -> int:
        end = self.source.find(mark, position)
        return len(self.source) if end == -1 else end + length

    def _read_raw(self, name: str, tag: str, start: int) -> int:
        end = self.source.find("</", start)
        while end != -1 and self.source[end + 2 : end + 2 + len(name)].lower() != name:
            end = self.source.find("</", end + 2)
        is_closed = end != -1
        end = end if is_closed else len(self.source)
        if name == "title" and not self.result.title and not self.unseen:
            self.result.title = _unescape(self.source[start : min(end, start + 1_000)]).strip()
        elif name == "script" and "ld+json" in tag:
            self._read_linked_data(self.source[start:end])
        return self._find_end(">", end, 1) if is_closed else end

    def _read_linked_data(self, data: str) -> None:
        if match := _ARTICLE_BODY_RE.search(data):
            self.result.article_body = max(self.result.article_body, match[1], key=len)
        self.result.is_not_free = self.result.is_not_free or bool(_NOT_FREE_RE.search(data))

    def _start(self, name: str, tag: str) -> None:
        # Reading all attributes of each tag would take half of the time.
        may_be_hidden = tag and any(map(tag.lower().__contains__, _HIDING_WORDS))
        needs_attributes = may_be_hidden or name in ("html", "img")
        attributes = _read_attributes(tag) if needs_attributes else {}
        if name == "html":
            self.result.language = attributes.get("lang", "")[:20]
        if self.open and (
            (top := self.open[-1].name) == "p"
            and name in _BLOCK_TAGS
            and name != "br"
            or top == name
            and name in _REPEATED_TAGS
        ):
            self._close(self.open.pop())
        if name in _BLOCK_TAGS:
            self._break_line()
        elif name in _CELL_TAGS:
            self._add(" ")
        elif name != "wbr":
            self.is_after_tag = True
        if name == "img" and 0 < len(alternative := attributes.get("alt", "").strip()) <= 2:
            self._add(alternative)  # An initial or an emoji.
        if name in _VOID_TAGS or len(self.open) >= MAX_OPEN_ELEMENTS:
            return
        element = _Open(name, name in _UNSEEN_TAGS or _is_hidden(attributes))
        self.unseen += element.is_unseen
        self.pre += name == "pre"
        self.paragraph += name in _PARAGRAPH_TAGS
        element.is_note = name == "sup" or name in ("a", "span") and _is_note_tag(tag)
        if element.is_note or name in _ASIDE_TAGS or _is_aside(name, tag):
            element.aside_start = self.length
        self.open.append(element)

    def _end(self, name: str) -> None:
        if name in _BLOCK_TAGS:
            self._break_line()
        elif name in _CELL_TAGS:
            self._add(" ")
        else:
            self.is_after_tag = True
        for depth in range(1, min(_CLOSING_DEPTH, len(self.open)) + 1):
            if self.open[-depth].name == name:
                for _ in range(depth):
                    self._close(self.open.pop())
                return

    def _close(self, element: _Open) -> None:
        self._break_line_before_closing(element.name)
        self.unseen -= element.is_unseen
        self.pre -= element.name == "pre"
        self.paragraph -= element.name in _PARAGRAPH_TAGS
        start = element.aside_start
        if start == -1 or start == self.length:
            return
        if not element.is_note or self._is_note(start):
            self.result.asides.append((start, self.length))

    def _break_line_before_closing(self, name: str) -> None:
        """Break the line of an element that another one closes, such as a paragraph."""
        if name in _BLOCK_TAGS:
            self._break_line()

    def _is_note(self, start: int) -> bool:
        """Return whether the raised text from `start` on is a footnote's mark: not in '10⁶'."""
        if self.length - start > _MAX_NOTE_LENGTH:
            return False
        text = self._tail(start - 8)
        before, note = text[: -(self.length - start)], text[-(self.length - start) :]
        return bool(_NOTE_RE.fullmatch(note.strip()) and _BEFORE_NOTE_RE.search(before))

    def _tail(self, start: int) -> str:
        """Return the text from an offset near the end on."""
        parts, length = [], 0
        for part in reversed(self.parts):
            parts.append(part)
            length += len(part)
            if length >= self.length - start:
                break
        return "".join(reversed(parts))[-(self.length - max(start, 0)) :]

    def _add(self, text: str) -> None:
        if not text or self.unseen:
            return
        if not self.pre:
            text = _SPACE_RE.sub(" ", text)
            if text == " " and self.last in " \n":
                return
        if "&" in text:
            text = _unescape(text)
        text = clean(text)
        if not self.pre and self.last in " \n":
            text = text.lstrip(" ")
        if not text:
            return
        if self.is_after_tag and self.last.isalnum() and text[0].isalpha():
            self.result.seams.add(self.length)
        self.is_after_tag = False
        self.parts.append(text)
        self.length += len(text)
        self.last = text[-1]

    def _break_line(self) -> None:
        if self.unseen or self.length == self.line_start:
            return
        if self.paragraph:
            self.result.paragraphs.append((self.line_start, self.length))
        self.parts.append("\n")
        self.length += 1
        self.line_start = self.length
        self.last = "\n"
        self.is_after_tag = False


def _unescape(text: str) -> str:
    return html.unescape(_LONG_NUMBER_RE.sub("\ufffd", text))


def _read_attributes(tag: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for name, double, single, plain in _ATTRIBUTE_RE.findall(tag):
        attributes.setdefault(name.lower(), _unescape(double or single or plain))
    return attributes


def _is_hidden(attributes: dict[str, str]) -> bool:
    if attributes.get("hidden", "until-found").lower() != "until-found":
        return True
    if "style" in attributes and _HIDDEN_STYLE_RE.search(attributes["style"].lower()):
        return True
    return bool(_HIDDEN_CLASS_RE.search(attributes.get("class", "")))


def _is_note_tag(tag: str) -> bool:
    return bool(tag) and _NOTE_TAG_RE.search(tag) is not None


def _is_aside(name: str, tag: str) -> bool:
    if not tag or name in ("html", "body", "main", "article"):
        return False
    return any(_names_aside("".join(values)) for values in _CLASS_RE.findall(tag))


@lru_cache(maxsize=10_000)
def _names_aside(names: str) -> bool:
    """Return whether classes or an ID name something beside the text; pages repeat them."""
    return _ASIDE_RE.search(names.lower()) is not None
