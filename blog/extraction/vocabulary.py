"""Words that tell offices, organisations and documents apart, in some twenty languages.

The tables are files in `words/`: what stands in newspapers, not what a dictionary holds.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"


def load_words(name: str) -> list[str]:
    """Return the words of a text file; lines that begin with # are comments, _ is a space."""
    lines = (FOLDER / f"{name}.txt").read_text().splitlines()
    entries = " ".join(line for line in lines if not line.startswith("#")).split()
    return [word.replace("_", " ") for word in entries]


@cache
def load_tables(name: str) -> dict[str, str]:
    """Return the tables of a TOML file as alternatives of a regular expression.

    A table within another has both names: 'verbs.en'. Parted by '; ', else by white space.
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


def compile_words(*names: str) -> re.Pattern[str]:
    """Return a pattern of all words of some files; one that ends in * matches any ending."""
    entries = {word for name in names for word in load_words(name)}
    parts = (
        re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "")
        for word in sorted(entries, key=len, reverse=True)
    )
    return re.compile(rf"(?:{'|'.join(parts)})", re.IGNORECASE)


OFFICE = compile_words("offices")
ACADEMIC = compile_words("titles")
COURTESY = compile_words("courtesy")
ADJECTIVE = compile_words("adjectives")
ORGANISATION = compile_words("organisations")
DOCUMENT = compile_words("documents")
PUBLICATION = compile_words("publications")
KNOWN_ORGANISATIONS = frozenset(load_words("known_organisations"))
KNOWN_PUBLICATIONS = frozenset(load_words("known_publications"))
PLACES = frozenset(load_words("places"))
SUBJECTS = frozenset(load_words("subjects"))
GIVEN_NAMES = frozenset(load_words("given_names"))
PARTICLES = frozenset(load_words("particles"))
SUFFIXES = frozenset(load_words("name_suffixes"))
# German offices are compounds: 'Bundesdrogenbeauftragte', 'FDP-Generalsekretärin'.
GERMAN_OFFICE = re.compile(
    r"[\w.-]*(?:minister|präsident|kanzler|sprecher|sekretär|botschafter|leiter|direktor|"
    r"beauftragt?e|vorsitzende|vorstand|forscher|wissenschaftler|kommentator|koordinator|"
    r"bürgermeister|geschäftsführer|abgeordnete|richter|anwalt|anwält|experte|expert|chef|"
    r"redakteur|korrespondent|professor|vertreter|berater|ökonom|gründer|kandidat|politiker|"
    r"inspekteur|kommissar|beamte|unternehmer|trainer|historiker|soziologe|psychologe|mediziner|"
    r"virologe|schwester|pfleger|händler|besitzer|macher|arbeiter|betreiber|bewohner|verwalter|prüfer|"
    r"inspektor|lotse|fahrer|spieler|führer|hüter|träger|rätin|schützer|aktivist|ingenieur|arzt|ärzt|"
    r"therapeut|pädagog|techniker|manager|rektor|bischof|pfarrer|general|offizier|hauptfrau|künstler|"
    r"biologe|physiker|chemiker|jurist|lehrer|"
    r"meister|woordvoerder|hoogleraar|sekreterare|talsperson|redaktør)"
    r"(?:in|innen|s|n|r|en|es|rin)?",
    re.IGNORECASE,
)
# What stands in brackets behind a politician's name: '(R-Ohio)', '(SPD)', '(Grüne)'.
MEMBERSHIP = re.compile(
    r"(?:[RDIL]-[A-Z][\w.-]{0,8}|[A-ZÄÖÜ][\w/'’.ÄÖÜäöü-]{1,14}|Grüne|Die Linke|"
    r"(?:[A-Z]\.){2,4}|[^\W\d_]{2,6})"
)
