"""What a person decides between reading and writing: authors, comments and pictures."""

from collections.abc import Collection, Mapping

from django.db import transaction

from transfer.accounts import create_author
from transfer.items import (
    CommentState,
    ExportedAuthor,
    ExportedComment,
    Kind,
    dump_item,
)
from transfer.models import Import, ImportedItem
from transfer.stages.read import lock_stage
from transfer.summary import get_summary

BATCH_SIZE = 500
State = ImportedItem.State


def add_named_authors(run: Import) -> None:
    """Add items for the authors that posts name and the export does not list, so that each can be
    mapped to an account. Three queries."""
    if run.origin is None:
        return
    names = [name or run.origin.byline for name in get_summary(run).names]
    authors = ImportedItem.objects.of_kind(Kind.AUTHOR).filter(origin=run.origin, key__in=names)
    listed = set(authors.values_list("key", flat=True))
    new = []
    for name in dict.fromkeys(filter(None, names)):
        if name not in listed:
            dumped = dump_item(ExportedAuthor(key=name, name=name))
            new.append(
                ImportedItem(
                    origin=run.origin,
                    kind=Kind.AUTHOR.value,
                    key=name,
                    payload=dumped.payload,
                    hash=dumped.hash,
                    last_import=run,
                )
            )
    ImportedItem.objects.bulk_create(new, ignore_conflicts=True)


def leave_out_comments(run: Import) -> None:
    """Delete the items of comments that are not to be written, with the addresses in them.

    A later import of the same export reads them again. Each batch is one transaction; raises
    Stopped if the import was paused.
    """
    if run.comments == Import.Comments.ALL or run.counts.get("comments_left_out"):
        return
    pending = ImportedItem.objects.of_kind(Kind.COMMENT).filter(
        last_import=run, state=State.PENDING
    )
    last = 0
    while batch := list(pending.filter(pk__gt=last).order_by("pk")[:BATCH_SIZE]):
        last = batch[-1].pk
        with transaction.atomic():
            lock_stage(run, Import.Stage.WRITING)
            keys = [item.pk for item in batch if _is_left_out(run, item)]
            ImportedItem.objects.filter(pk__in=keys, written_hash="").delete()
    run.counts["comments_left_out"] = True
    run.save(update_fields=["counts"])


def _is_left_out(run: Import, item: ImportedItem) -> bool:
    if run.comments == Import.Comments.NONE:
        return True
    exported = item.item
    assert isinstance(exported, ExportedComment)
    return exported.state != CommentState.APPROVED


def map_authors(run: Import, accounts: Mapping[int, int], new: Collection[int]) -> None:
    """Set the account that authors become: an existing one by the ID of the item, or a new one.

    All others become the account of the same name, or a new one. Two queries, and some for each new
    account.
    """
    authors = ImportedItem.objects.of_kind(Kind.AUTHOR).filter(last_import=run, author=None)
    rows = list(authors.filter(pk__in={*accounts, *new}))
    for row in rows:
        exported = row.item
        assert isinstance(exported, ExportedAuthor)
        if row.pk in new:
            row.author, row.created_by = create_author(exported), run
        else:
            row.author_id = accounts[row.pk]
    ImportedItem.objects.bulk_update(rows, ["author", "created_by"])
