"""Speakers of paragraphs in marks that go on with the paragraph above: '“…,” she said. ¶ “…”'."""

import re
from bisect import bisect_right
from dataclasses import replace

from blog.extraction import cues
from blog.extraction.attribution import Attribution
from blog.extraction.blocks import Article, Block
from blog.extraction.inline_quotations import Inline
from blog.extraction.named_people import register_names
from blog.extraction.people import Registry
from blog.extraction.set_off import SetOff
from blog.extraction.speakers import find_speaker

MAX_REST = 200  # Characters of the sentence that follows a quotation in its paragraph.
# Links to other articles between two paragraphs.
_ASIDE_RE = re.compile(
    r"\W*(?:read (?:more|also|next)|see also|related|lesen sie(?: auch)?|lese-?tipp|mehr zum thema|"
    r"lire aussi|à lire aussi|lee también|leer más|leggi anche|leia (?:também|mais)|lees ook|"
    r"läs (?:också|mer)|czytaj (?:też|także|więcej)|читайте (?:также|ещё))\b",
    re.IGNORECASE,
)
# Below a quotation: 'Lo ha detto il sindaco, Piero Neri', 'Det säger Anna Holm'.
_BELOW_RE = re.compile(
    r"(?:Lo\s(?=ha\s|hanno\s)|Così\slo\s|Lo\s(?=dijo|afirmó|aseguró|declaró|señaló|indicó|explicó)|"
    r"Así\slo\s|C[’']est\sce\squ[’'](?=a\s)|Foi\so\sque\s(?=disse|afirmou|declarou)|Das\s(?=sagte|sagt|"
    r"erklärte|betonte|schreibt)|Det\s(?=säger|sa|berättar|skriver|sier|siger|sagde|fortæller)|"
    r"Dat\s(?=zegt|zei|schrijft|stelt)|Tak\s(?=mówi|powiedział|twierdzi|řekl|uvedl)|"
    r"Об\sэтом\s(?=сообщил|заявил|рассказал|написал)|Так\s(?=сказал|заявил)|Про\sце\s(?=повідомив|заявив))"
)
_NEW_SENTENCE_RE = re.compile(r"[^\W\d_]{3}[.!?…][”\"»]?\s+\S")


def continue_voices(
    article: Article,
    set_off: list[SetOff],
    inline: list[Inline],
    language: str,
    registry: Registry,
) -> None:
    """Give quotations that only their marks set off the speaker of the paragraph above.

    Call it when all other quotations have their speakers.
    """
    starts = [block.start for block in article.blocks]
    last_in_block = {
        starts[bisect_right(starts, each.more[-1][0] if each.more else each.start) - 1]: each
        for each in inline
    }
    by_block = {each.blocks[0].start: each for each in set_off if each.blocks}
    ends = {each.blocks[-1].start: each for each in set_off if each.blocks}
    above: Block | None = None
    voice: Attribution | None = None  # Of the last quotation.
    for block in article.blocks:
        each = by_block.get(block.start)
        if _ASIDE_RE.match(block.text):
            continue
        is_furniture = block.is_used and not each and block.start not in ends
        if is_furniture or not block.text.strip():
            continue
        if each and above and _has_marks_alone(each):
            before = ends.get(above.start)
            who = (
                _voice_of_set_off(before)
                if before
                else _voice_of_paragraph(article, above, last_in_block, language, registry, voice)
            )
            if who:
                each.who, each.evidence = replace(who, date_said="", publication=""), "lead_in"
        if above and (match := _BELOW_RE.match(block.text)):
            quotation = last_in_block.get(above.start) or ends.get(above.start)
            if quotation and not quotation.who and _ends_block(quotation, above):
                quotation.who = _read_below(block.text[match.end() :], language, registry)
        for passage in (each, last_in_block.get(block.start)):
            voice = (passage and passage.who) or voice
        above = block


def _ends_block(quotation: Inline | SetOff, block: Block) -> bool:
    end = quotation.spans[-1][1] if isinstance(quotation, SetOff) else quotation.end
    return block.end - end <= 3


def _read_below(text: str, language: str, registry: Registry) -> Attribution | None:
    """Return the speaker of a sentence that begins with its verb."""
    sentence = f"”, {text}"
    speaker = find_speaker(sentence, 0, 1, 0, len(sentence), language)
    return registry.resolve(speaker) if speaker and not speaker.is_pronoun else None


def _has_marks_alone(each: SetOff) -> bool:
    return (
        each.evidence == "form"
        and not each.blocks[0].quote
        and not (each.attribution or each.url or each.who)
    )


def _voice_of_set_off(before: SetOff) -> Attribution | None:
    """Return who goes on after a quotation that the text above it introduced."""
    is_introduced = before.evidence == "lead_in" and not before.attribution
    return before.who if is_introduced and not before.blocks[0].quote else None


def _voice_of_paragraph(
    article: Article,
    above: Block,
    last_in_block: dict[int, Inline],
    language: str,
    registry: Registry,
    voice: Attribution | None,
) -> Attribution | None:
    last = last_in_block.get(above.start)
    if last:
        rest = article.text[(last.more[-1][1] if last.more else last.end) : above.end]
        is_near = len(rest) < MAX_REST and not _NEW_SENTENCE_RE.search(rest)
        return last.who if is_near else None
    sentence = re.split(r"(?<=[.!?…])\s+(?=\S)", above.text.strip())[-1]
    if not cues.any_verb().search(sentence):
        return None
    tokens = re.findall(r"[^\W\d_]+", sentence.casefold())
    has_pronoun = not cues.GENDERED.isdisjoint(tokens)
    if tokens[0] in cues.GENDERED:  # 'He also said that the Marine Party was late.'
        return voice
    register_names(registry, above.text, language)
    return registry.find_subject(sentence) or (voice if has_pronoun else None)
