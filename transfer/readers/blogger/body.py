"""The HTML of posts and comments: Blogger's habits turned into the forms of `transfer.items`."""

import re
from dataclasses import dataclass

from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from transfer.readers.blogger.elements import (
    create,
    get_styles,
    get_tag,
    has_class,
    is_blank,
    move_children,
    replace,
    serialize,
    unwrap,
)
from transfer.readers.blogger.embeds import convert_embeds
from transfer.readers.blogger.figures import (
    convert_caption_tables,
    convert_separators,
    normalize_links,
)
from transfer.readers.blogger.paragraphs import build_paragraphs

# Deeper elements lose their tags: pages with hundreds of unclosed <span> are real.
MAX_DEPTH = 50
_PARSER_DEPTH = 2_000
_CONTROL_RE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BREAKING_TAG_RE = re.compile(r"<(?:br|p|table|ul|ol|h[1-6])\b", re.IGNORECASE)
_DIV_WITH_TEXT_RE = re.compile(
    r"<div\b[^<>]*>(?:\s|&nbsp;)*(?:<(?:span|b|i|font)\b[^<>]*>)*[^<\s]", re.IGNORECASE
)
_VERBATIM_TAG_RE = re.compile(r"(</?(?:pre|script|style|textarea)\b[^<>]*>)", re.IGNORECASE)
_NEWLINE_RE = re.compile(r"\r\n?|\n")
# The parser ends these at each <p>, which browsers do not.
_FORMATTING_RE = re.compile(r"(</?)(?=(?:b|i|u|s|big|small|strike|tt)[\s>/])", re.IGNORECASE)
_PREFIX = "keep-"
_PREFIXED_RE = re.compile(f"(</?){_PREFIX}")
_BORDERLESS = re.compile(r"none|0(?:px)?|medium(?: none)?|initial|currentcolor")


class TooDeep(ValueError):
    """HTML is nested too deeply to be parsed."""


@dataclass(frozen=True, slots=True)
class Body:
    """The HTML of a post, and in plain words what it could not keep."""

    html: str
    notes: tuple[str, ...] = ()


def convert_body(source: str) -> Body:
    """Convert the HTML of a post. Raises TooDeep."""
    source = break_lines(_CONTROL_RE.sub("", source))
    if is_blank(source):
        return Body("")
    root = _parse(source)
    notes: list[str] = []
    _convert_comments(root)
    convert_embeds(root, notes)
    _remove_counters(root)
    _convert_indentation(root)
    normalize_links(root)
    convert_caption_tables(root, notes)
    convert_separators(root)
    return Body(serialize(build_paragraphs(root)), tuple(dict.fromkeys(notes)))


def convert_comment(source: str) -> str:
    """Return the HTML of a comment with line breaks in place of newlines."""
    return break_lines(_CONTROL_RE.sub("", source).strip())


def break_lines(source: str) -> str:
    """Return HTML with line breaks in place of newlines, if it has no other sign of lines.

    Blogger stores what is typed with newlines like that, and converts it when it shows it; its
    older exports are converted, Takeout is not.
    """
    if "\n" not in source or _BREAKING_TAG_RE.search(source) or _DIV_WITH_TEXT_RE.search(source):
        return source
    parts = []
    verbatim = ""
    for index, part in enumerate(_VERBATIM_TAG_RE.split(source)):
        if index % 2:
            name = part.strip("</>").split()[0].lower()
            if not verbatim and not part.startswith("</"):
                verbatim = name
            elif part.startswith("</") and name == verbatim:
                verbatim = ""
        elif not verbatim:
            part = _NEWLINE_RE.sub("<br>", part)
        parts.append(part)
    return "".join(parts)


def _parse(source: str) -> HtmlElement:
    """Parse a fragment or a whole document into a div."""
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_pis=True)
    try:
        document = html.document_fromstring(
            f"<html><body><div>{_FORMATTING_RE.sub(rf'\1{_PREFIX}', source)}".encode(),
            parser=parser,
            ensure_head_body=True,
        )
    except ParserError as error:
        raise TooDeep from error
    root = create("div")
    for part in document:
        move_children(part, root)
    _limit_depth(root)
    for element in root.iter():
        if get_tag(element).startswith(_PREFIX):
            element.tag = get_tag(element).removeprefix(_PREFIX)
        if element.text and _PREFIX in element.text:
            element.text = _PREFIXED_RE.sub(r"\1", element.text)
        for name, value in element.items():
            if _PREFIX in value:
                element.set(name, _PREFIXED_RE.sub(r"\1", value))
    return root


def _limit_depth(root: HtmlElement) -> None:
    """Unwrap elements that are too deep. Raises TooDeep where the parser has given up."""
    deep = []
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        if depth >= _PARSER_DEPTH:
            raise TooDeep
        if depth > MAX_DEPTH and get_tag(element) not in ("img", "br", "script", "iframe", "pre"):
            deep.append(element)
        stack.extend((child, depth + 1) for child in element)
    for element in filter(get_tag, deep):
        unwrap(element)


def _convert_comments(root: HtmlElement) -> None:
    """Remove comments; one is the jump break as it is typed in HTML."""
    for element in list(root.iter()):
        if not get_tag(element):
            is_jump = (element.text or "").strip().lower() == "more"
            replace(element, [create("a", name="more")] if is_jump else [])


def _remove_counters(root: HtmlElement) -> None:
    """Remove the invisible picture that Blogger adds to posts in feeds to count their readers."""
    for picture in list(root.iter("img")):
        if "/tracker/" in (picture.get("src") or "") and picture.get("width") == "1":
            replace(picture, [])


def _convert_indentation(root: HtmlElement) -> None:
    """Turn the blockquotes that the editor's indent button makes into ordinary text."""
    for quote in list(root.iter("blockquote")):
        if _is_indentation(quote):
            container = create("div")
            move_children(quote, container)
            replace(quote, [container])


def _is_indentation(quote: HtmlElement) -> bool:
    if has_class(quote, "webkit-indent-blockquote"):
        return True
    styles = get_styles(quote)
    border = styles.get("border", styles.get("border-style", ""))
    margins = styles.get("margin", "").split()
    left = styles.get("margin-left") or (margins[3] if len(margins) == 4 else "")
    return bool(_BORDERLESS.match(border)) and left.startswith("40px")
