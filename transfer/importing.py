"""Imports: start one, go on with it, pause it, and what it did."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db.models import Count

from accounts.models import User
from blog.models import PullQuote
from transfer.items import Kind
from transfer.models import Import, ImportedAddress, ImportedItem, ImportedPicture
from transfer.pictures import count_missing
from transfer.readers.base import NotAnExport, Reader
from transfer.readers.detect import open_export
from transfer.stages.read import find_origin, read_export
from transfer.stages.write import write_items

UNFINISHED = (Import.Stage.READING, Import.Stage.READ, Import.Stage.WRITING, Import.Stage.PAUSED)
State = ImportedItem.State
Report = Callable[[], None]


@dataclass(frozen=True)
class ImportReport:
    """How many rows an import wrote; `refused` has `{"item", "reason"}` for each that it did not.

    `photos` counts the pictures that the import met first, those that are missing included.
    """

    posts: int = 0
    pages: int = 0
    comments: int = 0
    labels: int = 0
    photos: int = 0
    redirects: int = 0
    quotations: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class ImportPreview:
    """What an export has, before anything is written: items by kind, and how many of them are new
    or changed."""

    counts: dict[str, int]
    pending: dict[str, int]
    refused: int


def start_import(
    path: Path, *, by: User, fetches_pictures: bool = True, goes_on: bool = True
) -> tuple[Import, Reader]:
    """Return a new import of a file or folder, or the unfinished one of the same path.

    Raises NotAnExport, and stores nothing then.
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
        run.origin = find_origin(reader, path.name)
    run.stage = _get_stage(run)
    run.save()
    return run, reader


def read(run: Import, reader: Reader) -> ImportPreview:
    """Read what is left to read of an export. Nothing of the blog changes.

    A part that cannot be read ends the reading; what was read before is kept, and the message of
    the import says what happened. Raises Stopped if somebody paused the import.
    """
    if run.stage == Import.Stage.READING:
        try:
            read_export(run, reader)
        except NotAnExport as error:
            run.message = str(error)
            if not run.items.exists():
                run.stage = Import.Stage.FAILED
                run.save()
                raise
        run.stage = Import.Stage.READ
        run.save()
    return preview(run)


def write(run: Import, reader: Reader, by: User, report: Report = lambda: None) -> ImportReport:
    """Write all that is left to write. Raises Stopped if somebody paused the import."""
    run.stage = Import.Stage.WRITING
    run.save()
    write_items(run, reader, by, report)
    run.stage = Import.Stage.DONE
    result = build_report(run)
    counts = {name: value for name, value in asdict(result).items() if name != "refused"}
    run.counts = {**counts, "refused": len(result.refused), "missing": count_missing(run)}
    run.save()
    return result


def pause(run: Import) -> None:
    """Pause a running import; it ends after the item that it writes. One query."""
    running = Import.objects.filter(
        pk=run.pk, stage__in=(Import.Stage.READING, Import.Stage.WRITING)
    )
    stage = Import.objects.values_list("stage", flat=True).get(pk=run.pk)
    running.update(stage=Import.Stage.PAUSED, paused_stage=stage)


def preview(run: Import) -> ImportPreview:
    """Count the items of an import. Two queries."""
    counts: dict[str, int] = {}
    pending: dict[str, int] = {}
    refused = 0
    for kind, state in run.items.values_list("kind", "state").iterator(chunk_size=10_000):
        if state == State.REFUSED:
            refused += 1
            continue
        counts[kind] = counts.get(kind, 0) + 1
        if state == State.PENDING:
            pending[kind] = pending.get(kind, 0) + 1
    return ImportPreview(counts, pending, refused)


def build_report(run: Import) -> ImportReport:
    """Count what an import wrote. Eight queries."""
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
        quotations=PullQuote.objects.filter(post__in=posts.values("post")).count(),
        refused=[
            {"item": describe_item(item), "reason": item.reason} for item in refused.iterator()
        ],
    )


def describe_item(item: ImportedItem) -> str:
    """Name an item for a person: its title, its name, or where it belongs."""
    if not item.payload:
        return f"{item.kind} {item.key}"
    exported = item.item
    name = getattr(exported, "title", "") or getattr(exported, "name", "")
    name = name or getattr(exported, "item", "")
    return f"{item.kind} {name or item.key}"


def _get_stage(run: Import) -> str:
    if run.stage == Import.Stage.PAUSED:
        return run.paused_stage or Import.Stage.READING
    return run.stage
