"""Take the date, the place after it, lifespans and times out of an attribution line."""

import re

from blog.extraction.dates import find_date
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

# Before a date: 'conferencia del', 'persconferentie van', 'im Morgenmagazin am'.
_DANGLING_RE = compile_lazily(
    r"\s(?:a|am|vom|del|dello|de|van|den|em|op|på|z dnia|z|от|від|на|el|il|dated|from|on)$"
)
_TERM_RE = compile_lazily(rf"\b(?:{load_tables('dates')['terms']})$", re.IGNORECASE)
TIME_RE = compile_lazily(r"\b\d{1,2}:\d\d(?:\s?[AP]\.?M\b\.?)?(?:\s?[·•])?", re.IGNORECASE)
LIFESPAN_RE = compile_lazily(
    r"\s*[(\[]?\b(?:c\. ?|ca\. ?|\*|b\. ?)?(?:1\d{3}|20\d\d|[1-9]\d{1,2})\s?[-–—]\s?"
    r"(?:†\s?)?(?:1\d{3}|20\d\d|[1-9]\d{1,2})?(?:\s?(?:BC|AD|CE|BCE|v\. Chr\.))?[)\]]"
)
YEARS_RE = compile_lazily(r"\s(?:1\d{3}|20\d\d)\s?[-–]\s?(?:1\d{3}|20\d\d)$")


def take_date(text: str) -> tuple[str, str, str]:
    """Return the date, the place after it, and the line without both."""
    parsed = find_date(text)
    if not parsed:
        return "", "", text
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
    opening = before.rfind("(")
    if opening > before.rfind(")") and after.startswith(")"):  # '(Haymarket Books, 2014)'
        before, after = f"{before[:opening].rstrip()}, {before[opening + 1 :]}", after[1:]
    place = ""
    if match := re.match(r"^(?:--|[—–-])\s*(?P<place>[^\W\d_][\w .'’-]{1,40})$", after):
        place, after = match["place"], ""
    return (
        parsed.value,
        place,
        f"{before.rstrip(' ,(（،，—–-')}, {after.lstrip(' ,)）')}".strip(" ,"),
    )
