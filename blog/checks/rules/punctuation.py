"""Quotation marks and brackets that have lost their partner, in whatever language.

What opens in one language closes in another (“…” and „…“, «…» and »…«), so a mark is judged by what
is open and by what stands around it. Apostrophes, inches and the abbreviations of Hebrew are none.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from blog.checks.findings import Finding, Text

BRACKETS = dict(zip("([{（［｛【〔〈《", ")]}）］｝】〕〉》", strict=True))
# What may close what is open.
QUOTES = {
    **{"“": '”"', "„": '“”"', "”": "”", "«": "»", "»": "«»", '"': '"', "‟": "”"},
    **{"‘": "’", "‚": "‘’", "’": "", "‹": "›", "›": "‹›", "'": "'"},
    **{"「": "」", "『": "』", "〝": "〟〞", "﹁": "﹂", "﹃": "﹄"},
}
PARTNERS = {**QUOTES, **BRACKETS}
ALWAYS_OPEN = frozenset("“„‟‚「『〝﹁﹃") | frozenset(BRACKETS)
ALWAYS_CLOSE = frozenset("」』〟〞﹂﹄") | frozenset(BRACKETS.values())
MARKS = frozenset(PARTNERS) | ALWAYS_CLOSE
SINGLE = frozenset("'’‘")
# Words that begin with an apostrophe.
CLIPPED = ("tis", "twas", "twere", "til", "em", "n", "cause", "bout", "round", "cos", "s", "t")
AROUND = 30
# Of a line that no person wrote: its beginning is read, and so many marks within one another.
LONGEST, DEEPEST = 20_000, 30
# Of one line, which has one decision about all of them.
MAX_FINDINGS = 20


@dataclass(frozen=True)
class Lonely:
    mark: str
    position: int
    is_opening: bool


def check(texts: Iterable[Text]) -> Iterator[Finding]:
    for _run, lines in groupby(texts, key=lambda text: text.run or text):
        run = list(lines)
        for number, text in enumerate(run):
            following = run[number + 1].words if number + 1 < len(run) else ""
            words = _visible(text.words[:LONGEST])
            for lonely in balance(words, following)[:MAX_FINDINGS]:
                yield _finding(text, words, lonely)


def _finding(text: Text, words: str, lonely: Lonely) -> Finding:
    if lonely.is_opening:
        message = _("This %(mark)s has no closing mark.")
    else:
        message = _("This %(mark)s has no opening mark.")
    start, end = max(0, lonely.position - AROUND), lonely.position + AROUND
    around = " ".join(words[start:end].split())
    shown = f"{'…' if start else ''}{around}{'…' if end < len(words) else ''}"
    told = message % {"mark": lonely.mark}
    return Finding("mark_unbalanced", told, text.words, text.at, text.part, shown)


def _visible(words: str) -> str:
    """Without what only tells the direction of writing."""
    return "".join(sign for sign in words if unicodedata.category(sign) != "Cf")


def balance(words: str, following: str = "") -> list[Lonely]:
    """The marks without a partner, in order. What is still quoted at the end of a paragraph may go
    on in the `following` one, which then opens it again."""
    open_marks: list[tuple[str, int]] = []
    lonely: list[Lonely] = []
    for position, mark in enumerate(words):
        if mark not in MARKS or _is_no_mark(words, position):
            continue
        partner = _partner(open_marks, mark)
        if partner is not None and not _opens_again(words, position, open_marks[partner][0]):
            lonely += [Lonely(*left, True) for left in open_marks[partner + 1 :]]
            del open_marks[partner:]
        elif _can_open(words, position):
            open_marks.append((mark, position))
        elif mark not in SINGLE and not _stands_alone(words, position):
            lonely.append(Lonely(mark, position, False))
    if open_marks and _goes_on(open_marks[0][0], following):
        del open_marks[0]
    lonely += [Lonely(*left, True) for left in open_marks]
    return sorted(lonely, key=lambda found: found.position)


def _partner(open_marks: list[tuple[str, int]], mark: str) -> int | None:
    """Which of what is open it closes, the innermost first."""
    for number in range(len(open_marks) - 1, max(-1, len(open_marks) - DEEPEST), -1):
        if mark in PARTNERS[open_marks[number][0]]:
            return number
    return None


def _before(words: str, position: int) -> str:
    return words[position - 1] if position else " "


def _after(words: str, position: int) -> str:
    return words[position + 1] if position + 1 < len(words) else " "


def _stands_before_a_word(words: str, position: int) -> bool:
    """With nothing before it, or what opens as well, and something behind."""
    before, after = _before(words, position), _after(words, position)
    is_begin = before.isspace() or before in PARTNERS or before in "—–-/:：，。、…"
    return is_begin and not after.isspace()


def _opens_again(words: str, position: int, opened: str) -> bool:
    """A mark that may do both stands as only an opening one can: what was open was never closed."""
    mark = words[position]
    if mark in ALWAYS_CLOSE or mark != opened:
        return False
    before = _before(words, position)
    return (before.isspace() or before in BRACKETS) and _after(words, position).isalnum()


def _can_open(words: str, position: int) -> bool:
    mark = words[position]
    if mark in ALWAYS_CLOSE:
        return False
    if mark in ALWAYS_OPEN or mark in "«‹":
        return True
    if mark == '"':
        return _straight_can_open(_before(words, position), _after(words, position))
    if mark == "’":
        return False
    return _stands_before_a_word(words, position)


def _straight_can_open(before: str, after: str) -> bool:
    if after.isspace() or (before.isalnum() and not _is_unspaced(before)):
        return False
    return before.isspace() or after not in ".,;:!?…)]—–"


def _is_unspaced(letter: str) -> bool:
    """Of scripts that put no space between words, nor before a mark."""
    return letter > "\u2e80" and letter.isalpha()


def _is_no_mark(words: str, position: int) -> bool:
    mark = words[position]
    before, after = _before(words, position), _after(words, position)
    if mark in SINGLE:
        if _is_letter(before) and _is_letter(after):
            return True  # It's; O‘ahu.
        if not before.isalnum():
            if after.isdigit() and words[position + 3 : position + 4] == "s":
                return True  # The ’90s.
            begun = words[position + 1 : position + 8].lower()
            return any(
                begun.startswith(word) and not begun[len(word) : len(word) + 1].isalnum()
                for word in CLIPPED
            )
        return before.isdigit() and mark == "'" and (after.isspace() or after.isdigit())
    if mark == '"':
        return _is_hebrew(before) and _is_hebrew(after)
    if mark in "()" and before in ":;-" and (after.isspace() or after in ".,!?"):
        return _before(words, position - 1).isspace() or before == "-"
    return False


def _is_letter(sign: str) -> bool:
    return sign.isalpha() and not _is_unspaced(sign)


def _is_hebrew(letter: str) -> bool:
    return "\u05d0" <= letter <= "\u05ea"


def _stands_alone(words: str, position: int) -> bool:
    """12" and 5'11", inches; a) or 12) or iv) at the beginning of a line or word."""
    if words[position] == '"':
        return _before(words, position).isdigit()
    if words[position] not in ")）":
        return False
    start = position
    while start and words[start - 1].isalnum() and position - start < 4:
        start -= 1
    return 0 < position - start <= 4 and _before(words, start).isspace()


def _goes_on(mark: str, following: str) -> bool:
    """English opens each paragraph of a quotation and closes the last alone; French may repeat
    the closing mark instead."""
    if mark not in QUOTES:
        return False
    repeated = {mark, *QUOTES[mark]} if mark in "«‹" else {mark}
    return _visible(following[:100]).lstrip()[:1] in repeated
