"""People whom a sentence calls by what they are: 'the coach' of somebody who is their manager."""

import re
from functools import cache

from blog.extraction.attribution import Attribution
from blog.extraction.people import FUNCTION_WORDS, QUOTED_RE, WORDS_RE, Registry, is_of_another
from blog.extraction.vocabulary import load_tables

MIN_ENDING = 6  # Letters of a noun at the end of a compound.
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
        for word, person in registry.by_description.items()
        if names & _find_word(word)
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
    for text in texts:
        if people := _list_people(registry, text):
            return (
                people[0]
                if len(people) == 1 and not _is_other(registry, people[0], names)
                else None
            )
    return None


def _is_other(registry: Registry, person: Attribution, names: frozenset[str]) -> bool:
    """Return whether the text has said that a person is something else: the mayor, no farmer."""
    known = frozenset[str]().union(
        *(_find_word(word) for word, each in registry.by_description.items() if each == person)
    )
    return bool(known) and known.isdisjoint(names)


def _list_people(registry: Registry, text: str) -> list[Attribution]:
    """Return the known people whom a text names outside of quotation marks."""
    people = {}
    for word in _CAPITALISED_RE.findall(QUOTED_RE.sub(" ", text)):
        if person := registry.by_surname.get(word):
            people[person.name] = person
    trusted = [person for person in people.values() if registry.is_trusted(person)]
    return trusted or list(people.values())
