"""The visible text of an HTML document, in one pass.

A scanner of our own: time is linear in the length of any input, which libxml2's is not for an
element with 100,000 attributes, and no text is lost in deep documents.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from blog.evidence.html_attributes import (
    Traits,
    find_class,
    find_traits,
    hides_element,
    read_attributes,
    unescape,
)
from blog.evidence.letters import clean
from lib.lazy_regex import compile_lazily

MAX_OPEN_ELEMENTS = 3_000
MAX_TAG_LENGTH = 5_000  # Of which attributes are read, but for the HTML of a frame.
MAX_FRAME_DEPTH = 3
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
# Paragraphs, what may hold some, and what may be a box between two of them.
_FLOW_TAGS = _names("p div section form details aside figure")
_NEVER_ASIDE_TAGS = _names("html body main article")
# An element of this name closes one of the same name before it.
_REPEATED_TAGS = _names("li dt dd tr td th option p")
# A start tag up to its name, an end tag, or what begins a comment or declaration.
_MARKUP_RE = compile_lazily(
    r"<(?:([a-zA-Z][^\s/>]{0,60})|/(?:([a-zA-Z][^\s/>]{0,60}))?+[^>]*+>?|[!?])"
)
# Up to the end of a tag, past attributes in quotation marks. A mark that is never closed, of which
# there is at most one of each kind in a document, stands for itself.
_TAG_END_RE = compile_lazily(r"""[^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+')?+[^>=]*+)*+>?""")
_SPACES = " \t\n\r\f"
_SPACE_RE = compile_lazily(f"[{_SPACES}]+")
# The HTML of a frame, and the template of a shadow tree that the parser attaches.
_FRAME_RE = compile_lazily(r"""\ssrcdoc\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SHADOW_RE = compile_lazily(
    r"\sshadowrootmode\s{0,20}=\s{0,20}[\"']?(?:open|closed)", re.IGNORECASE
)
_MAX_NOTE_LENGTH = 12
_MAX_BOX = 600  # Characters.
# A paragraph or list is links to other pages if two of three letters of it are.
_LINK_TAGS = _names("p ul ol")
_MIN_LINKS, _LINK_SHARE = 15, 2 / 3
# What is no box: it belongs to the sentences around it.
_TEXT_TAGS = _names("p ul ol dl blockquote pre table")
_NOTE_RE = compile_lazily(r"\W{0,3}(?:\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,4}|[a-z*†‡])\W{0,3}")
_BEFORE_NOTE_RE = compile_lazily(r"(?:[^\W\d_]{3}|[.,;:!?»”\"')\]。，」])\s?$")
_ARTICLE_BODY_RE = compile_lazily(
    r'"articleBody"\s{0,20}:\s{0,20}("(?:[^"\\]++|\\.)*+")', re.DOTALL
)
_NOT_FREE_RE = compile_lazily(r'"isAccessibleForFree"\s{0,20}:\s{0,20}"?false', re.IGNORECASE)


@dataclass(slots=True)
class HtmlText:
    """What a document shows; all places are offsets in `text`."""

    text: str = ""
    title: str = ""
    language: str = ""
    # Elements beside the sentences around them, such as advertisements and notes.
    asides: list[tuple[int, int]] = field(default_factory=list)
    # Short elements between two paragraphs of the same parent, or of two parents of the same class,
    # whatever their own class.
    boxes: list[tuple[int, int]] = field(default_factory=list)
    # Short paragraphs and lists of links to other pages.
    links: list[tuple[int, int]] = field(default_factory=list)
    # Lines of paragraphs, quotations and lists.
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    # Places between two letters where an element begins or ends: a style may set them apart.
    seams: set[int] = field(default_factory=set)
    article_body: str = ""  # As a JSON string, from the page's linked data.
    is_not_free: bool = False


@dataclass(slots=True)
class _Open:
    name: str
    is_unseen: bool = False
    is_note: bool = False
    aside_start: int = -1
    start: int = 0
    # Where the last paragraph within it ended, and the boxes after that one.
    box_start: int = -1
    box_end: int = -1
    tag: str = ""
    link_start: int = 0  # How many letters of links the text has before it.
    has_paragraph: bool = False
    # Class, start and end of elements within it that have paragraphs, and where its own text ends.
    # Made when there are any: two lists for each element would take a tenth of the time.
    wrappers: list[tuple[str, int, int]] | None = None
    text_ends: list[int] | None = None


def read_html(source: str) -> HtmlText:
    """Return the visible text of an HTML document or fragment. Never raises.

    The text of a frame with HTML in its attribute is where the frame is. That of a shadow tree
    comes before what the page puts into its slots.
    """
    scanner = _Scanner(source)
    scanner.scan()
    return scanner.result


class _Scanner:
    def __init__(self, source: str, depth: int = 0) -> None:
        self.source = source
        self.depth = depth  # In frames.
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
        self.open_links = 0
        self.link_length = 0
        self.traits: dict[str, Traits] = {}  # By tag: half of them are repeated.

    def scan(self) -> None:
        source, position = self.source, 0
        while match := _MARKUP_RE.search(source, position):
            start = match.start()
            if start > position and not self.unseen:
                self._add(source[position:start])
            if match[1]:
                position = self._read_start_tag(match[1].lower(), match.end())
            elif match[2]:
                self._end(match[2].lower())
                position = match.end()
            elif source.startswith("</", start):
                position = match.end()
            elif source.startswith("<!--", start):
                position = self._find_end("-->", start + 4, 3)
            elif source.startswith("<![CDATA[", start):
                position = self._find_end("]]>", start + 9, 3)
            else:
                position = self._find_end(">", start + 1, 1)
        self._add(source[position:])
        self._break_line()
        while self.open:
            self._close(self.open.pop())
        self.result.text = "".join(self.parts)
        # An element with most of the text, such as a page's only form, is beside nothing.
        self.result.asides = [
            (start, end) for start, end in self.result.asides if 2 * (end - start) < self.length
        ]

    def _read_start_tag(self, name: str, start: int) -> int:
        """Read a tag from after its name on; return where it ends, with its content if raw."""
        source = self.source
        end = source.find(">", start) + 1
        # One `>` in a value leaves a quotation mark open before it.
        if not end or source.count('"', start, end) % 2 or source.find("'", start, end) != -1:
            match = _TAG_END_RE.match(source, start)
            assert match
            end = match.end()
        tag = source[start:end]
        if len(tag) > MAX_TAG_LENGTH:
            tag = tag[:MAX_TAG_LENGTH]
        if name == "iframe":
            self._read_frame(source[start:end])
        if name in _RAW_TAGS:
            return self._read_raw(name, tag, end)
        self._start(name, tag)
        return end

    def _read_frame(self, tag: str) -> None:
        """Add the text of a frame, which is beside the sentences around it."""
        match = _FRAME_RE.search(tag)
        if not match or self.unseen or self.depth == MAX_FRAME_DEPTH:
            return
        others = tag[: match.start()] + tag[match.end() :]
        if hides_element(read_attributes(others[:MAX_TAG_LENGTH])):
            return
        scanner = _Scanner(unescape(match[1] or match[2] or ""), self.depth + 1)
        scanner.scan()
        frame = scanner.result
        if not (text := frame.text.rstrip("\n")):
            return
        self._break_line()
        start = self.length
        self.result.paragraphs += [(start + first, start + end) for first, end in frame.paragraphs]
        self.result.asides += [(start + first, start + end) for first, end in frame.asides]
        self.result.boxes += [(start + first, start + end) for first, end in frame.boxes]
        self.result.links += [(start + first, start + end) for first, end in frame.links]
        self.result.seams |= {start + place for place in frame.seams}
        self.parts += (text, "\n")
        self.length += len(text) + 1
        self.line_start = self.length
        self.last = "\n"
        self.result.asides.append((start, self.length))

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
            self.result.title = unescape(self.source[start : min(end, start + 1_000)]).strip()
        elif name == "script" and "ld+json" in tag:
            self._read_linked_data(self.source[start:end])
        return self._find_end(">", end, 1) if is_closed else end

    def _read_linked_data(self, data: str) -> None:
        if match := _ARTICLE_BODY_RE.search(data):
            self.result.article_body = max(self.result.article_body, match[1], key=len)
        self.result.is_not_free = self.result.is_not_free or bool(_NOT_FREE_RE.search(data))

    def _start(self, name: str, tag: str) -> None:
        if name == "html":
            self.result.language = read_attributes(tag).get("lang", "")[:20]
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
        if name == "img":
            alternative = read_attributes(tag).get("alt", "").strip()
            if 0 < len(alternative) <= 2:
                self._add(alternative)  # An initial or an emoji.
        if name in _VOID_TAGS or len(self.open) >= MAX_OPEN_ELEMENTS:
            return
        element = _Open(name, start=self.length, tag=tag, link_start=self.link_length)
        self.open.append(element)
        self.open_links += name == "a"
        self.pre += name == "pre"
        self.paragraph += name in _PARAGRAPH_TAGS
        if self.unseen:
            return
        traits = self.traits.get(tag)
        if traits is None:
            traits = self.traits[tag] = find_traits(tag)
        is_shadow = name == "template" and _SHADOW_RE.search(tag)
        if name in _UNSEEN_TAGS and not is_shadow or traits.is_hidden:
            element.is_unseen = True
            self.unseen += 1
        element.is_note = name == "sup" or name in ("a", "span") and traits.is_note
        is_aside = traits.is_aside and name not in _NEVER_ASIDE_TAGS
        if element.is_note or name in _ASIDE_TAGS or is_aside:
            element.aside_start = self.length

    def _end(self, name: str) -> None:
        if name in _BLOCK_TAGS:
            if self.length != self.line_start:
                self._break_line()
        elif name in _CELL_TAGS:
            self._add(" ")
        else:
            self.is_after_tag = True
        if self.open and self.open[-1].name == name:
            self._close(self.open.pop())
            return
        for depth in range(2, min(_CLOSING_DEPTH, len(self.open)) + 1):
            if self.open[-depth].name == name:
                for _ in range(depth):
                    self._close(self.open.pop())
                return

    def _close(self, element: _Open) -> None:
        if self.length != self.line_start and element.name in _BLOCK_TAGS:
            self._break_line()
        self.unseen -= element.is_unseen
        self.pre -= element.name == "pre"
        self.paragraph -= element.name in _PARAGRAPH_TAGS
        self.open_links -= element.name == "a"
        if self.open and element.start != self.length:
            self._note_boxes(self.open[-1], element)
        start = element.aside_start
        if start == -1 or start == self.length:
            return
        if not element.is_note or self._is_note(start):
            self.result.asides.append((start, self.length))

    def _note_boxes(self, parent: _Open, element: _Open) -> None:
        """Note what may be a box in, before or around an element that is closed."""
        if element.name in _LINK_TAGS:
            length = self.length - element.start
            links = self.link_length - element.link_start
            if _MIN_LINKS <= links <= _MAX_BOX and links >= _LINK_SHARE * length:
                self.result.links.append((element.start, self.length))
        if element.name in _TEXT_TAGS:
            parent.text_ends = parent.text_ends or []
            parent.text_ends.append(self.length)
        if element.name in _FLOW_TAGS:
            self._note_box(parent, element)
        if element.wrappers and len(element.wrappers) > 2:
            self.result.boxes += _find_boxes_between(element.wrappers, element.text_ends or [])
        if element.name == "p":
            parent.has_paragraph = True
        elif element.has_paragraph:
            parent.has_paragraph = True
            parent.wrappers = parent.wrappers or []
            parent.wrappers.append((find_class(element.tag), element.start, self.length))

    def _note_box(self, parent: _Open, element: _Open) -> None:
        """Note a paragraph, or an element that is a box if paragraphs are before and behind it."""
        follows = element.start == parent.box_end
        if element.name != "p":
            if follows:
                parent.box_end = self.length
            return
        if follows and 0 < parent.box_end - parent.box_start <= _MAX_BOX:
            self.result.boxes.append((parent.box_start, parent.box_end))
        parent.box_start = parent.box_end = self.length

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
            if self.last in " \n":
                text = text.lstrip(_SPACES)
                if not text:
                    return
            text = _SPACE_RE.sub(" ", text)
        if "&" in text:
            text = unescape(text)
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
        if self.open_links:
            self.link_length += len(text)
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


def _find_boxes_between(
    wrappers: list[tuple[str, int, int]], text_ends: list[int]
) -> Iterator[tuple[int, int]]:
    """Yield short places between two wrappers of one class, but no class as frequent: questions
    stand between answers."""
    counts = Counter(name for name, _start, _end in wrappers)
    last: dict[str, int] = {}
    for number, (name, start, _end) in enumerate(wrappers):
        before = last.get(name)
        last[name] = number
        if before is None or number == before + 1 and start == wrappers[before][2]:
            continue
        box_start = wrappers[before][2]
        if start - box_start > _MAX_BOX:
            continue
        between = wrappers[before + 1 : number]
        if all(
            2 * counts[other] <= counts[name] for other, _start, _end in between
        ) and bisect_right(text_ends, box_start) == bisect_right(text_ends, start):
            yield box_start, start
