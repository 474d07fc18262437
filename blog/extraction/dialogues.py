"""Speech between dashes: '— Да, — сказал он. — Нет', '- Szkoda - mówi burmistrz.'."""

import re
from functools import cache

from blog.extraction import cues
from blog.extraction.blocks import Block
from blog.extraction.marks import Marked
from blog.extraction.people import UPPER_LETTERS
from lib.lazy_regex import compile_lazily

MIN_HYPHENATED = 5  # Words of speech before a hyphen that stands for a dash.
MAX_LEAD = 200  # Characters of a sentence that leads in to the paragraph below.
MIN_WORDS = 3  # Of speech within a paragraph.
_DIALOGUE_RE = compile_lazily(r"^[—–―-]\s?(?=[^\W\d_]|[¿¡…])")
_INNER_DASH_RE = compile_lazily(rf"(?<=[.!?…”\"]\s)[—–-]\s(?=[{UPPER_LETTERS}])")
# 'mówi się w porcie', not 'mówi sięgając po kubek'
_IMPERSONAL_RE = compile_lazily(rf"\ssię(?!\w)(?!\s[{UPPER_LETTERS}])")
_BACK_TO_SPEECH_RE = compile_lazily(r"\s?[—–][.,;:]?\s|[—–][.,;:]|[.:]\s(?=[—–])\W*")


def begins_dialogue(text: str) -> bool:
    """Return whether a paragraph begins with the dash of speech."""
    return _DIALOGUE_RE.match(text) is not None


def find_dialogues(blocks: list[Block], language: str) -> dict[int, list[Marked]]:
    """Return the spoken parts of paragraphs that open with a dash: '— Да, — сказал он. — Нет'.

    Without marks the speech ends at a dash or comma before a verb of saying. A paragraph without
    such a verb counts as speech where the one above does.
    """
    result: dict[int, list[Marked]] = {}
    is_dialogue = False
    for block in blocks:
        match = _DIALOGUE_RE.match(block.text)
        if not match:
            if language == "pl" and (spans := _spoken_within(block.text, language)):
                result[block.start] = _mark_spans(spans, block)
            lead = block.text.rstrip()[-MAX_LEAD:]
            is_dialogue = lead.endswith(":") and bool(cues.any_verb().search(lead))
            continue
        spans = _spoken(block.text, match.end(), language)
        if spans or is_dialogue and match[0][0] != "-" and len(block.text) > 20:
            result[block.start] = _mark_spans(spans or [(match.end(), len(block.text))], block)
            is_dialogue = True
    return result


def _mark_spans(spans: list[tuple[int, int]], block: Block) -> list[Marked]:
    """Return the passages with an outer mark of no width: the words begin one character later."""
    return [
        Marked(block.start + start - 1, block.start + end, "–", is_closed=False)
        for start, end in spans
    ]


def _spoken_within(text: str, language: str) -> list[tuple[int, int]]:
    """Return the Polish speech behind a sentence: 'Burmistrz nie kryje żalu. - Szkoda - mówi.'."""
    verb = _dash_and_verb(language)
    spans: list[tuple[int, int]] = []
    position = 0
    while (opening := _INNER_DASH_RE.search(text, position)) and (
        cue := verb.search(text, opening.end())
    ):
        is_rumour = cue[0].casefold().endswith("mówi") and _IMPERSONAL_RE.match(text, cue.end())
        if not is_rumour and len(text[opening.end() : cue.start()].split()) >= MIN_WORDS:
            spans.append((opening.end(), cue.start()))
        position = cue.end()
    return spans


@cache
def _dash_and_verb(language: str) -> re.Pattern[str]:
    verbs = cues.verbs(cues.table_for(language))
    return re.compile(rf"\s?[—–-]\s(?:[^\W\d_]+\s)?(?:{verbs})(?!\w)", re.IGNORECASE)


def _spoken(text: str, start: int, language: str) -> list[tuple[int, int]]:
    verb = _said_after(language, has_hyphen=text.startswith("-"))
    spans: list[tuple[int, int]] = []
    while cue := verb.search(text, start):
        is_hyphen = "-" in cue[0][:3]
        if is_hyphen and not spans and len(text[start : cue.start()].split()) < MIN_HYPHENATED:
            return []  # '- Идём, - сказал он.' of a story, or an item of a list.
        if cue.start() - start >= 3:
            spans.append((start, cue.start()))
        following = _BACK_TO_SPEECH_RE.search(text, cue.end())
        if following is None:
            return spans
        start = following.end()
        while start < len(text) and text[start].isspace():
            start += 1
    if spans and len(text) - start > 5:
        spans.append((start, len(text)))
    return spans


@cache
def _said_after(language: str, *, has_hyphen: bool) -> re.Pattern[str]:
    verbs = cues.verbs(cues.table_for(language))
    hyphen = r"\s-\s|" if has_hyphen else ""
    return re.compile(
        rf"(?:,?\s?[—–]\s?|(?<=[.!?,…])\s-\s|{hyphen},\s|(?<=[!?])\s)(?:[^\W\d_]+\s)?(?:{verbs})(?!\w)",
        re.IGNORECASE,
    )
