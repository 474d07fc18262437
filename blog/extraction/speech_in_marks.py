"""Words in marks: speech, or a title, a name and scare quotes."""

import re
from functools import cache

from blog.extraction import cues
from blog.extraction.blocks import Block
from blog.extraction.inline_quotations import Inline
from blog.extraction.lines import is_organisation_word
from blog.extraction.marks import TITLE_MARKS, Marked
from blog.extraction.masked_text import MaskedText
from blog.extraction.vocabulary import GIVEN_NAMES, load_tables
from lib.lazy_regex import compile_lazily

MIN_WORDS = 3
MIN_CJK = 6
MAX_NAME = 30  # Characters of a club's or a ship's name in marks.
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "vs"]
)
WORD_RE = compile_lazily(r"\w+(?:[’'-]\w+)*")
_CJK_RE = compile_lazily(r"[\u3040-\u30ff\u3400-\u9fff]")
_TITLE_NOUN_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('surroundings')['works']})\s*[:,]?\s*$", re.IGNORECASE
)
_UNDERTAKING_RE = compile_lazily(
    rf"(?<!\w)(?:{load_tables('surroundings')['undertakings']})\s(?:(?:is|ist|est|es|è|é)\s)?$",
    re.IGNORECASE,
)
# '(“A tax too far”, 3 May)': the title of an article.
_BRACKETED_RE = compile_lazily(
    r",\s(?:(?P<first>[^\W\d_]+)[^(),\d]{0,40},\s)?(?:\d{1,2}\.?\s[^\W\d_]+\.?|[^\W\d_]+\.?\s\d{1,2})"
    r"(?:,?\s\d{4})?\)"
)
# 'told the council', 'sagte dem Gericht', 'a dit à la police'
_LISTENER_RE = compile_lazily(
    r"(?<!\w)(?:to|told|tells|asked|asks|warned|reminded|assured|urged|begged|about|zum|zur|zu|"
    r"(?<!in\s)(?<!von\s)(?<!aus\s)(?<!bei\s)(?<!mit\s)(?:dem|der|den)|"
    r"à|au|aux|al|alla|allo|agli|ai|a|ao|aos|às|tegen|aan|till?)"
    r"(?:\s(?:the|his|her|their|its|la|el|los|las|il|lo|de|het|le|les))?"
    r"(?:\s|\s?l[’'])(?:(?!(?:that|the|of|in|at|for|about|dass|der|que|che|de)\s)[^\W\d_][\w-]*\s){0,2}"
    r"[^\W\d_][\w-]*\s$",
    re.IGNORECASE,
)
_BODY_BEFORE_RE = compile_lazily(r"(?P<noun>[^\W\d_][\w-]+)\s$")


def ends_speech(passage: Inline, text: str) -> bool:
    """Return whether a sentence ends with a passage, as with no ship or book."""
    content = text[passage.start : passage.end]
    has_end = (
        content.rstrip()[-1:] in ".!?…" or text[passage.mark.end : passage.mark.end + 1] == "."
    )
    return has_end and not is_title_case(content)


@cache
def _verb_follows(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"[\s,]{{0,3}}(?:[—–-]\s)?(?:{cues.verbs(cues.table_for(language))})(?!\w)", re.IGNORECASE
    )


def _names_person(bracketed: re.Match[str]) -> bool:
    """Return whether somebody is named before a date: '(“…”, Ann Lee, 3 May)'."""
    first = (bracketed["first"] or "").casefold()
    return first in GIVEN_NAMES or cues.any_verb().search(bracketed[0]) is not None


