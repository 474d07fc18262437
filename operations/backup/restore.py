"""A backup is restored: all of it is read and checked aside, before anything is touched."""

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

from operations.backup import (
    BackupError,
    archive,
    database,
    destinations,
    streams,
)
from operations.backup.media import Media, of_the_site

AGE = b"age-encryption.org/v1"
# Below MEDIA_ROOT, so that files need only be renamed; hidden, so that no backup holds them. Where
# they are in a bucket, below VAR_DIR.
ASIDE = ".restore-"


def check(what: str, identity: Path | None) -> archive.Contents:
    """Reads all of it and touches nothing, neither the database nor a file."""
    try:
        with opened(what, identity) as source:
            return archive.read(source, None, accept)
    except OSError as error:
        raise BackupError(f"{what} cannot be read: {error.strerror or error}.") from error


def restore(what: str, identity: Path | None, overwrite: bool) -> archive.Contents:
    """The database in one transaction, then the media. Raises BackupError, with nothing changed
    unless it says so."""
    media = of_the_site()
    with database.alone():
        refuse_users()
        if not overwrite:
            refuse_loss(media)
        with opened(what, identity) as source, aside(media.aside) as folder:
            try:
                contents = archive.read(source, folder, accept)
                os.sync()
            except OSError as error:
                raise BackupError(
                    f"The backup cannot be unpacked in {folder}: {error.strerror}."
                ) from error
            at_least = max(database.version(), int(contents.manifest["postgresql"]))
            refuse_users()  # Unpacking may have taken an hour.
            database.Programs(at_least).restore(folder / "dump")
            media.replace(folder / "media")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # A dump has no statistics; without, plans are guesses.
    return contents


def accept(manifest: dict[str, Any]) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest["migrations"]) - known)
    if unknown:
        raise BackupError(
            f"The backup was taken by a newer version of the site ({unknown[-1]} is unknown here):"
            " restore it with that version."
        )


def refuse_users() -> None:
    if count := database.others():
        raise BackupError(
            f"The database is in use (connections: {count}): stop the web and the worker first."
        )


def refuse_loss(media: Media) -> None:
    found = [f"{words}: {count:,}" for words, count in database.missed().items()]
    if files := sum(1 for _name in media.names()):
        found.append(f"files in {media}: {files:,}")
    if found:
        raise BackupError(
            f"There is a site already, which would be lost ({'; '.join(found)})."
            " Take a backup of it, and replace it with --overwrite."
        )


@contextmanager
def opened(what: str, identity: Path | None) -> Iterator[IO[bytes]]:
    """The archive, decrypted where it is encrypted."""
    place, name = destinations.find(what, settings.BACKUP_TO)
    keys = streams.identities(identity) if identity else []
    with ExitStack() as closing:
        stored = closing.enter_context(place.open(name))
        beginning = stored.read(len(AGE))
        source: Any = streams.Rejoined(beginning, stored)
        if beginning == AGE:
            if not keys:
                raise BackupError(
                    f"{name} is encrypted: name the file of the private key with --identity."
                )
            source = closing.enter_context(streams.decrypted(source, keys))
        yield source


@contextmanager
def aside(place: Path) -> Iterator[Path]:
    try:
        place.mkdir(parents=True, exist_ok=True)
        for left in place.glob(f"{ASIDE}*"):  # Of one that was killed.
            shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix=ASIDE, dir=place))
    except OSError as error:
        raise BackupError(f"{place} cannot be written: {error.strerror}.") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
