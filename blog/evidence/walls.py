"""Pages in place of an article: consent walls, paywalls, logins, captchas, errors."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import re2

from blog.evidence.letters import UNSPACED_RE

MIN_WORDS = 40  # Fewer are no article.
# With a phrase of a wall and fewer other words than these, a page is the wall or a teaser.
MIN_WORDS_BESIDE_BLOCK = 100
MIN_WORDS_BESIDE_PAYWALL = 250
_MIN_LINE_WORDS = 6  # Shorter lines are menus and labels.
_MAX_PHRASE_LINE = 1_200  # Characters; longer lines are prose that may well contain a phrase.
_UNSPACED_PER_WORD = 2  # Letters.
_FILE = Path(__file__).parent / "words" / "walls.toml"


def is_wall(title: str, lines: list[str], beside: list[str], *, is_not_free: bool) -> bool:
    """Return whether a page is too short for an article, or a wall with a few words beside it.

    `lines` are those of the text, `beside` those of asides, whose words do not count.
    `is_not_free` is whether the page's linked data says that it has to be paid for.
    """
    page = _normalize("\n".join((title, *lines, *beside)))
    # Most pages have no phrase of either kind, which one search of all tells.
    blocked, paywall = (each if each.search(page) else None for each in _load_phrases())
    shown = 0
    is_blocked, is_paywall = _contains(blocked, title), is_not_free
    for line in lines:
        if _contains(blocked, line):
            is_blocked = True
        elif _contains(paywall, line):
            is_paywall = True
        elif (count := count_words(line)) >= _MIN_LINE_WORDS:
            shown += count
    if shown >= MIN_WORDS_BESIDE_PAYWALL:
        return False
    if shown < MIN_WORDS:
        return True
    is_paywall = is_paywall or any(_contains(paywall, line) for line in beside)
    is_blocked = is_blocked or any(_contains(blocked, line) for line in beside)
    return is_paywall or is_blocked and shown < MIN_WORDS_BESIDE_BLOCK


def count_words(text: str) -> int:
    """Return the number of words; two letters of a script without spaces count as one."""
    entries = text.split()
    if not UNSPACED_RE.search(text):
        return len(entries)
    letters = len(UNSPACED_RE.findall(text))
    return letters // _UNSPACED_PER_WORD + sum(not UNSPACED_RE.search(entry) for entry in entries)


@cache
def _load_phrases() -> tuple[Any, Any]:
    tables = tomllib.loads(_FILE.read_text())

    def compile_phrases(name: str) -> Any:
        phrases = sorted({line for line in tables[name].split("\n") if line})
        return re2.compile("|".join(map(re2.escape, phrases)))

    return compile_phrases("blocked"), compile_phrases("paywall")


def _contains(phrases: Any, line: str) -> bool:
    if not phrases or not line or len(line) > _MAX_PHRASE_LINE:
        return False
    return phrases.search(_normalize(line)) is not None


def _normalize(text: str) -> str:
    return text.lower().replace("’", "'")
