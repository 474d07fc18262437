"""Verbs of saying and pronouns, by language: the words that connect a passage with its speaker."""

import re
from functools import cache

from blog.extraction.vocabulary import load_tables, load_words

_TABLES = load_tables("speech")
# Languages of a table above by their neighbours.
_SHARED = {
    "nb": "no",
    "nn": "no",
    "sk": "cs",
    "sr": "hr",
    "bs": "hr",
    "ca": "es",
    "gl": "pt",
    "mk": "bg",
    "be": "ru",
    "ms": "id",
}
# By language, the endings of a verb in the singular, and those of both numbers.
_PLURALS = {
    "es": (
        (r"^ha ", "han? "),
        ("^dijo$", "dij(?:o|eron)"),
        ("ó$", "(?:ó|aron|ieron)"),
        ("([ae])$", r"\1n?"),
    ),
    "it": (("^ha ", r"ha(?:nno)? (?:\\w+mente )?"), ("a$", "(?:a|ano)"), ("e$", "(?:e|ono)")),
    "pt": (
        ("ou$", "(?:ou|aram)"),
        ("eu$", "(?:eu|eram)"),
        ("iu$", "(?:iu|iram)"),
        ("^disse$", "disse(?:ram)?"),
        ("^diz$", "diz(?:em)?"),
        ("([ae])$", r"\1m?"),
    ),
    "fr": (("^a ", r"(?:a|ont) (?:\\w+ment )?"), ("e$", "e(?:nt)?")),
    "de": (("te$", "ten?"),),
}
FEMININE = frozenset(load_words("feminine"))
MASCULINE = frozenset(load_words("masculine"))
OBJECT_PRONOUNS = {
    "him": "he",
    "them": "they",
    "ihm": "er",
    "ihr": "sie",
    "ihnen": "sie",
    "lui": "il",
}
GENDERED = FEMININE ^ MASCULINE  # Of one gender alone.


def table_for(language: str) -> str:
    """Return the language whose tables serve one: its own, a neighbour's, else English."""
    code = (language or "en").split("-")[0].lower()
    code = _SHARED.get(code, code)
    return code if f"verbs.{code}" in _TABLES else "en"


@cache
def verbs(language: str) -> str:
    """Return the alternatives of a pattern for verbs of saying."""
    table = table_for(language)
    if table in ("da", "no"):  # Languages whose short texts are mistaken for each other.
        return f"{_TABLES['verbs.no']}|{_TABLES['verbs.da']}"
    if table == "sv":
        return f"{_TABLES['verbs.sv']}|{_TABLES['verbs.no']}|{_TABLES['verbs.da']}"
    pairs = _PLURALS.get(table, ())
    return "|".join(_inflect(verb, pairs) for verb in _TABLES[f"verbs.{table}"].split("|"))


def _inflect(verb: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """Return a pattern for a verb and its plural: 'afirmó' and 'afirmaron'."""
    if re.fullmatch(r"[^\W\d_]+(?:\s[^\W\d_]+)*", verb):
        for singular, both in pairs:
            if re.search(singular, verb):
                return re.sub(singular, both, verb)
    return verb


@cache
def according(language: str) -> str:
    """Return the alternatives of a pattern for 'according to'; one that never matches without."""
    return _TABLES.get(f"according_to.{table_for(language)}", r"(?!)")


@cache
def passives(language: str) -> str:
    """Return the alternatives of a pattern for 'was called'; one that never matches without."""
    return _TABLES.get(f"passives.{table_for(language)}", r"(?!)")


@cache
def agents(language: str) -> str:
    """Return the alternatives of a pattern for 'by'; one that never matches without."""
    return _TABLES.get(f"agents.{table_for(language)}", r"(?!)")


@cache
def pronouns(language: str) -> frozenset[str]:
    """Return the pronouns that stand for a speaker."""
    return frozenset(_TABLES.get(f"pronouns.{table_for(language)}", "").split("|"))


@cache
def any_verb() -> re.Pattern[str]:
    """Return a pattern for a verb of saying in any of the languages."""
    verbs = "|".join(table for name, table in _TABLES.items() if name.startswith("verbs."))
    return re.compile(rf"(?<!\w)(?:{verbs})(?!\w)", re.IGNORECASE)
