"""The rows that a post has, made those that it shall have."""

from typing import Any

from blog.models import AnyBlock, Figure, Prose, PullQuote


def reconcile(existing: list[AnyBlock], wanted: list[AnyBlock]) -> None:
    """Give wanted rows the keys of the rows they continue, write what differs, delete the rest.

    At most four statements for each kind of block, however many of them changed.
    """
    for model in (Prose, PullQuote, Figure):
        old: dict[int, AnyBlock] = {row.pk: row for row in existing if isinstance(row, model)}
        new: list[AnyBlock] = [row for row in wanted if isinstance(row, model)]
        _match(old, new)
        kept = {row.pk for row in new if row.pk}
        rows: Any = model._default_manager
        rows.filter(pk__in=old.keys() - kept).delete()
        _update(rows, old, [row for row in new if row.pk])
        rows.bulk_create([row for row in new if row.pk is None])


def _update(rows: Any, old: dict[int, AnyBlock], kept: list[AnyBlock]) -> None:
    """Where a block stands by itself: one more at the top moves all others, whose words stay."""
    moved = [row for row in kept if row.position != old[row.pk].position]
    rows.bulk_update(moved, ["position"])
    changes = {row.pk: _changes(old[row.pk], row) for row in kept}
    changed = [row for row in kept if changes[row.pk]]
    if changed:
        rows.bulk_update(changed, sorted(set().union(*changes.values())))


def _changes(old: AnyBlock, new: AnyBlock) -> set[str]:
    """The fields of which something else is to be written; the rest the database makes."""
    return {
        field.name
        for field in new._meta.concrete_fields
        if getattr(old, field.attname) != getattr(new, field.attname)
        and not (field.primary_key or field.generated)
        and field.name not in ("position", "published_at")
    }


def _match(old: dict[int, AnyBlock], new: list[AnyBlock]) -> None:
    """By key; then by the same words, as after a cut and paste; prose at last by its order."""
    free = dict(old)
    for row in new:
        if row.pk is not None and free.pop(row.pk, None) is None:
            row.pk = None  # Deleted meanwhile, or a second copy.
    same: dict[tuple, list[int]] = {}
    for pk, other in reversed(free.items()):
        same.setdefault(_words(other), []).append(pk)
    for row in new:
        if row.pk is None and (keys := same.get(_words(row))):
            row.pk = keys.pop()
            del free[row.pk]
    for row in new:
        if row.pk is None and free and isinstance(row, Prose):
            row.pk = next(iter(free))
            del free[row.pk]


def _words(row: AnyBlock) -> tuple:
    if isinstance(row, PullQuote):
        return (row.text,)
    return (row.html,) if isinstance(row, Prose) else (row.photo_id, row.caption)
