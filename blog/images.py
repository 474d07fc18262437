"""Uploaded pictures: believed only after a process of their own has decoded them.

What is stored is never the file that came in but the picture in it, encoded anew: metadata,
comments and whatever rode behind the picture stay outside.
"""

import contextlib
import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

import PIL
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from blog.image_metadata import MAX_CAPTION, MAX_CREDIT, plain

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
MAX_SECONDS = 20  # less than the 30 after which gunicorn ends a worker
MAX_OUTPUT = 2 * MAX_BYTES

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
SIGNATURES = {  # where they begin and what they are
    "JPEG": (0, b"\xff\xd8\xff"),
    "PNG": (0, b"\x89PNG\r\n\x1a\n"),
    "WEBP": (8, b"WEBP"),
    "GIF": (0, b"GIF8"),
    "AVIF": (4, b"ftypavi"),
}
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")

REFUSALS = {
    "unreadable": _("The file did not arrive. Choose the picture again."),
    "empty": _("The file is empty. Choose the picture again."),
    "bytes": _(
        "The file is larger than %(megabytes)d MB. Save the picture in a smaller size or a higher "
        "compression and upload it again."
    ),
    "format": _(
        "This is not a picture of a known kind. Upload a JPEG, PNG, WebP, GIF or AVIF file."
    ),
    "heic": _(
        "This is a HEIC picture, which browsers do not show. Export it as JPEG and upload that; "
        "JPEG, PNG, WebP, GIF and AVIF files are taken."
    ),
    "pixels": _(
        "The picture has more than %(megapixels)d megapixels. Save it in a smaller size and "
        "upload it again."
    ),
    "frames": _(
        "The animation is too long: at most %(frames)d frames and %(megapixels)d megapixels in "
        "all of them together. Shorten it or make it smaller and upload it again."
    ),
    "damaged": _(
        "The picture is damaged or incomplete. Open it in a picture editor, save it again and "
        "upload the new file."
    ),
    "heavy": _(
        "The picture takes too much memory or time to read. Save it in a smaller size or as "
        "JPEG and upload it again."
    ),
}


@dataclass(frozen=True)
class CleanPicture:
    """`sha256` is that of `data`: it names what is stored and can be checked against the disk.

    The same upload has the same hash as long as the libraries that encode stay the same.
    """

    data: bytes
    format: str
    extension: str
    width: int
    height: int
    sha256: str
    caption: str
    credit: str


def clean_upload(file: Upload) -> CleanPicture:
    """Costs a process start (0.07 s) and the coding: 0.15 s for a JPEG of 12 megapixels, 2 s for
    an AVIF, up to MAX_CPU_SECONDS. The process takes up to MAX_MEMORY, this one the file's size.

    Reads the file from its beginning, wherever it stands, and leaves it at its beginning. Raises
    ValidationError, and nothing else, for whatever the file contains.

    The memory is enough for a JPEG or PNG of MAX_PIXELS (not for a progressive JPEG without
    chroma subsampling), a WebP of 25 megapixels or an AVIF of 12; larger ones are refused.
    """
    # Nameless files: nothing is left behind, however this process ends.
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as target,
        tempfile.TemporaryFile() as errors,
    ):
        _copy(file, source)
        status = _run_sandbox(source, target, errors)
        data, reply = _read_reply(target)
        if status == 0 and "refused" not in reply:
            with contextlib.suppress(ArithmeticError, KeyError, TypeError, ValueError):
                return _picture(data, reply)
        _log(status, reply, errors)
    refused = str(reply.get("refused"))
    if refused not in REFUSALS:
        # SIGKILL and SIGXCPU are how the limits end it; other deaths are the decoders' own.
        refused = "heavy" if status in {-signal.SIGKILL, -signal.SIGXCPU} else "damaged"
    raise _refusal(refused)


def _copy(file: Upload, source: IO[bytes]) -> None:
    try:
        _rewind(file)
        head = b""
        size = 0
        while chunk := file.read(64 * 1024):
            head = head or chunk[:32]
            size += source.write(chunk)
            if size > MAX_BYTES:
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


def _run_sandbox(source: IO[bytes], target: IO[bytes], errors: IO[bytes]) -> int:
    """The exit status; that of SIGKILL after MAX_SECONDS."""
    limits = {
        "pixels": MAX_PIXELS,
        "frames": MAX_FRAMES,
        "memory": MAX_MEMORY,
        "seconds": MAX_CPU_SECONDS,
        "output": MAX_OUTPUT,
    }
    # Isolated Python sees no PYTHONPATH; Pillow is looked for where this process has it from.
    project, packages = str(Path(__file__).parents[1]), str(Path(PIL.__file__).parents[1])
    program = (
        f"import sys; sys.path[:] = [{project!r}, *sys.path, {packages!r}]; "
        "from blog.image_sandbox import main; main()"
    )
    # No secrets in there; some Pythons need the first two to start at all.
    kept = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    with subprocess.Popen(
        [sys.executable, "-I", "-c", program, json.dumps(limits)],
        stdin=source,
        stdout=target,
        stderr=errors,
        env={name: os.environ[name] for name in kept if name in os.environ},
    ) as process:
        # wait(timeout=…) would look at the clock every 50 ms, half of what an upload takes.
        alarm = threading.Timer(MAX_SECONDS, process.kill)
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
        reply = json.loads(line)
    except (RecursionError, ValueError):
        return b"", {}
    return data, reply if isinstance(reply, dict) else {}


def _picture(data: bytes, reply: dict[str, Any]) -> CleanPicture:
    """Trusts nothing: a process that decodes hostile files may have been taken over.

    Raises ArithmeticError, KeyError, TypeError or ValueError where the reply is none of our making.
    """
    kind = reply["format"]
    start, signature = SIGNATURES[kind]
    if not data.startswith(signature, start):
        raise ValueError(kind)
    return CleanPicture(
        data=data,
        format=kind,
        extension=EXTENSIONS[kind],
        width=int(reply["width"]),
        height=int(reply["height"]),
        sha256=hashlib.sha256(data).hexdigest(),
        caption=plain(reply["caption"], MAX_CAPTION),
        credit=plain(reply["credit"], MAX_CREDIT),
    )


def _log(status: int, reply: dict[str, Any], errors: IO[bytes]) -> None:
    """For the operator: a broken installation looks like a damaged picture to the author."""
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - 2000))
    last_words = errors.read().decode(errors="replace").strip()
    level = logging.INFO if "refused" in reply else logging.WARNING
    logger.log(level, "Upload refused: %s, exit status %s. %s", reply, status, last_words)


def _refusal(code: str) -> ValidationError:
    params = {
        "megabytes": MAX_BYTES // 2**20,
        "megapixels": MAX_PIXELS // 2**20,
        "frames": MAX_FRAMES,
    }
    return ValidationError(REFUSALS[code], code=code, params=params)