def is_speech(passage: Inline, text: MaskedText, block: Block, language: str) -> bool:
    """Return whether a passage is speech, not a title or scare quotes."""
    content = text[passage.start : passage.end]
    if passage.mark.mark in TITLE_MARKS or not any(character.isalpha() for character in content):
        return False
    if passage.mark.is_part:
        return True
    behind = text[passage.mark.end : min(block.end, passage.mark.end + 80)]
    before = text[max(block.start, passage.mark.start - 60) : passage.mark.start]
    bracketed = _BRACKETED_RE.match(behind) if before.endswith("(") else None
    if bracketed and content[-1:].isalnum() and not _names_person(bracketed):
        return False
    count = len(WORD_RE.findall(content))
    is_long = count >= MIN_WORDS or len(_CJK_RE.findall(content)) >= MIN_CJK
    has_end = (
        content.rstrip()[-1:] in ".,!?…。！？，"
        or text[passage.mark.end : passage.mark.end + 1] in ",."
    )
    is_phrase = count >= MIN_WORDS and content[:1].islower()
    if _TITLE_NOUN_RE.search(before) and not (passage.speaker and (count >= 8 or is_phrase)):
        return False
    is_said = bool(passage.speaker and passage.speaker.cue)
    is_name = count < 8 and content[:1].isupper() and content.rstrip()[-1:] not in ".?…,"
    if is_name and _is_named_so(before) and not _is_told(passage, text):
        return False
    after = text[passage.mark.end : min(block.end, passage.mark.end + 40)]
    is_dashed = re.match(r"\s[—–-]\s", after)  # '„To skandal” – ocenia radna'
    # In Turkish the verb follows the mark: '“Gelirim” dedi'.
    if (has_end or is_dashed or language == "tr") and _verb_follows(language).match(after):
        return True
    is_led_in = before.rstrip()[-1:] == ":" and content.rstrip()[-1:] in ".!?…"
    is_sentence = is_led_in or has_end and (is_said or language == "de" and bool(passage.speaker))
    if (count < 8 or not passage.speaker) and is_title_case(content) and not is_sentence:
        return False
    if (
        count < 8
        and re.search(r"[’']s\s$|\b(?:on|podcast|program|programme|broadcast)\s$", before)
        and not is_said
    ):
        return False
    if content.isupper() and not is_said:
        return False
    is_whole = content[-1:] in "。！？" and before.rstrip()[-1:] in "。：，！？"
    if is_whole and len(_CJK_RE.findall(content)) >= MIN_CJK // 2:
        return True
    if passage.speaker and has_end and passage.speaker.cue:
        has_own_end = content.rstrip()[-1:] in ".,!?…"
        is_scare = (
            count <= 2
            and not _CJK_RE.search(content)
            and (
                before.rstrip()[-1:].isalpha()
                or (
                    not has_own_end
                    and passage.speaker.start < passage.start
                    and before.rstrip()[-1:] != ":"
                )
            )
        )
        return not is_scare
    if count and not is_long and content.rstrip()[-1:] in ".!?…" and before.rstrip()[-1:] == ":":
        return True
    return is_long


def _is_named_so(before: str) -> bool:
    """Return whether the words before a mark name a body or a campaign by what is in it."""
    body = _BODY_BEFORE_RE.search(before)  # 'von der Bürgerinitiative „Rettet die Wache“'
    return bool(body and is_organisation_word(body["noun"]) or _UNDERTAKING_RE.search(before))


def _is_told(passage: Inline, text: MaskedText) -> bool:
    """Return whether somebody says words to a body: 'Ann Lee told the council “We will pay”'."""
    speaker = passage.speaker
    if speaker is None or not speaker.cue or speaker.start >= passage.start:
        return False
    return _LISTENER_RE.search(text[speaker.start : passage.mark.start]) is not None


def follows_title(text: str, mark: Marked) -> bool:
    """Return whether a passage is a name within a clause: 'der Trainer von „Blau-Weiß“ Jan Rot'."""
    content = text[mark.start + 1 : mark.end - 1]
    return (
        mark.is_closed
        and content[:1].isupper()
        and content[-1:].isalnum()
        and len(content) <= MAX_NAME
        and content.count(" ") < MIN_WORDS
        and text[mark.end : mark.end + 2].strip(" ")[:1].isalpha()
        and text[mark.start - 2 : mark.start - 1].isalpha()
    )


def is_title_case(content: str) -> bool:
    """Return whether words have the capitals of an English title."""
    parts = [word for word in WORD_RE.findall(content) if word.casefold() not in _SMALL_WORDS]
    return bool(parts) and sum(word[:1].isupper() for word in parts) >= 0.75 * len(parts)
