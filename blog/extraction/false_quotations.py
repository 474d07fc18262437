"""Text that only looks like a quotation: code, verse, timelines, notes, calls to subscribe."""

import re

from blog.extraction.attribution_lines import CODE_RE
from blog.extraction.blocks import Block

_EDITORIAL_RE = re.compile(
    r"^\W*(?:update|updated|editor|note|nb|disclaimer|correction|this (?:post|article|piece|"
    r"story|essay)|originally published|first published|mise à jour|"
    r"cet article|hinweis|anmerkung|dieser (?:artikel|beitrag|text)|nota|este artículo|"
    r"questo articolo|обновление|примечание|actualizare|acest articol)\b",
    re.IGNORECASE,
)
_ACTION_RE = re.compile(
    r"\b(?:subscribe|sign up|newsletter|click|read more|donate|join us|share this|abonnez|"
    r"abonnieren|suscríbete|iscriviti|подпис)",
    re.IGNORECASE,
)


def is_quotation(paragraphs: list[Block], has_attribution: bool) -> bool:
    """Return whether a text is a quotation, not indented text, code, verse, a timeline or notes."""
    text = "\n".join(block.text for block in paragraphs)
    if not any(character.isalpha() for character in text):
        return False
    if has_attribution:
        return not paragraphs[0].is_in("pre")
    if any(block.is_in("pre", "code", ".highlight", ".code") for block in paragraphs):
        return False
    lines = text.split("\n")
    code = sum(bool(CODE_RE.search(line)) for line in lines)
    if code > len(lines) / 3:
        return False
    if _EDITORIAL_RE.match(text) or (_ACTION_RE.search(text) and len(text) < 300):
        return False
    if (
        len(lines) >= 4
        and sum(len(line) for line in lines) / len(lines) < 45
        and not re.search(r"[.!?][”\"»]?$", lines[-1])
    ):
        return False
    if (
        len(lines) >= 3
        and sum(
            bool(re.match(r"^\W*(?:\d{4}|\d{1,2}[.:]\d\d|\d{1,2}\.\s)", line)) for line in lines
        )
        > len(lines) / 2
    ):
        return False
    is_indent = any("li" in block.tags for block in paragraphs)
    return (
        not (is_indent and len(paragraphs) > 4)
        and len(text.split()) >= 4
        or len(re.findall(r"[\u3040-\u9fff\uac00-\ud7af]", text)) >= 8
    )


def is_long_enough(text: str) -> bool:
    return len(text.split()) >= 3 or len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]", text)) >= 6
