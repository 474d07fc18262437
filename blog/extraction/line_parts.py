"""Split an attribution line into parts, at commas, dashes and dots between them."""

import re

from blog.extraction.attribution_patterns import PAGES_RE
from blog.extraction.attribution_rest import trim_part
from blog.extraction.lines import has_organisation_word, is_capitalised, is_office_phrase
from blog.extraction.locators import cut_issue
from blog.extraction.vocabulary import ACADEMIC
from lib.lazy_regex import compile_lazily

_SEPARATORS_RE = compile_lazily(
    r"[,،，;]|\s/\s(?=[A-ZÀ-Þ])|\s(?:[—–·|•]|--|-|―)\s|"
    r"(?<=[^\W\d_]{4})(?<!Prof)(?<!prof)(?<!sygn)\.\s(?=[A-ZÀ-ÞА-Я«\"“„])|、"
)
_LIST_HEAD_RE = compile_lazily(
    r"\s(?:for|für|of|on|de|des|du|para|per|för)\s|\s[ld][’']", re.IGNORECASE
)
_TOPIC_RE = compile_lazily(r"(?:à propos|au sujet|lors d|about|über|zu[rm]?|sobre|a proposito)\b")
_LIST_TAIL_RE = compile_lazily(r"^[^,]{2,60}\s(?:and|und|et|y|e|en|och|og|i|и)\s\S")


def split_parts(text: str) -> list[str]:
    """Split a line at commas, dashes and dots between parts; not within brackets and marks."""
    parts, start, depth, quoted, is_german = [], 0, 0, False, False
    cuts = {
        match.start(): match.end()
        for match in _SEPARATORS_RE.finditer(text)
        if match[0][0] != "." or f"{_last_word(text, match.start())}." not in ACADEMIC
    }
    position = 0
    while position < len(text):
        character = text[position]
        if character == "“" and is_german:
            depth, is_german = max(0, depth - 1), False  # It closes after „.
        elif character in "([（【«“„「『":
            depth += 1
            is_german = is_german or character == "„"
        elif character in ")]）】»”」』":
            depth = max(0, depth - 1)
        elif character == '"' and not _is_hebrew_acronym(text, position):
            quoted = not quoted
        elif position in cuts and not depth and not quoted:
            parts.append(text[start:position])
            start = position = cuts[position]
            continue
        position += 1
    parts.append(text[start:])
    stripped = [cut_issue(trim_part(part)) for part in parts]
    return _join_lists([part for part in stripped if part and not PAGES_RE.match(part)])


def _is_hebrew_acronym(text: str, position: int) -> bool:
    """Return whether the mark is within a Hebrew word: 'ח"כ'."""
    return all(
        "\u05d0" <= letter <= "\u05ea"
        for letter in (text[position - 1 : position], text[position + 1 : position + 2])
    )


def _last_word(text: str, end: int) -> str:
    return text[max(0, end - 12) : end].rsplit(" ", 1)[-1]


def _join_lists(parts: list[str]) -> list[str]:
    """Join what a comma separates within a list: 'Minister for Youth, Family and Sport'."""
    joined: list[str] = []
    for part in parts:
        is_list = joined and _LIST_HEAD_RE.search(joined[-1])
        follows = is_list and (is_office_phrase(joined[-1]) or has_organisation_word(joined[-1]))
        is_title = is_office_phrase(part) and not (
            is_capitalised(part) and has_organisation_word(joined[-1] if joined else "")
        )
        is_topic = _TOPIC_RE.match(part)
        if follows and _LIST_TAIL_RE.search(part) and not (is_title or is_topic):
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def unwrap(text: str) -> str:
    """Remove the brackets around a whole line, and the full stop behind them."""
    if text.endswith((").", "].")) and text[0] in "([":
        text = text[:-1]
    while len(text) > 2 and (text[0], text[-1]) in {("(", ")"), ("[", "]"), ("（", "）")}:
        inner = text[1:-1]
        if any(mark in inner for mark in "()[]（）"):
            break
        text = inner.strip()
    return text
