"""Values of a JSON file of any size, one at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

import ijson
from django.utils.translation import gettext_noop

from transfer.readers.base import NotAnExport

type Path = tuple[str, ...]

MAX_DEPTH = 100
MAX_VALUE_BYTES = 64 * 2**20
READ_SIZE = 64 * 2**10
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class JsonValue:
    """A value; in its path, 'item' stands for an element of an array. `position` is that of the
    file after it, in bytes, up to 64 KB too high."""

    path: Path
    value: Any
    position: int


class _CountingFile:
    """File that counts what is read, and refuses to read on for one value without end."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.position = 0
        self.value_start = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self.stream.read(size)
        if not self.position and chunk.startswith(BYTE_ORDER_MARK):
            self.position = len(BYTE_ORDER_MARK)
            chunk = chunk[self.position :] or self.stream.read(size)
        self.position += len(chunk)
        if size and self.position - self.value_start > MAX_VALUE_BYTES:
            raise NotAnExport(
                gettext_noop(
                    "One entry of this file is larger than %(size)d MB, which no post is."
                ),
                {"size": MAX_VALUE_BYTES // 2**20},
            )
        return chunk


def read_values(stream: BinaryIO, is_wanted: Callable[[Path], bool]) -> Iterator[JsonValue]:
    """Yield the values at some paths, in the order of the file; not those within one of them.

    Raises NotAnExport after the last complete value if the file is cut off, damaged or nested too
    deeply.
    """
    file = _CountingFile(stream)
    path: list[str] = []
    builder: ijson.ObjectBuilder | None = None
    depth = 0
    try:
        for event, value in ijson.basic_parse(file, buf_size=READ_SIZE):
            if event == "map_key":
                path[-1] = value
                if builder is not None:
                    builder.event(event, value)
                continue
            if event in ("end_map", "end_array"):
                path.pop()
            if builder is None and not event.startswith("end") and is_wanted(tuple(path)):
                builder, depth = ijson.ObjectBuilder(), len(path)
            if event in ("start_map", "start_array"):
                if len(path) >= MAX_DEPTH:
                    raise NotAnExport(
                        gettext_noop("This file is nested too deeply to be an export.")
                    )
                path.append("" if event == "start_map" else "item")
            if builder is not None:
                builder.event(event, value)
                if len(path) == depth:
                    yield JsonValue(tuple(path), builder.value, file.position)
                    builder = None
            if builder is None:
                file.value_start = file.position
    except (ijson.JSONError, ValueError) as error:
        raise NotAnExport(
            gettext_noop(
                "The file is cut off or damaged after %(position)d bytes. Export the blog again."
            ),
            {"position": file.position},
        ) from error


def list_keys(head: bytes) -> Iterator[Path]:
    """Yield the paths of the keys in the beginning of a JSON file. Never raises."""
    path: list[str] = []
    try:
        for event, value in ijson.basic_parse(BytesIO(head.removeprefix(BYTE_ORDER_MARK))):
            if event == "map_key":
                path[-1] = value
                yield tuple(path)
            elif event in ("start_map", "start_array"):
                if len(path) >= MAX_DEPTH:
                    return
                path.append("" if event == "start_map" else "item")
            elif event in ("end_map", "end_array"):
                path.pop()
    except (ijson.JSONError, ValueError):
        return  # The file goes on after its head.
