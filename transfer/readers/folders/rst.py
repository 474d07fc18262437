"""reStructuredText as HTML in the forms of `transfer.items`, parsed by docutils."""

import re
from typing import Any

from transfer.readers.folders.html_parts import build_paragraphs

_RULE_RE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*$")
_FIELD_RE = re.compile(r":(?P<name>[^:\s][^:]*):(?:\s+(?P<value>.*))?$")


def split(text: str) -> tuple[dict[str, Any], str]:
    """Split a file into metadata and text: a title, and below it fields such as `:date: …`."""
    lines = [line.rstrip() for line in text.expandtabs(4).split("\n")]
    metadata: dict[str, Any] = {}
    start = _skip_blank(lines, 0)
    title, end = _read_title(lines, start)
    if title and end:
        metadata["title"] = title
        start = end
    position = _skip_blank(lines, start)
    name = ""
    while position < len(lines):
        match = _FIELD_RE.match(lines[position])
        if match:
            name = match["name"].lower()
            metadata[name] = (match["value"] or "").strip()
        elif name and lines[position].startswith(" "):
            metadata[name] = f"{metadata[name]} {lines[position].strip()}".strip()
        else:
            break
        position += 1
    return metadata, "\n".join(lines[position if name else start :]).lstrip("\n")


def _skip_blank(lines: list[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def _read_title(lines: list[str], position: int) -> tuple[str, int]:
    """Return the title of a section and where its text begins; 0 if there is none here."""
    window = (*lines[position : position + 3], "", "", "")
    if _RULE_RE.match(window[0]) and window[1].strip() and _RULE_RE.match(window[2]):
        return window[1].strip(), position + 3
    is_title = bool(window[0].strip()) and not window[0].startswith((" ", ".. "))
    if is_title and _RULE_RE.match(window[1]) and not _RULE_RE.match(window[0]):
        return window[0].strip(), position + 2
    return "", 0


def render(text: str) -> str:
    """Render a text as HTML; one that is too much for the parser as plain paragraphs."""
    # docutils takes 0.2 s of CPU time to import.
    from transfer.readers.folders import rst_parser, rst_renderer

    try:
        return rst_renderer.render(rst_parser.parse(text))
    except Exception:  # Also those of docutils itself, such as RecursionError.
        return build_paragraphs(text)
