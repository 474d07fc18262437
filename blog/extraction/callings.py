"""People whom a sentence calls by what they are: 'the coach' of somebody who is their manager."""

import re
from functools import cache, lru_cache

from blog.extraction import speaker_patterns
from blog.extraction.attribution import Attribution
from blog.extraction.lines import is_office
from blog.extraction.people import (
    FUNCTION_WORDS,
    NAME_WORD,
    QUOTED_RE,
    WORDS_RE,
    Registry,
    is_of_another,
)
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

MIN_ENDING = 6  # Letters of a noun at the end of a compound.
CACHED_WORDS = 4096
_TOKEN_RE = compile_lazily(r"[^\W\d_][\w-]*|[^\w\s’']")
_ARTICLE_RE = compile_lazily(
    rf"{speaker_patterns.DETERMINER}|[dl]|dell|all|einen|einem|einer|dem|del|al|au|du|della|dello|"
    r"alla|ao|do|da",
    re.IGNORECASE,
)
_NUMBER_RE = compile_lazily(r"\d+")
_CAPITALISED_RE = re.compile(r"[^\W\d_a-zß-ÿ][^\W\d_]+(?:[’'-][^\W\d_]+)*")


@cache
def _callings() -> dict[str, frozenset[str]]:
    """Return the callings that each noun may mean, by the noun in lower case."""
    callings: dict[str, set[str]] = {}
    for name, nouns in load_tables("callings").items():
        for noun in nouns.split("|"):
            callings.setdefault(noun.casefold(), set()).add(name)
    return {noun: frozenset(names) for noun, names in callings.items()}


def find_callings(description: str) -> frozenset[str]:
    """Return the callings that the noun of a description may mean: 'el técnico del equipo'."""
    for word in WORDS_RE.findall(description.casefold())[:3]:
        if word not in FUNCTION_WORDS and (names := _find_word(word)):
            return names
    return frozenset()


@lru_cache(CACHED_WORDS)
def _find_word(word: str) -> frozenset[str]:
    """Return the callings of a noun, or of the end of a compound: 'verkehrsminister'."""
    callings = _callings()
    ends = (word[start:] for start in range(max(1, len(word) - MIN_ENDING + 1)))
    return next((callings[end] for end in ends if end in callings), frozenset())


def find_holder(registry: Registry, description: str, *texts: str) -> Attribution | None:
    """Return the person whom a description means by a calling, or None.

    That is the only one of whom the article has said so in other words, or for callings that name
    nobody new, the only person in the first of `texts` that names any.
    """
    names = find_callings(description)
    if not names:
        return None
    holders = {
        person.name: person
        for name in names
        for person in registry.by_calling.get(name, {}).values()
    }
    last = registry.last
    if not holders and last and names & find_callings(last.role):
        holders[last.name] = last
    is_personal = any(name.startswith("personal") for name in names)
    if len(holders) == 1:
        (holder,) = holders.values()
        return holder if is_personal or not is_of_another(holder, description) else None
    if holders or not is_personal:
        return None
    person = find_only_person(registry, *texts)
    return person if person and not _is_other(registry, person, names) else None


def find_only_person(registry: Registry, *texts: str) -> Attribution | None:
    """Return the only person in the first of `texts` that names any, or None.

    None too if that text describes somebody else: 'Ann Lee met a farmer. “…,” the farmer said'.
    """
    for text in texts:
        prose = QUOTED_RE.sub(" ", text)
        if people := _list_people(registry, prose):
            return people[0] if len(people) == 1 and not _describes_another(prose) else None
    return None


def find_aged(registry: Registry, description: str, *texts: str) -> Attribution | None:
    """Return whom an age or a nationality means: 'the 34-year-old' of 'Ann Lee, 34', or None.

    If the number or the noun is beside no name, that is the only person whom the texts name.
    """
    age = _NUMBER_RE.search(description)
    noun = re.escape(description.split()[-1])
    beside = re.compile(
        rf"(?P<name>[^\W\d_][\w’-]*)(?:,?\s\(|,\s){age[0]}(?!\d)"
        if age
        else rf"(?<!\w){noun}\s(?:{NAME_WORD}\s)*(?P<name>{NAME_WORD})"
    )
    for text in texts:
        if match := beside.search(QUOTED_RE.sub(" ", text)):
            return registry.by_surname.get(match["name"])
    return find_only_person(registry, *texts)


def _describes_another(text: str) -> bool:
    """Return whether a text has somebody without a name: 'a farmer', not 'the mayor Ann Lee'."""
    tokens = _TOKEN_RE.findall(text)
    for index, article in enumerate(tokens):
        if not _ARTICLE_RE.fullmatch(article):
            continue
        for place in range(index + 1, min(index + 4, len(tokens))):
            noun, behind = tokens[place], tokens[place + 1 : place + 2]
            if not noun[0].isalpha():
                break
            is_person = is_office(noun) or bool(_find_word(noun.casefold()))
            if is_person and not (behind and behind[0][:1].isupper()):
                return True
    return False


def note_description(registry: Registry, word: str, person: Attribution) -> None:
    """Remember that a word beside a name may stand for the person, and so may its callings."""
    registry.by_description[word] = person
    for name in _find_word(word):
        registry.by_calling.setdefault(name, {})[word] = person


def _is_other(registry: Registry, person: Attribution, names: frozenset[str]) -> bool:
    """Return whether the text has said that a person is something else: the mayor, no farmer."""
    known = {name for name, people in registry.by_calling.items() if person in people.values()}
    return bool(known) and known.isdisjoint(names)


def _list_people(registry: Registry, text: str) -> list[Attribution]:
    """Return the known people whom a text without quotations names."""
    people = {}
    for word in _CAPITALISED_RE.findall(text):
        if person := registry.by_surname.get(word):
            people[person.name] = person
    trusted = [person for person in people.values() if registry.is_trusted(person)]
    return trusted or list(people.values())
