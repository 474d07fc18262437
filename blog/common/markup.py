"""HTML sanitizing policies and conversions between HTML and plain text.

PROSE is for authors' text, INLINE for a paragraph of a quotation, RENDERED for the output of our
templates, COMMENT for readers' plain text. All stored HTML has passed one of the policies.
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

URL_SCHEMES = {"http", "https", "mailto"}
JUMP = '<hr data-jump="">'
# In the HTML of posts with a frame that a click loads. Authors' text has no such tag.
EMBED_MARK = '<a class="embed-open" '
CHART_MARK = '<figure class="chart '  # In the HTML of posts with a chart.
# Deeper than any editor nests. The cleaner's time grows with the square of the depth, and the
# parser drops anything nested deeper than 255 elements.
MAX_DEPTH = 60
_TAG_RE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID_TAGS = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_SELF_CLOSING_TAGS = {"dd", "dt", "li", "option", "p", "td", "th", "tr"}  # Closed by the next one.
_FLAT_TAGS = _VOID_TAGS | _SELF_CLOSING_TAGS
# Invalid in XML. PostgreSQL also rejects NUL and lone surrogates.
_INVALID_CHARACTER_RE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Marks of words. Authors' <del> becomes <s>, since diffs of revisions mark removals with <del>.
_PHRASE_TAGS = {"strong", "em", "s", "ins", "sup", "sub", "code"}
_TEXT_TAGS = _PHRASE_TAGS | {"p", "h2", "h3", "h4", "a", "ul", "ol", "li", "hr", "br", "blockquote"}
_TABLE_TAGS = {"table", "caption", "tbody", "tr", "th", "td"}
_TEXT_TAGS |= _TABLE_TAGS | {"pre", "aside", "dl", "dt", "dd"}
_PROSE_TAGS = _TEXT_TAGS | {"q", "small", "section"}
_PROSE_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "hr": {"data-jump"},
    "small": {"data-footnote"},
    "aside": {"data-kind"},
    "section": {"data-interview", "data-interviewer", "data-interviewee"},
    "p": {"data-question"},
    "code": {"class"},  # The language of a block of code.
    # A chart.
    "table": {"data-chart", "data-unit", "data-description", "data-credit", "data-credit-url"},
    "th": {"scope", "colspan", "rowspan", "data-align"},
    "td": {"colspan", "rowspan", "data-align"},
}
_CELL_VALUES = {
    "scope": re.compile("col|row"),
    "data-align": re.compile("center|end"),
    "colspan": re.compile(r"[1-9]\d{0,3}"),
    "rowspan": re.compile(r"[1-9]\d{0,3}"),
}
INLINE_TAGS = _PHRASE_TAGS | {"a", "br"}
_RENDERED_ATTRIBUTES = {
    **_PROSE_ATTRIBUTES,
    "a": {
        *("href", "title", "rel", "class", "id", "lang", "dir", "role", "aria-label", "data-text"),
        *("data-embed", "data-play", "data-note", "download"),
    },
    "blockquote": {"cite", "class", "id", "lang", "dir"},
    "figure": {"class", "id"},
    "video": {
        *("class", "src", "controls", "preload", "width", "height", "aria-label", "poster"),
    },
    "track": {"kind", "src", "srclang", "label"},
    "audio": {"class", "src", "controls", "preload", "aria-label"},
    "details": {"class"},
    "summary": {"data-text"},
    "div": {"class", "lang", "dir", "role", "tabindex", "aria-label", "aria-labelledby"},
    "p": {"class", "lang", "dir"},
    "aside": {"class", "aria-label"},
    "section": {"class", "tabindex", "aria-label"},
    "ol": {"class", "start", "aria-label"},
    "li": {"id"},
    "sup": {"class"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "pre": {"class", "role", "tabindex", "aria-label", "data-language", "dir"},
    "span": {"class", "id", "lang", "dir", "data-text"},
    "img": {"class", "src", "alt", "width", "height", "loading", "decoding", "fetchpriority"},
    "canvas": {"width", "height"},
    "source": {"type", "srcset", "sizes"},
    "time": {"class", "datetime"},
    "table": set(),
}
# Drawings of charts. Their texts are attributes, see `insert_link_text`.
_SHAPE_ATTRIBUTES = {
    "svg": {
        *("class", "role", "aria-label", "x", "y", "width", "height"),
        *("viewBox", "preserveAspectRatio"),
    },
    "path": {"class", "d", "vector-effect"},
    "line": {"class", "x1", "x2", "y1", "y2"},
    "circle": {"class", "cx", "cy", "r"},
    "text": {"class", "x", "y", "dx", "text-anchor", "data-text"},
}
_QUOTATION_ATTRIBUTES = {
    *("data-block", "data-attribution", "data-said", "data-url", "data-lang", "data-translation"),
    *("data-source", "data-source-name", "data-source-role", "data-source-affiliation"),
    *("data-source-kind", "data-speaker", "data-speaker-name", "data-read-from", "data-by-hand"),
    *("data-renamed-from", "data-url-read", "data-locator", "data-hops", "data-machine"),
}
_CONFLICT_ATTRIBUTES = {"data-block", "data-version", "data-by"}
_FIGURE_ATTRIBUTES = {
    *("data-block", "data-id", "data-photo", "data-caption", "data-credit", "data-alt"),
    *("data-decorative", "data-licence", "data-original", "data-layout", "data-lead"),
}
_EMBED_ATTRIBUTES = {
    *("data-block", "data-id", "data-url", "data-title", "data-caption", "data-post"),
}
_FILE_ATTRIBUTES = {"data-file", "data-transcript"}  # Besides those of figures and embeds.


def clean_text(text: str) -> str:
    """Remove control characters and lone surrogates."""
    return _INVALID_CHARACTER_RE.sub("", text)


# Relative URLs would resolve differently on the home page than on the post, and not at all in a
# feed.
_URL_RE = re.compile(r"(?:https?://|mailto:|/|#)")
# A srcset candidate. If one is anything else, the whole attribute is dropped: the browsers' rules
# for splitting it are complex.
_CANDIDATE_RE = re.compile(r"(?:https?:/)?/[^\s,]+ [1-9][0-9]*w")
_SIZES_RE = re.compile(r"[-\w\s().,:+*/]*")


CODE_LANGUAGE_RE = re.compile(r"language-[A-Za-z0-9+#._-]{1,30}")


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if name in {"href", "src", "cite", "poster"} and not _URL_RE.match(value):
        return None
    if name in _CELL_VALUES and not _CELL_VALUES[name].fullmatch(value):
        return None
    if tag == "code" and name == "class" and not CODE_LANGUAGE_RE.fullmatch(value):
        return None
    if name == "data-embed" and not value.startswith("https://"):
        return None
    if name == "srcset" and not all(map(_CANDIDATE_RE.fullmatch, value.split(", "))):
        return None
    if name == "sizes" and not _SIZES_RE.fullmatch(value):
        return None
    return value


class CleanHTML(str):
    """HTML as a policy returned it, which that policy need not clean again. Any text that is made
    of it is a plain string."""

    __slots__ = ("policy",)
    policy: Callable[[str], str]

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)  # Copied and pickled as a plain string.


def _build_policy(
    tags: set[str], attributes: dict[str, set[str]], rel: str | None = None
) -> Callable[[str], str]:
    cleaner = nh3.Cleaner(
        tags=tags,
        attributes=deepcopy(attributes),
        url_schemes=URL_SCHEMES,
        link_rel=rel,
        attribute_filter=_filter_attribute,
        # Their content is not text, so it is removed as well.
        clean_content_tags={"script", "style", "title", "template", "noscript", "iframe"},
    )

    def clean(dirty: str) -> str:
        if isinstance(dirty, CleanHTML) and dirty.policy is clean:
            return dirty
        dirty = clean_text(dirty)
        if dirty.count("<") > MAX_DEPTH and measure_depth(dirty) > MAX_DEPTH:
            dirty = re.sub(r"<[^<>]*>", " ", dirty)  # Keep the text.
        html = cleaner.clean(dirty)
        if "&#" in dirty:  # It has decoded character references, such as `&#1;`.
            html = clean_text(html)
        result = CleanHTML(html)
        result.policy = clean
        return result

    return clean


def measure_depth(dirty: str) -> int:
    """Return the nesting depth of elements, in linear time."""
    open_tags: dict[str, int] = {}
    depth = deepest = 0
    for closing, tag in _TAG_RE.findall(dirty):
        name = tag.lower()
        if name in _FLAT_TAGS:
            continue
        if not closing:
            open_tags[name] = open_tags.get(name, 0) + 1
            depth += 1
            deepest = max(depth, deepest)
        elif open_tags.get(name):
            open_tags[name] -= 1
            depth -= 1
    return deepest


PROSE = _build_policy(_PROSE_TAGS, _PROSE_ATTRIBUTES)
INLINE = _build_policy(INLINE_TAGS, {"a": {"href", "title"}})
# A cell of a table: phrases with footnotes.
PHRASES = _build_policy(
    INLINE_TAGS | {"small"}, {"a": {"href", "title"}, "small": {"data-footnote"}}
)
RENDERED = _build_policy(
    _TEXT_TAGS
    | {"figure", "figcaption", "section", "div", "span", "picture", "source", "img", "cite", "time"}
    | {"video", "audio", "track", "details", "summary"}
    # Empty: the box of a picture that was taken down, with its shape.
    | {"canvas"}
    | _SHAPE_ATTRIBUTES.keys(),
    _RENDERED_ATTRIBUTES | _SHAPE_ATTRIBUTES,
)
# A diff of two revisions of a block. An author's <ins> is a <u> there.
DIFFERENCE = _build_policy(
    _TEXT_TAGS | {"u", "del", "dl", "dt", "dd", "small"}, {**_PROSE_ATTRIBUTES, "dl": {"class"}}
)
# The same for readers, with the changes labelled in words.
CHANGES = _build_policy(
    _TEXT_TAGS | {"u", "del", "dl", "dt", "dd", "div", "span", "time", "small"},
    {
        **_PROSE_ATTRIBUTES,
        **{tag: {"class"} for tag in ("div", "span", "p", "dl", "ins", "del")},
        "blockquote": {"lang", "dir"},
    },
)
# Sent by the editor: prose, with quotations and figures as elements with data attributes.
DOCUMENT = _build_policy(
    _PROSE_TAGS | {"figure", "del", "strike", "thead", "tfoot"},
    {
        **_PROSE_ATTRIBUTES,
        "section": _PROSE_ATTRIBUTES["section"]
        | _QUOTATION_ATTRIBUTES
        | _CONFLICT_ATTRIBUTES
        | {"data-layout"},
        "figure": _FIGURE_ATTRIBUTES | _EMBED_ATTRIBUTES | _FILE_ATTRIBUTES,
        "p": {"data-id", "data-question"},
        "q": _QUOTATION_ATTRIBUTES | {"data-id"},
    },
)
# Readers' links are not endorsed: https://html.spec.whatwg.org/#link-type-nofollow
COMMENT = _build_policy(
    {"p", "br", "blockquote", "a"}, {"a": {"href"}, "p": {"dir"}}, rel="nofollow ugc"
)


class _URLLinker(Urlizer):
    """Turn URLs, but not e-mail addresses, into links and leave the text as typed."""

    url_template = '<a href="{href}">{url}</a>'

    @staticmethod
    def is_email_simple(value: str) -> bool:
        return False


def render_comment(text: str) -> str:
    """Render plain text as COMMENT HTML: paragraphs, and block quotes for lines starting with '>'.

    Each paragraph has `dir="auto"`.
    """
    parts = []
    for is_quoted, lines in groupby(clean_text(text).strip().splitlines(), _is_quoted):
        section = "\n".join(line.lstrip()[1:].strip() if is_quoted else line for line in lines)
        paragraphs = [p.strip() for p in re.split(r"\n\s*\n", section) if p.strip()]
        rendered = "".join(f'<p dir="auto">{_render_lines(p)}</p>' for p in paragraphs)
        is_quote = is_quoted and rendered
        parts.append(f"<blockquote>{rendered}</blockquote>" if is_quote else rendered)
    return COMMENT("".join(parts))


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


_link_urls = _URLLinker()
# Every URL that Django's `Urlizer` recognizes has one of these. It splits a text into words, which
# takes half of the time to render a comment, so only paragraphs with one of them are passed to it.
_URL_SIGN_RE = re.compile(r"://|www\.|\.(?:com|edu|gov|int|mil|net|org)", re.IGNORECASE)


def _render_lines(paragraph: str) -> str:
    lines = paragraph.split("\n")
    if not _URL_SIGN_RE.search(paragraph):
        return "<br>".join(map(html.escape, lines))
    return "<br>".join(_link_urls(line, autoescape=True) for line in lines)


def mark_clean(clean: str) -> SafeString:
    """Mark HTML as safe. Only for HTML that has passed a policy."""
    return SafeString(clean)


# The site's own texts of links, summaries and drawings are stored in an attribute, because the
# search index contains all text between tags.
_LINK_TEXT_START = ' data-text="'
_LINK_TEXT_RE = re.compile(r'([^"]*)"></(a|summary|span|text)>')


def insert_link_text(stored: str) -> SafeString:
    """Insert the text of the site's own links, summaries and drawings into a post's stored HTML.

    Splitting takes two thirds of the time of one regular expression.
    """
    first, *others = stored.split(_LINK_TEXT_START)
    parts = [first]
    for other in others:
        if match := _LINK_TEXT_RE.match(other):
            parts += (">", match[1], "</", match[2], ">", other[match.end() :])
        else:
            parts += (_LINK_TEXT_START, other)
    return SafeString("".join(parts))


def escape(text: str) -> str:
    """Convert plain text to INLINE HTML; line ends become <br>."""
    return html.escape(text, quote=False).replace("\n", "<br>")


# Delimit search matches. No stored text contains these characters.
HIGHLIGHT_START, HIGHLIGHT_END = "\x02", "\x03"
_HIGHLIGHT_RE = re.compile(
    f"{HIGHLIGHT_START}([^{HIGHLIGHT_START}{HIGHLIGHT_END}]*){HIGHLIGHT_END}"
)


def highlight(text: str) -> SafeString:
    """Convert plain text to HTML, with <mark> in place of the highlight characters."""
    return mark_safe(clean_text(_HIGHLIGHT_RE.sub(r"<mark>\1</mark>", html.escape(text))))


_SCRIPT_ESCAPES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def dump_script_json(value: object) -> SafeString:
    """Serialize JSON for a data <script>, so that it cannot end the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _SCRIPT_ESCAPES.items():  # `translate()` takes twenty times as long.
        text = text.replace(sign, escaped)
    return mark_safe(text)


