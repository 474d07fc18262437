"""Lines that name a text by book and number: 'Matthew 5:44', 'Лука 6:31', 'RFC 9110'."""

import re

from blog.extraction.vocabulary import load_words
from lib.lazy_regex import compile_lazily

_BOOKS = "|".join(sorted(map(re.escape, load_words("scriptures")), key=len, reverse=True))
_SCRIPTURE_RE = compile_lazily(
    rf"(?P<reference>(?:от\s)?(?:[1-3]\.?\s|I{{1,3}}\s)?(?:{_BOOKS})\s"
    r"\d{1,3}(?:\s?[:.,]\s?\d{1,3}[a-z]?(?:\s?[-–]\s?\d{1,3})?)?)"
    r"(?:,?\s(?:[^\W\d_]{2,12}|[(\[][^()\[\]]{2,40}[)\]]?))?",
    re.IGNORECASE,
)
_SURAH_RE = compile_lazily(
    r"(?:سورة|sur(?:ah?|e|ate?)|сура)\s[^\W\d_][^\d,،:]{1,20}[,،:]?\s(?:(?:الآيات|الآية|آية|"
    r"verses?|vers|аят)\s)?"
    r"[\d٠-٩]{1,3}(?:\s?[-–:]\s?[\d٠-٩]{1,3})?",
    re.IGNORECASE,
)
# Documents in numbered series: 'PEP 20', 'EWD 498', 'ISO 8601', 'COM-2021/206'.
_NUMBERED_RE = compile_lazily(
    r"[A-Z]{2,6}[ -]\d{2,6}(?:[-/:]\d{1,6})*|ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9.]{1,25}"
)


def find_scripture(line: str) -> str:
    """Return the reference without its translation if the line is nothing else, or ''.

    It is no book's name alone, as 'Lukas' would be a person among the sources.
    """
    bare = line.strip(" .,;()[]—–-")
    if _SURAH_RE.fullmatch(bare):
        return bare
    match = _SCRIPTURE_RE.fullmatch(bare)
    return match["reference"] if match else ""


def is_numbered_document(part: str) -> bool:
    return bool(_NUMBERED_RE.fullmatch(part))
