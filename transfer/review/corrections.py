"""What somebody corrected of candidates, for the quotations that they become."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from blog.content.document.nodes import SourceFields
from transfer.review.candidates import Correction
from transfer.review.choices import resolve
from transfer.review.models import CandidateCredit, QuotationCandidate, ReviewedSource
from transfer.review.reading import read_attribution
from transfer.review.sources import Rules

Choice = ReviewedSource.Choice
Part = CandidateCredit.Part


def build_corrections(
    candidates: Iterable[QuotationCandidate], rules: Rules
) -> dict[str, Correction]:
    """Return what was corrected of candidates, by their keys: rules of shapes, and choices.

    One query, and those of `resolve` for each choice.
    """
    rows = {row.pk: row for row in candidates}
    chosen: dict[int, dict[tuple[str, str], SourceFields]] = defaultdict(dict)
    credits = CandidateCredit.objects.filter(candidate__in=rows, source__choice=Choice.SAME)
    for credit in credits.select_related("source__chosen_row__chosen_row"):
        if (fields := resolve(credit.source)).name:
            chosen[credit.candidate_id][credit.part, credit.source.name.casefold()] = fields
    corrections = {}
    for key, row in rows.items():
        rule = rules.get(row.shape)
        if rule is None and key not in chosen:
            continue
        reading = read_attribution(row.attribution, rule)
        parts = chosen.get(key, {})
        reading = replace(
            reading,
            source=parts.get((Part.SOURCE, reading.source.name.casefold()), reading.source),
            speaker=parts.get((Part.SPEAKER, reading.speaker.name.casefold()), reading.speaker),
        )
        attribution = "" if row.attribution else reading.source.name
        is_attribution = rule is None or rule.is_attribution
        corrections[row.key] = Correction(reading, is_attribution, attribution)
    return corrections
