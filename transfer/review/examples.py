"""Candidates as they would be: with the corrected reading of their shape, and chosen sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from transfer.review.candidates import get_line_place
from transfer.review.corrections import build_corrections
from transfer.review.models import QuotationCandidate
from transfer.review.parts import split_context
from transfer.review.reading import Reading, Rule, read_attribution

HEAD_LENGTH, TAIL_LENGTH, ABOVE_LENGTH = 120, 60, 90
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
        return shorten(self.text)

    @property
    def short_context(self) -> str:
        return shorten_context(self.candidate)

    @property
    def is_shortened(self) -> bool:
        return self.short_text != self.text or self.short_context != self.candidate.context


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


def shorten_context(candidate: QuotationCandidate) -> str:
    """Return the lines of a candidate as they stood, shortened as its text is.

    Of the line above, the end shows what it has to do with the quotation; an attribution in a line
    of its own stays whole.
    """
    above, others = split_context(candidate.text, candidate.context)
    line, below = candidate.line, ""
    if line and others.endswith(f"\n{line}"):
        others, below = others.removesuffix(f"\n{line}"), f"\n{line}"
    above = f"{shorten(above, 0, ABOVE_LENGTH)}\n" if above else ""
    return f"{above}{shorten(others)}{below}"


def build_examples(
    candidates: Sequence[QuotationCandidate], rule: Rule | None = None
) -> list[Example]:
    """Return candidates of one shape as `decisions.accept` would raise them.

    The queries of `build_corrections`.
    """
    corrections = build_corrections(candidates, {each.shape: rule for each in candidates})
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
