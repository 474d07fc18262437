"""Files that others made, given to a process of their own that decodes them within limits.

However many ask at once, only a few such processes run on one machine.
"""

import contextlib
import fcntl
import json
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

import PIL
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from lib.parsing import parse_json

# Lazy, as Django's File takes a parameter in its stubs only.
type Upload = BinaryIO | File[bytes]

logger = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024
# Of one picture, and of all frames of an animation together. Cameras' '50 megapixels' are a few
# more than 50 million; with 8 bytes for each while a picture is turned, this fits MAX_MEMORY.
MAX_PIXELS = 50 * 1024 * 1024
MAX_FRAMES = 1000
MAX_MEMORY = 490_000_000  # bytes of address space of the process that decodes
MAX_CPU_SECONDS = 15
MAX_SECONDS = 50  # by the clock; less than the 60 that a proxy waits for an answer
NICENESS = 5  # Readers' pages come first: a picture may take a third of the processor beside them.
MAX_OUTPUT = 2 * MAX_BYTES
MAX_PROCESSES = 2  # on one machine, whatever the number of workers and threads that take uploads
MAX_DECODER_WAIT = 2.0  # seconds that a web request waits for one of them
POLL_INTERVAL = 0.05  # seconds; the kernel offers no lock with a timeout

HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")

REFUSALS = {
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
    """All processes that decode are at work, and have been for as long as was allowed."""


def run[T](
    file: Upload,
    read: Callable[[bytes, dict[str, Any]], T],
    job: dict[str, Any] | None = None,
    patience: int = 1,
    max_wait: float | None = None,
) -> T:
    """What `read` makes of the answer: the data, and what is said of it. Without a job the file is
    cleaned. `patience` times the usual time is given.

    Trusts nothing: a process that decodes hostile files may have been taken over, so `read` raises
    ArithmeticError, KeyError, TypeError or ValueError for an answer that is none of our making.
    Raises ValidationError, and nothing else, for whatever the file contains. Raises
    DecodersBusyError after `max_wait` seconds without a free process; None waits for one, as the
    worker may.
    """
    # Nameless files: nothing is left behind, however this process ends.
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as target,
        tempfile.TemporaryFile() as errors,
    ):
        _copy(file, source, MAX_OUTPUT if job else MAX_BYTES)
        with _place(max_wait):
            status = _run_sandbox(source, target, errors, job or {}, patience)
        data, reply = _read_reply(target)
        if status == 0 and "refused" not in reply:
            with contextlib.suppress(ArithmeticError, KeyError, TypeError, ValueError):
                return read(data, reply)
        _log(status, reply, errors)
    refused = str(reply.get("refused"))
    if refused not in REFUSALS:
        # SIGKILL and SIGXCPU are how the limits end it; other deaths are the decoders' own.
        refused = "heavy" if status in {-signal.SIGKILL, -signal.SIGXCPU} else "damaged"
    raise _refusal(refused)


@contextlib.contextmanager
def _place(max_wait: float | None) -> Iterator[None]:
    """Hold one of the MAX_PROCESSES places of this machine.

    The kernel gives a place back however its holder ends.
    """
    folder = Path(settings.VAR_DIR) / "decoding"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        places = [stack.enter_context(open(folder / str(n), "w")) for n in range(MAX_PROCESSES)]
        deadline = None if max_wait is None else time.monotonic() + max_wait
        while not any(_is_locked(place) for place in places):
            if deadline is None:
                fcntl.flock(random.choice(places), fcntl.LOCK_EX)
                break
            if time.monotonic() >= deadline:
                raise DecodersBusyError
            time.sleep(POLL_INTERVAL)
        yield


def _is_locked(place: IO[str]) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _copy(file: Upload, source: IO[bytes], most: int) -> None:
    try:
        _rewind(file)
        head = b""
        size = 0
        while chunk := file.read(64 * 1024):
            head = head or chunk[:32]
            size += source.write(chunk)
            if size > most:
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
    source: IO[bytes], target: IO[bytes], errors: IO[bytes], job: dict[str, Any], patience: int
) -> int:
    """The exit status; that of SIGKILL after MAX_SECONDS."""
    limits = {
        "pixels": MAX_PIXELS,
        "frames": MAX_FRAMES,
        "memory": MAX_MEMORY,
        "seconds": MAX_CPU_SECONDS * patience,
        "output": MAX_OUTPUT,
        "niceness": NICENESS,
    }
    # Isolated Python sees no PYTHONPATH; Pillow is looked for where this process has it from.
    project, packages = str(Path(__file__).parents[1]), str(Path(PIL.__file__).parents[1])
    program = (
        f"import sys; sys.path[:] = [{project!r}, *sys.path, {packages!r}]; "
        "from imaging.sandbox import main; main()"
    )
    # No secrets in there; some Pythons need the first two to start at all.
    passed_variables = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    with subprocess.Popen(
        [sys.executable, "-I", "-c", program, json.dumps(limits), json.dumps(job)],
        stdin=source,
        stdout=target,
        stderr=errors,
        env={name: os.environ[name] for name in passed_variables if name in os.environ},
    ) as process:
        # wait(timeout=…) would look at the clock every 50 ms, half of what an upload takes.
        alarm = threading.Timer(MAX_SECONDS * patience, process.kill)
        alarm.start()
        try:
            return process.wait()
        finally:
            alarm.cancel()
            process.kill()  # when this process is told to stop; no effect on one that has ended


def _read_reply(target: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    """The picture and what the sandbox says of it; {} where it left anything else."""
    target.seek(0)
    data, _newline, line = target.read(MAX_OUTPUT + 1).rpartition(b"\n")
    try:
        reply = parse_json(line)
    except ValueError:
        return b"", {}
    return data, reply if isinstance(reply, dict) else {}


def _log(status: int, reply: dict[str, Any], errors: IO[bytes]) -> None:
    """For the operator: a broken installation looks like a damaged picture to the author."""
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - 2000))
    last_words = errors.read().decode(errors="replace").strip()
    level = logging.INFO if "refused" in reply else logging.WARNING
    logger.log(level, "Picture refused: %s, exit status %s. %s", reply, status, last_words)


def _refusal(code: str) -> ValidationError:
    params = {
        "megabytes": MAX_BYTES // 2**20,
        "megapixels": MAX_PIXELS // 2**20,
        "frames": MAX_FRAMES,
    }
    return ValidationError(REFUSALS[code], code=code, params=params)
