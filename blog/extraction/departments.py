"""Departments directly behind an office: 'VP Sales', 'Leiter Marketing & Vertrieb'."""

import re

from blog.extraction.lines import is_capitalised, is_organisation_word
from blog.extraction.vocabulary import KNOWN_PUBLICATIONS, SUBJECTS
from lib.lazy_regex import compile_lazily

# Offices that lead a part of a body. Those that lead all of it stand before its name: 'CEO Sales'.
_MANAGER_RE = compile_lazily(
    r"(?P<german>\w*leiter(?:in)?|vorstand|vorständin|referent(?:in)?|prokurist(?:in)?)|"
    r"directors?|managers?|[es]?vp|head|lead|officer|executive|president|directeur|directrice|"
    r"directora|direttore|direttrice|diretora?|gerente|responsables?|responsabile|"
    r"jef[ea]|dyrektor(?:ka)?|direktør|direktör|chef(?:fe)?",
    re.IGNORECASE,
)
_DEPUTIES = frozenset({"vice", "senior", "executive"})
_AND = frozenset({"&", "and", "und", "et", "y", "e", "en", "och", "og"})


def split_department(tokens: list[str], office: int) -> tuple[str, str] | None:
    """Split 'Leiter Vertrieb Nordwerk AG' behind its department, or return None without one.

    In most languages the department ends the text: 'Director Global Witness' leads a body of that
    name. A president is one of a department only as a vice president.
    """
    match = _MANAGER_RE.fullmatch(tokens[office])
    if not match or (match[0].casefold() == "president" and tokens[0].casefold() not in _DEPUTIES):
        return None
    end = office + 1
    while end < len(tokens) and (_is_subject(tokens[end]) or _joins(tokens, end)):
        end += 1
    behind, left = tokens[office + 1 : end], tokens[end:]
    if not behind or " ".join(behind).casefold() in KNOWN_PUBLICATIONS:
        return None
    is_named = bool(left) and is_capitalised(left[0]) and bool(match["german"])
    if left and not is_named or left and len(behind) == 1 and is_organisation_word(left[0]):
        return None  # 'Leiterin Technik Museum Selm'
    return " ".join(tokens[:end]), " ".join(left)


def _is_subject(word: str) -> bool:
    return all(part.casefold() in SUBJECTS for part in word.split("/"))


def _joins(tokens: list[str], index: int) -> bool:
    """Return whether a word joins two departments."""
    is_inside = tokens[index] in _AND and index + 1 < len(tokens)
    return is_inside and _is_subject(tokens[index + 1])
