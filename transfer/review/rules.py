"""Correct how the attributions of one shape are read."""

from collections.abc import Iterable

from django.db import transaction

from transfer.models import Import
from transfer.review.candidates import get_earlier_shape, get_line_place
from transfer.review.models import QuotationCandidate, ShapeRule
from transfer.review.reading import Rule
from transfer.review.sources import assign_sources, lock_review

# Of these shapes the line can be left out without losing a letter: it is a line of its own, or a
# sentence that stays in the text.
LINE_PLACES = ("inside", "below", "above")


def load_rule(run: Import, shape: str) -> Rule | None:
    """Return the rule of a shape, None if the engine alone reads it. One query."""
    row = ShapeRule.objects.filter(run=run, shape=shape).first()
    return _build_rule(row) if row else None


def load_rules(run: Import) -> dict[str, Rule]:
    """Return the rules of an import by their shapes. One query."""
    return {row.shape: _build_rule(row) for row in ShapeRule.objects.filter(run=run)}


def _build_rule(row: ShapeRule) -> Rule:
    return Rule(row.is_attribution, row.has_date, tuple(row.meanings))


def has_own_line(shape: str) -> bool:
    """Return whether the attribution of a shape can be left out."""
    return get_line_place(shape) in LINE_PLACES


@transaction.atomic
def save_rule(run: Import, shape: str, rule: Rule | None) -> int:
    """Store the rule of a shape, None for none; return how many open candidates it applies to.

    Quotations that were accepted before stay as they are. Nine queries.
    """
    lock_review(run)
    rows = ShapeRule.objects.filter(run=run, shape=shape)
    if rule is None:
        rows.delete()
    else:
        ShapeRule.objects.update_or_create(
            run=run,
            shape=shape,
            defaults={
                "is_attribution": rule.is_attribution or not has_own_line(shape),
                "has_date": rule.has_date,
                "meanings": list(rule.meanings),
            },
        )
    candidates = list(QuotationCandidate.objects.undecided().filter(run=run, shape=shape))
    assign_sources(run, candidates, {shape: rule})
    return len(candidates)


def take_over_rules(run: Import, shapes: Iterable[str]) -> None:
    """Give those of the shapes that no candidate has yet the rules of what they were before.

    Shapes of earlier versions did not say what stands above a quotation; their rules stay, for
    candidates that were decided about. They are taken over as long as open candidates have such a
    shape: a form that first appears after the search has divided all of them has no rule. One
    query; if there are such rules, one or two for each of the shapes, and one. Call `lock_review`
    before, and store candidates after it in one transaction.
    """
    earlier = {shape: get_earlier_shape(shape) for shape in shapes}
    earlier = {shape: before for shape, before in earlier.items() if before != shape}
    if not earlier:
        return
    rows = {row.shape: row for row in run.shape_rules.filter(shape__in=set(earlier.values()))}
    undecided = QuotationCandidate.objects.undecided().filter(run=run)
    ShapeRule.objects.bulk_create(
        [
            ShapeRule(
                run=run,
                shape=shape,
                is_attribution=rows[before].is_attribution,
                has_date=rows[before].has_date,
                meanings=rows[before].meanings,
            )
            for shape, before in earlier.items()
            if before in rows
            and undecided.filter(shape=before).exists()
            and not run.candidates.filter(shape=shape).exists()
        ],
        ignore_conflicts=True,
    )
