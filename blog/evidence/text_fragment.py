"""Text fragments: links that lead to words of a page, as browsers understand them.

A courtesy to readers, never evidence: pages may ignore fragments.
"""

import re
from urllib.parse import quote, urldefrag

MAX_WHOLE_LENGTH = 120  # Of a quotation that is named in full; of others, both ends.
EDGE_WORDS = 6
PREFIX_WORDS = 3
MAX_FRAGMENT_LENGTH = 500


def build_fragment(text: str, start: int, length: int) -> str:
    """Return the directive `text=…` for a place in the text of a page; '' if it gets too long.

    Words before the place are named if the same words stand earlier on the page.
    """
    place = text[start : start + length]
    lines = [line for line in place.split("\n") if line.strip()]
    if not lines:
        return ""
    if len(lines) == 1 and len(place) <= MAX_WHOLE_LENGTH:
        directive, searched = _encode(place), place
    else:
        first, last = _take_first(lines[0]), _take_last(lines[-1])
        directive, searched = f"{_encode(first)},{_encode(last)}", first
    if text.find(searched.strip()) < start:
        line_before = text[:start].rpartition("\n")[2]
        if prefix := " ".join(line_before.split()[-PREFIX_WORDS:]):
            directive = f"{_encode(prefix)}-,{directive}"
    fragment = f"text={directive}"
    return fragment if len(fragment) <= MAX_FRAGMENT_LENGTH else ""


def add_fragment(url: str, fragment: str) -> str:
    """Return a URL that leads to a text fragment, and to its own fragment where there is none."""
    address, own = urldefrag(url)
    return f"{address}#{own.partition(':~:')[0]}:~:{fragment}"


def _take_first(line: str) -> str:
    return " ".join(line.split()[:EDGE_WORDS])[:MAX_WHOLE_LENGTH]


def _take_last(line: str) -> str:
    return " ".join(line.split()[-EDGE_WORDS:])[-MAX_WHOLE_LENGTH:]


def _encode(text: str) -> str:
    """Percent-encode everything that has a meaning in a directive: comma, ampersand and dash."""
    text = re.sub(r"\s+", " ", text).strip()
    return quote(text, safe="").replace("-", "%2D")
