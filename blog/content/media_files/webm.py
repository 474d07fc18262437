"""WebM: Matroska restricted to what browsers play, a tree of EBML elements (RFC 8794)."""

import struct
from collections.abc import Iterator
from typing import IO, NamedTuple

from blog.content.media_files.facts import DamagedFile, Facts, build_facts, measure, read_exactly

MARK = b"\x1a\x45\xdf\xa3"
MAX_ELEMENTS = 10_000
_SEGMENT, _INFO, _TRACKS, _CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
_TIMESTAMP_SCALE, _DURATION = 0x2AD7B1, 0x4489
_TRACK, _TRACK_TYPE, _VIDEO, _WIDTH, _HEIGHT = 0xAE, 0x83, 0xE0, 0xB0, 0xBA
_DEFAULT_SCALE = 1_000_000  # nanoseconds
_IS_VIDEO, _IS_AUDIO = 1, 2


class _Element(NamedTuple):
    """An element; `start` and `end` are those of its content, in bytes of the file."""

    id: int
    start: int
    end: int


def is_webm(head: bytes) -> bool:
    """Return whether the first bytes of a file are those of WebM, not of other Matroska."""
    return head.startswith(MARK) and b"\x42\x82\x84webm" in head[:64]


def read_webm(file: IO[bytes]) -> Facts:
    """Read the duration, and the size of the first video track. Raises DamagedFile."""
    total = measure(file)
    segment = next((e for e in _iterate(file, 0, total) if e.id == _SEGMENT), None)
    if segment is None:
        raise DamagedFile
    seconds, kinds, width, height, has_data = 0.0, set(), 0, 0, False
    for element in _iterate(file, segment.start, segment.end):
        if element.id == _INFO:
            seconds = _read_seconds(file, element)
        elif element.id == _TRACKS:
            for track in _iterate(file, element.start, element.end):
                kind, *size = _read_track(file, track)
                if kind == _IS_VIDEO and kind not in kinds:
                    width, height = size
                kinds.add(kind)
        elif element.id == _CLUSTER:
            has_data = True
            break  # What describes the file comes before its data.
    if not has_data or not kinds & {_IS_VIDEO, _IS_AUDIO}:
        raise DamagedFile
    return build_facts(has_video=_IS_VIDEO in kinds, seconds=seconds, width=width, height=height)


def _iterate(file: IO[bytes], start: int, end: int) -> Iterator[_Element]:
    """Iterate over the elements that fill a part of the file. Raises DamagedFile."""
    for _count in range(MAX_ELEMENTS):
        if start >= end:
            return
        id, start = _read_number(file, start, keeps_marker=True)
        size, start = _read_number(file, start)
        # A recording whose size was unknown as it began goes on to the end.
        stop = end if size is None else start + size
        if id is None or stop > end:
            raise DamagedFile
        yield _Element(id, start, stop)
        start = stop
    raise DamagedFile


def _read_number(file: IO[bytes], start: int, keeps_marker: bool = False) -> tuple[int | None, int]:
    """Return a number of variable length, None for the reserved one, and where it ends."""
    first = read_exactly(file, start, 1)[0]
    length = 9 - first.bit_length()
    if length > 8:
        raise DamagedFile
    number = int.from_bytes(read_exactly(file, start, length), "big")
    marker = 1 << (7 * length)
    value = number if keeps_marker else number - marker
    return (None if number - marker == marker - 1 else value), start + length


def _read_unsigned(file: IO[bytes], element: _Element) -> int:
    length = element.end - element.start
    if length > 8:
        raise DamagedFile
    return int.from_bytes(read_exactly(file, element.start, length), "big")


def _read_seconds(file: IO[bytes], info: _Element) -> float:
    scale, duration = _DEFAULT_SCALE, 0.0
    for element in _iterate(file, info.start, info.end):
        if element.id == _TIMESTAMP_SCALE:
            scale = _read_unsigned(file, element)
        elif element.id == _DURATION:
            length = element.end - element.start
            if length not in (4, 8):
                raise DamagedFile
            format = ">f" if length == 4 else ">d"
            (duration,) = struct.unpack(format, read_exactly(file, element.start, length))
    return duration * scale / 1e9


def _read_track(file: IO[bytes], track: _Element) -> tuple[int, int, int]:
    """Return the type of a track, and its width and height."""
    kind = width = height = 0
    if track.id != _TRACK:
        return kind, width, height
    for element in _iterate(file, track.start, track.end):
        if element.id == _TRACK_TYPE:
            kind = _read_unsigned(file, element)
        elif element.id == _VIDEO:
            for value in _iterate(file, element.start, element.end):
                if value.id == _WIDTH:
                    width = _read_unsigned(file, value)
                elif value.id == _HEIGHT:
                    height = _read_unsigned(file, value)
    return kind, width, height
