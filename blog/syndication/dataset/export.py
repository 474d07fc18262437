"""Write the files of the dataset, every night or by `manage.py dataset`."""

import csv
import gzip
import hashlib
import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.tasks import task
from django.utils import timezone

from blog.models import Authorship, PostLabel, PullQuote, Source, SourceRelation, Tenure
from blog.models.hops import select_steps
from blog.syndication.dataset.models import DatasetFile
from blog.syndication.dataset.records import (
    CSV_COLUMNS,
    build_annotation,
    build_csv_row,
    build_quotation_record,
    build_source_record,
)

QUOTATIONS, QUOTATIONS_CSV = "quotations.jsonl.gz", "quotations.csv.gz"
SOURCES, ANNOTATIONS = "sources.jsonl.gz", "annotations.jsonl.gz"
FILE_NAMES = (QUOTATIONS, QUOTATIONS_CSV, SOURCES, ANNOTATIONS)
BATCH_SIZE = 1_000
# A download that began before new files were written can end.
FORMER_FILES_LIFETIME = timedelta(days=2)
DIRECTORY = "data"


@dataclass(frozen=True)
class WrittenDataset:
    """The files written, and the number of rows in each by its name."""

    row_counts: dict[str, int]


@task
def write_nightly_dataset() -> None:
    write_dataset()


def write_dataset() -> WrittenDataset:
    """Write all files anew, and delete those from before the last ones.

    Rows are read in batches by key, so memory does not grow with the number of quotations; seven
    queries for a batch of BATCH_SIZE. Files of before are replaced at the end, in one transaction.
    Raises OSError if the storage is full or away; the former files stay.
    """
    with open_files(list_quotations(), list_sources()) as files:
        paths = {name: file.store() for name, file in files.items()}
        _replace_rows(files, paths)
    return WrittenDataset({name: file.row_count for name, file in files.items()})


@contextmanager
def open_files(quotations: QuerySet[Any], sources: QuerySet[Any]) -> Iterator[dict[str, "NewFile"]]:
    """Write temporary files with the rows of `list_quotations` and `list_sources`, by name."""
    with ExitStack() as stack:
        files = {}
        for name in FILE_NAMES:
            file = stack.enter_context(tempfile.TemporaryFile())
            files[name] = stack.enter_context(closing(NewFile(name, file)))
        files[QUOTATIONS_CSV].write_row(CSV_COLUMNS)
        for quotation in iterate_in_batches(quotations):
            files[QUOTATIONS].write_json(build_quotation_record(quotation))
            files[QUOTATIONS_CSV].write_row(build_csv_row(quotation))
            files[QUOTATIONS_CSV].row_count += 1
            if quotation.url:
                files[ANNOTATIONS].write_json(build_annotation(quotation))
        for source in iterate_in_batches(sources):
            files[SOURCES].write_json(build_source_record(source))
        yield files


def list_quotations() -> QuerySet[Any]:
    """Select the published quotations with all that a record needs."""
    quotations = PullQuote.objects.for_readers().annotate(steps=select_steps())
    return quotations.prefetch_related(
        Prefetch(
            "post__authorships",
            Authorship.objects.select_related("user").order_by("position"),
        ),
        Prefetch("post__post_labels", PostLabel.objects.select_related("tag")),
    )


def list_sources() -> QuerySet[Any]:
    """Select the public sources with all that a record needs."""
    return (
        Source.objects.public()
        .select_related("portrait")
        .prefetch_related(
            "names",
            "identifiers",
            Prefetch("tenures", Tenure.objects.select_related("organisation")),
            Prefetch("relations", SourceRelation.objects.select_related("other")),
        )
    )


def iterate_in_batches(rows: QuerySet[Any]) -> Iterator[Any]:
    """Iterate over rows by their keys, a query for each batch."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH_SIZE]):
        yield from batch
        last = batch[-1].pk


class NewFile:
    """A file that is being written, compressed, outside of the storage."""

    def __init__(self, name: str, file: Any) -> None:
        self.name, self.row_count = name, 0
        self._file = file
        # No time in the header: the same rows have the same hash.
        zipped = gzip.GzipFile("", "wb", 6, file, mtime=0)
        self._text = io.TextIOWrapper(zipped, "utf-8", newline="")
        self._csv = csv.writer(self._text)

    def close(self) -> None:
        """End the compressed file; the file itself stays open."""
        self._text.close()

    def write_json(self, record: dict[str, Any]) -> None:
        json.dump(record, self._text, ensure_ascii=False, separators=(",", ":"))
        self._text.write("\n")
        self.row_count += 1

    def write_row(self, columns: Iterable[str]) -> None:
        self._csv.writerow(columns)

    def open_complete(self) -> Any:
        """End the file, and return it open for reading."""
        self.close()
        self._file.seek(0)
        return self._file

    def store(self) -> str:
        """Store the complete file; return its path. The same content is stored once."""
        self.open_complete()
        self.sha256 = hashlib.file_digest(self._file, "sha256").hexdigest()
        self.size = self._file.tell()
        self._file.seek(0)
        path = f"{DIRECTORY}/{self.sha256[:16]}/{self.name}"
        if default_storage.exists(path):
            return path
        return default_storage.save(path, File(self._file))


@transaction.atomic
def _replace_rows(files: dict[str, NewFile], paths: dict[str, str]) -> None:
    columns = ("path", "size", "sha256", "row_count", "created_at")
    now = timezone.now()
    rows = [
        DatasetFile(
            name=name,
            path=paths[name],
            size=file.size,
            sha256=file.sha256,
            row_count=file.row_count,
            created_at=now,
        )
        for name, file in files.items()
    ]
    DatasetFile.objects.bulk_create(
        rows, update_conflicts=True, update_fields=columns, unique_fields=["name"]
    )
    transaction.on_commit(_delete_former_files)


def _delete_former_files() -> None:
    """Delete files that are no longer linked and older than FORMER_FILES_LIFETIME."""
    current = set(DatasetFile.objects.values_list("path", flat=True))
    before = timezone.now() - FORMER_FILES_LIFETIME
    folders, _files = default_storage.listdir(DIRECTORY)
    for folder in folders:
        _folders, names = default_storage.listdir(f"{DIRECTORY}/{folder}")
        for name in names:
            path = f"{DIRECTORY}/{folder}/{name}"
            if path not in current and default_storage.get_modified_time(path) < before:
                default_storage.delete(path)
