"""Words that identify offices, organisations and documents, in some twenty languages.

The tables are files in `words/`, with the words of newspapers, not of a whole dictionary.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from lib.lazy_regex import compile_lazily

FOLDER = Path(__file__).parent / "words"
# German offices are compounds: 'Bundesdrogenbeauftragte', 'FDP-Generalsekretärin'.
GERMAN_OFFICE_RE = compile_lazily(
    r"[\w.-]*(?:minister|präsident|kanzler|sprecher|sekretär|botschafter|leiter|direktor|"
    r"beauftragt?e|vorsitzende|vorstand|forscher|wissenschaftler|kommentator|koordinator|"
    r"bürgermeister|geschäftsführer|abgeordnete|richter|anwalt|anwält|experte|expert|chef|"
    r"redakteur|chefredaktor|korrespondent|professor|vertreter|berater|ökonom|gründer|kandidat|politiker|"
    r"inspekteur|kommissar|beamte|unternehmer|trainer|historiker|soziologe|psychologe|mediziner|"
    r"virologe|schwester|pfleger|händler|besitzer|macher|arbeiter|betreiber|bewohner|"
    r"verwalter|prüfer|"
    r"inspektor|lotse|fahrer|spieler|führer|hüter|träger|rätin|schützer|aktivist|ingenieur|"
    r"arzt|ärzt|"
    r"therapeut|pädagog|techniker|manager|rektor|bischof|pfarrer|general|offizier|hauptfrau|"
    r"künstler|"
    r"biologe|physiker|chemiker|jurist|lehrer|"
    r"bewoner|bewoonster|houder|houdster|medewerkster|vize|"
    r"verteidiger|stürmer|torwart|torhüter|torschütze|rückkehrer|profi|staatssecretaris|staatsraad|"
    r"meister|woordvoerder|hoogleraar|sekreterare|tal(?:e|es)?person|redaktør)"
    r"(?:in|innen|s|n|r|en|es|rin)?",
    re.IGNORECASE,
)
# What follows a politician's name in brackets: '(R-Ohio)', '(SPD)', '(Grüne)'.
MEMBERSHIP_RE = compile_lazily(
    r"(?:[RDIL]-[A-Z][\w.-]{0,8}|[A-ZÄÖÜ][\w/'’.ÄÖÜäöü-]{1,14}|Grüne|Die Linke|"
    r"(?:[A-Z]\.){2,4}|[^\W\d_]{2,6})"
)


def load_words(name: str) -> list[str]:
    """Return the words of a text file; lines that begin with # are comments, _ is a space."""
    lines = (FOLDER / f"{name}.txt").read_text().splitlines()
    entries = " ".join(line for line in lines if not line.startswith("#")).split()
    return [word.replace("_", " ") for word in entries]


@cache
def load_tables(name: str) -> dict[str, str]:
    """Return the tables of a TOML file as alternatives of a regular expression.

    A table within another has both names: 'verbs.en'. Separated by '; ', else by white space.
    """
    tables: dict[str, str] = {}
    for key, value in tomllib.loads((FOLDER / f"{name}.toml").read_text()).items():
        inner = value if isinstance(value, dict) else {"": value}
        for code, text in inner.items():
            parts = text.split(";") if ";" in text else text.split()
            names = [" ".join(part.split()) for part in parts]
            names.sort(key=len, reverse=True)
            tables[f"{key}.{code}" if code else key] = "|".join(names)
    return tables


def _fold(word: str) -> str:
    return word.casefold().replace("i\u0307", "i")  # Of the Turkish İ.


def load_names(name: str) -> frozenset[str]:
    """Return the names of a file in lower case, also as Turkish 'İ' is lowered at the beginning."""
    names = load_words(name)
    return frozenset(names + [f"i\u0307{each[1:]}" for each in names if each.startswith("i")])


class Vocabulary:
    """The words of a file, in any case; one that ends in * in the file has any ending."""

    def __init__(self, name: str) -> None:
        entries = [_fold(word) for word in load_words(name)]
        self._entries = frozenset(entry for entry in entries if not entry.endswith("*"))
        self._stems = frozenset(entry[:-1] for entry in entries if entry.endswith("*"))

    def __contains__(self, word: str) -> bool:
        word = _fold(word)
        if word in self._entries:
            return True
        lengths = range(2, len(word) + 1) if self._stems else ()
        return any(word[:n] in self._stems and re.fullmatch(r"\w*", word[n:]) for n in lengths)


OFFICE = Vocabulary("offices")


class _Titles(Vocabulary):
    def __contains__(self, word: str) -> bool:
        return word != "CR" and super().__contains__(word)  # 'CR Patil' has two initials.


ACADEMIC = _Titles("titles")


COURTESY = Vocabulary("courtesy")


ADJECTIVE = Vocabulary("adjectives")


ORGANISATION = Vocabulary("organisations")


DOCUMENT = Vocabulary("documents")


PUBLICATION = Vocabulary("publications")


KNOWN_ORGANISATIONS = load_names("known_organisations")


KNOWN_PUBLICATIONS = load_names("known_publications")


WRITERS = frozenset(load_words("writers"))


LARGE_PLACES = load_names("places")
PLACES = LARGE_PLACES | load_names("towns")


SUBJECTS = frozenset(load_words("subjects"))


GIVEN_NAMES = load_names("given_names")


PARTICLES = frozenset(load_words("particles"))


SUFFIXES = frozenset(load_words("name_suffixes"))


# Words before which no name begins: what follows belongs to the office.
LINKS = frozenset(load_words("links"))
