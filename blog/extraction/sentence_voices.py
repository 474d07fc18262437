"""Passages without a speaker of their own that go on with the voice before them."""

import re
from dataclasses import replace
from functools import cache

from blog.extraction import cues
from blog.extraction.attribution import Attribution
from blog.extraction.blocks import Block
from blog.extraction.inline_quotations import Inline, means_thing
from blog.extraction.marks import ANY_MARK_RE
from blog.extraction.masked_text import MaskedText
from blog.extraction.people import UPPER_LETTERS, Registry, Speaker
from blog.extraction.speakers import REPORTED_RE
from blog.extraction.speech_in_marks import MIN_WORDS, WORD_RE
from lib.lazy_regex import compile_lazily

MAX_INTERRUPTION = 160  # Characters between the halves of a sentence.
_SENTENCE_END_RE = compile_lazily(rf"[^\W\d_]{{3}}[.!?…]\s+[{UPPER_LETTERS}]")
_DAY_RE = compile_lazily(r"(?<!\w)\d{1,2}\.\s")
_SO_RE = compile_lazily(r"\s?,\s(?:so|aldus)\s")


@cache
def verb_alone(language: str) -> re.Pattern[str]:
    """Return a pattern for a verb of saying behind a passage, with which the sentence ends."""
    verbs = cues.verbs(cues.table_for(language))
    is_bare = cues.table_for(language) in ("es", "it", "pt")  # Where a verb needs no subject.
    place = r"(?:\s(?:ante|davanti|perante)\s[a-zà-ÿ’ ]{2,40})?" if is_bare else ""
    return re.compile(rf"[\s,]{{0,3}}(?:[—–-]\s)?(?:{verbs}){place}\s?[.;]", re.IGNORECASE)


def is_interrupted(before: Inline, passage: Inline, text: str) -> bool:
    """Return whether a speaker interrupts one sentence: '“I will,” she said, “not do it.”'."""
    if passage.mark.start - before.mark.end > MAX_INTERRUPTION:
        return False
    if text[before.mark.end - 2 : before.mark.end - 1] == ".":
        return False  # '„Nie.“ Vorsitzender Jo Rot mahnte, „…“'
    gap = text[before.mark.end : passage.mark.start]
    named = next(
        (
            each
            for each in (before.speaker, passage.speaker)
            if each and each.start >= before.mark.end and each.end <= passage.mark.start
        ),
        None,
    )
    halves = (text[each.start : each.end][:MAX_INTERRUPTION] for each in (before, passage))
    return (
        named is not None
        and bool(named.cue or _SO_RE.match(gap))
        and gap.rstrip()[-1:] in ",，"
        and not re.search(r"[.!?…]\s", gap[:-2])
        and not ANY_MARK_RE.search(gap)
        and sum(len(WORD_RE.findall(half)) for half in halves) >= MIN_WORDS
    )


def add_statements(passages: list[Inline], text: str) -> None:
    """Add dates and publications to the speakers, also of a passage that goes on behind them."""
    last: Inline | None = None
    for passage in passages:
        if last and last.who and (passage.is_rest or _goes_on(last, passage, text)):
            passage.who = last.who
            passage.statement = last.statement
        elif passage.who and (statement := passage.statement):
            date_said, publication = statement.date_said, statement.publication
            passage.who = replace(passage.who, date_said=date_said, publication=publication)
        last = passage


def _goes_on(last: Inline, passage: Inline, text: str) -> bool:
    """Return whether a passage without a speaker of its own follows the attribution of another."""
    gap = text[last.mark.end : passage.mark.start]
    return (
        last.statement is not None
        and passage.who == replace(last.who or Attribution(), date_said="", publication="")
        and passage.speaker is None
        and _is_attribution(last, _DAY_RE.sub(" ", gap))
    )


