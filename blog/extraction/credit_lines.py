"""Lines that are a credit without a caption: 'Ann Lee/Getty Images', 'Ann Lee for The Courier'."""

import re

from blog.extraction.kinds import guess_kind
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

_UPPER = "A-ZÀ-ÞČĎŁŘŚŠŤŹŻŽА-ЯІЇЄ"
# A word of a name: only initials and 'Jr.' end in a full stop.
_WORD = rf"(?:[{_UPPER}][\w’'-]+|(?:[{_UPPER}]\.){{1,3}}|[JS]r\.)"
_PARTICLE = "d[aei]|del|de la|van|von|der|den|el|al|bin|la|le"
NAME = rf"{_WORD}(?:\s(?:(?:{_PARTICLE})\s)?{_WORD}){{0,4}}"
_PART = r"[\w.’'&-]+(?:\s[\w.’'&-]+){0,4}"
LICENCE = (
    r"(?:CC[ -]BY[\w .-]*?|CC0[\w .]*?|GFDL|[Pp]ublic [Dd]omain|[Gg]emeinfrei|"
    r"[Dd]omaine public|[Dd]omin[ií]o (?:público|pubblico))"
)
AGENCIES = load_tables("surroundings")["agencies"]
AGENCY_RE = compile_lazily(rf"(?<!\w)(?:{AGENCIES})(?!\w)")
_CHAIN_RE = compile_lazily(
    rf"(?P<who>{NAME})(?:(?P<slash>\s?[/|]\s?){_PART}|,?\s(?:via|VIA)\s{_PART})"
    rf"(?:\s?[/|]\s?{_PART}|,?\s(?:via|VIA)\s{_PART}){{0,4}}\.?"
)
_COMMISSIONED_RE = compile_lazily(
    rf"(?P<who>{NAME})(?:\s|\s?/\s?)[Ff]or\s(?P<where>(?:[Tt]he\s)?{NAME})\.?"
)
# 'Ann Lee, CC BY-SA 4.0, via Wikimedia Commons', as that site wants its files to be credited.
_LICENSED_RE = compile_lazily(
    rf"(?P<before>[^\n]{{2,200}}?),?\s[\[(]?{LICENCE}[\])]?,?\s(?:via|on|from)\s{_PART}\.?"
)
# '“Old Pier” by Ann Lee is licensed under CC BY 2.0', the form that Creative Commons asks for.
_MARKED_RE = compile_lazily(
    r"(?P<title>[“\"„«][^“”\"«»\n]{2,160}[”\"“»]|[^\n]{2,160}?),?\s(?:by|von|de|par|por|di)\s"
    r"(?!(?:the|an?|any|all|der|die|das|les?|la|el|il|una?)\s)(?P<who>(?:(?!\sby\s)[^\n,]){2,60}?),?\s(?:"
    r"(?:is|ist|est|está|è)\s(?:(?:licensed|marked)\s(?:under|with)|lizenziert\s(?:unter|nach)|"
    r"mise?\sà\sdisposition\sselon|(?:bajo|sob)\s(?:(?:una|uma)\s)?licen(?:cia|ça)|distribuit[oa]\scon\slicenza)|"
    r"licensed\sunder|sous\slicence)\s(?:an?\s|the\s|la\s|les\stermes\sde\sla\s|der\s)?"
    rf"(?P<licence>{LICENCE})\.?"
)
_PICTURE_RE = compile_lazily(r"photo(?:graph)?|image|picture|foto|bild", re.IGNORECASE)
_SENTENCE_END_RE = compile_lazily(r"\w\w[.!?…]\s")
_MAX_AUTHOR_WORDS = 6


def split_credit_line(text: str) -> tuple[str, str] | None:
    """Split a line that is a credit, or a title and the licence of its picture; None for others."""
    if is_commissioned(text):
        return "", text
    if (match := _CHAIN_RE.fullmatch(text)) and AGENCY_RE.search(text):
        # Between spaces, what stands before the slash may be a caption: 'Pont Neuf / AFP'.
        is_close = " " not in (match["slash"] or "")
        if is_close or match["who"].split()[0].casefold() in GIVEN_NAMES:
            return "", text
    if (match := _MARKED_RE.fullmatch(text)) and not _SENTENCE_END_RE.search(match["title"]):
        title = match["title"].strip('“”"„«» ,')
        title = "" if _PICTURE_RE.fullmatch(title) else title  # 'Photo by Ann Lee is licensed …'
        return title, f"{match['who']}, {match['licence']}"
    if not (match := _LICENSED_RE.fullmatch(text)) or _SENTENCE_END_RE.search(match["before"]):
        return None
    before = match["before"]
    if len(before.split()) <= _MAX_AUTHOR_WORDS:
        return "", text
    title, comma, _ = before.rpartition(", ")
    return (title, text[len(title) + len(comma) :]) if comma else None


def is_commissioned(text: str) -> bool:
    """Return whether a text is a photographer and the newspaper: 'Ann Lee for The Courier'."""
    match = _COMMISSIONED_RE.fullmatch(text)
    if match is None or " " not in match["who"]:
        return False
    return guess_kind(match["where"]) == "publication"
