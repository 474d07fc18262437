"""Speakers whom a text does not name: 'a fisherman from Hull', 'A Labour source', 'the Dane'."""

import re

from blog.extraction.lines import is_office
from blog.extraction.people import FUNCTION_WORDS, UPPER_LETTERS
from blog.extraction.speaker_patterns import NAME
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

# 'the Dane'
_NATIONAL_RE = compile_lazily(rf"[Tt]he\s(?:{load_tables('speech')['nationals']})", re.IGNORECASE)
# 'A Labour source', who has no name either.
_SOURCE_RE = compile_lazily(
    rf"(?:[Aa]n?|[Oo]ne)\s{NAME}\s(?:source|insider|aide|official|strategist)"
)
_UNNAMED_RE = compile_lazily(
    rf"(?:(?i:{load_tables('speech')['indefinite']})\s)"
    rf"(?:(?:[^\W\d_A-ZÀ-Þ][\w’'-]*|[{UPPER_LETTERS}][\w’]*-(?:based|born|trained|owned|listed))\s){{0,3}}?(?P<noun>[^\W\d_][\w’'-]*)"
    rf"(?:\s(?:from|of|in|at|on|de|da|do|di|del|della|des|du|von|vom|aus|in|från|i|på|fra|uit|"
    rf"van)\s"
    rf"(?:(?:the|la|el|le|les|los|las|den|der|het)\s)?(?P<place>{NAME}|[^\W\d_A-ZÀ-Þ][\w’'-]*))?"
)


def is_unnamed(who: str) -> bool:
    """Return whether a description has no name but that of a place: 'a fisherman from Hull'."""
    if _NATIONAL_RE.fullmatch(who) or _SOURCE_RE.fullmatch(who):
        return True
    match = _UNNAMED_RE.fullmatch(who)
    if match is None:
        return False
    if match["noun"].casefold() in FUNCTION_WORDS:  # 'een van de aanwezigen'
        return bool(match["place"]) and match["place"].islower()
    place = (match["place"] or "").split()
    return len(place) < 2 or place[0].casefold() not in GIVEN_NAMES and not is_office(match["noun"])
