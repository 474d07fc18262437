"""Candidates as they would be: with the corrected reading of their shape, and chosen sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from transfer.review.candidates import get_line_place
from transfer.review.corrections import build_corrections
from transfer.review.models import QuotationCandidate
from transfer.review.parts import split_context
from transfer.review.reading import Reading, read_attribution
from transfer.review.sources import Rules

HEAD_LENGTH, TAIL_LENGTH, ABOVE_LENGTH = 120, 60, 90
# What is above, and how the words sound, tells less where an attribution does.
SHORT_HEAD_LENGTH, SHORT_TAIL_LENGTH, SHORT_ABOVE_LENGTH = 70, 35, 45
# Not worth a mark.
_MIN_OMISSION = 40


@dataclass(frozen=True)
class Example:
    """A candidate, and the quotation that it would be."""

    candidate: QuotationCandidate
    text: str
    attribution: str
    url: str
    reading: Reading

    @property
    def short_text(self) -> str:
        return shorten(self.text, *self._lengths)

    @property
    def short_lines(self) -> tuple[str, str, str]:
        """Return the lines as they stood, as `split_lines` does: of the line above, the end shows
        what it has to do with the quotation; an attribution in a line of its own stays whole."""
        above, quoted_text, line = split_lines(self.candidate)
        above_length = SHORT_ABOVE_LENGTH if self.attribution else ABOVE_LENGTH
        return shorten(above, 0, above_length), shorten(quoted_text, *self._lengths), line

    @property
    def is_shortened(self) -> bool:
        return self.short_text != self.text or self.short_lines != split_lines(self.candidate)

    @property
    def repeats_words(self) -> bool:
        """Return whether the quotation is the words as they stand in the post, in a line of their
        own: nobody has to read them twice."""
        _above, quoted_text, _line = split_lines(self.candidate)
        return self.text.split() == quoted_text.split()

    @property
    def _lengths(self) -> tuple[int, int]:
        if self.attribution:
            return SHORT_HEAD_LENGTH, SHORT_TAIL_LENGTH
        return HEAD_LENGTH, TAIL_LENGTH


def shorten(text: str, head: int = HEAD_LENGTH, tail: int = TAIL_LENGTH) -> str:
    """Return the beginning and the end of a long text, cut between words where it has spaces."""
    if len(text) <= head + tail + _MIN_OMISSION:
        return text
    first, last = text[:head], text[-tail:]
    if head and not text[head].isspace() and len(cut := first.rsplit(None, 1)) > 1:
        first = cut[0]
    if not text[-tail - 1].isspace() and len(cut := last.split(None, 1)) > 1:
        last = cut[1]
    return f"{first.rstrip()} … {last.lstrip()}".strip()


def split_lines(candidate: QuotationCandidate) -> tuple[str, str, str]:
    """Return the line above a candidate, its words, and the line of its attribution as they stood;
    '' for a line that it does not have by itself."""
    above, others = split_context(candidate.text, candidate.context)
    line = candidate.line
    if line and others.endswith(f"\n{line}"):
        return above, others.removesuffix(f"\n{line}"), line
    return above, others, ""


def build_examples(
    candidates: Sequence[QuotationCandidate], rules: Rules | None = None
) -> list[Example]:
    """Return candidates as `decisions.accept` would raise them, with the rules of their shapes.

    The queries of `build_corrections`.
    """
    corrections = build_corrections(candidates, rules or {})
    examples = []
    for each in candidates:
        correction = corrections.get(each.key)
        if correction is None:
            reading = read_attribution(each.attribution)
            examples.append(Example(each, each.text, each.attribution, each.url, reading))
        elif correction.is_attribution:
            line = each.attribution or correction.attribution
            examples.append(Example(each, each.text, line, each.url, correction.reading))
        else:
            is_inside = get_line_place(each.shape) == "inside"
            text = f"{each.text}\n{each.line}" if is_inside and each.line else each.text
            examples.append(Example(each, text, "", "", Reading()))
    return examples
