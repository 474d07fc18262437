"""Run the sandboxed process that decodes untrusted files within limits.

Only MAX_PROCESSES of them run on one machine at once.
"""

import contextlib
import fcntl
import logging
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

import PIL
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from lib import sandbox
from lib.parsing import parse_json

# Lazy, as Django's File is generic in its stubs only.
type Upload = BinaryIO | File[bytes]

logger = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024
# For one image, and for all frames of an animation together. Cameras' '50 megapixels' are slightly
# more than 50 million; with 8 bytes for each while an image is rotated, this fits MAX_MEMORY.
MAX_PIXELS = 50 * 1024 * 1024
MAX_FRAMES = 1000
MAX_MEMORY = 490_000_000  # bytes of address space of the sandbox
MAX_CPU_SECONDS = 15
MAX_SECONDS = 50  # wall-clock time; less than a proxy's timeout of 60 s
NICENESS = 5  # Gets a quarter to a third of the processor beside requests.
MAX_OUTPUT = 2 * MAX_BYTES
MAX_PROCESSES = 2  # on one machine, for all workers and threads together
MAX_DECODER_WAIT = 2.0  # seconds that a web request waits for a free process
POLL_INTERVAL = 0.05  # seconds; the kernel offers no lock with a timeout

HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")

REFUSAL_MESSAGES = {
    "unreadable": _("No file was received. Choose the picture again."),
    "empty": _("The file is empty. Choose the picture again."),
    "bytes": _(
        "The file is larger than %(megabytes)d MB. Save the picture in a "
        "smaller size or with higher compression and upload it again."
    ),
    "format": _("This file type is not supported. Upload a JPEG, PNG, WebP, GIF or AVIF file."),
    "heic": _(
        "Browsers cannot show HEIC pictures. Export the picture as JPEG and "
        "upload that file. JPEG, PNG, WebP, GIF and AVIF files are accepted."
    ),
    "pixels": _(
        "The picture has more than %(megapixels)d megapixels. Save it in a smaller size and "
        "upload it again."
    ),
    "frames": _(
        "The animation is too long: the limit is %(frames)d frames, and "
        "%(megapixels)d megapixels for all frames together. Shorten it or "
        "make it smaller and upload it again."
    ),
    "damaged": _(
        "The picture is damaged or incomplete. Open it in a picture editor, save it again and "
        "upload the new file."
    ),
    "heavy": _(
        "The picture takes too much memory or time to process. Save it in a "
        "smaller size or as JPEG and upload it again."
    ),
}


class DecodersBusyError(Exception):
    """No sandbox process became free within the time allowed."""


def run[T](
    file: Upload,
    parse: Callable[[bytes, dict[str, Any]], T],
    job: dict[str, Any] | None = None,
    time_factor: int = 1,
    max_wait: float | None = None,
) -> T:
    """Run a job on a file in the sandbox, and return `parse(data, reply)`. Without a job the file
    is cleaned. `time_factor` multiplies the time limits.

    The process may have been taken over by a hostile file, so `parse` must validate the reply, and
    raise ArithmeticError, KeyError, TypeError or ValueError. Raises only ValidationError for any
    content of the file. Raises DecodersBusyError after `max_wait` seconds without a free process;
    None waits without limit, as in the worker.
    """
    # Unnamed files: nothing is left behind, however this process ends.
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as target,
        tempfile.TemporaryFile() as errors,
    ):
        _copy(file, source, MAX_OUTPUT if job else MAX_BYTES)
        with _hold_slot(max_wait):
            status = _run_sandbox(source, target, errors, job or {}, time_factor)
        data, reply = _read_reply(target)
        if status == 0 and "refused" not in reply:
            with contextlib.suppress(ArithmeticError, KeyError, TypeError, ValueError):
                return parse(data, reply)
        _log(status, reply, errors)
    code = str(reply.get("refused"))
    if code not in REFUSAL_MESSAGES:
        # The limits kill it with SIGKILL or SIGXCPU; other signals mean that a decoder crashed.
        code = "heavy" if status in {-signal.SIGKILL, -signal.SIGXCPU} else "damaged"
    raise _refusal(code)


@contextlib.contextmanager
def _hold_slot(max_wait: float | None) -> Iterator[None]:
    """Hold one of the machine's MAX_PROCESSES slots, a file lock that the kernel releases however
    its holder ends."""
    folder = Path(settings.VAR_DIR) / "decoding"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        slots = [stack.enter_context(open(folder / str(n), "w")) for n in range(MAX_PROCESSES)]
        deadline = None if max_wait is None else time.monotonic() + max_wait
        while not any(_is_locked(slot) for slot in slots):
            if deadline is None:
                fcntl.flock(random.choice(slots), fcntl.LOCK_EX)
                break
            if time.monotonic() >= deadline:
                raise DecodersBusyError
            time.sleep(POLL_INTERVAL)
        yield


def _is_locked(slot: IO[str]) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _copy(file: Upload, source: IO[bytes], max_bytes: int) -> None:
    try:
        _rewind(file)
        head = b""
        size = 0
        while chunk := file.read(64 * 1024):
            head = head or chunk[:32]
            size += source.write(chunk)
            if size > max_bytes:
                raise _refusal("bytes")
        source.flush()
        _rewind(file)
    except (OSError, ValueError) as error:
        raise _refusal("unreadable") from error
    if not size:
        raise _refusal("empty")
    if head[4:8] == b"ftyp" and b"avif" not in head and any(b in head for b in HEIC_BRANDS):
        raise _refusal("heic")


def _rewind(file: Upload) -> None:
    if isinstance(file, File):
        file.open()  # a stored file may have been closed; Django opens it again
    elif file.seekable():
        file.seek(0)


def _run_sandbox(
    source: IO[bytes], target: IO[bytes], errors: IO[bytes], job: dict[str, Any], time_factor: int
) -> int:
    """Run the sandbox; return its exit status, that of SIGKILL after MAX_SECONDS."""
    limits = {
        "pixels": MAX_PIXELS,
        "frames": MAX_FRAMES,
        "memory": MAX_MEMORY,
        "seconds": MAX_CPU_SECONDS * time_factor,
        "output": MAX_OUTPUT,
        "niceness": NICENESS,
    }
    return sandbox.run(
        "imaging.sandbox",
        [limits, job],
        packages=Path(PIL.__file__).parents[1],
        source=source,
        target=target,
        errors=errors,
        max_seconds=MAX_SECONDS * time_factor,
    )


def _read_reply(target: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    """Return the image data and the sandbox's JSON reply; {} if it is invalid."""
    target.seek(0)
    data, _newline, line = target.read(MAX_OUTPUT + 1).rpartition(b"\n")
    try:
        reply = parse_json(line)
    except ValueError:
        return b"", {}
    return data, reply if isinstance(reply, dict) else {}


def _log(status: int, reply: dict[str, Any], errors: IO[bytes]) -> None:
    """Log a refusal, as a broken installation looks like a damaged image to authors."""
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - 2000))
    output = errors.read().decode(errors="replace").strip()
    level = logging.INFO if "refused" in reply else logging.WARNING
    logger.log(level, "Picture refused: %s, exit status %s. %s", reply, status, output)


def _refusal(code: str) -> ValidationError:
    params = {
        "megabytes": MAX_BYTES // 2**20,
        "megapixels": MAX_PIXELS // 2**20,
        "frames": MAX_FRAMES,
    }
    return ValidationError(REFUSAL_MESSAGES[code], code=code, params=params)
