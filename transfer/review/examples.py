"""Candidates as they would be: with the corrected reading of their shape, and chosen sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from transfer.review.candidates import get_line_place
from transfer.review.corrections import build_corrections
from transfer.review.models import QuotationCandidate
from transfer.review.reading import Reading, Rule, read_attribution


@dataclass(frozen=True)
class Example:
    """A candidate, and the quotation that it would be."""

    candidate: QuotationCandidate
    text: str
    attribution: str
    url: str
    reading: Reading


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
