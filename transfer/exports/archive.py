"""Our own archive: all tables and files, to move a blog to another installation of Pullquote.

A zip archive with `manifest.json`, the rows of each table as `tables/NAME.ndjson`, and each upload
as `media/SHA256`, with its name in `media.ndjson`. It has the trash, but neither passwords, tokens,
sessions and e-mail addresses nor pictures that were taken down.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, cast

from django.core.files.storage import default_storage
from django.db.models import Field, Model

from blog.models import LinkPreview, SiteSettings
from transfer.exports.archive_tables import EXPORTED, list_columns, list_models
from transfer.exports.media import (
    BUFFER_BYTES,
    add_text,
    add_upload,
    create_zip_info,
    iterate_names,
)
from transfer.exports.selection import Selection

FORMAT = "pullquote-archive"
VERSION = 1
ROWS_PER_QUERY = 1_000

Row = dict[str, Any]


def write(path: Path, selection: Selection, report: Callable[[str, int], None]) -> None:
    """Write the archive. Memory is bounded by ROWS_PER_QUERY rows and the names of files.

    It is always of the whole blog, because rows refer to each other.
    """
    models = list_models()
    members: dict[str, Row] = {}
    with zipfile.ZipFile(path, "w") as archive:
        for label, table in EXPORTED.items():
            model = models[label]
            rows = _iterate_rows(model, list_columns(model, table))
            members[f"tables/{label}.ndjson"] = _add_lines(archive, f"tables/{label}.ndjson", rows)
            report(str(model._meta.verbose_name_plural), members[f"tables/{label}.ndjson"]["rows"])
        files = _add_media(archive, report)
        members["media.ndjson"] = _add_lines(archive, "media.ndjson", files)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "site": SiteSettings.load().name,
            "members": members,
        }
        add_text(archive, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))


def _add_lines(archive: zipfile.ZipFile, name: str, rows: Iterable[Row]) -> Row:
    """Add a member with a line for each row; return the number of rows and the hash."""
    count, digest = 0, hashlib.sha256()
    with archive.open(create_zip_info(name), "w", force_zip64=True) as member:
        for row in rows:
            text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_encode)
            line = f"{text}\n".encode()
            digest.update(line)
            member.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _encode(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _iterate_rows(model: type[Model], fields: list[Field]) -> Iterator[Row]:
    """Yield the rows of a table by their keys, with the values that the database has."""
    key = model._meta.pk
    assert key
    names = [field.attname for field in fields]
    rows = model._base_manager.order_by(key.attname).values(*{*names, key.attname})
    last: Any = None
    while True:
        following = rows.filter(**{f"{key.attname}__gt": last}) if last is not None else rows
        batch = list(following[:ROWS_PER_QUERY])
        for row in batch:
            yield _clean_row(model, {name: row[name] for name in names})
        if len(batch) < ROWS_PER_QUERY:
            return
        last = batch[-1][key.attname]


def _clean_row(model: type[Model], row: Row) -> Row:
    """Replace a username that is an e-mail address."""
    if model._meta.label == "accounts.User" and "@" in row["username"]:
        row["username"] = row["slug"]
    return row


def _add_media(archive: zipfile.ZipFile, report: Callable[[str, int], None]) -> list[Row]:
    """Add each content once; return the names, hashes and sizes of all files."""
    files: list[Row] = []
    added: set[str] = set()
    for name in _iterate_names():
        try:
            with default_storage.open(name) as source:
                digest, size = _hash(cast(IO[bytes], source))
        except FileNotFoundError:
            continue
        if digest not in added:
            add_upload(archive, name, f"media/{digest}")
            added.add(digest)
        files.append({"name": name, "sha256": digest, "size": size})
        report("files", len(files))
    return files


def _iterate_names() -> Iterator[str]:
    yield from iterate_names(Selection())
    last = 0
    previews = LinkPreview.objects.exclude(image="").order_by("pk")
    while batch := list(previews.filter(pk__gt=last)[:ROWS_PER_QUERY]):
        yield from (str(preview.image.name) for preview in batch)
        last = batch[-1].pk


def _hash(file: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while part := file.read(BUFFER_BYTES):
        digest.update(part)
        size += len(part)
    return digest.hexdigest(), size
