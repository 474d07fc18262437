"""Cache of drawn cards, in the folder cards/ of the media storage, by the hash of their content."""

import contextlib
import fcntl
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from storage import media

logger = logging.getLogger(__name__)

# Cards drawn at the same time by all processes on this host.
MAX_CONCURRENT = 2
# Folders per kind, to limit the number of files in each.
FOLDERS = 1000


def load_or_draw(kind: str, pk: int, key: str, draw: Callable[[], bytes]) -> bytes:
    """Return the cached card with a key, or draw and store it.

    Concurrent requests wait for one drawing. Deletes older cards of the same row. If the storage is
    not writable, the card is drawn each time.
    """
    folder = f"cards/{kind}/{pk % FOLDERS:03d}"
    name = f"{pk}-{key}.png"
    with contextlib.suppress(OSError):
        return _read(f"{folder}/{name}")
    try:
        with _lock(int(key, 16) % MAX_CONCURRENT):
            with contextlib.suppress(FileNotFoundError):
                return _read(f"{folder}/{name}")
            data = draw()
            media.write(f"{folder}/{name}", data)
            for earlier in default_storage.listdir(folder)[1]:
                if earlier.startswith(f"{pk}-") and earlier != name:
                    default_storage.delete(f"{folder}/{earlier}")
            return data
    except OSError as error:
        logger.warning("Cannot store a card: %s", error)
        return draw()


def delete_cards(kind: str, keys: Iterable[int]) -> None:
    """Delete the cached cards of rows, which show something that was removed. Raises OSError.

    One listing for each of at most FOLDERS folders.
    """
    by_folder = defaultdict[str, set[str]](set)
    for pk in keys:
        by_folder[f"cards/{kind}/{pk % FOLDERS:03d}"].add(f"{pk}")
    for folder, numbers in by_folder.items():
        with contextlib.suppress(FileNotFoundError):
            for name in default_storage.listdir(folder)[1]:
                if name.partition("-")[0] in numbers:
                    default_storage.delete(f"{folder}/{name}")


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


@contextlib.contextmanager
def _lock(number: int) -> Iterator[None]:
    """Hold one of this host's locks. The kernel releases it when a process dies."""
    folder = Path(settings.VAR_DIR) / "cards"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"turn-{number}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
