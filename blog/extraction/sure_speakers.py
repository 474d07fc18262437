"""Which speakers of quotations within sentences are sure enough to be accepted unasked."""

import re
from typing import Any

from blog.extraction import cues
from blog.extraction.attribution import Attribution
from blog.extraction.attribution_text import add_statement, format_attribution
from blog.extraction.inline_quotations import Inline
from blog.extraction.lines import (
    ARTICLE_RE,
    ends_in_link,
    has_organisation_word,
    is_acronym,
    is_office,
    is_office_phrase,
    is_organisation_word,
)
from blog.extraction.offices import STATE_PLACES_RE
from blog.extraction.people import (
    FUNCTION_WORDS,
    NO_SPEAKER,
    QUOTED_RE,
    Registry,
    is_description,
    name_parts,
)
from blog.extraction.vocabulary import ACADEMIC, GIVEN_NAMES, PARTICLES, PUBLICATION
from lib.lazy_regex import compile_lazily

MAX_GAP = 160  # Between two passages of one speaker: '“…,” said Ann Lee of the port. “…”'.
MAX_ABOVE = 3_000  # Characters in which the sentence before a pronoun is searched.
# Between the words and the verb of who said them.
_PARTED_RE = re.compile(r"^.{0,3}[.,;:!?…。！？，—–-]")
_CONJUNCTIONS = frozenset(["and", "und", "et", "y", "e", "och", "og", "en", "i", "и", "&"])
_STOP_RE = re.compile(r"[.!?…。！？]")
_SENTENCE_END_RE = re.compile(
    r"(?<!\b[A-Z]\.)(?<!\b[A-Z][a-z]\.)(?<!\b(?:Mrs|Sen|Rep|Gov|Gen|Mme)\.)(?<=[.!?…])\s+|\n+"
)
# 'Asked whether it was late, Lee answered': the comma may part something else.
_QUESTION_RE = compile_lazily(
    r"(?<!\w)(?:Asked|Pressed|Questioned|Quizzed|Challenged)\s[a-z]+\s[^.!?“”\"]*,\s$"
)


def read_credits(
    text: str, passages: list[Inline], language: str, registry: Registry
) -> list[dict[str, Any]]:
    """Return the attribution, link and certainty of the passages of one block, in order.

    `continues` is whether one is the rest of the sentence of the passage before it.

    A speaker is sure whose name a verb of saying has, or who goes on speaking behind it. A pronoun
    is sure if it can mean only one person.
    """
    credits: list[dict[str, Any]] = []
    end = 0
    for passage in passages:
        attribution = format_attribution(passage.who, language)
        if statement := passage.statement:
            date_text, publication = statement.date_text, statement.publication
            attribution = add_statement(attribution, date_text, publication)
        last = credits[-1] if credits else {}
        is_same = attribution == last.get("attribution") and bool(last["isSure"])
        gap = text[end : passage.start]
        if passage.speaker and passage.speaker.is_pronoun:
            is_sure = _is_only_person(text, passage, registry, gap if is_same else None)
        else:
            is_sure = _is_named(text, passage) or is_same and _goes_on(gap)
        is_sure = is_sure and _is_attribution(passage.who, language, registry)
        continues = bool(last) and passage.is_rest
        if continues:
            attribution, is_sure = last["attribution"], last["isSure"]
        credit = {"attribution": attribution, "url": passage.block.url, "isSure": is_sure}
        credits.append(credit | {"continues": continues})
        end = passage.end
    return credits


def _is_named(text: str, passage: Inline) -> bool:
    """Tell whether a verb of saying has the speaker's name, not a description: 'the judge'.

    In a script without capitals, only an office beside it shows a name.
    """
    speaker, who = passage.speaker, passage.who
    if speaker is None or who is None or speaker.is_weak:
        return False
    if _QUESTION_RE.search(text[passage.block.start : speaker.start]):
        return False
    if speaker.start > passage.mark.end and not _PARTED_RE.search(
        text[passage.end - 1 : speaker.start]
    ):
        return False  # '“…” describes Ann Lee'
    name = speaker.who.name
    if name.lower() == name.upper():
        return bool(who.role)
    return not is_description(name)


