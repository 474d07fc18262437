"""Cards are drawn once and kept beside the uploads, in cards/, under the hash of what they show."""

import contextlib
import fcntl
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from storage import media

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
    folder = f"cards/{kind}/{pk % FOLDERS:03d}"
    name = f"{pk}-{key}.png"
    with contextlib.suppress(OSError):
        return _read(f"{folder}/{name}")
    try:
        with _turn(int(key, 16) % AT_ONCE):
            with contextlib.suppress(FileNotFoundError):
                return _read(f"{folder}/{name}")
            data = draw()
            media.write(f"{folder}/{name}", data)
            for earlier in default_storage.listdir(folder)[1]:
                if earlier.startswith(f"{pk}-") and earlier != name:
                    default_storage.delete(f"{folder}/{earlier}")
            return data
    except OSError as error:
        logger.warning("A card cannot be kept: %s", error)
        return draw()


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


@contextlib.contextmanager
def _turn(number: int) -> Iterator[None]:
    """No two of this machine have the same number at once. The kernel takes it back when a process
    dies."""
    folder = Path(settings.VAR_DIR) / "cards"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"turn-{number}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
