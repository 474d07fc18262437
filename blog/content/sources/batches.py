"""Merge, split and undo sources with many quotations in small transactions.

Each batch commits its quotations, their record and the progress of the task together, so an
interrupted task goes on where it stopped, and a save of a post waits for one batch at most. What
takes longer with many quotations locks neither posts nor sources.
"""

from collections.abc import Collection
from itertools import batched

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from accounts.models import User
from blog.common.db.pending_entries import QUOTATION_INDEXES, merge_entries
from blog.content.sources.merging import (
    get_merge_description,
    merge_sources,
    rerender_merged_posts,
)
from blog.content.sources.recording import (
    SourceConflict,
    begin_source_change,
    begin_undo,
    build_source,
    close_source_change,
    drop_source_change,
    finish_undo,
    has_begun_undo,
)
from blog.content.sources.snapshots import (
    count_moved_quotations,
    load_moved_quotations,
    lock_with_credited_posts,
    lock_with_posts_of,
    move_batch,
    record_batches,
    restore_quotations,
    select_credited_quotations,
    skip_moved_entries,
)
from blog.content.sources.splitting import QuotationFilter, begin_split, finish_split
from blog.models import PullQuote, Source, SourceAction, SourceChange, SourceTask
from blog.models.source_messages import SourceMessage, serialize

BATCH_SIZE = 250  # Quotations that are moved in one transaction, in 0.1 s of CPU time.
# Batches after which their record is appended to that of the change.
BATCHES_RECORDED = 20
# Batches after which what waits for the search indexes is merged: half of what may wait.
BATCHES_MERGED = 4
_END = "end"  # In the arguments of a merge whose sources are deleted, but which is not recorded.


def has_begun(row: SourceTask) -> bool:
    """Return whether a task has committed anything. One query at most."""
    if row.kind == SourceTask.Kind.UNDO:
        return has_begun_undo(row.arguments["change"])
    return row.change_id is not None


def carry_out(row: SourceTask) -> None:
    """Begin the change of a task, or go on with it.

    The task is finished, with a message for the editor, in the last transaction. Raises
    SourceConflict and CannotUndo as the operations, and StillLocked if others held the rows for
    long: it can be called again.
    """
    if row.kind == SourceTask.Kind.UNDO:
        _undo(row)
        return
    change = row.change or _begin(row)
    if row.kind == SourceTask.Kind.MERGE:
        _merge(row, change)
    else:
        _split(row, change)


@transaction.atomic
def _begin(row: SourceTask) -> SourceChange:
    """Create the record of a task, and the new source of a split, which belongs to the task now."""
    sources, by = [build_source(identity) for identity in row.arguments["sources"]], _get_user(row)
    if row.kind == SourceTask.Kind.MERGE:
        *others, into = sources
        change = begin_source_change(
            SourceAction.MERGE, get_merge_description(others, into), by, sources
        )
    else:
        change = begin_split(
            source=sources[0],
            into=sources[1] if len(sources) > 1 else None,
            fields=row.arguments["fields"],
            by=by,
        )
    row.change, row.sources = change, change.sources
    row.save(update_fields=["change", "sources"])
    return change


def _get_user(row: SourceTask) -> User:
    if row.by is None:
        raise SourceConflict
    return row.by


def _merge(row: SourceTask, change: SourceChange) -> None:
    """Move the quotations in batches, then all else with what was quoted meanwhile; record it."""
    if _END not in row.arguments:
        keys = change.sources[:-1]
        _move_in_batches(row, change, select_credited_quotations(keys), keys)
        record_batches(row.pk)
        skip_moved_entries(keys)
        _end_merge(row, change)
    _record_merge(row, change)


@transaction.atomic
def _end_merge(row: SourceTask, change: SourceChange) -> None:
    """Move all but the quotations, with those that were saved meanwhile, and delete the sources.

    Saves that name one of the sources wait for this, so the record, which may have megabytes,
    follows.
    """
    *keys, into = change.sources
    lock_with_credited_posts(change.sources, keys)
    stored = Source.objects.in_bulk(change.sources)
    if len(stored) < len(change.sources):
        raise SourceConflict
    sources = [stored[key] for key in change.sources]
    merged = merge_sources(sources=sources, into=stored[into], by=row.by, begun=row)
    row.refresh_from_db(fields=["arguments"])
    row.arguments[_END] = {"message": merged.message.stored, "is_filled": merged.is_filled}
    row.save(update_fields=["arguments"])


