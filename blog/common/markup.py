"""The HTML allowlists, and the plain text of a piece of HTML.

PROSE is what an author may write, INLINE what may stand inside one paragraph of a quotation,
RENDERED what our own templates make of both, COMMENT what is made of a reader's plain text.
Whatever is stored has passed one of them.
"""

import html
import json
import re
from collections.abc import Callable
from copy import deepcopy
from itertools import groupby

import lxml.html
import nh3
from django.utils.html import Urlizer
from django.utils.safestring import SafeString, mark_safe

LINKS = {"http", "https", "mailto"}
JUMP = '<hr data-jump="">'
# Deeper than any editor writes. Beyond it the cleaner's time grows with the square of the depth,
# and what stands deeper than 255 elements is lost to the parser.
MAX_DEPTH = 60
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FLAT = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"} | {
    *("dd", "dt", "li", "option", "p", "td", "th", "tr")  # These end where the next one begins.
}
# No XML parser takes them, and PostgreSQL neither NUL nor half a surrogate pair.
_NO_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_PROSE_TAGS = {"p", "h2", "h3", "strong", "em", "a", "ul", "ol", "li", "hr", "br", "blockquote"}
_PROSE_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "hr": {"data-jump"}}
_INLINE_TAGS = {"strong", "em", "a", "br"}
_RENDERED_ATTRIBUTES = {
    **_PROSE_ATTRIBUTES,
    "a": {"href", "title", "rel", "class", "aria-label", "data-text"},
    "blockquote": {"cite", "class", "id", "lang", "dir"},
    "figure": {"class", "id"},
    "div": {"class", "lang", "dir", "role", "aria-labelledby"},
    "p": {"class", "lang", "dir"},
    "h2": {"id"},
    "h3": {"id"},
    "span": {"class", "id", "lang", "dir"},
    "img": {"class", "src", "alt", "width", "height", "loading", "decoding", "fetchpriority"},
    "source": {"type", "srcset", "sizes"},
    "time": {"class", "datetime"},
}
_QUOTATION = {
    *("data-block", "data-attribution", "data-said", "data-url", "data-lang", "data-translation"),
    *("data-source", "data-source-name", "data-source-role", "data-source-affiliation"),
    *("data-source-kind", "data-speaker", "data-speaker-name", "data-read-from", "data-by-hand"),
}
_CONFLICT = {"data-block", "data-version", "data-by"}
_FIGURE = {
    *("data-block", "data-id", "data-photo", "data-caption", "data-credit", "data-alt"),
    *("data-decorative", "data-licence", "data-original"),
}


def text(given: str) -> str:
    """Without the characters that are no text: control characters and halves of surrogate pairs."""
    return _NO_TEXT.sub("", given)


# Relative addresses would mean another page on home than in the post, and nothing in a feed.
_ADDRESS = re.compile(r"(?:https?://|mailto:|/|#)")
# One of the pictures of a srcset. The whole set goes if one of them is anything else, as the rules
# by which browsers part it are not ones to guess at.
_CANDIDATE = re.compile(r"(?:https?:/)?/[^\s,]+ [1-9][0-9]*w")
_SIZES = re.compile(r"[-\w\s().,:+*/]*")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in {"href", "src", "cite"} and not _ADDRESS.match(value):
        return None
    if name == "srcset" and not all(map(_CANDIDATE.fullmatch, value.split(", "))):
        return None
    if name == "sizes" and not _SIZES.fullmatch(value):
        return None
    return value


def _policy(
    tags: set[str], attributes: dict[str, set[str]], rel: str | None = None
) -> Callable[[str], str]:
    cleaner = nh3.Cleaner(
        tags=tags,
        attributes=deepcopy(attributes),
        url_schemes=LINKS,
        link_rel=rel,
        attribute_filter=_attribute,
        # Their content is not text: it goes with them.
        clean_content_tags={"script", "style", "title", "template", "noscript", "iframe"},
    )

    def clean(dirty: str) -> str:
        dirty = text(dirty)
        if dirty.count("<") > MAX_DEPTH and _depth(dirty) > MAX_DEPTH:
            dirty = re.sub(r"<[^<>]*>", " ", dirty)  # Its words are kept.
        return text(cleaner.clean(dirty))  # What was an entity is a character now.

    return clean


def _depth(dirty: str) -> int:
    """How deep elements stand in one another at most; linear in the length."""
    open_tags: dict[str, int] = {}
    depth = deepest = 0
    for closing, tag in _TAG.findall(dirty):
        name = tag.lower()
        if name in _FLAT:
            continue
        if not closing:
            open_tags[name] = open_tags.get(name, 0) + 1
            depth += 1
            deepest = max(depth, deepest)
        elif open_tags.get(name):
            open_tags[name] -= 1
            depth -= 1
    return deepest


