"""Whom a pronoun, a description or a name before a quotation means."""

import re

from blog.extraction import cues
from blog.extraction.attribution import Attribution
from blog.extraction.blocks import Block
from blog.extraction.callings import find_aged, find_callings, find_holder, find_only_person
from blog.extraction.described_subjects import find_described_antecedent
from blog.extraction.inline_quotations import Inline
from blog.extraction.lines import is_organisation_word
from blog.extraction.masked_text import MaskedText
from blog.extraction.people import (
    AGE_RE,
    Registry,
    Speaker,
    holds_office,
    is_description,
    stands_for_person,
)
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

MAX_NEAR = 2_000  # Characters before a speaker's words in which a person is named.
MAX_BACK = 1_000  # Characters before a pronoun in which its person is named.
MAX_ANTECEDENT = 600  # Characters before a pronoun in which somebody without a name is meant.
_GENITIVE_RE = compile_lazily(
    r"\w+ (?:von|der|des|dieser?)\s"
)  # 'Ende der Streiks', no 'Ann von Lee'.
# 'one man', 'the ferryman's widow': nobody whom the article has named.
_INDEFINITE_RE = compile_lazily(r"(?:an|one|another|une?|eine?|una?|uno|um|uma|een|en|ett|et)\s")
_OWNED_RE = compile_lazily(r"[a-z][’']s\s")
# Offices of which an article's other people hold none.
_STATE_OFFICE_RE = compile_lazily(
    r"minist[eér]r|kanzler|bürgermeister|präsident|mayor|senator|governor|president|alcald|maire|"
    r"министр|президент|мэр",
    re.IGNORECASE,
)
# 'Asked by Ann Lee whether it was late, he answered'
_ASKED_BY_RE = compile_lazily(
    r"(?:(?<=[.!?…]\s)|(?<=[.!?…][”\"»]\s)|^\W*)(?:Asked|Pressed|Questioned|Challenged|Quizzed|Interviewed|"
    r"Prompted|Heckled|Interrogée?|Interpellée?|Relancée?|Preguntad[oa]|Interrogad[oa]|Gefragt)\s"
    r"(?:by|par|por|von)\s[^.!?“”«»„\"]*,\s$"
)
# 'L’ancien éclusier', 'o antigo ministro': somebody whom the text has named.
_FORMER_RE = compile_lazily(
    r"(?:the\sformer|l[’']ancien(?:ne)?|l[’']ex|(?:o|a|el|la|il|der|die|de)\s(?:ex|antig[oa]|antigu[oa]|frühere|"
    r"ehemalige|voormalige))[\s-](?!.*[,;:])",
    re.IGNORECASE,
)
# 'the former husband', who is none of the people but somebody to one of them.
_RELATED_RE = compile_lazily(rf"(?<!\w)(?:{load_tables('speech')['kin']})$", re.IGNORECASE)


def is_german_noun(passage: Inline, registry: Registry) -> bool:
    """Return whether a speaker named by its place alone is any noun, which German capitalises."""
    who, speaker = passage.who, passage.speaker
    if not who or not speaker or speaker.is_pronoun or speaker.cue:
        return False
    if is_description(who.name) and _STATE_OFFICE_RE.search(who.name):
        return False  # 'Die Ministerin wies das zurück: „…“'
    is_new = passage.speaker is not None and not registry.is_trusted(who)
    if is_new and speaker.is_weak and not who.role and registry.last == who:
        registry.last = None
    return is_new and (speaker.is_weak and not who.role or bool(_GENITIVE_RE.match(who.name)))


def resolve_speaker(
    registry: Registry,
    speaker: Speaker,
    text: MaskedText,
    block: Block,
    above: Block | None,
    language: str,
) -> Attribution | None:
    begin = above.start if above and above.end - above.start < 1_200 else block.start
    begin = max(begin, speaker.start - MAX_NEAR)
    name = speaker.who.name
    if speaker.is_pronoun:
        before = _ASKED_BY_RE.sub("", text[begin : speaker.start])
        if speaker.who.name.casefold() in cues.GENDERED:
            here = text[max(block.start, speaker.start - MAX_ANTECEDENT) : speaker.start]
            if subject := find_described_antecedent(
                registry, here, language, speaker.who.name.casefold()
            ):
                described = Attribution(name=subject, kind="person")
                return (
                    registry.find_described(subject)
                    or find_holder(registry, subject, here)
                    or described
                )
        verb = f" {speaker.cue},"
        behind = speaker.start + len(name)
        if before.endswith(", ") and text[behind : behind + len(verb)] == verb:
            # 'The Reds, she said, will lose': she is nobody of this sentence.
            sentence = max(before.rfind(mark) + 1 for mark in ".!?\n")
            before = "" if registry.last else before[:sentence]
        who = registry.resolve(speaker, before)
        if who is None and speaker.who.name.casefold() in cues.GENDERED:
            further = text[max(0, begin - MAX_BACK) : speaker.start]
            who = registry.resolve(speaker, further)
        if who:
            registry.note_gender(speaker.who.name.casefold(), who)
        return who
    is_new = bool(_INDEFINITE_RE.match(name) or _OWNED_RE.search(name))
    is_new = is_new or language == "en" and name.startswith("a ")
    is_called = is_description(name) or name.islower() and bool(find_callings(name))
    former = _FORMER_RE.match(naming := text[speaker.start : speaker.end])
    if former and not _has_given_name(name):
        near = text[begin : speaker.start]
        nearest = registry.find_described(naming[former.end() :])
        if nearest is None and not _STATE_OFFICE_RE.search(name) and not _RELATED_RE.search(name):
            here = text[max(block.start, speaker.start - MAX_ANTECEDENT) : speaker.start]
            nearest = find_only_person(registry, here, near)
        if nearest and nearest.kind == "person" and not _holds_another_office(name, nearest):
            registry.note_speaker(nearest)
            return nearest
    if (
        is_called
        and not is_new
        and (not is_organisation_word(name.split()[-1]) or find_callings(name))
    ):
        # Words beside a name say nothing of an age: 'the 31-year-old. His partner, Bob Ray'.
        known = None if AGE_RE.search(name) else registry.find_described(name)
        if known is None:
            nearest = registry.find_subject(text[begin : speaker.start]) or registry.last
            if nearest and registry.last and nearest.name == registry.last.name:
                nearest = registry.last  # With the office and employer that the words named.
            if nearest and _holds_another_office(name, nearest):
                return speaker.who
            is_nearest = stands_for_person(name) or nearest and holds_office(nearest, name)
            nearest_start = max(block.start, speaker.start - MAX_ANTECEDENT)
            texts = (text[nearest_start : speaker.start], text[begin : speaker.start])
            if AGE_RE.search(name):
                known = find_aged(registry, name, *texts)
            else:
                known = nearest if is_nearest else find_holder(registry, name, *texts)
        if known:
            registry.note_speaker(known)
            return known
    return registry.resolve(speaker)


def _has_given_name(name: str) -> bool:
    return any(word.casefold() in GIVEN_NAMES and word[:1].isupper() for word in name.split())


def _holds_another_office(name: str, known: Attribution) -> bool:
    """Return whether 'the minister' cannot be this person: another role or employer is known."""
    office = _STATE_OFFICE_RE.search(name)
    described = f"{known.role} {known.affiliation}".strip().casefold()
    return office is not None and bool(described) and office[0].casefold() not in described
