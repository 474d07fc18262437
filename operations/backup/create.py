"""Create a backup: dump, pack, encrypt and store it as one stream, then delete expired ones."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any, BinaryIO, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from lib.hashing import keyed_hash
from operations.backup import BackupError, archive, database, destinations, rotation, streams
from operations.backup.media import get_media
from operations.models import Backup


class CreatedBackup(NamedTuple):
    name: str
    bytes: int
    deleted: list[str]


def create_backup(to: str, retention: tuple[int, int, int], recipients: list[str]) -> CreatedBackup:
    """Create a backup in the folder or bucket `to`, and delete those that `retention` does not
    cover. Raises BackupError, and leaves nothing behind then.

    The only open transaction is that of pg_dump; memory does not depend on the site's size.
    """
    place = destinations.get_destination(to)
    now = timezone.now()
    name = rotation.format_name(now, bool(recipients))
    with database.lock_backups():
        if name in place.list_names():
            raise BackupError(f"{name} is there already; wait a second.")
        programs = database.ClientPrograms(database.get_server_version())
        with ExitStack() as closing:
            plain = closing.enter_context(
                streams.read_from_producer(_build_writer(programs, _build_manifest(programs)))
            )
            source: IO[bytes] = plain
            if recipients:
                source = closing.enter_context(streams.encrypt(plain, recipients))
            closing.callback(programs.stop)
            size = place.store(name, source)
        Backup.objects.update_or_create(
            place=to, defaults={"name": name, "made_at": now, "bytes": size}
        )
        return CreatedBackup(name, size, list(_delete_old(place, retention)))


def get_key_fingerprint() -> str:
    """Return a hash of SECRET_KEY, which backups do not contain, to verify it after a restore."""
    return keyed_hash("backup", "key")


def _build_manifest(programs: database.ClientPrograms) -> dict[str, Any]:
    applied = MigrationLoader(connection).applied_migrations
    return {
        "taken_at": timezone.now().isoformat(),
        "site": settings.SITE_URL,
        "postgresql": programs.major,
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "key": get_key_fingerprint(),
    }


def _build_writer(programs: database.ClientPrograms, manifest: dict[str, Any]) -> Any:
    media = get_media()

    def write(out: BinaryIO) -> None:
        try:
            archive.write(out, manifest, programs.dump, media)
        except BrokenPipeError:
            raise
        except OSError as error:
            file = error.filename or media
            raise BackupError(f"{file} cannot be read: {error.strerror or error}.") from error

    return write


def _delete_old(place: destinations.Destination, retention: tuple[int, int, int]) -> Iterator[str]:
    """Delete expired backups, after the new one is stored and verified."""
    for name in rotation.find_expired(place.list_names(), retention):
        place.delete(name)
        yield name
