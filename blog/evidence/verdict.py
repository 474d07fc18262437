"""`judge`: whether a quotation still stands on a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from blog.evidence.closest import find_closest
from blog.evidence.comparison import compare, is_closed_alike, is_whole_at_end, is_whole_at_start
from blog.evidence.letters import Letters, clean
from blog.evidence.negations import Negations
from blog.evidence.omissions import (
    Parts,
    compute_limit,
    crosses_sentences,
    hides_change,
    is_allowed,
    is_allowed_at_end,
    is_allowed_at_start,
    list_cut_words,
    split_parts,
)
from blog.evidence.page_text import PageText

Kind = Literal["same", "typographic", "marked", "changed", "gone", "unread"]
MAX_QUOTATION_LENGTH = 20_000
MIN_MARKED_WORDS = 4  # Of the quotation; shorter ones stand only as they are.
MIN_LITERAL_WORDS = 3  # Outside of its brackets.
MIN_LITERAL_LETTERS = 8
MIN_LITERAL_UNSPACED = 5
MAX_COMPARED_PLACES = 2_000
MAX_COMPARED_LETTERS = 200_000
_BRACKET_IN_WORD_RE = re.compile(r"\[(\w{1,12})\](?=\w)|(?<=\w)\[(\w{1,12})\]")
_BLOCK_END_RE = re.compile(r"\n|[.!?…:»”“\"')]\s+\S|[。！？」]\S")  # In a quotation of several.
_STOP_RE = re.compile(r"[.!。！।]\W*$")
_LINE_MARK_RE = re.compile(r"^(?:[ \t]*>){1,9} ?(?!\d)", re.MULTILINE)
MAX_ENDS = 12  # Places where a part of a marked quotation may stand, nearest first.


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page shows of a quotation.

    `start` and `length` are a place in `PageText.text`, `there` is the text at that place. Without
    a place, for 'gone' and 'unread', they are -1, 0 and ''.
    """

    kind: Kind
    start: int = -1
    length: int = 0
    there: str = ""


def judge(quotation: str, page: PageText) -> Verdict:
    """Compare a quotation with a page.

    Linear in the length of the page; the work for each quotation is bounded.
    """
    if len(quotation) > MAX_QUOTATION_LENGTH:
        return Verdict("unread")
    quotation = _remove_line_marks(clean(quotation))
    whole = Letters(quotation)
    if not len(whole):
        return Verdict("unread")
    parts = split_parts(quotation)
    best: Verdict | None = None
    crosses_blocks = _BLOCK_END_RE.search(quotation.strip()) is not None
    # A fragment shows that it is cut.
    is_sentence = not whole.cased[0].islower() or _STOP_RE.search(quotation) is not None
    can_be_marked = parts is not None and _is_long_enough(whole, parts)
    get_negations = cache(lambda: Negations(page.language, quotation))
    views = page.iterate_views(crosses_blocks=crosses_blocks) if _may_stand([whole], page) else ()
    for view in views:
        for kind, first, last in _find_literal(whole, view, page):
            cut = list_cut_words(view, first, last) if is_sentence else []
            if cut and any(map(get_negations().occur_in, cut)):
                continue
            if can_be_marked and parts and parts.has_omission_at_edge:
                return _make_verdict("marked", view, first, last, page)
            if kind == "same":
                return _make_verdict("same", view, first, last, page)
            best = best or _make_verdict("typographic", view, first, last, page)
    if best:
        return best
    if parts and can_be_marked and _may_stand(parts.literals, page):
        for view in page.iterate_views(crosses_blocks=crosses_blocks):
            marked = _Marked(parts, view, page, get_negations(), is_sentence=is_sentence)
            if span := marked.find():
                return _make_verdict("marked", view, *span, page)
    if page.is_cut:
        return Verdict("unread")  # The words may stand in the part that was not read.
    return _find_difference(quotation, parts, page) or Verdict("unread" if page.is_wall else "gone")


def _may_stand(literals: list[Letters], page: PageText) -> bool:
    """Return whether a page has each word of a quotation; if not, no view of it needs be built."""
    text = page.whole.folded
    return all(word in text for literal in literals for word in set(literal.tokens))


def _remove_line_marks(quotation: str) -> str:
    """Return a quotation without the `>` that e-mails and Markdown write before each line."""
    lines = [line for line in quotation.splitlines() if line.strip()]
    if all(map(_LINE_MARK_RE.match, lines)):
        return _LINE_MARK_RE.sub("", quotation)
    return quotation


def _make_verdict(kind: Kind, view: Letters, first: int, last: int, page: PageText) -> Verdict:
    start, end = view.find_place(first), view.find_end(last)
    return Verdict(kind, start, end - start, page.text[start:end])


def _find_literal(
    whole: Letters, view: Letters, page: PageText
) -> Iterator[tuple[Literal["same", "typographic"], int, int]]:
    """Yield the places at which all of a quotation stands, in order."""
    compared = 0
    for number, offset in enumerate(view.iterate_occurrences(whole.folded, 0, len(view))):
        if number >= MAX_COMPARED_PLACES or compared >= MAX_COMPARED_LETTERS:
            return
        end = offset + len(whole)
        if not is_whole_at_start(whole, view, offset, page.seams):
            continue
        if not is_whole_at_end(whole, view, end, page.seams):
            continue
        compared += len(whole)
        kind = compare(whole, view, offset, page.seams, page.divisions)
        if kind and is_closed_alike(whole, view, end):
            yield ("same" if kind == "same" else "typographic"), offset, end


