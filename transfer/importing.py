"""Imports: start one, go on with it, pause it, and what it did."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Count, Q

from accounts.models import User
from blog.models import PullQuote
from transfer.choices import add_named_authors, leave_out_comments
from transfer.items import Kind, RefusedItem
from transfer.messages import Message, compose_stored
from transfer.models import Import, ImportedAddress, ImportedFile, ImportedItem, ImportedPicture
from transfer.pictures import find_missing, find_missing_files
from transfer.placing import place_files
from transfer.readers.base import NotAnExport, Reader
from transfer.readers.detect import open_export
from transfer.stages.read import find_origin, lock_stage, read_export
from transfer.stages.write import write_items

UNFINISHED = (Import.Stage.READING, Import.Stage.READ, Import.Stage.WRITING, Import.Stage.PAUSED)
State = ImportedItem.State
MAX_NOTES = 200
_NOTES_SQL = """
SELECT note, count(*) FROM transfer_importeditem, jsonb_array_elements_text(notes) AS note
WHERE written_by_id = %s GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s
"""
Report = Callable[[], None]


@dataclass(frozen=True)
class ImportReport:
    """How many rows an import wrote; `refused` has `{"item", "reason"}` for each that it did not.

    `photos` counts the pictures that the import met first, those that are missing included, and
    `files` the audio, video and PDF files that it stored.
    """

    posts: int = 0
    pages: int = 0
    comments: int = 0
    labels: int = 0
    photos: int = 0
    redirects: int = 0
    quotations: int = 0
    files: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class ImportPreview:
    """What an export has, before anything is written: items by kind, how many of them are to be
    written, and how many of those were written before and have changed."""

    counts: dict[str, int]
    pending: dict[str, int]
    refused: int
    changed: dict[str, int] = field(default_factory=dict)


def start_import(
    path: Path,
    *,
    by: User,
    fetches_pictures: bool = True,
    goes_on: bool = True,
    site_url: str = "",
) -> tuple[Import, Reader]:
    """Return a new import of a file or folder, or the unfinished one of the same path.

    `site_url` is the address of the blog for an export that does not tell it. Raises NotAnExport,
    and stores nothing then.
    """
    path = path.absolute()
    reader = open_export(path)
    run = None
    if goes_on:
        run = Import.objects.filter(path=str(path), stage__in=UNFINISHED).first()
    if run is None:
        run = Import(path=str(path)[:1000], by=by, fetches_pictures=fetches_pictures)
        run.platform = reader.platform
        run.total_bytes = reader.total_bytes
        run.origin = find_origin(reader, path.name, site_url)
    run.stage = _get_stage(run)
    run.save()
    return run, reader


def read(run: Import, reader: Reader, report: Report = lambda: None) -> ImportPreview:
    """Read what is left to read of an export; `report` is called after each batch. Nothing of the
    blog changes.

    A part that cannot be read ends the reading; what was read before is kept, and the message of
    the import says what happened. Raises Stopped if somebody paused the import.
    """
    if run.stage == Import.Stage.READING:
        try:
            read_export(run, reader, report)
        except NotAnExport as error:
            run.message = error.message.stored
            if not run.items.exists():
                fail(run, error.message)
                raise
        add_named_authors(run)
        _advance(run, Import.Stage.READING, Import.Stage.READ)
    return preview(run)


def write(run: Import, reader: Reader, by: User, report: Report = lambda: None) -> ImportReport:
    """Write all that is left to write, whatever the stage of the import was.

    Raises Stopped if somebody paused the import.
    """
    run.stage = Import.Stage.WRITING
    run.save()
    leave_out_comments(run)
    return go_on_writing(run, reader, by, report)


def go_on_writing(
    run: Import, reader: Reader, by: User, report: Report = lambda: None
) -> ImportReport:
    """Write what is left to write of an import in that stage, else raise Stopped. `report` is
    called after each item."""
    write_items(run, reader, by, report)
    place_files(run, by, report)
    result = build_report(run)
    counts = {name: value for name, value in asdict(result).items() if name != "refused"}
    run.counts |= counts | {"refused": len(result.refused), "missing": find_missing(run).count()}
    run.counts["missing_files"] = find_missing_files(run).count()
    run.counts["notes"] = count_notes(run)
    _advance(run, Import.Stage.WRITING, Import.Stage.DONE)
    return result


@transaction.atomic
def _advance(run: Import, before: Import.Stage, after: Import.Stage) -> None:
    """End a stage, unless somebody paused or cancelled the import: then raise Stopped."""
    lock_stage(run, before)
    run.stage = after
    run.save(update_fields=["stage", "counts", "message", "updated_at"])


@transaction.atomic
def pause(run: Import) -> None:
    """Pause a running import; it ends after the batches that it writes. Two queries."""
    # Without waiting for these, as there may always be one.
    stored = Import.objects.select_for_update(no_key=True).get(pk=run.pk)
    if stored.stage in (Import.Stage.READING, Import.Stage.WRITING):
        stored.paused_stage, stored.stage = stored.stage, Import.Stage.PAUSED
        stored.save(update_fields=["stage", "paused_stage", "updated_at"])


def fail(run: Import, message: Message) -> None:
    """End an import with a message; it can go on with the stage that it was in. Two queries."""
    with transaction.atomic():
        stored = Import.objects.select_for_update().get(pk=run.pk)
        if stored.stage not in (Import.Stage.PAUSED, Import.Stage.CANCELLED, Import.Stage.FAILED):
            stored.paused_stage, stored.stage = stored.stage, Import.Stage.FAILED
        stored.message = message.stored
        stored.save(update_fields=["stage", "paused_stage", "message", "updated_at"])
    run.stage, run.paused_stage, run.message = stored.stage, stored.paused_stage, stored.message


def preview(run: Import) -> ImportPreview:
    """Count the items of an import. One query."""
    counts: dict[str, int] = {}
    pending: dict[str, int] = {}
    changed: dict[str, int] = {}
    refused = 0
    rows = run.items.values("kind", "state").order_by()
    for row in rows.annotate(count=Count("pk"), before=Count("pk", filter=~Q(written_hash=""))):
        kind, count = row["kind"], row["count"]
        if row["state"] == State.REFUSED:
            refused += count
            continue
        counts[kind] = counts.get(kind, 0) + count
        if row["state"] == State.PENDING:
            pending[kind] = pending.get(kind, 0) + count
            if row["before"]:
                changed[kind] = row["before"]
    return ImportPreview(counts, pending, refused, changed)


def count_pending(run: Import) -> dict[str, int]:
    """Count the items that are to be written, by kind. One query."""
    pending = run.items.filter(state=State.PENDING).order_by()
    return dict(pending.values_list("kind").annotate(Count("pk")))


def count_notes(run: Import) -> dict[str, int]:
    """Count the posts that an import wrote by their notes, the most frequent first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTES_SQL, [run.pk, MAX_NOTES])
        return dict(cursor.fetchall())