PROSE = _policy(_PROSE_TAGS, _PROSE_ATTRIBUTES)
INLINE = _policy(_INLINE_TAGS, {"a": {"href", "title"}})
RENDERED = _policy(
    _PROSE_TAGS
    | {"figure", "figcaption", "div", "span", "picture", "source", "img", "cite", "time"},
    _RENDERED_ATTRIBUTES,
)
# Two revisions of a block in one.
DIFFERENCE = _policy(
    _PROSE_TAGS | {"ins", "del", "dl", "dt", "dd"}, {**_PROSE_ATTRIBUTES, "dl": {"class"}}
)
# The same for readers: what changed says so in words as well.
CHANGES = _policy(
    _PROSE_TAGS | {"ins", "del", "dl", "dt", "dd", "div", "span", "time"},
    {
        **_PROSE_ATTRIBUTES,
        **{tag: {"class"} for tag in ("div", "span", "p", "dl", "ins", "del")},
        "blockquote": {"lang", "dir"},
    },
)
# What the editor sends: prose, with quotations and figures as elements that carry their fields.
DOCUMENT = _policy(
    _PROSE_TAGS | {"section", "figure"},
    {**_PROSE_ATTRIBUTES, "section": _QUOTATION | _CONFLICT, "figure": _FIGURE, "p": {"data-id"}},
)
# What a reader links to is nobody's recommendation: https://html.spec.whatwg.org/#link-type-nofollow
COMMENT = _policy({"p", "br", "blockquote", "a"}, {"a": {"href"}, "p": {"dir"}}, rel="nofollow ugc")


class _Links(Urlizer):
    """Addresses of pages become links; those of people do not, and stay as typed."""

    url_template = '<a href="{href}">{url}</a>'

    @staticmethod
    def is_email_simple(value: str) -> bool:
        return False


def comment(typed: str) -> str:
    """A reader's plain text as COMMENT: paragraphs, lines that begin with '>' as quotation.

    Each paragraph finds its own direction.
    """
    parts = []
    for is_quoted, lines in groupby(text(typed).strip().splitlines(), _is_quoted):
        words = "\n".join(line.lstrip()[1:].strip() if is_quoted else line for line in lines)
        paragraphs = [p.strip() for p in re.split(r"\n\s*\n", words) if p.strip()]
        made = "".join(f'<p dir="auto">{_linked(p)}</p>' for p in paragraphs)
        parts.append(f"<blockquote>{made}</blockquote>" if is_quoted and made else made)
    return COMMENT("".join(parts))


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


_links = _Links()


def _linked(paragraph: str) -> str:
    return "<br>".join(_links(line, autoescape=True) for line in paragraph.split("\n"))


def safe(clean: str) -> SafeString:
    """For HTML that has passed a policy and nothing else."""
    return SafeString(clean)


# The text of a link that is the site's and not the author's: kept in an attribute, as the search
# index is made of all text between tags.
_LINK_TEXT = re.compile(r' data-text="([^"]*)"></a>')


def for_readers(stored: str) -> SafeString:
    """Return stored HTML of a post as pages and feeds show it: with the text of our own links."""
    return SafeString(_LINK_TEXT.sub(r">\1</a>", stored))


def escape(words: str) -> str:
    """Plain text as INLINE HTML; line ends become <br>."""
    return html.escape(words, quote=False).replace("\n", "<br>")


# Characters that no stored text has, around words that a search found.
MARK, UNMARK = "\x02", "\x03"
_MARKED = re.compile(f"{MARK}([^{MARK}{UNMARK}]*){UNMARK}")


def marked(words: str) -> SafeString:
    """Plain text with MARK and UNMARK around some words, as HTML with <mark> around them."""
    return mark_safe(text(_MARKED.sub(r"<mark>\1</mark>", html.escape(words))))


_NOT_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def json_data(value: object) -> SafeString:
    """JSON for a <script> that holds data: nothing in it ends the element or begins a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_NOT_IN_SCRIPT))


def elements(clean: str) -> lxml.html.HtmlElement:
    """Cleaned HTML as a tree under one <div>."""
    return lxml.html.fragment_fromstring(clean, create_parent="div")


_BLOCKS = {"p", "h2", "h3", "li", "blockquote", "hr", "figcaption", "figure", "div", "section"}


def plain_text(clean: str) -> str:
    """The words of cleaned HTML, letter by letter; <br> is a line end, the end of a block two."""
    return _words(elements(clean)).strip("\n")


def _words(element: lxml.html.HtmlElement) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "br" else _words(child), child.tail or ""]
    return "".join(parts) + ("\n\n" if element.tag in _BLOCKS else "")


def top_level(clean: str) -> list[str]:
    """Cleaned HTML taken apart into its outermost elements."""
    return [lxml.html.tostring(element, encoding="unicode") for element in elements(clean)]


def without(clean: str, tag: str) -> str:
    """Cleaned HTML without the elements of a tag and all that they hold."""
    root = elements(clean)
    for element in root.findall(f".//{tag}"):
        element.drop_tree()
    return inner_html(root)


def inner_html(element: lxml.html.HtmlElement) -> str:
    """What stands between an element's tags."""
    children = (lxml.html.tostring(child, encoding="unicode") for child in element)
    return html.escape(element.text or "", quote=False) + "".join(children)