def parse_fragment(clean: str) -> lxml.html.HtmlElement:
    """Parse cleaned HTML into a tree under one <div>."""
    return lxml.html.fragment_fromstring(clean, create_parent="div")


BLOCK_TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "pre", "section", "div"),
    *("figure", "figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
    *("aside", "dl", "dt", "dd"),
}
_UNSPACED_TAGS = {
    "ul",
    "ol",
    "dl",
    "aside",
    "section",
    "thead",
    "tbody",
    "tfoot",
    "td",
    "th",
}  # Their content ends lines.


def plain_text(clean: str) -> str:
    """Return the exact text of cleaned HTML. <br> is one line end, the end of a block is two; the
    cells of a table are separated by tabs, its rows by line ends; a footnote is in brackets."""
    return _collect_text(parse_fragment(clean)).strip("\n")


def read_text(element: lxml.html.HtmlElement) -> str:
    """Return the text of an element of prose, without its footnotes."""
    return "".join(element.xpath(".//text()[not(ancestor::small)]"))


def _collect_text(element: lxml.html.HtmlElement) -> str:
    parts = [element.text or ""]
    if element.tag == "tr":
        return "\t".join(map(_collect_text, element)) + "\n"
    for child in element:
        parts += ["\n" if child.tag == "br" else _collect_text(child), child.tail or ""]
    if element.tag == "caption":
        return "".join(parts) + "\n"
    if element.tag == "small":
        return f" [{''.join(parts)}]"
    is_block = element.tag in BLOCK_TAGS - _UNSPACED_TAGS
    return "".join(parts) + ("\n\n" if is_block else "")


def split_top_level(clean: str) -> list[str]:
    """Split cleaned HTML into its top-level elements."""
    return [lxml.html.tostring(element, encoding="unicode") for element in parse_fragment(clean)]


def remove_elements(clean: str, tag: str) -> str:
    """Remove all elements of a tag, with their content, from cleaned HTML."""
    root = parse_fragment(clean)
    for element in root.findall(f".//{tag}"):
        element.drop_tree()
    return inner_html(root)


def inner_html(element: lxml.html.HtmlElement) -> str:
    """Serialize an element's content."""
    children = (lxml.html.tostring(child, encoding="unicode") for child in element)
    return html.escape(element.text or "", quote=False) + "".join(children)
