"""The forms of the candidates of an import: one shape, or a family of shapes, with its examples.

`key` is a shape, or that of a family (`families.py`).
"""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import Least, RowNumber

from transfer.models import Import
from transfer.review.candidates import list_earlier_shapes, says_what_is_above
from transfer.review.families import group_shapes, is_family, select_shapes
from transfer.review.models import QuotationCandidate
from transfer.review.parts import filter_part

# On the first page: twelve, and of each shape of a family at least three.
EXAMPLES, EXAMPLES_OF_SHAPE, MORE_EXAMPLES = 12, 3, 48
State = QuotationCandidate.State


@dataclass(frozen=True)
class ShapeGroup:
    """The candidates of one shape or family, counted by state. `shapes` are those of the family."""

    shape: str
    proposed: int
    accepted: int
    rejected: int
    shapes: tuple[str, ...] = ()


def count_proposed(run: Import) -> int:
    """Count the candidates that are neither accepted nor declined. One query."""
    return QuotationCandidate.objects.undecided().filter(run=run).count()


def list_shapes(run: Import) -> list[ShapeGroup]:
    """Return the shapes of an import, each by itself, those with most open candidates first. One
    query."""
    rows = QuotationCandidate.objects.filter(run=run).exclude(state=State.STALE)
    counted = rows.values_list("shape").annotate(
        proposed=Count("pk", filter=Q(state=State.PROPOSED, decision=None)),
        accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
        rejected=Count("pk", filter=Q(state=State.REJECTED)),
    )
    return [
        ShapeGroup(shape, proposed, accepted, rejected, (shape,))
        for shape, proposed, accepted, rejected in counted.order_by("-proposed", "shape")
    ]


def list_groups(run: Import) -> list[ShapeGroup]:
    """Return the forms of an import, shapes of one family as one, those with most open candidates
    first. One query."""
    return _join_families(list_shapes(run))


def _join_families(listed: list[ShapeGroup]) -> list[ShapeGroup]:
    shapes = {each.shape: each for each in listed}
    groups = [
        _join(key, [shapes[name] for name in names]) for key, names in group_shapes(shapes).items()
    ]
    return sorted(groups, key=lambda group: (-group.proposed, group.shape))


def find_group(run: Import, key: str) -> tuple[ShapeGroup | None, list[ShapeGroup]]:
    """Return a form, None if no candidate has it, and its shapes with open candidates. One query.

    A shape of a family is a form by itself as well: the one with open candidates, if the others
    have none.
    """
    shapes = {each.shape: each for each in list_shapes(run)}
    members = [shapes[name] for name in select_shapes(key, shapes)]
    open_members = [each for each in members if each.proposed]
    if len(open_members) == 1:
        members = open_members
    if not members:
        return None, []
    return _join(key if len(members) > 1 else members[0].shape, members), open_members


def _join(key: str, members: list[ShapeGroup]) -> ShapeGroup:
    return ShapeGroup(
        key,
        sum(each.proposed for each in members),
        sum(each.accepted for each in members),
        sum(each.rejected for each in members),
        tuple(each.shape for each in members),
    )


def has_changed(run: Import, shape: str, candidate: int | None = None) -> bool:
    """Return whether a search has divided a shape, or moved a candidate from it.

    At most two queries.
    """
    rows = QuotationCandidate.objects.filter(run=run)
    moved = rows.filter(pk=candidate).values_list("shape", flat=True).first() if candidate else None
    if moved and not select_shapes(shape, [moved]):
        return True
    shapes = set(rows.values_list("shape", flat=True).distinct())
    is_divided = any(shape in list_earlier_shapes(each) for each in shapes)
    return is_divided and not (says_what_is_above(shape) and shape in shapes)


def find_next_shape(run: Import, after: ShapeGroup) -> str | None:
    """Return the key of the form with open candidates that the list has below one, else the first.

    `after` is that one as it was listed. After a shape of a family, its others come first. None if
    all others are decided. One query.
    """
    shapes, own = list_shapes(run), set(after.shapes)
    groups = [each for each in _join_families(shapes) if each.proposed]
    left = sum(each.proposed for each in shapes if each.shape in own)
    family = next((each for each in groups if own < set(each.shapes)), None)
    if family and family.proposed > left:
        return family.shape
    others = [each for each in groups if own.isdisjoint(each.shapes)]
    place = (-after.proposed, after.shape)
    below = [each for each in others if (-each.proposed, each.shape) > place]
    return next((each.shape for each in [*below, *others]), None)


def filter_open(run: Import, key: str) -> QuerySet[QuotationCandidate]:
    """Filter the candidates of a form that are neither accepted nor declined. A query for a
    family."""
    rows = QuotationCandidate.objects.undecided().filter(run=run)
    if not is_family(key):
        return rows.filter(shape=key)
    shapes = rows.values_list("shape", flat=True).order_by().distinct()
    return rows.filter(shape__in=select_shapes(key, shapes))


def list_examples(run: Import, key: str, page: int = 0, part: str = "") -> list[QuotationCandidate]:
    """Return open candidates of a form, spread over the blog: those of the first page, or 48.

    With the key of a part, those of this part. One query, one more for a part, and for a family two
    more on the first page, three on others.
    """
    rows = filter_part(filter_open(run, key), part)
    begin, end = (_count_examples(rows, key, pages) for pages in (page, page + 1))
    # Keys are hashes, so their order is random and stays the same.
    number = Window(RowNumber(), partition_by="shape", order_by=["key", "pk"])
    ranked = rows.annotate(rank=Least(number, EXAMPLES_OF_SHAPE + 1)).select_related("post")
    return list(ranked.order_by("rank", "key", "pk")[begin:end])


def count_examples(run: Import, key: str, pages: int, part: str = "") -> int:
    """Count the examples of the first pages. No query for none, else fewer than `list_examples`."""
    return _count_examples(filter_part(filter_open(run, key), part), key, pages) if pages else 0


def _count_examples(rows: QuerySet[QuotationCandidate], key: str, pages: int) -> int:
    if not pages:
        return 0
    first = EXAMPLES
    if is_family(key):
        counts = rows.order_by().values_list("shape").annotate(count=Count("pk"))
        first = max(first, sum(min(EXAMPLES_OF_SHAPE, count) for _shape, count in counts))
    return first + (pages - 1) * MORE_EXAMPLES
