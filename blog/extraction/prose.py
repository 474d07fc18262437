"""Quotations within prose, each with its speaker: '“…,” she said, “…”'."""

import re
from dataclasses import dataclass

from blog.extraction import cues
from blog.extraction.attribution import Attribution
from blog.extraction.blocks import Article, Block
from blog.extraction.marks import TITLE_MARKS, Marked, find_marked
from blog.extraction.speakers import Registry, Speaker, find_speaker, register_names
from blog.extraction.vocabulary import load_tables

MIN_WORDS = 3
MIN_CJK = 6
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "vs"]
)
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_TITLE_NOUN = re.compile(rf"(?:{load_tables('surroundings')['works']})\s*[:,]?\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Inline:
    """A passage in prose; offsets in the article's text, marks left out."""

    start: int
    end: int
    block: Block
    mark: Marked
    speaker: Speaker | None = None
    who: Attribution | None = None
    is_continued: bool = False


def find_inline(
    article: Article, blocks: list[Block], language: str, registry: Registry
) -> list[Inline]:
    """Return the quotations in the prose of these blocks, in order, with their speakers."""
    passages: list[Inline] = []
    previous: list[Inline] = []
    above: Block | None = None
    for block in blocks:
        register_names(registry, block.text)
        leads = above if above and above.text.rstrip().endswith(":") else None
        here = _in_block(article, block, language, registry, previous, leads)
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
    leads: Block | None,
) -> list[Inline]:
    text = article.text
    spans = [
        mark
        for mark in find_marked(text, block.start, block.end)
        if mark.is_closed or mark.end - mark.start > 40
    ]
    result: list[Inline] = []
    for index, mark in enumerate(spans):
        start, end = mark.inner(text)
        before_from = spans[index - 1].end if index else block.start
        after_to = spans[index + 1].start if index + 1 < len(spans) else block.end
        passage = Inline(start, end, block, mark)
        if not index and mark.start == block.start and leads is not None:
            before_from = leads.start
        passage.speaker = find_speaker(text, mark.start, mark.end, before_from, after_to, language)
        if passage.speaker:
            passage.who = _resolve(registry, passage.speaker, text, block)
            if passage.who is None and passage.speaker.is_weak and not passage.speaker.is_pronoun:
                passage.speaker = None
        if not _is_speech(passage, text, block):
            continue
        result.append(passage)
    _continue_voices(result, text, block, previous, registry)
    return result


def _resolve(registry: Registry, speaker: Speaker, text: str, block: Block) -> Attribution | None:
    if speaker.is_pronoun:
        who = registry.resolve(speaker, text[block.start : speaker.start])
        if who:
            registry.note_gender(speaker.who.name.casefold(), who)
        return who
    return registry.resolve(speaker)


def _is_speech(passage: Inline, text: str, block: Block) -> bool:
    """Tell speech from titles and scare quotes."""
    content = text[passage.start : passage.end]
    if passage.mark.mark in TITLE_MARKS or not any(character.isalpha() for character in content):
        return False
    count = len(_WORD.findall(content))
    is_long = count >= MIN_WORDS or len(_CJK.findall(content)) >= MIN_CJK
    before = text[max(block.start, passage.mark.start - 60) : passage.mark.start]
    has_end = (
        content.rstrip()[-1:] in ".,!?…。！？，"
        or text[passage.mark.end : passage.mark.end + 1] in ",."
    )
    if _TITLE_NOUN.search(before) and not (passage.speaker and count >= 8):
        return False
    is_said = bool(passage.speaker and passage.speaker.cue)
    if count < 8 and _is_title(content) and not (has_end and is_said):
        return False
    if (
        count < 8
        and re.search(r"[’']s\s$|\b(?:on|podcast|program|programme|broadcast)\s$", before)
        and not is_said
    ):
        return False
    if content.isupper() and not is_said:
        return False
    if passage.speaker and has_end and passage.speaker.cue:
        return True
    return is_long


def _is_title(content: str) -> bool:
    parts = [word for word in _WORD.findall(content) if word.casefold() not in _SMALL_WORDS]
    return bool(parts) and sum(word[:1].isupper() for word in parts) >= 0.75 * len(parts)


def _continue_voices(
    passages: list[Inline], text: str, block: Block, previous: list[Inline], registry: Registry
) -> None:
    """Give a passage without a speaker the one of the passage that it goes on from."""
    for index, passage in enumerate(passages):
        if passage.who:
            continue
        if index:
            before = passages[index - 1]
            gap = text[before.mark.end : passage.mark.start]
            if before.who and len(gap) < 220:
                passage.who, passage.is_continued = before.who, True
        elif (
            passages[index + 1 :]
            and passages[index + 1].who
            and len(text[passage.mark.end : passages[index + 1].mark.start]) < 160
        ):
            passage.who, passage.is_continued = passages[index + 1].who, True
        elif (
            previous
            and previous[-1].who
            and passage.mark.start <= block.start + 2
            and len(text[passage.mark.end : block.end]) < 40
        ):
            passage.who, passage.is_continued = previous[-1].who, True
        elif registry.last and cues.any_verb().search(text[block.start : passage.mark.start][-80:]):
            passage.who, passage.is_continued = registry.last, True