def build_report(run: Import) -> ImportReport:
    """Count what an import wrote. Nine queries."""
    written = run.written_items.filter(state=State.WRITTEN)
    posts = written.filter(kind=Kind.POST, post__isnull=False)
    refused = run.items.filter(state__in=(State.REFUSED, State.CONFLICT)).order_by("pk")
    return ImportReport(
        posts=posts.filter(post__kind="post").count(),
        pages=posts.filter(post__kind="page").count(),
        comments=written.filter(kind=Kind.COMMENT, comment__isnull=False).count(),
        labels=written.filter(kind=Kind.LABEL, label__isnull=False).aggregate(
            count=Count("label", distinct=True)
        )["count"],
        photos=ImportedPicture.objects.filter(first_import=run).count(),
        redirects=ImportedAddress.objects.filter(item__written_by=run).exclude(old_path="").count(),
        files=ImportedFile.objects.filter(
            first_import=run, state=ImportedFile.State.FETCHED
        ).count(),
        quotations=PullQuote.objects.filter(post__in=posts.values("post")).count(),
        refused=[
            {"item": describe_item(item), "reason": compose_stored(item.reason)}
            for item in refused.iterator()
        ],
    )


def describe_item(item: ImportedItem) -> str:
    """Name an item for a person: its title, its name, or where it belongs."""
    if not item.payload:
        return f"{item.kind} {item.key}"
    exported = item.item
    name = getattr(exported, "title", "") or getattr(exported, "name", "")
    if isinstance(exported, RefusedItem):
        return compose_stored(exported.item)
    return f"{item.kind} {name or item.key}"


def _get_stage(run: Import) -> str:
    if run.stage in (Import.Stage.PAUSED, Import.Stage.FAILED):
        return run.paused_stage or Import.Stage.READING
    return run.stage
