"""Cards are drawn once and kept as files in MEDIA_ROOT/cards/, under the hash of what they show."""

import contextlib
import fcntl
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

# So many are drawn at once at most, by all processes of this machine.
AT_ONCE = 2
# Folders of a kind, so that none grows too long to be looked through.
FOLDERS = 1000


def kept(kind: str, pk: int, key: str, draw: Callable[[], bytes]) -> bytes:
    """The card of that key, drawn where there is none yet.

    Many who ask at once wait for the one who draws. An earlier card of the same row goes. Where
    nothing can be written, the card is drawn each time.
    """
    file = settings.MEDIA_ROOT / "cards" / kind / f"{pk % FOLDERS:03d}" / f"{pk}-{key}.png"
    with contextlib.suppress(OSError):
        return file.read_bytes()
    try:
        with _turn(int(key, 16) % AT_ONCE):
            with contextlib.suppress(FileNotFoundError):
                return file.read_bytes()
            data = draw()
            _write(file, data)
            for earlier in file.parent.glob(f"{pk}-*.png"):
                if earlier != file:
                    earlier.unlink(missing_ok=True)
            return data
    except OSError as error:
        logger.warning("A card cannot be kept in MEDIA_ROOT: %s", error)
        return draw()


@contextlib.contextmanager
def _turn(number: int) -> Iterator[None]:
    """No two have the same number at once. The kernel takes it back when a process dies."""
    folder = Path(settings.MEDIA_ROOT) / "cards"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".turn-{number}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as made:
        try:
            made.write(data)
            made.flush()
            os.fchmod(made.fileno(), settings.FILE_UPLOAD_PERMISSIONS)
            Path(made.name).replace(file)
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise
