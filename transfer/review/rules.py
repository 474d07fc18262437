"""Correct how the attributions of one shape are read."""

from collections.abc import Sequence

from django.db import transaction

from transfer.models import Import
from transfer.review.candidates import get_line_place, list_earlier_shapes
from transfer.review.models import QuotationCandidate, ShapeRule
from transfer.review.reading import Rule
from transfer.review.sources import assign_sources, lock_review

# Of these shapes the line can be left out without losing a letter: it is a line of its own, or a
# sentence that stays in the text.
LINE_PLACES = ("inside", "below", "line_above", "above")


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


def take_over_rules(run: Import, rows: Sequence[QuotationCandidate]) -> None:
    """Give shapes that have no rule those of the earlier shapes of their candidates.

    `rows` are candidates as a search finds them, not stored yet. Shapes of earlier versions did not
    say what stands above a quotation; their rules stay, for candidates that were decided about. A
    rule is taken over when open candidates move from its shape to one that no candidate has yet: a
    form that first appears after the search has divided all of them has no rule, and one that
    somebody has seen without a rule stays so. One query; if such candidates may move, three more.
    Call `lock_review` before, and store the candidates after it in one transaction.
    """
    earlier = {shape: list_earlier_shapes(shape) for shape in {row.shape for row in rows}}
    names = {name for shapes in earlier.values() for name in shapes}
    if not names:
        return
    rules = {rule.shape: rule for rule in run.shape_rules.filter(shape__in=names)}
    if not rules:
        return
    moving = QuotationCandidate.objects.undecided().filter(
        run=run, post__in={row.post_id for row in rows}, shape__in=rules
    )
    stored = {(post, key): shape for post, key, shape in moving.values_list("post", "key", "shape")}
    origins: dict[str, ShapeRule] = {}
    for row in rows:
        before = stored.get((row.post_id, row.key), "")
        if before in earlier[row.shape]:
            origins.setdefault(row.shape, rules[before])
    shown = set(run.candidates.filter(shape__in=origins).values_list("shape", flat=True))
    ShapeRule.objects.bulk_create(
        [
            ShapeRule(
                run=run,
                shape=shape,
                is_attribution=rule.is_attribution,
                has_date=rule.has_date,
                meanings=rule.meanings,
            )
            for shape, rule in origins.items()
            if shape not in shown
        ],
        ignore_conflicts=True,
    )
