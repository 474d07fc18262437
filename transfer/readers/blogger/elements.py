"""Small helpers for HTML elements."""

import re
from collections.abc import Iterable

from lxml import html
from lxml.html import HtmlElement

_make_element = html.html_parser.makeelement
_STYLE_RE = re.compile(r"([\w-]{1,40})\s{0,9}:\s{0,9}([^;]*)")


def get_tag(element: HtmlElement) -> str:
    """Return the name of an element, '' for a comment."""
    return element.tag if isinstance(element.tag, str) else ""


def is_blank(text: str | None) -> bool:
    """Return whether text is empty or white space, which includes no-break spaces."""
    return not text or not text.strip("\u200b\ufeff \t\r\n\f\v\xa0")


def has_text(element: HtmlElement) -> bool:
    return any(not is_blank(text) for text in element.itertext())


def create(tag: str, **attributes: str) -> HtmlElement:
    """Create an element; underscores in names of attributes become hyphens."""
    element: HtmlElement = _make_element(tag)
    for name, value in attributes.items():
        element.set(name.replace("_", "-"), value)
    return element


def get_styles(element: HtmlElement) -> dict[str, str]:
    """Return the declarations of the style attribute in lower case."""
    style = (element.get("style") or "").lower()
    return {name: value.strip() for name, value in _STYLE_RE.findall(style)}


def is_centred(element: HtmlElement) -> bool:
    return (
        get_styles(element).get("text-align") == "center"
        or (element.get("align") or "").lower() == "center"
    )


def has_class(element: HtmlElement, name: str) -> bool:
    return name in (element.get("class") or "").split()


def move_children(source: HtmlElement, target: HtmlElement) -> None:
    """Move text and children to the end of another element."""
    append_text(target, source.text)
    source.text = None
    target.extend(list(source))


def append_text(element: HtmlElement, text: str | None) -> None:
    """Append text after the last child."""
    if not text:
        return
    # len() would count all children.
    last = next(element.iterchildren(reversed=True), None)
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text


def replace(element: HtmlElement, replacements: Iterable[HtmlElement]) -> None:
    """Put other elements where an element is; the text after it stays. Takes the same time
    however many siblings there are."""
    for item in replacements:
        element.addprevious(item)
    _append_before(element, element.tail)
    _remove(element)


def unwrap(element: HtmlElement) -> None:
    """Put the content of an element in its place."""
    _append_before(element, element.text)
    replace(element, list(element))


def _append_before(element: HtmlElement, text: str | None) -> None:
    if not text:
        return
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
        return
    parent = element.getparent()
    assert parent is not None
    parent.text = (parent.text or "") + text


def _remove(element: HtmlElement) -> None:
    parent = element.getparent()
    assert parent is not None
    element.tail = None
    parent.remove(element)


def serialize(elements: Iterable[HtmlElement]) -> str:
    """Return HTML without the text after each element."""
    return "\n".join(
        html.tostring(element, encoding="unicode", with_tail=False) for element in elements
    )
