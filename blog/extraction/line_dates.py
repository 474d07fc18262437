"""Take the date, the place after it, lifespans and times out of an attribution line."""

import re

from blog.extraction.dates import find_date
from blog.extraction.kinds import guess_kind
from blog.extraction.occasions import is_occasion
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

# A year that the number of a judgment or an occasion ends in: 'n. 1234 del 2018', 'Rede 2016'.
_NUMBER_YEAR_RE = compile_lazily(
    r"\b(?:n\.|n[°º]\.?|nr\.?|no\.)\s?\d+\s(?:del|de|du|of|aus|von|van)\s(?P<year>(?:19|20)\d\d)(?=$|,)",
    re.IGNORECASE,
)
_OCCASION_YEAR_RE = compile_lazily(
    r"\s(?:his|her|their|seine[rm]|ihre[rm]|son|sa|su|sua|seu|suo|zijn|haar)\s(?:[^\W\d_]+\s){0,2}"
    r"(?P<occasion>[^\W\d_]{4,})\s(?P<year>(?:18|19|20)\d\d)$"
)
# 'Der Spiegel 34/2015'
_ISSUE_YEAR_RE = compile_lazily(
    r"\s(?:(?:Nr\.|No\.|n[°º])\s?)?\d{1,2}/(?P<year>(?:19|20)\d\d)(?=$|,)", re.IGNORECASE
)
# Before a date: 'conferencia del', 'persconferentie van', 'im Morgenmagazin am'.
_DANGLING_RE = compile_lazily(
    r"\s(?:a|am|vom|del|dello|de|van|den|em|op|på|z dnia|z|от|від|на|el|il|le|dated|from|on)$"
)
# 'Ann Lee (born 3 May 1950, Hull)'
_BORN_RE = compile_lazily(r"(?:born|b\.|née?|geb\.|geboren|nacid[oa]|nat[oa]|nascid[oa])(?!\w)")
_TERM_RE = compile_lazily(rf"\b(?:{load_tables('dates')['terms']})$", re.IGNORECASE)
TIME_RE = compile_lazily(
    r"(?:~|\b)(?:(?:at|um|kl\.|o godz\.)\s)?\s?\d{1,2}:\d\d(?:\s?[AP]\.?M\b\.?)?"
    r"(?:\s(?:UTC|GMT|BST|MSK|JST|[CE]E?S?T|[MP][SD]?T|E[SD]T|Uhr|hrs?)\b)?(?:\s?[·•])?",
    re.IGNORECASE,
)
LIFESPAN_RE = compile_lazily(
    r"\s*[(\[]?\b(?:c\. ?|ca\. ?|\*|b\. ?)?(?:1\d{3}|20\d\d|[1-9]\d{1,2})\s?[-–—]\s?"
    r"(?:†\s?)?(?:1\d{3}|20\d\d|[1-9]\d{1,2})?(?:\s?(?:BC|AD|CE|BCE|v\. Chr\.))?[)\]]"
)
# 'c. 399 BC', '47 v. Chr.', '(1940s)': no dates that a calendar has.
ANCIENT_RE = compile_lazily(
    r"(?:[,(]\s?|\s)(?:(?:c\.|ca\.|circa|um|vers|hacia)\s?)?"
    r"(?:(?:[1-9]\d{0,3}\s?(?:BCE?|CE|v\. ?Chr\.|av\. ?J\.-C\.|a\. ?C\.|"
    r"до н\. ?э\.)|AD\s?[1-9]\d{0,3})(?!\w)|1[5-9]\d0s|20\d0s)\)?(?=$|,)"
)
YEARS_RE = compile_lazily(r"\s(?:1\d{3}|20\d\d)\s?[-–]\s?(?:1\d{3}|20\d\d)$")


def _take_year(text: str) -> tuple[str, str]:
    """Take the year out of the number of a judgment, of an issue or of a speech."""
    if match := _NUMBER_YEAR_RE.search(text):
        return match["year"], text[: match.start("year")].rsplit(" ", 2)[0] + text[match.end() :]
    match = _ISSUE_YEAR_RE.search(text)
    if match and guess_kind(text[: match.start()].rsplit(", ", 1)[-1]) == "publication":
        return match["year"], text[: match.start()] + text[match.end() :]
    match = _OCCASION_YEAR_RE.search(text)
    if match and is_occasion(match["occasion"]):
        return match["year"], text[: match.start("year")].rstrip()
    return "", text


def take_date(text: str) -> tuple[str, str, str]:
    """Return the date, the place after it, and the line without both."""
    parsed = find_date(text)
    if not parsed:
        year, text = _take_year(text)
        return year, "", text
    before, after = text[: parsed.start].rstrip(), text[parsed.end :].lstrip()
    if len(parsed.value) < 8 and re.search(r"\b(?:of|the|a|an|de|vom|du)$", before, re.IGNORECASE):
        return "", "", text  # 'The Act of 2009' is its name.
    if _TERM_RE.search(before):
        return "", "", text
    if before.endswith(("(", "[", "（")) and after[:1] in ")]）":
        before, after = before[:-1], after[1:]
    if (
        not before
        and after[:1].isalpha()
        and not re.match(r"^[,)\]—–-]", after)
        and len(parsed.value) < 8
    ):
        return parsed.value, "", text  # 'A 2014 study' begins with its year.
    before = _DANGLING_RE.sub("", before)
    opening, closing = before.rfind("("), after.find(")")
    is_birth = closing > 0 and _BORN_RE.match(before, opening + 1)
    if opening > before.rfind(")") and closing >= 0 and not is_birth and "(" not in after[:closing]:
        # '(Haymarket Books, 2014)', '(16 sep 2018, till TT)', '(«АиФ», 1997, № 40)'
        before = f"{before[:opening].rstrip()}, {before[opening + 1 :]}"
        after = after[:closing] + after[closing + 1 :]
    place = ""
    if match := re.match(r"^(?:--|[—–-])\s*(?P<place>[^\W\d_][\w .'’-]{1,40})$", after):
        place, after = match["place"], ""
    return (
        parsed.value,
        place,
        f"{before.rstrip(' ,(（،，—–-')}, {after.lstrip(' ,)）')}".strip(" ,"),
    )
