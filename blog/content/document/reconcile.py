"""Reconcile the stored rows of a post with new ones."""

from typing import Any

from blog.models import AnyBlock, Embed, Figure, Hop, Prose, PullQuote


def reconcile(existing: list[AnyBlock], new_rows: list[AnyBlock]) -> None:
    """Assign existing keys to new rows, write the differences and delete the remaining rows.

    At most four statements for each kind of block, however many of them changed.
    """
    for model in (Prose, PullQuote, Figure, Embed):
        old: dict[int, AnyBlock] = {row.pk: row for row in existing if isinstance(row, model)}
        new: list[AnyBlock] = [row for row in new_rows if isinstance(row, model)]
        _match(old, new)
        matched_keys = {row.pk for row in new if row.pk}
        rows: Any = model._default_manager
        if gone := old.keys() - matched_keys:
            rows.filter(pk__in=gone).delete()
        _update(rows, old, [row for row in new if row.pk])
        rows.bulk_create([row for row in new if row.pk is None])


def reconcile_provenance(existing: list[AnyBlock], new_rows: list[AnyBlock]) -> None:
    """Replace the steps of stored quotations whose steps changed. At most two statements."""
    before = {row.pk: row.provenance for row in existing if isinstance(row, PullQuote)}
    changed = [
        row
        for row in new_rows
        if isinstance(row, PullQuote) and row.provenance != before.get(row.pk, ())
    ]
    if had_steps := [row.pk for row in changed if before.get(row.pk)]:
        Hop.objects.filter(quotation__in=had_steps).delete()
    Hop.objects.bulk_create(
        Hop(
            quotation=row,
            position=position,
            kind=step.kind,
            source_id=step.source.pk if step.source else None,
            url=step.url,
        )
        for row in changed
        for position, step in enumerate(row.provenance, start=1)
    )


def _update(rows: Any, old: dict[int, AnyBlock], matched: list[AnyBlock]) -> None:
    """Update positions separately, since a new block at the top moves all others unchanged."""
    moved = [row for row in matched if row.position != old[row.pk].position]
    rows.bulk_update(moved, ["position"])
    changes = {row.pk: _get_changed_fields(old[row.pk], row) for row in matched}
    changed = [row for row in matched if changes[row.pk]]
    if changed:
        rows.bulk_update(changed, sorted(set().union(*changes.values())))


def _get_changed_fields(old: AnyBlock, new: AnyBlock) -> set[str]:
    """Return the names of the changed fields, without those that the database generates."""
    return {
        field.name
        for field in new._meta.concrete_fields
        if getattr(old, field.attname) != getattr(new, field.attname)
        and not (field.primary_key or field.generated)
        and field.name not in ("position", "published_at")
    }


def _match(old: dict[int, AnyBlock], new: list[AnyBlock]) -> None:
    """Match by key, then by identical content, as after a cut and paste, then prose by order."""
    free = dict(old)
    for row in new:
        if row.pk is not None and free.pop(row.pk, None) is None:
            row.pk = None  # Deleted meanwhile, or a second copy.
    by_content: dict[tuple, list[int]] = {}
    for pk, other in reversed(free.items()):
        by_content.setdefault(_get_content(other), []).append(pk)
    for row in new:
        if row.pk is None and (keys := by_content.get(_get_content(row))):
            row.pk = keys.pop()
            del free[row.pk]
    for row in new:
        if row.pk is None and free and isinstance(row, Prose):
            row.pk = next(iter(free))
            del free[row.pk]


def _get_content(row: AnyBlock) -> tuple:
    if isinstance(row, PullQuote):
        return (row.text,)
    if isinstance(row, Embed):
        return (row.preview_id, row.linked_post_id, row.file_id, row.caption)
    return (row.html,) if isinstance(row, Prose) else (row.photo_id, row.caption)
