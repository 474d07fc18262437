"""Values in the format of PHP's `serialize`, in which WordPress stores metadata.

https://www.php.net/manual/en/function.serialize.php
"""

import re

MAX_DEPTH = 24
MAX_BYTES = 4 * 1024 * 1024
type Value = None | bool | int | float | str | dict[int | str, Value]

_SCALAR_RE = re.compile(rb"(?:(N)|([bidrR]):([^;]{1,64}));")
_LENGTH_RE = re.compile(rb'(?:[sSE]|O:\d{1,4}:"[^"]{0,200}"|a):(\d{1,9}):')
_STRING_END_RE = re.compile(rb'";')


def unserialize(text: str) -> Value:
    """Parse a value; arrays and objects become dicts. References become None.

    A string whose length is wrong, as after a search and replace in the database, ends at the next
    `";`. Raises ValueError for anything else, for over 4 MB and over 24 levels.
    """
    data = text.strip().encode()
    if len(data) > MAX_BYTES:
        raise ValueError("too large")
    value, _end = _parse(data, 0, 0)
    return value


def _parse(data: bytes, position: int, depth: int) -> tuple[Value, int]:
    """Return the value at a position, and where it ends."""
    if scalar := _SCALAR_RE.match(data, position):
        return _parse_scalar(scalar), scalar.end()
    length = _LENGTH_RE.match(data, position)
    if length is None or depth > MAX_DEPTH:
        raise ValueError(f"no value at byte {position}")
    if data[position : position + 1] in (b"a", b"O"):
        return _parse_array(data, length.end(), int(length[1]), depth)
    return _parse_string(data, length.end(), int(length[1]))


def _parse_scalar(match: re.Match[bytes]) -> Value:
    if match[1]:
        return None
    kind, value = match[2], match[3].decode("ascii", "replace")
    if kind == b"d":
        return float(value)
    if kind == b"b":
        return value == "1"
    # An integer of over 4,300 digits would raise another error; the pattern allows 64.
    return int(value) if kind == b"i" else None


def _parse_string(data: bytes, start: int, length: int) -> tuple[str, int]:
    if data[start : start + 1] != b'"':
        raise ValueError(f"no string at byte {start}")
    end = start + 1 + length
    if data[end : end + 2] != b'";':
        next_end = _STRING_END_RE.search(data, start + 1)
        if next_end is None:
            raise ValueError(f"no end of the string at byte {start}")
        end = next_end.start()
    return data[start + 1 : end].decode("utf-8", "replace"), end + 2


def _parse_array(data: bytes, start: int, count: int, depth: int) -> tuple[Value, int]:
    if data[start : start + 1] != b"{":
        raise ValueError(f"no array at byte {start}")
    position = start + 1
    items: dict[int | str, Value] = {}
    for _number in range(count):
        if data[position : position + 1] == b"}":
            break
        key, position = _parse(data, position, depth + 1)
        if not isinstance(key, int | str):
            raise ValueError(f"no key before byte {position}")
        items[key], position = _parse(data, position, depth + 1)
    if data[position : position + 1] != b"}":
        raise ValueError(f"no end of the array at byte {position}")
    return items, position + 1


def get_text(value: Value, *keys: str) -> str:
    """Return the text at a path of keys, '' if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value.strip() if isinstance(value, str) else ""
