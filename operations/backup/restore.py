"""Restore a backup: unpack and verify all of it before changing anything."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from operations.backup import BackupError, archive, database, destinations, streams
from operations.backup.media import Media, get_media

AGE_HEADER = b"age-encryption.org/v1"
# Prefix of scratch folders: below MEDIA_ROOT, so that files need only be renamed, and hidden, so
# that no backup includes them; below VAR_DIR for media in a bucket.
SCRATCH_PREFIX = ".restore-"


def check(reference: str, identity: Path | None) -> archive.Contents:
    """Read and verify a backup without changing anything. Raises BackupError."""
    try:
        with open_backup(reference, identity) as source:
            return archive.read(source, None, check_migrations)
    except OSError as error:
        raise BackupError(f"{reference} cannot be read: {error.strerror or error}.") from error


def restore(reference: str, identity: Path | None, overwrite: bool) -> archive.Contents:
    """Restore the database in one transaction, then the media. Raises BackupError, with nothing
    changed unless it says so."""
    media = get_media()
    with database.lock_backups():
        refuse_if_in_use()
        if not overwrite:
            refuse_data_loss(media)
        with (
            open_backup(reference, identity) as source,
            scratch_folder(media.scratch_root) as folder,
        ):
            try:
                contents = archive.read(source, folder, check_migrations)
                os.sync()
            except OSError as error:
                raise BackupError(
                    f"The backup cannot be unpacked in {folder}: {error.strerror}."
                ) from error
            min_major = max(database.get_server_version(), int(contents.manifest["postgresql"]))
            refuse_if_in_use()  # Unpacking may have taken an hour.
            database.ClientPrograms(min_major).restore(folder / "dump")
            media.replace(folder / "media")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # A dump contains no planner statistics.
    return contents


def check_migrations(manifest: dict[str, Any]) -> None:
    """Refuse a backup with migrations that this version does not have."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest["migrations"]) - known)
    if unknown:
        raise BackupError(
            f"The backup was taken by a newer version of the site ({unknown[-1]} is unknown here):"
            " restore it with that version."
        )


def refuse_if_in_use() -> None:
    if count := database.count_other_connections():
        raise BackupError(
            f"The database is in use (connections: {count}): stop the web and the worker first."
        )


def refuse_data_loss(media: Media) -> None:
    counts = [f"{label}: {count:,}" for label, count in database.count_content().items()]
    if files := sum(1 for _name in media.list_names()):
        counts.append(f"files in {media}: {files:,}")
    if counts:
        raise BackupError(
            f"There is a site already, which would be lost ({'; '.join(counts)})."
            " Take a backup of it, and replace it with --overwrite."
        )


@contextmanager
def open_backup(reference: str, identity: Path | None) -> Iterator[IO[bytes]]:
    """Open a backup for reading, and decrypt it if it is encrypted."""
    place, name = destinations.find_backup(reference, settings.BACKUP_TO)
    keys = streams.read_identities(identity) if identity else []
    with ExitStack() as closing:
        stored = closing.enter_context(place.open(name))
        beginning = stored.read(len(AGE_HEADER))
        source: Any = streams.PrefixedReader(beginning, stored)
        if beginning == AGE_HEADER:
            if not keys:
                raise BackupError(
                    f"{name} is encrypted: name the file of the private key with --identity."
                )
            source = closing.enter_context(streams.decrypt(source, keys))
        yield source


@contextmanager
def scratch_folder(place: Path) -> Iterator[Path]:
    try:
        place.mkdir(parents=True, exist_ok=True)
        for old in place.glob(f"{SCRATCH_PREFIX}*"):  # left by a killed restore
            shutil.rmtree(old)
        folder = Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=place))
    except OSError as error:
        raise BackupError(f"{place} cannot be written: {error.strerror}.") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