def _is_long_enough(whole: Letters, parts: Parts) -> bool:
    letters = sum(map(len, parts.literals))
    literal_words = sum(len(part.tokens) for part in parts.literals)
    gaps = sum(gap is not None for gap in parts.gaps)
    least = MIN_LITERAL_LETTERS if len(whole.tokens) < 2 * letters / 3 else MIN_LITERAL_UNSPACED
    return (
        max(len(whole.tokens), literal_words + gaps) >= MIN_MARKED_WORDS
        and literal_words >= MIN_LITERAL_WORDS
        and letters >= least
    )


class _Marked:
    """Finds a quotation with brackets and omission marks: every part, in order, near the next.

    The longest part is found first; the others are searched for on both sides of it.
    """

    def __init__(
        self,
        parts: Parts,
        view: Letters,
        page: PageText,
        negations: Negations,
        *,
        is_sentence: bool,
    ) -> None:
        self.parts, self.view, self.page, self.negations = parts, view, page, negations
        self.is_sentence = is_sentence
        self.budget = MAX_COMPARED_PLACES

    def find(self) -> tuple[int, int] | None:
        """Return the offsets of the first and after the last letter; None if it is not there."""
        literals = self.parts.literals
        longest = max(range(len(literals)), key=lambda number: len(literals[number]))
        for offset in self._find_part(longest, 0, len(self.view)):
            last = self._extend(longest, offset + len(literals[longest]), +1)
            if last is None:
                continue
            first = self._extend(longest, offset, -1)
            if first is None:
                continue
            cut = list_cut_words(self.view, first, last) if self.is_sentence else []
            if not any(map(self.negations.occur_in, cut)):
                return first, last
        return None

    def _find_part(self, number: int, first: int, last: int) -> Iterator[int]:
        part = self.parts.literals[number]
        for offset in self.view.iterate_occurrences(part.folded, first, last):
            self.budget -= 1
            if self.budget < 0:
                return
            if self._is_match(number, offset):
                yield offset

    def _is_match(self, number: int, offset: int) -> bool:
        part, view = self.parts.literals[number], self.view
        end = offset + len(part)
        before, after = self.parts.gaps[number], self.parts.gaps[number + 1]
        if not (before and before.joins_right) and not is_whole_at_start(
            part, view, offset, self.page.seams
        ):
            return False
        if not (after and after.joins_left) and not is_whole_at_end(
            part, view, end, self.page.seams
        ):
            return False
        if after is None and not is_closed_alike(part, view, end):
            return False
        if number == 0 and before and not is_allowed_at_start(before, view, offset, self.negations):
            return False
        is_last = number == len(self.parts.literals) - 1
        if is_last and after and not is_allowed_at_end(after, view, end, self.negations):
            return False
        return bool(compare(part, view, offset, self.page.seams, self.page.divisions))

    def _extend(self, number: int, edge: int, step: int) -> int | None:
        """Return where the outermost part ends that stands on one side, given the edge of one."""
        edges = [edge]
        literals, gaps = self.parts.literals, self.parts.gaps
        while 0 <= number + step < len(literals):
            gap = gaps[number + (step > 0)]
            assert gap
            left, right = sorted((number, number + step))
            limit = compute_limit(gap, literals[left], literals[right])
            number += step
            reached: list[int] = []
            for edge in edges:
                for first, last, outer in self._list_neighbours(number, edge, limit, step):
                    # No place farther away excuses a negation that is left out at the nearest.
                    if len(reached) >= MAX_ENDS or hides_change(
                        gap, self.view, first, last, self.negations
                    ):
                        break
                    if outer in reached:
                        continue
                    if self.parts.is_short and crosses_sentences(self.view, first, last):
                        continue
                    if is_allowed(gap, self.view, first, last, self.negations):
                        reached.append(outer)
            if not reached:
                return None
            edges = reached
        return edges[0]

    def _list_neighbours(
        self, number: int, edge: int, limit: int, step: int
    ) -> Iterator[tuple[int, int, int]]:
        """Yield for each place of a part near an edge the gap's offsets and the far edge, nearest
        place first."""
        length = len(self.parts.literals[number])
        if step > 0:
            for place in self._find_part(number, edge, edge + limit + length):
                yield edge, place, place + length
            return
        places = list(self._find_part(number, edge - limit - length, edge))
        for place in reversed(places):
            yield place + length, edge, place


def _find_difference(quotation: str, parts: Parts | None, page: PageText) -> Verdict | None:
    """Return what the page has instead of a quotation, if enough of it is there."""
    view = page.whole
    whole = Letters(_BRACKET_IN_WORD_RE.sub(lambda match: match[1] or match[2], quotation))
    span = find_closest(whole, view, page.index)
    if span is None and parts:
        literal = Letters(" ".join(part.text for part in parts.literals))
        span = find_closest(literal, view, page.index)
    return _make_verdict("changed", view, *span, page) if span else None
