"""Content files: TOML, or HTML below TOML front matter between two lines of `+++`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db.models import Model

FENCE = "+++\n"


class ContentError(CommandError):
    """An error in a content file. The message begins with `file:line:`."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")


@dataclass(frozen=True)
class Entry:
    """A post, source, comment etc.: its values, its first line, and the HTML of a post."""

    file: Path
    line: int
    values: dict[str, Any]
    body: str = ""
    body_line: int = 0

    def fail(self, message: str, key: str = "") -> NoReturn:
        """Raise ContentError at the line of `key`, or at the first line of the entry."""
        lines = self.file.read_text().splitlines()
        for number, line in enumerate(lines[self.line - 1 :], start=self.line):
            if key and re.match(rf"{re.escape(key)}\s*=", line):
                raise ContentError(self.file, number, message)
        raise ContentError(self.file, self.line, message)

    def require(self, key: str) -> Any:
        if key not in self.values:
            self.fail(f"`{key}` is missing.")
        return self.values[key]

    def look_up[Value](self, key: str, known: Mapping[Any, Value]) -> Value:
        """Return the value in `known` that the entry refers to by `key`."""
        name = self.require(key)
        if name not in known:
            self.fail(f"There is no {name!r}; known are {', '.join(sorted(known))}.", key)
        return known[name]


def read_entries(file: Path) -> list[Entry]:
    """Read the `[[tables]]` of a TOML file, in their order."""
    text = file.read_text()
    tables = _parse_toml(file, text)
    starts = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith("[[")]
    rows = [row for table in tables.values() for row in table]
    return [Entry(file, line, row) for line, row in zip(starts, rows, strict=True)]


def read_document(file: Path) -> Entry:
    text = file.read_text()
    front, fence, body = text.removeprefix(FENCE).partition("\n" + FENCE)
    if not text.startswith(FENCE) or not fence:
        raise ContentError(file, 1, "Begin with front matter between two lines of `+++`.")
    # An empty line replaces the first fence, so that errors have the line numbers of the file.
    values = _parse_toml(file, "\n" + front)
    return Entry(file, 1, values, body, text.count("\n") - body.count("\n") + 1)


def _parse_toml(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"at line (\d+)", str(error))
        line = int(match[1]) if match else text.count("\n") + 1
        raise ContentError(file, line, str(error)) from error


def build[Row: Model](
    model: type[Row], entry: Entry, *, required: str = "", other: str = "", **fields: Any
) -> Row:
    """Build an unsaved instance from the values of an entry.

    `required` are names of fields, separated by spaces; `other` are keys that the caller handles;
    `fields` are further values. Raises ContentError for unknown keys and invalid values.
    """
    values = {key: value for key, value in entry.values.items() if key not in other.split()}
    names = {field.name for field in model._meta.concrete_fields}
    for key in values:
        if key not in names - fields.keys():
            known = sorted({*values, *required.split(), *other.split()} - {key})
            entry.fail(f"`{key}` is unknown here; others are {', '.join(known)}.", key)
    row = model(**values, **fields)
    try:
        row.clean_fields(exclude=names - values.keys() - set(required.split()))
    except ValidationError as error:
        key, messages = next(iter(error.message_dict.items()))
        entry.fail(f"`{key}`: {' '.join(messages)}", key)
    return row
