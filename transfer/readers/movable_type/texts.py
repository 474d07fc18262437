"""Texts as HTML, by the format that an entry names."""

import re

from django.utils.translation import gettext_noop

from transfer.readers.movable_type.entries import ParsedEntry
from transfer.readers.simple_markdown import render_markdown
from transfer.readers.values import build_tag

_BLOCK_RE = re.compile(
    r"</?(?:h[1-6]|table|ol|dl|ul|menu|dir|p|pre|center|form|fieldset|select|blockquote|address|div"
    r"|hr|figure|section|article|iframe|script|style)\b",
    re.IGNORECASE,
)
# Hatena: the host of a page below the frame of its card, and the name of a picture's file in place
# of a text.
_HATENA_HOST_RE = re.compile(
    r'(<iframe\s(?=[^<>]*hatenablog)[^<>]*>\s*</iframe>)\s*<cite class="hatena-citation">\s*'
    r"<a\s[^<>]*>[^<>]*</a>\s*</cite>"
)
_HATENA_NAME_RE = re.compile(r'\s(?:alt|title)="f:id:[^"<>]*"')
_HTML_FORMATS = {"0", "richtext", "html", "none", "wysiwyg"}


def build_body(source: ParsedEntry, notes: list[str]) -> str:
    """Join both parts of the text, between which readers had to click."""
    kind = (source.get("CONVERT BREAKS") or source.get("TEXT FORMAT")).lower()
    parts = [source.get_text("BODY"), source.get_text("EXTENDED BODY")]
    parts = [_HATENA_NAME_RE.sub("", _HATENA_HOST_RE.sub(r"\1", part)) for part in parts]
    has_kind = "CONVERT BREAKS" in source.fields or "TEXT FORMAT" in source.fields
    if kind.startswith("textile"):
        notes.append(gettext_noop("It was written in Textile, whose marks are kept as they are."))
    html = [
        convert_text(part, kind if has_kind and kind else _guess_kind(part)) if part.strip() else ""
        for part in parts
    ]
    return "<!--more-->".join(html) if html[1] else html[0]


def _guess_kind(text: str) -> str:
    return "0" if re.search(r"<(?:p|br|div)\b", text, re.IGNORECASE) else "1"


def convert_text(text: str, kind: str) -> str:
    """Return a text as HTML by the value of CONVERT BREAKS."""
    if kind in _HTML_FORMATS:
        return text
    if kind.startswith("markdown"):
        return render_markdown(text, breaks=False)
    blocks = re.split(r"\n[ \t]*\n", text)
    return "".join(
        block if _BLOCK_RE.match(block.lstrip()) else _build_paragraph(block)
        for block in blocks
        if block.strip()
    )


def _build_paragraph(block: str) -> str:
    return build_tag("p", block.strip().replace("\n", "<br>\n"))