def continues(speaker: Speaker, before: Inline, text: MaskedText, start: int) -> bool:
    """Return whether a passage is of the voice before it: '“…,” Ann said, of Bob Ray. “…”'.

    The name nearest to it is then no speaker, unless it has a verb or a colon of its own.
    """
    named = before.speaker
    return (
        named is not None
        and bool(named.cue)
        and named.start >= before.mark.end
        and (speaker.is_weak or not speaker.cue)
        and speaker.start != named.start
        and text[before.mark.end : start].rstrip()[-1:] in ".!?…"
    )


def _is_attribution(passage: Inline, gap: str) -> bool:
    """Return whether the text up to the next passage is one sentence with this one's speaker."""
    speaker = passage.speaker
    if speaker is None or not speaker.cue or speaker.start < passage.mark.end:
        return False
    rest = gap[speaker.end - passage.mark.end :].rstrip()
    return rest[-1:] in ".!?…" and not _SENTENCE_END_RE.search(rest)


def _may_be_last(passage: Inline, registry: Registry) -> bool:
    """Return whether the last speaker may go on; 'she' is no organisation."""
    speaker = passage.speaker
    is_person = registry.last is not None and registry.last.kind == "person"
    if is_person and means_thing(passage):
        return False
    is_gendered = speaker is not None and speaker.who.name.casefold() in cues.GENDERED
    return registry.last is not None and (is_person or not is_gendered)


def _has_own_sentence(passage: Inline, following: Inline, text: MaskedText) -> bool:
    """Return whether the next passage's speaker is that of another sentence.

    'The judge said “A”. Ann said “B”.'
    """
    gap = text[passage.mark.end : following.mark.start]
    named = following.speaker
    if named is None or named.start < passage.mark.end:
        return False
    lead = text[max(passage.block.start, passage.mark.start - 40) : passage.mark.start]
    return (
        gap[:1] in ".!?"
        and (lead.rstrip()[-1:].isalpha() or lead.rstrip().endswith(":"))
        and not named.is_pronoun
    )


def _has_verb_alone(passage: Inline, text: MaskedText, block: Block, language: str) -> bool:
    """Return whether a verb without a subject ends the sentence: '“…”, conta. O presidente'."""
    behind = text[passage.mark.end : min(block.end, passage.mark.end + 40)]
    return verb_alone(language).match(behind) is not None


def continue_voices(
    passages: list[Inline],
    text: MaskedText,
    block: Block,
    language: str,
    previous: list[Inline],
    above: Block | None,
    registry: Registry,
    opening: Attribution | None,
) -> None:
    """Give a passage without a speaker that of the passage that it continues.

    `opening` is the last speaker before the paragraph.
    """
    for index, passage in enumerate(passages):
        if passage.who:
            continue
        if index:
            before = passages[index - 1]
            gap = text[before.mark.end : passage.mark.start]
            if before.who and passage.speaker is None and _is_attribution(before, gap):
                passage.who = before.who
            elif not REPORTED_RE.search(gap) and (named := registry.find_subject(gap)):
                passage.who = named
            elif before.who and len(gap) < 220:
                passage.who = before.who
        elif subject := registry.find_subject(text[block.start : passage.mark.start]):
            passage.who = subject
        elif (
            passages[index + 1 :]
            and passages[index + 1].who
            and not _has_own_sentence(passage, passages[index + 1], text)
            and not _has_verb_alone(passage, text, block, language)
            and len(text[passage.mark.end : passages[index + 1].mark.start]) < 160
        ):
            passage.who = passages[index + 1].who
        elif (
            (
                previous
                and previous[-1].who
                and passage.mark.start <= block.start + 2
                and len(text[passage.mark.end : block.end]) < 40
            )
            or previous
            and previous[-1].who
            and _has_verb_alone(passage, text, block, language)
        ):
            passage.who = previous[-1].who
        elif _may_be_last(passage, registry) and (
            cues.any_verb().search(text[block.start : passage.mark.start][-80:])
            or cues.any_verb().search(text[passage.mark.end : block.end][:30])
        ):
            is_new = above and not previous and passage.speaker is None
            subject = registry.find_subject(above.text) if above and is_new else None
            passage.who = subject or opening or registry.last
