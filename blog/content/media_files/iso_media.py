"""MP4 and M4A: ISO base media files (ISO/IEC 14496-12), a tree of boxes."""

import re
import struct
from collections.abc import Iterator
from typing import IO, NamedTuple

from blog.content.media_files.facts import DamagedFile, Facts, build_facts, measure, read_exactly

# Far more than a film has, also one in fragments.
MAX_BOXES = 200_000
# The kinds of files that browsers play. A picture (HEIC, AVIF) or QuickTime has none of them.
BRANDS = {
    *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9"),
    *(b"mp41", b"mp42", b"avc1", b"M4V ", b"M4A ", b"M4B ", b"dash"),
}
_CODE_RE = re.compile(rb"[A-Za-z0-9.-]{4}")
_UNKNOWN = {0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF}


class _Box(NamedTuple):
    """A box; `start` and `end` are those of its content, in bytes of the file."""

    kind: bytes
    start: int
    end: int


def is_iso_media(head: bytes) -> bool:
    """Return whether the first bytes of a file are those of an MP4 or M4A."""
    if head[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(head[:4], "big"), len(head))
    names = {head[8:12], *(head[i : i + 4] for i in range(16, end, 4))}
    return bool(names & BRANDS)


def read_iso_media(file: IO[bytes]) -> Facts:
    """Read the duration, the codecs, and the size of the first video track. Raises DamagedFile."""
    boxes = list(_iterate_boxes(file, 0, measure(file)))
    movie = next((box for box in boxes if box.kind == b"moov"), None)
    if movie is None or not any(box.kind == b"mdat" for box in boxes):
        raise DamagedFile
    seconds, codecs, width, height, has_video = 0.0, [], 0, 0, False
    has_track = False
    for box in _iterate_boxes(file, movie.start, movie.end):
        if box.kind == b"mvhd":
            seconds = _read_seconds(file, box)
        elif box.kind == b"trak":
            kind, size, codec = _read_track(file, box)
            if kind in (b"vide", b"soun"):
                has_track = True
                codecs.append(codec)
            if kind == b"vide" and not has_video:
                has_video, (width, height) = True, size
    if not has_track:
        raise DamagedFile
    return build_facts(
        has_video=has_video,
        seconds=seconds,
        width=width,
        height=height,
        codecs=[codec for codec in codecs if codec],
    )


def _iterate_boxes(file: IO[bytes], start: int, end: int) -> Iterator[_Box]:
    """Iterate over the boxes that fill a part of the file. Raises DamagedFile."""
    for _count in range(MAX_BOXES):
        if start == end:
            return
        size, kind = struct.unpack(">I4s", read_exactly(file, start, 8))
        header = 8
        if size == 1:
            size, header = int.from_bytes(read_exactly(file, start + 8, 8), "big"), 16
        elif size == 0:  # The last box.
            size = end - start
        if size < header or start + size > end:
            raise DamagedFile
        yield _Box(kind, start + header, start + size)
        start += size
    raise DamagedFile


def _read_seconds(file: IO[bytes], box: _Box) -> float:
    version = read_exactly(file, box.start, 1)[0]
    if version == 1:
        scale, duration = struct.unpack(">IQ", read_exactly(file, box.start + 20, 12))
    else:
        scale, duration = struct.unpack(">II", read_exactly(file, box.start + 12, 8))
    return duration / scale if scale and duration not in _UNKNOWN else 0


def _read_track(file: IO[bytes], track: _Box) -> tuple[bytes, tuple[int, int], str]:
    """Return the kind of a track, such as b"vide", its width and height as shown, and its codec."""
    kind, size, codec = b"", (0, 0), ""
    for box in _iterate_boxes(file, track.start, track.end):
        if box.kind == b"tkhd" and box.end - box.start >= 44:
            a, b, *_rest, width, height = struct.unpack(
                ">ii28xII", read_exactly(file, box.end - 44, 44)
            )
            is_rotated = a == 0 and b != 0  # Of a phone that was held upright.
            width, height = width >> 16, height >> 16
            size = (height, width) if is_rotated else (width, height)
        elif box.kind == b"mdia":
            for inner in _iterate_boxes(file, box.start, box.end):
                if inner.kind == b"hdlr":
                    kind = read_exactly(file, inner.start + 8, 4)
                elif inner.kind == b"minf":
                    codec = _read_codec(file, inner)
    return kind, size, codec


def _read_codec(file: IO[bytes], box: _Box) -> str:
    """Return the code of a track's first description, such as 'avc1', '' if there is none."""
    try:
        for kind in (b"stbl", b"stsd"):
            boxes = _iterate_boxes(file, box.start, box.end)
            box = next(inner for inner in boxes if inner.kind == kind)
        code = read_exactly(file, box.start + 12, 4)
    except (DamagedFile, StopIteration):
        return ""
    return code.decode() if _CODE_RE.fullmatch(code) else ""
