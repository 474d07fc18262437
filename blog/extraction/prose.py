"""Quotations within prose, each with its speaker: '“…,” she said, “…”'."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from blog.extraction.attribution import Attribution
from blog.extraction.blocks import Article, Block
from blog.extraction.callings import find_holder
from blog.extraction.described_subjects import find_described_subject
from blog.extraction.dialogues import find_dialogues
from blog.extraction.inline_quotations import Inline, means_thing
from blog.extraction.inner_attributions import split_at_attributions
from blog.extraction.inscriptions import is_inscription
from blog.extraction.marks import Marked, find_marked
from blog.extraction.masked_text import MaskedText
from blog.extraction.named_people import register_names
from blog.extraction.people import Registry, Speaker, is_description
from blog.extraction.resolved_speakers import is_german_noun, resolve_speaker
from blog.extraction.sentence_voices import (
    add_statements,
    continue_voices,
    continues,
    is_interrupted,
    verb_alone,
)
from blog.extraction.speakers import MAX_CONTEXT, find_speaker
from blog.extraction.speech_in_marks import ends_speech, follows_title, is_speech
from blog.extraction.statement_dates import read_statement
from blog.extraction.vocabulary import load_tables
from lib.lazy_regex import compile_lazily

# 'The coach received a letter: “…”', whose words are those of somebody else.
_RECEIPT_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('speech')['receipts']})(?!\w)", re.IGNORECASE
)
_MESSAGE_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('speech')['messages']})(?!\w)", re.IGNORECASE
)


def find_inline(
    article: Article,
    blocks: list[Block],
    language: str,
    registry: Registry,
    spoken_before: Iterable[tuple[int, Attribution]] = (),
) -> list[Inline]:
    """Return the quotations in the prose of these blocks, in order, with their speakers.

    `spoken_before` are the speakers of quotations that are set off, with their offsets.
    """
    set_off = deque(spoken_before)
    registry.forget_last()
    passages: list[Inline] = []
    previous: list[Inline] = []
    above: Block | None = None
    dialogues = find_dialogues(blocks, language)
    for block in blocks:
        while set_off and set_off[0][0] < block.start:
            registry.last = set_off.popleft()[1]
            above = None
        register_names(registry, block.text, language)
        spoken = dialogues.get(block.start)
        here = _in_block(article, block, language, registry, previous, above, spoken)
        if here and previous and (mark := previous[-1].mark) and not mark.is_closed:
            here = _join_reopened(article.text, previous[-1], here, block)
            if previous[-1].mark is not mark and not here:
                above = block
                continue
            if here and here[0].mark.start == block.start and previous[-1].who is None:
                previous[-1].who = here[0].who
        passages += here
        above = block
        previous = here if here else ([] if len(block.text) > 80 else previous)
    return passages


def _in_block(
    article: Article,
    block: Block,
    language: str,
    registry: Registry,
    previous: list[Inline],
    above: Block | None,
    spoken: list[Marked] | None,
) -> list[Inline]:
    text = MaskedText(article.text)
    opening = registry.last
    leads = above if above and above.text.rstrip().endswith(":") else None
    spans = _list_spans(article.text, block, language, spoken or [])
    result: list[Inline] = []
    pending: Inline | None = None  # Too short for speech, unless the next goes on with it.
    for index, mark in enumerate(spans):
        start, end = mark.inner(article.text)
        before_from = result[-1].mark.end if result else block.start
        if before_from < (skipped := spans[index - 1].end if index else 0):
            # Passages that are not speech, such as titles, are read as words of the sentence.
            text.mask(before_from, skipped)
        following = (
            each for each in spans[index + 1 : index + 4] if not follows_title(article.text, each)
        )
        after_to = next((each.start for each in following), block.end)
        passage = Inline(start, end, block, mark)
        if not index and mark.start <= block.start + 1 and leads is not None:
            before_from = leads.start
        passage.speaker = _find_speaker(text, mark, before_from, after_to, language)
        if result and passage.speaker and continues(passage.speaker, result[-1], text, mark.start):
            passage.speaker = None
        if passage.speaker:
            passage.who = resolve_speaker(registry, passage.speaker, text, block, above, language)
            if language == "de" and passage.who and is_german_noun(passage, registry):
                passage.who = None
            if passage.who is None and passage.speaker.is_weak and not passage.speaker.is_pronoun:
                behind = text[mark.end : min(block.end, mark.end + 40)]
                if is_description(passage.speaker.who.name) and verb_alone(language).match(behind):
                    passage.who = passage.speaker.who  # 'El capitán habló. «…», reconoció.'
                else:
                    passage.speaker = None
        if passage.who is None and passage.speaker is None:
            lead_start = max(before_from, block.start, mark.start - MAX_CONTEXT)
            lead = text[lead_start : mark.start].rstrip()
            sentence = re.split(r"[.!?…]\s", lead)[-1]
            is_receipt = _RECEIPT_RE.search(sentence) or _MESSAGE_RE.search(sentence)
            named = "" if is_receipt else find_described_subject(sentence, language)
            if lead.endswith(":") and named:
                described = registry.find_described(named) or find_holder(registry, named, lead)
                passage.who = described or Attribution(named, kind="person")
        if passage.speaker and not passage.speaker.is_weak:
            passage.statement = read_statement(
                article.text, mark.start, mark.end, passage.speaker, (block.start, block.end)
            )
        before = pending or (result[-1] if result else None)
        is_rest = before is not None and is_interrupted(before, passage, article.text)
        is_spoken = is_speech(passage, text, block, language)
        if not is_spoken and not (is_rest and ends_speech(passage, article.text)):
            pending = passage
            continue
        if pending and is_rest and article.text[pending.start].isupper():
            result.append(replace(pending, speaker=pending.speaker or passage.speaker))
        pending, passage.is_rest = None, is_rest
        result.append(passage)
    continue_voices(result, text, block, language, previous, above, registry, opening)
    is_unknown = bool(result) and not result[0].who and not means_thing(result[0])
    if above and is_unknown and (subject := registry.find_subject(above.text)):
        result[0].who = subject
        continue_voices(result, text, block, language, previous, above, registry, opening)
    for passage in result:
        if is_inscription(passage, article.text):
            passage.who = None
    add_statements(result, article.text)
    return result


def _list_spans(text: str, block: Block, language: str, spoken: list[Marked]) -> list[Marked]:
    """Return the passages of a paragraph, in marks or between dashes."""
    marked = [
        part
        for mark in find_marked(text, block.start, block.end)
        if mark.is_closed or mark.end - mark.start > 20
        for part in split_at_attributions(text, mark, language)
    ]
    if not spoken:
        return marked
    apart = [
        mark
        for mark in marked
        if not any(mark.start < other.end and other.start < mark.end for other in spoken)
    ]
    return sorted([*apart, *spoken], key=lambda mark: mark.start)


def _find_speaker(
    text: MaskedText, mark: Marked, before_from: int, after_to: int, language: str
) -> Speaker | None:
    """Find the speaker in the words around a passage; the rest of the article costs nothing."""
    before_from = max(before_from, mark.start - MAX_CONTEXT)
    base = max(0, before_from - 2)  # With the mark before a name.
    near = text[base : mark.end + MAX_CONTEXT]
    start, end = mark.start - base, mark.end - base
    speaker = find_speaker(near, start, end, before_from - base, after_to - base, language)
    return speaker and replace(speaker, start=speaker.start + base, end=speaker.end + base)


def _join_reopened(
    text: str, open_passage: Inline, here: list[Inline], block: Block
) -> list[Inline]:
    """Add to a passage that nothing closed the paragraph below, if it begins with a mark."""
    first = here[0]
    is_reopened = (
        first.mark.start == block.start
        and first.mark.mark == open_passage.mark.mark
        and open_passage.mark.mark != "–"
    )
    if not is_reopened:
        return here
    named, who = first.speaker, open_passage.who
    is_named_behind = named is not None and bool(text[first.mark.end : block.end].strip(" ."))
    if is_named_behind and not (named and named.is_pronoun and who and not open_passage.more):
        return here
    open_passage.more += ((first.start, first.end),)
    open_passage.mark = first.mark
    return here[1:]
