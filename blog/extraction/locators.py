"""Places in a work, in attribution lines: 'act IV, scene 6', 'acto tercero', 'p. xiv'."""

import re

from blog.extraction.lines import is_capitalised
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

_TABLES = load_tables("lines")
_NUMBER = (
    r"(?:\d{1,4}|[IVXLC]{1,7})[a-f]?(?:[.:/–-]\s?(?:\d{1,4}|[IVXLC]{1,7})[a-f]?){0,3}(?:\sff?\.?)?"
)


def _counted(nouns: str) -> str:
    ordinals = _TABLES["ordinals"]
    return (
        rf"(?:{nouns})\s?{_NUMBER}(?:\s(?:{nouns})\s?{_NUMBER}){{0,2}}|(?:{ordinals})\s(?:{nouns})|"
        rf"(?:{nouns})\s(?:{ordinals})|(?:[IVXLC]{{1,7}}|\d{{1,3}})(?:\.º?|st|nd|rd|th|er|e|ème|"
        rf"re|º|ª|η|й|я)?\s(?:{nouns})"
    )


_TEXT_PART_RE = compile_lazily(_counted(_TABLES["text_parts"]), re.IGNORECASE)
_PAGE_RE = compile_lazily(_counted(_TABLES["pages"]), re.IGNORECASE)
_UNNUMBERED_RE = compile_lazily(_TABLES["unnumbered_parts"], re.IGNORECASE)
# 'trecho 112', 'film', 'Az. 14 O 123/20': where no list of nouns is complete.
_OTHER_RE = compile_lazily(
    r"[a-zà-ÿ]{4,14}\s\d{1,4}f?|(?i:film|movie|novel|album|song|short story|musical|tv series|"
    r"roman|hörspiel|película|novela|romance|"
    r"romanzo|powieść|фильм|роман)"
)
_DOCKET_RE = compile_lazily(
    r"(?:Az\.?|AZ|Aktenzeichen|No\.|Nr\.|n[°º.]|Rs\.|Case|Docket|Rechtssache|affaire|asunto|дело|"
    r"справа|sygn\.(?: akt)?|sp\. zn\.|RG|ref\.)"
    r"\s[^\d,]{0,12}\d[\w\s./()-]{0,24}|[IVX]{1,5}[a-z]?\s[A-Z]{1,4}\s\d{1,4}/\d\d|"
    r"[CFT][-‑–]\d{1,4}/\d\d(?:\sP)?|"
    r"(?:A|S|E|ST|CCPR|CRC|CEDAW|CAT|FCCC)/[A-Z0-9][\w./-]{0,20}\d"
)
_STEPHANUS_PART_RE = compile_lazily(r"\d{1,4}[a-e]\d{0,2}(?:[–-]\d{0,4}[a-e]?\d{0,2})?")
# '4.1.36–37', 'A.1'
_DOTTED_RE = compile_lazily(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,4}){1,3}(?:[–-]\d{1,4}(?:\.\d{1,4})*)?")
_EDITION_RE = compile_lazily(r"\s[(\[][^()\[\]]{2,40}[)\]]?$")  # 'fr. 12 (éd. Roux)'
# 'IV', 'xxi. 10.', 'I. vi. 1.'
_ROMAN_RE = compile_lazily(
    r"(?:[IVXLC]{1,7}|[ivxl]{1,7})\.?(?:\s(?:[IVXLC]{1,7}|[ivxl]{1,7}|\d{1,4})\.?){0,3}"
)
# At the end of a title: 'Der Spiegel Nr. 12'.
_ISSUE_RE = compile_lazily(
    r"(?<=[\w»”\"]),?\s(?:vol(?:ume)?\.?|nos?\.|nr\.?|n[°º]|№|issue|bk\.|pp?\.|kap\.|ch\.|"
    r"cap\.)\s?\d[\d:.,/–-]{0,12}$",
    re.IGNORECASE,
)
# 'Meditations 5.20', 'Republic 514a'; but 'Web 2.0' is whole.
_STEPHANUS_RE = compile_lazily(
    r"(?<=\w)\s(?:\d{1,3}[.:](?!0$)\d{1,3}[a-f]?(?:[–-]\d{1,3}[a-f]?)?|"
    r"[IVXL]{1,6}[.,:]\s?\d{1,3}(?:[–-]\d{1,3})?|"
    r"\d{2,4}[a-e]\d{0,2}(?:[–-]\d{0,4}[a-e]?\d{0,2})?)$"
)


def is_locator(part: str) -> bool:
    part = _EDITION_RE.sub("", part)
    return bool(_TEXT_PART_RE.fullmatch(part) or _PAGE_RE.fullmatch(part))


def cut_locators(parts: list[str]) -> list[str]:
    """Return the parts of a line without those that are places in a work."""
    return [
        part
        for index, part in enumerate(parts)
        if not (index and (is_locator(part) or _DOCKET_RE.fullmatch(part)))
        and not (index > 1 and (_is_numeral(part) or _is_other(part)))
    ]


def _is_numeral(part: str) -> bool:
    return any(pattern.fullmatch(part) for pattern in (_ROMAN_RE, _STEPHANUS_PART_RE, _DOTTED_RE))


def _is_other(part: str) -> bool:
    return bool(_UNNUMBERED_RE.fullmatch(part) or _OTHER_RE.fullmatch(part))


def cut_issue(part: str) -> str:
    return _ISSUE_RE.sub("", part)


def split_work(text: str, parts: list[str]) -> tuple[str, list[str]]:
    """Return the title of a work and the other parts if a place within a work is named, or ''.

    An act or verse is of a work, whatever its title is: 'William Shakespeare, King Lear, act IV'.
    """
    if len(parts) < 2:
        return "", parts
    title = _STEPHANUS_RE.sub("", parts[1])
    pieces = [piece.strip(" ()") for piece in re.split(r"[,;]\s", text)]
    is_within = title != parts[1] or any(
        _TEXT_PART_RE.fullmatch(_EDITION_RE.sub("", piece))
        or _is_numeral(piece)
        or _is_other(piece)
        for piece in pieces[2:]
    )
    if not is_within or not is_capitalised(title):
        return "", parts
    return title, [parts[0], *parts[2:]]