@transaction.atomic
def _record_merge(row: SourceTask, change: SourceChange) -> None:
    """Complete the record of a merge that `_end_merge` ended; finish the task."""
    end = row.arguments[_END]
    record_batches(row.pk)
    rerender_merged_posts(change, is_filled=end["is_filled"])
    finish(row, _load_message(end["message"]))


def _load_message(stored: dict[str, str] | str) -> SourceMessage | str:
    """Load the message of a merge that has ended; one of a former version is a text."""
    if isinstance(stored, str):
        return stored
    return SourceMessage(stored["code"], {"name": stored["name"]})


def _split(row: SourceTask, change: SourceChange) -> None:
    source = Source(pk=row.arguments["sources"][0][0])
    quotations = QuotationFilter.from_json(row.arguments["quotations"]).select(source)
    _move_in_batches(row, change, quotations, [source.pk])
    with transaction.atomic():
        record_batches(row.pk)
        split = finish_split(change)
        finish(row, split.message)


def _undo(row: SourceTask) -> None:
    """Restore all but the quotations, then these in batches, because they need the sources."""
    change = SourceChange.objects.defer("before", "after").get(pk=row.arguments["change"])
    begin_undo(change)
    moved = load_moved_quotations(change.pk)
    for start in range(row.moved_count, len(moved), BATCH_SIZE):
        batch = moved[start : start + BATCH_SIZE]
        with transaction.atomic():
            lock_with_posts_of(change.sources, [entry[0] for entry in batch])
            _add_progress(row, len(batch), left=restore_quotations(batch))
        _merge_entries_after(start // BATCH_SIZE + 1)
    row.refresh_from_db(fields=["left_count"])
    with transaction.atomic():
        undone = finish_undo(change, row.left_count)
        finish(row, *undone.messages)


def _move_in_batches(
    row: SourceTask, change: SourceChange, quotations: QuerySet[PullQuote], sources: Collection[int]
) -> None:
    """Move quotations to the last source of a change, also those that are saved meanwhile."""
    while keys := list(quotations.order_by("pk").values_list("pk", flat=True)):
        for number, batch in enumerate(batched(keys, BATCH_SIZE), 1):
            with transaction.atomic():
                lock_with_posts_of(change.sources, batch)
                matching = quotations.filter(pk__in=batch)
                count = move_batch(matching, sources, change.sources[-1], row.pk)
                _add_progress(row, count)
            if number % BATCHES_RECORDED == 0:
                record_batches(row.pk)
            _merge_entries_after(number)


def _merge_entries_after(number: int) -> None:
    """Merge what some batches left to the search indexes, before one of them would have to."""
    if number % BATCHES_MERGED == 0:
        merge_entries(QUOTATION_INDEXES)


def _add_progress(row: SourceTask, count: int, left: int = 0) -> None:
    SourceTask.objects.filter(pk=row.pk).update(
        moved_count=F("moved_count") + count, left_count=F("left_count") + left, attempts=0
    )


def finish(row: SourceTask, *messages: SourceMessage | str, has_failed: bool = False) -> None:
    """Store the result of a task, as codes unless one of the messages is a text. One query."""
    coded = tuple(each for each in messages if isinstance(each, SourceMessage))
    is_coded = len(coded) == len(messages)
    message = serialize(coded) if is_coded else " ".join(map(str, messages))
    unfinished = SourceTask.objects.filter(pk=row.pk, finished_at=None)
    unfinished.update(finished_at=Now(), message=message, has_failed=has_failed)


@transaction.atomic
def give_up(pk: int, reason: SourceMessage | str) -> None:
    """End a task that cannot go on. What it moved stays, and can be undone.

    `reason` is the message if it changed nothing.
    """
    row = SourceTask.objects.select_for_update().filter(pk=pk, finished_at=None).first()
    if row is None:
        return
    change, messages = row.change, [reason]
    if change is not None and _END in row.arguments:
        _record_merge(row, change)
        return
    record_batches(pk)
    if row.kind == SourceTask.Kind.UNDO:
        if has_begun(row):
            messages = [_get_partial_message(row), SourceMessage("undo_again")]
    elif change is not None:
        if count_moved_quotations(change.pk):
            close_source_change(change)
            messages = [_get_partial_message(row), SourceMessage("undo_or_again")]
        else:
            drop_source_change(change)
    finish(row, *messages, has_failed=True)


def _get_partial_message(row: SourceTask) -> SourceMessage:
    return SourceMessage("stopped", {"moved": row.moved_count, "total": row.total_count})
