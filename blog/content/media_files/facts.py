"""What the header of a file says, within bounds: it may say anything."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import IO

MAX_SECONDS = 7 * 86_400
MAX_PIXELS = 16_384  # of a side
MAX_PAGES = 100_000
MAX_CODECS = 8  # Of different tracks.


class DamagedFile(ValueError):
    """The file is incomplete, or its structure contradicts its format."""


@dataclass(frozen=True)
class Facts:
    """`has_video` tells whether there is a picture beside the sound. Seconds, pixels and pages are
    0 if unknown. `codecs` are those of an MP4, such as 'avc1,mp4a'."""

    has_video: bool = False
    seconds: int = 0
    width: int = 0
    height: int = 0
    pages: int = 0
    codecs: str = ""


def build_facts(
    *,
    has_video: bool = False,
    seconds: float = 0,
    width: int = 0,
    height: int = 0,
    pages: int = 0,
    codecs: Collection[str] = (),
) -> Facts:
    """Build facts; values that no real file has count as unknown."""
    is_sized = 0 < width <= MAX_PIXELS and 0 < height <= MAX_PIXELS
    return Facts(
        has_video=has_video,
        seconds=max(1, round(seconds)) if 0 < seconds <= MAX_SECONDS else 0,
        width=width if is_sized else 0,
        height=height if is_sized else 0,
        pages=pages if 0 < pages <= MAX_PAGES else 0,
        codecs=",".join(sorted(set(codecs))[:MAX_CODECS]),
    )


def measure(file: IO[bytes]) -> int:
    """Return the size of a file in bytes."""
    return file.seek(0, os.SEEK_END)


def read_exactly(file: IO[bytes], start: int, count: int) -> bytes:
    """Read `count` bytes from `start`. Raises DamagedFile if there are fewer."""
    file.seek(start)
    data = file.read(count)
    if len(data) < count:
        raise DamagedFile
    return data
