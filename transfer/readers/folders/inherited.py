"""Values that files inherit: data files of Eleventy, and the defaults in Jekyll's configuration."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from transfer.readers.base import NotAnExport
from transfer.readers.folders import scripted
from transfer.readers.folders.front_matter import MalformedFrontMatter, parse_json
from transfer.readers.folders.metadata import Metadata
from transfer.readers.folders.platforms import Platform, Site
from transfer.readers.zip_files import ExportFiles

MAX_DATA_BYTES = 256 * 1024
_DATA_SUFFIXES = (".json", ".11tydata.json", ".11tydata.js", ".11tydata.cjs", ".11tydata.mjs")
# What is read of a program.
_SCRIPT_NAMES = ("layout", "permalink", "tags", "author", "lang", "date")


def inherit(files: ExportFiles, site: Site, name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a file with those that it inherits; its own come first, and Eleventy
    joins lists of tags."""
    if site.platform == Platform.JEKYLL:
        return {**_list_defaults(site, name), **values}
    if site.platform != Platform.ELEVENTY:
        return values
    inherited: dict[str, Any] = {}
    tags: list[str] = []
    for data in (*_read_data_files(files, name), values):
        tags += Metadata(data).get_list("tags")
        inherited.update(data)
    return {**inherited, "tags": tags} if tags else inherited


def _read_data_files(files: ExportFiles, name: str) -> Iterator[dict[str, Any]]:
    """Read the data files of the folders around a file, the outermost first, and its own."""
    folder, _slash, file = name.rpartition("/")
    parts = folder.split("/") if folder else []
    stems = ["/".join((*parts[: end + 1], part)) for end, part in enumerate(parts)]
    for stem in (*stems, f"{folder}/{file.partition('.')[0]}".lstrip("/")):
        for suffix in _DATA_SUFFIXES:
            if f"{stem}{suffix}" in files:
                yield _read_data(files, f"{stem}{suffix}")


def _read_data(files: ExportFiles, name: str) -> dict[str, Any]:
    """Read a data file; {} if it is malformed. Of a program, literals are read."""
    try:
        text = files.read(name, MAX_DATA_BYTES).decode("utf-8-sig", errors="replace")
        if not name.endswith(".json"):
            literals = {key: scripted.read_literal(text, key) for key in _SCRIPT_NAMES}
            return {key: value for key, value in literals.items() if value}
        values = parse_json(text)
    except (NotAnExport, FileNotFoundError, MalformedFrontMatter):
        return {}
    if not isinstance(values, Mapping):
        return {}
    return {str(key).lower(): value for key, value in values.items()}


def _list_defaults(site: Site, name: str) -> dict[str, Any]:
    """Return the defaults whose scope has a file; those of a longer path come first."""
    path = name.removeprefix(site.content_folder)
    folders = path.split("/")[:-1]
    kind = next((folder[1:] for folder in folders if folder.startswith("_")), "pages")
    scoped: list[tuple[int, Mapping[str, Any]]] = []
    for default in site.defaults:
        scope = default.get_table("scope")
        prefix = scope.get_text("path").strip("/")
        is_in_path = not prefix or f"{path}/".startswith(f"{prefix}/") or fnmatchcase(path, prefix)
        if is_in_path and scope.get_text("type") in ("", kind):
            scoped.append((len(prefix), default.get_table("values").get_values()))
    scoped.sort(key=lambda pair: pair[0])
    inherited = {key: value for _length, values in scoped for key, value in values.items()}
    inherited.pop("layout", None)  # It would tell what kind of page a file is.
    return inherited
