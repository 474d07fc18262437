"""Lists of authors that folders keep as data."""

from collections.abc import Iterator, Mapping
from typing import Any

from transfer.items import ExportedAuthor
from transfer.readers.base import NotAnExport
from transfer.readers.folders import front_matter
from transfer.readers.folders.front_matter import MalformedFrontMatter
from transfer.readers.folders.metadata import Metadata
from transfer.readers.zip_files import ExportFiles

_LISTS = tuple(
    f"{folder}/authors.{suffix}"
    for folder in ("_data", "data", "source/_data", "src/_data")
    for suffix in ("yml", "yaml", "json", "toml")
) + ("blog/authors.yml",)
MAX_LIST_BYTES = 1024**2


def read_authors(files: ExportFiles) -> list[ExportedAuthor]:
    """Read the list of authors of Jekyll or Hugo; an empty one if there is none."""
    for name in _LISTS:
        if name in files:
            try:
                return list(_build_authors(_parse(files, name)))
            except (NotAnExport, MalformedFrontMatter):
                return []
    return []


def _parse(files: ExportFiles, name: str) -> Any:
    text = files.read(name, MAX_LIST_BYTES).decode("utf-8-sig", errors="replace")
    if name.endswith(".toml"):
        return front_matter.parse_toml(text)
    return (
        front_matter.parse_json(text) if name.endswith(".json") else front_matter.parse_yaml(text)
    )


def _build_authors(value: Any) -> Iterator[ExportedAuthor]:
    if not isinstance(value, Mapping):
        return
    for key, facts in value.items():
        if not isinstance(facts, Mapping):
            continue
        metadata = Metadata({str(name).lower(): fact for name, fact in facts.items()})
        yield ExportedAuthor(
            key=str(key),
            name=metadata.get_text("display_name", "name") or str(key),
            email=metadata.get_text("email"),
            url=metadata.get_text("url", "uri", "web", "website", "site"),
            about=metadata.get_text("bio", "about", "description"),
        )
