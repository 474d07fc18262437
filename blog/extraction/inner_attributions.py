"""Attributions within the marks of a passage: '«Мы придём, — сказал он, — завтра»'.

Russian, Ukrainian, French, Italian, Spanish and Polish papers do not close the marks before them.
"""

import re
from functools import cache

from blog.extraction import cues
from blog.extraction.marks import TITLE_MARKS, Marked
from blog.extraction.people import NAME_WORD

MAX_LENGTH = 120
_BETWEEN_COMMAS = frozenset(["fr", "it", "es", "pt", "ro", "ca"])


def split_at_attributions(text: str, mark: Marked, language: str) -> list[Marked]:
    """Return the spoken parts of a passage; the passage alone if nothing is said of its speaker.

    A part's outer offsets are those of the passage, or one character before its words.
    """
    if not mark.is_closed or mark.mark in TITLE_MARKS:
        return [mark]
    parts: list[Marked] = []
    start, inner_end = mark.start, mark.inner(text)[1]
    for match in _attribution(cues.table_for(language)).finditer(text, start + 1, inner_end):
        if match.start() - start > 3:
            parts.append(Marked(start, match.start(), mark.mark, is_closed=False, is_part=True))
            start = match.end() - 1
    if not parts:
        return [mark]
    if any(character.isalpha() for character in text[start + 1 : inner_end]):
        parts.append(Marked(start, mark.end, mark.mark, is_part=True))
    return parts


@cache
def _attribution(language: str) -> re.Pattern[str]:
    verb = rf"(?:[^\W\d_]+\s)?(?:{cues.verbs(language)})(?!\w)"
    between_dashes = (
        rf"[,.!?…]?(?:\s[—–-]\s|\s?[—–])(?={verb})[^—–«»“”\"„\n]{{3,{MAX_LENGTH}}}?"
        r"(?:\s[—–-][.,;:]?\s|[—–]\s?|\s?$)"
    )
    if language not in _BETWEEN_COMMAS:
        return re.compile(between_dashes)
    who = (
        r"(?:-t)?-(?:il|elle|on|ils|elles)|"
        rf"\s(?:[^\W\d_A-ZÀ-Þ][\w’'-]*\s){{0,5}}{NAME_WORD}(?:\s{NAME_WORD}){{0,3}}"
    )
    apposition = (
        r"(?:,\s[^\W\d_A-ZÀ-Þ][^,.;:!?«»“”\"\n]{2,60}(?=\.\s))?"  # ', mère de trois enfants. '
    )
    end = rf"{apposition}(?:,\s(?=[^\W\d_A-ZÀ-Þ])|\.\s|,?\s?$)"
    between_commas = rf"[,!?…]\s(?:{cues.verbs(language)})(?:{who}){end}"
    return re.compile(f"{between_dashes}|{between_commas}")
