"""The text of a version of a post, as it is sealed: what readers can compare with the page.

Its hash is sealed for ever, so the format must never change; a test compares it with files. It uses
no other code of the project for the same reason. Pictures, files and embeds, with their captions,
are not part of it: pictures are sealed by themselves, and one that is taken down hides its caption.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import lxml.html
from lxml.html import HtmlElement

_INLINE_TAGS = frozenset(
    {"a", "abbr", "b", "br", "code", "em", "i", "ins", "q", "s", "small", "strong", "sub", "sup"}
)
_SURROUNDINGS = {"br": ("\n", ""), "small": (" [", "]")}  # Footnotes are in brackets.
_SKIPPED_BLOCKS = frozenset({"figure", "gallery", "embed", "file", "conflict"})


def build_text(fields: Mapping[str, Any], blocks: Iterable[str]) -> bytes:
    """Return the text of a version in UTF-8: title, summary, then the words of its blocks.

    `fields` and `blocks` are those of a revision, the blocks as HTML. Each paragraph, heading, list
    item and table cell is one line, without markup, white space collapsed; a quotation ends with
    its attribution and translation. A blank line separates title, summary and blocks.
    """
    parts = [[fields.get("title") or ""], [fields.get("summary") or ""], *map(_list_lines, blocks)]
    cleaned = [[line for line in map(_collapse, lines) if line] for lines in parts]
    return ("\n\n".join("\n".join(lines) for lines in cleaned if lines) + "\n").encode()


def _list_lines(html: str) -> list[str]:
    if not html.strip():
        return []
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    lines = [""]
    for text in _iterate_texts(root):
        if text is None:
            lines.append("")
        else:
            lines[-1] += text
    return lines


def _iterate_texts(element: HtmlElement) -> Iterator[str | None]:
    """Yield pieces of text, and None at the end of a line."""
    if not isinstance(element.tag, str) or element.get("data-block") in _SKIPPED_BLOCKS:
        return
    is_line = element.tag not in _INLINE_TAGS
    if is_line:
        yield None
    before, after = _SURROUNDINGS.get(element.tag, ("", ""))
    yield before + (element.text or "")
    for child in element:
        yield from _iterate_texts(child)
        yield child.tail or ""
    yield after
    if element.get("data-block") == "quotation" and is_line:
        for name in ("data-attribution", "data-translation"):
            yield None
            yield element.get(name, "")
    if is_line:
        yield None


def _collapse(line: str) -> str:
    return " ".join(line.split())
