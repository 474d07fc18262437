"""The entries of a file by their fields and sections."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext_noop

from transfer.readers.base import NotAnExport
from transfer.readers.values import as_line, as_text

SAMPLE_BYTES = 2**20
MAX_ENTRY_BYTES = 32 * 2**20
PART_END, ENTRY_END = "-----", "--------"
FIELDS = (
    *("AUTHOR", "TITLE", "BASENAME", "STATUS", "ALLOW COMMENTS", "ALLOW PINGS", "CONVERT BREAKS"),
    *("PRIMARY CATEGORY", "CATEGORY", "DATE", "TAGS", "UNIQUE URL", "PERMALINK", "NO ENTRY"),
    *("IMAGE", "AUTHOR EMAIL", "TEXT FORMAT"),
)
SECTIONS = ("BODY", "EXTENDED BODY", "EXCERPT", "KEYWORDS", "COMMENT", "PING", "TAGS")
_FIELD_RE = re.compile(rf"({'|'.join(FIELDS)}):[ \t]*(.*)")
_OTHER_FIELD_RE = re.compile(r"([A-Z][A-Z _-]{1,30}):(?:[ \t]+(.*)|$)")
_SECTION_RE = re.compile(rf"({'|'.join(SECTIONS)}):[ \t]*")
_LATE_FIELD_RE = re.compile(r"(?:STATUS|ALLOW COMMENTS|ALLOW PINGS|CONVERT BREAKS):[ \t]")
_LINE_END_RE = re.compile(rb"(?<=\n)|(?<=\r)(?!\n)")
_CONFLICT_RE = re.compile(r"(?:<{7}|>{7}) ")


@dataclass(slots=True)
class EntryText:
    """The lines of an entry, without the one that ends it, and where that is."""

    lines: list[str]
    end: int
    is_too_long: bool = False


@dataclass(slots=True)
class Part:
    """A section; comments and pings have fields of their own before the text."""

    name: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return as_text("\n".join(self.lines)).strip("\n")


@dataclass(slots=True)
class ParsedEntry:
    """An entry by the names of its fields and sections."""

    fields: dict[str, list[str]]
    parts: list[Part]

    def get(self, name: str) -> str:
        return next(iter(self.fields.get(name, [])), "")

    def get_text(self, name: str) -> str:
        return next((part.text for part in self.parts if part.name == name and part.text), "")


def has_entries(lines: list[str]) -> bool:
    """Return whether a file that begins with these lines has entries in this format."""
    first = next((line for line in lines if line.strip()), "")
    if not _FIELD_RE.fullmatch(first.strip()):
        return False
    texts = [line.rstrip() for line in lines]
    return any(
        line == PART_END and _SECTION_RE.fullmatch(following)
        for line, following in zip(texts, texts[1:], strict=False)
    )


def _read_lines(file: BinaryIO, encoding: str) -> Iterator[tuple[str, int]]:
    """Yield the lines of a file, whose ends may be those of any system, and their end in bytes."""
    position, rest = 0, b""
    while chunk := file.read(SAMPLE_BYTES):
        if chunk.endswith(b"\r"):
            chunk += file.read(1)
        *lines, rest = _LINE_END_RE.split(rest + chunk)
        if len(rest) > MAX_ENTRY_BYTES:
            raise NotAnExport(gettext_noop("A line of this file is longer than any text."))
        for line in lines:
            position += len(line)
            yield line.rstrip(b"\r\n").decode(encoding, "replace"), position
    if rest:
        yield rest.rstrip(b"\r\n").decode(encoding, "replace"), position + len(rest)


def split_entries(file: BinaryIO, encoding: str) -> Iterator[EntryText]:
    """Yield the entries. Raises NotAnExport if the last one has no end, and for conflict markers.

    Eight hyphens end an entry only if what follows begins another one, or nothing follows.
    """
    lines: list[str] = []
    pending: list[str] = []  # A possible end of the entry, and blank lines after it.
    end = size = start = position = 0
    for line, position in _read_lines(file, encoding):
        text = line.rstrip().lstrip("\ufeff")
        size = position - start
        if pending:
            if not text:
                pending.append(line)
                continue
            if text != ENTRY_END and (_FIELD_RE.fullmatch(text) or _CONFLICT_RE.match(text)):
                yield EntryText(lines, end, end - start > MAX_ENTRY_BYTES)
                lines, start = [], end
            else:
                lines += pending
            pending = []
        if _CONFLICT_RE.match(text) and all(part.strip() != PART_END for part in lines):
            raise NotAnExport(
                gettext_noop("The file has conflict markers of a merge. Export the blog again.")
            )
        if text == ENTRY_END:
            pending, end = [line], position
        elif size <= MAX_ENTRY_BYTES:
            lines.append(line)
    if pending:
        yield EntryText(lines, end, end - start > MAX_ENTRY_BYTES)
        return
    written = [line for line in lines if line.strip()]
    if written and written[-1].rstrip() == PART_END:
        yield EntryText(lines, position, size > MAX_ENTRY_BYTES)
    elif written:
        raise NotAnExport(
            gettext_noop("The file is cut off within its last entry. Export the blog again.")
        )


def parse_entry(lines: list[str]) -> ParsedEntry:
    """Sort the lines of an entry into its fields and sections."""
    source = ParsedEntry({}, [])
    part: Part | None = None
    ends = _find_ends(lines)
    for number, line in enumerate(lines):
        text = line.rstrip().lstrip("\ufeff")
        if number in ends:
            section = ends[number]
            part = None if section is None else Part(section)
            source.parts += [part] if part else []
        elif part is None:
            if match := _FIELD_RE.fullmatch(text) or _OTHER_FIELD_RE.fullmatch(text):
                source.fields.setdefault(match[1], []).append(as_line(match[2]))
        elif part.lines or (text and not _SECTION_RE.fullmatch(text)):
            part.lines.append(line)
    return source


def _find_ends(lines: list[str]) -> dict[int, str | None]:
    """Return the section that begins after each line that ends a part, '' at the end of the entry;
    None before a field: some programs write the state below the text, between such lines."""
    ends: dict[int, str | None] = {}
    following = ""  # Some programs end a part twice.
    for number in reversed(range(len(lines))):
        text = lines[number].rstrip().lstrip("\ufeff")
        if text != PART_END:
            following = text or following
            continue
        match = _SECTION_RE.fullmatch(following)
        if match or not following:
            ends[number] = match[1] if match else ""
        elif number + 2 in ends and _LATE_FIELD_RE.match(lines[number + 1]):
            ends[number] = None
    return ends
