"""The redirects of a blog, which are a file beside Ghost's JSON."""

import re
from collections.abc import Iterator

from lib.parsing import parse_json
from transfer.readers.base import NotAnExport
from transfer.readers.zip_files import ExportFiles

MAX_BYTES = 2**20
_FILE_RE = re.compile(r"(?:^|/)redirects(?:-[\w.-]+)?\.(?:json|ya?ml)$")
_YAML_LINE_RE = re.compile(r"""\s+["']?([^\s"']+)["']?\s*:\s+["']?(/[^\s"']*)["']?\s*""")
_PATTERN_END_RE = re.compile(r"/?\??\$?$")
_LITERAL_PATH_RE = re.compile(r"/[^\\^$*+?()\[\]{}|]+")


def read_redirects(files: ExportFiles) -> dict[str, list[str]]:
    """Return the paths that led to each path, both without a slash at the end.

    Patterns that match more than one path are left out.
    """
    redirects: dict[str, list[str]] = {}
    for name in files.names:
        if not _FILE_RE.search(name):
            continue
        try:
            text = files.read(name, MAX_BYTES).decode("utf-8", "replace")
        except (NotAnExport, FileNotFoundError):
            continue
        pairs = _list_json_pairs(text) if name.endswith(".json") else _list_yaml_pairs(text)
        for source, target in pairs:
            path = _PATTERN_END_RE.sub("", source.removeprefix("^"))
            if _LITERAL_PATH_RE.fullmatch(path):
                redirects.setdefault(target.rstrip("/"), []).append(path)
    return redirects


def _list_json_pairs(text: str) -> Iterator[tuple[str, str]]:
    try:
        rows = parse_json(text)
    except ValueError:
        return
    for row in rows if isinstance(rows, list) else []:
        match row:
            case {"from": str(source), "to": str(target)}:
                yield source, target


def _list_yaml_pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if match := _YAML_LINE_RE.fullmatch(line):
            yield match[1], match[2]