def _goes_on(gap: str) -> bool:
    """Tell whether a gap is '” she said. “' or '” she said, “', and no sentence begins in it."""
    _, *sentences = _STOP_RE.split(gap)
    return len(gap) <= MAX_GAP and not any(map(str.isalnum, "".join(sentences[-1:])))


def _is_only_person(text: str, passage: Inline, registry: Registry, gap: str | None) -> bool:
    """Tell whether a pronoun's sentence names nobody, and the words before it only this person.

    These are the `gap` behind the same speaker's passage above in the block, else the sentence
    before.
    """
    who, speaker = passage.who, passage.speaker
    if who is None or speaker is None or speaker.is_weak:
        return False
    start = min(speaker.start, passage.mark.start)
    above = text[max(0, start - MAX_ABOVE) : start]
    *before, begin = _SENTENCE_END_RE.split(_without_quoted(above))
    end, *_ = _STOP_RE.split(text[passage.mark.end : passage.block.end], maxsplit=1)
    if registry.list_named(_without_quoted(f"{begin} {text[start : passage.mark.start]} {end}")):
        return False
    surname = (name_parts(who.name) or [""])[-1]
    if gap is not None:
        return registry.list_named(_without_quoted(gap)) <= {surname}
    sentence = "".join(before[-1:])
    is_person = registry.is_trusted(who) or is_office_phrase(sentence)  # 'White House' is none.
    if not is_person or has_organisation_word(who.name):
        return False
    return registry.list_named(sentence) == {surname} and _is_subject(surname, sentence)


def _is_subject(surname: str, sentence: str) -> bool:
    """Tell whether a name may be the subject of a sentence: not 'against Lee' or 'made Lee go'."""
    before = sentence.partition(surname)[0].split()
    while before and before[-1][:1].isupper() and before[-1][-1] not in ",;:":
        before.pop()
    last = before[-1] if before else ","
    return not last[-1].isalnum() or is_office(last) or bool(cues.any_verb().fullmatch(last))


def _without_quoted(text: str) -> str:
    return QUOTED_RE.sub(lambda quoted: ". " if quoted[0][-2] in ".!?…" else " ", text)


def _is_attribution(who: Attribution | None, language: str, registry: Registry) -> bool:
    """Tell whether a name looks like one, and the role and affiliation beside it like theirs."""
    if who is None or not _looks_like_name(who, language, registry):
        return False
    role = who.role.split()
    has_case = who.role.lower() != who.role.upper()  # The offices are words of such scripts.
    if has_case and not any(is_office(word) or word in ACADEMIC for word in role):
        return False
    if role and (ends_in_link(who.role) or role[-1].casefold() in FUNCTION_WORDS):
        return False
    if has_organisation_word(who.affiliation):
        return True
    is_person = not role and bool(registry.list_named(who.affiliation))
    return not is_person and not is_office_phrase(who.affiliation)


def _looks_like_name(who: Attribution, language: str, registry: Registry) -> bool:
    """Tell whether a name has capitals throughout, and begins with none but its own words."""
    tokens = who.name.split()
    first = tokens[0].casefold()
    has_lower = any(
        token in _CONJUNCTIONS
        or token[:1].islower()
        and token not in PARTICLES
        and not is_organisation_word(token)
        for token in tokens[1:]
    )
    is_organisation = bool(ARTICLE_RE.match(who.name)) and (
        is_organisation_word(tokens[-1]) or tokens[-1] in PUBLICATION
    )
    is_common = first in FUNCTION_WORDS | NO_SPEAKER and not is_organisation
    if tokens[0][:1].islower() or has_lower or is_common:
        return False
    if who.role and is_acronym(who.name) or len(first) == 1:
        return False  # 'A Nato official'
    if not any(len(token.strip(",’'")) > 1 and "." not in token for token in tokens):
        return False  # 'F.A.' signs a report.
    if len(tokens) == 1:  # German capitalises all nouns.
        is_known = bool(registry.list_named(who.name)) or first in GIVEN_NAMES
        return is_known or cues.table_for(language) != "de"
    is_verb = re.fullmatch(cues.verbs(language), tokens[0], re.IGNORECASE)
    is_place = STATE_PLACES_RE.fullmatch(tokens[0]) or (
        who.kind == "person" and is_organisation_word(tokens[0])
    )
    return not is_place and (not is_verb or first in GIVEN_NAMES)
