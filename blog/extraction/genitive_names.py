"""Names in the genitive behind 'по словам': 'По словам Зориной' means Зорина."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from blog.extraction.attribution import Attribution
from blog.extraction.inline_quotations import Inline
from blog.extraction.people import Registry, name_parts
from blog.extraction.set_off import SetOff
from blog.extraction.vocabulary import GIVEN_NAMES

_CUE_RE = re.compile(
    r"(?<!\w)(?:по\s(?:словам|мнению|версии|оценке|данным|информации|сведениям)|со\sслов|"
    r"за\sсловами|на\sдумку)\s(?:[^\W\d_А-ЯЁІЇЄҐ][\w-]*\s){0,6}$",
    re.IGNORECASE,
)
MAX_CUE_LENGTH = 120
_WORD_RE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Endings of the genitive, and those of the nominative that they may stand for.
_ENDINGS = (
    ("ской", ("ская", "ской")),
    ("ого", ("ий", "ый", "ой")),
    ("его", ("ий",)),
    ("ой", ("а", "ая")),
    ("ей", ("я", "а", "ья")),
    ("ої", ("а",)),
    ("ка", ("ко", "к")),
    ("а", ("",)),
    ("я", ("ь", "й")),
    ("ии", ("ия",)),
    ("ы", ("а",)),
    ("и", ("а", "я", "ь")),
)


def resolve_genitives(
    text: str, passages: Sequence[Inline | SetOff], language: str, registry: Registry
) -> None:
    """Give speakers behind 'по словам' the nominative of their name, where the text has it too.

    A name whose nominative is found nowhere, or more than one, stays as it is written.
    """
    if language not in ("ru", "uk"):
        return
    names: dict[str, Attribution] = {}
    known_words = set(_WORD_RE.findall(text))
    for passage in passages:
        who, speaker = passage.who, passage.speaker
        if who is None or speaker is None or speaker.is_pronoun or who.name in names:
            continue
        before = text[max(0, speaker.start - MAX_CUE_LENGTH) : speaker.start]
        described = text[speaker.start : speaker.end].partition(who.name)[0]
        if _CUE_RE.search(before + described) and (name := _find_nominative(known_words, who.name)):
            known = registry.by_surname.get(name_parts(name)[-1])
            is_fuller = known and name in known.name and registry.is_trusted(known)
            names[who.name] = known if known and is_fuller else replace(who, name=name)
    for passage in passages:
        if passage.who is not None:
            passage.who = names.get(passage.who.name, passage.who)


def _find_nominative(known_words: set[str], name: str) -> str:
    """Return the only nominative of a name that is among the words of the text; else ''."""
    choices = [_list_nominatives(word) for word in name.split()]
    if not 1 <= len(choices) <= 3:
        return ""
    nominatives = {
        " ".join(parts)
        for parts in product(*choices)
        if parts[-1] in known_words
        and all(word.casefold() in GIVEN_NAMES or word in known_words for word in parts[:-1])
    }
    return nominatives.pop() if len(nominatives) == 1 else ""


def _list_nominatives(word: str) -> list[str]:
    for ending, others in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            stem = word[: -len(ending)]
            return [stem + other for other in others]
    return []
