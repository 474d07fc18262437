"""A backup is taken: dumped, packed, encrypted and stored in one stream, then older ones go."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any, BinaryIO, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from lib.hashing import keyed_hash
from operations.backup import (
    BackupError,
    archive,
    database,
    destinations,
    rotation,
    streams,
)
from operations.backup.media import of_the_site
from operations.models import Backup


class Taken(NamedTuple):
    name: str
    bytes: int
    deleted: list[str]


def take(to: str, keep: tuple[int, int, int], recipients: list[str]) -> Taken:
    """Raises BackupError, and nothing is left behind then. Holds no transaction open but that of
    pg_dump, and some megabytes of memory however large the site is."""
    place = destinations.at(to)
    now = timezone.now()
    name = rotation.name_at(now, bool(recipients))
    with database.alone():
        if name in place.names():
            raise BackupError(f"{name} is there already; wait a second.")
        programs = database.Programs(database.version())
        with ExitStack() as closing:
            plain = closing.enter_context(streams.produced(_writer(programs, _manifest(programs))))
            source: IO[bytes] = plain
            if recipients:
                source = closing.enter_context(streams.encrypted(plain, recipients))
            closing.callback(programs.stop)
            size = place.store(name, source)
        Backup.objects.update_or_create(
            place=to, defaults={"name": name, "made_at": now, "bytes": size}
        )
        return Taken(name, size, list(_rotate(place, keep)))


def fingerprint() -> str:
    """Of SECRET_KEY, which no backup holds: whether a restored site has the one it needs."""
    return keyed_hash("backup", "key")


def _manifest(programs: database.Programs) -> dict[str, Any]:
    applied = MigrationLoader(connection).applied_migrations
    return {
        "taken_at": timezone.now().isoformat(),
        "site": settings.SITE_URL,
        "postgresql": programs.major,
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "key": fingerprint(),
    }


def _writer(programs: database.Programs, manifest: dict[str, Any]) -> Any:
    media = of_the_site()

    def write(out: BinaryIO) -> None:
        try:
            archive.write(out, manifest, programs.dump, media)
        except BrokenPipeError:
            raise
        except OSError as error:
            file = error.filename or media
            raise BackupError(f"{file} cannot be read: {error.strerror or error}.") from error

    return write


def _rotate(place: destinations.Place, keep: tuple[int, int, int]) -> Iterator[str]:
    """Only after a new one is there, checked."""
    for name in rotation.superfluous(place.names(), keep):
        place.delete(name)
        yield name
