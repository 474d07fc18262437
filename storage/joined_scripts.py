"""The ES modules of a page joined into one file, for `collectstatic` and the development server.

The form of a post has some 90 modules. One file of them all, without comments and indentation, has
half of their compressed bytes, and the browser need not discover one after the other.

Each module becomes a function that returns its exports. They are kept in `common/modules.js`, so
that a module runs once, although several files of a page may contain it: those of its entries, and
the parts that `import()` loads on first use, which leave out what their pages have already.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from lib.generated_files import write_generated
from storage.script_text import shorten

ENTRIES = (
    "desk/appearance.js",
    "desk/autocomplete.js",
    "desk/board.js",
    "desk/calendar.js",
    "desk/dossiers.js",
    "desk/import_review.js",
    "desk/imports.js",
    "desk/inline_rows.js",
    "desk/moderation.js",
    "desk/moderation_drafts.js",
    "desk/palette.js",
    "desk/photo_library.js",
    "desk/related_windows.js",
    "desk/save_key.js",
    "desk/sharing.js",
    "desk/slug_field.js",
    "editor/post_page.js",
)
REGISTRY = "common/modules.js"
IMPORT_RE = re.compile(r'^import (?:(\{[^}]*\}|\* as \w+) from )?"([^"]+)"\n', re.MULTILINE)
LAZY_RE = re.compile(r'\bimport\("([^"]+)"\)')
EXPORT_RE = re.compile(r"^export (?=(?:async )?(?:const|class|function\*?) ([\w$]+))", re.MULTILINE)
EXPORT_FROM_RE = re.compile(r'^export (\{[^}]*\}) from "([^"]+)"\n', re.MULTILINE)
RENAMED_RE = re.compile(r"(\w+) as (\w+)")
PASSED_ON_RE = re.compile(r"\w+(?=,| \})")


@dataclass(frozen=True)
class Module:
    """`imports` are pairs of a binding, '' without one, and a name below static/, or of a file
    that is not joined."""

    name: str
    imports: tuple[tuple[str, str], ...]
    lazy: tuple[str, ...]
    exports: tuple[str, ...]
    code: str


class JoinedScriptFinder(BaseFinder):
    """Finds ENTRIES and what they load on first use. Joined files are written to VAR_DIR."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False) -> Any:
        if not path.startswith(("desk/", "editor/")) or path not in list_joined():
            return []
        file = str(write_joined(path))
        return [file] if find_all else file

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for name in list_joined():
            yield name, FileSystemStorage(write_joined(name).parents[name.count("/")])


def list_joined() -> dict[str, set[str]]:
    """Map the name of each file that is joined to the modules that its pages have already."""
    available: dict[str, set[str]] = {}
    for entry in ENTRIES:
        modules = {*list_modules(entry)}
        parts = _list_lazy(modules)
        while parts:
            part = parts.pop()
            known = available.get(part, modules) & modules
            if available.get(part) != known:
                available[part] = known
                parts |= _list_lazy(list_modules(part))
    return available | {entry: set() for entry in ENTRIES}


def _list_lazy(modules: Iterable[str]) -> set[str]:
    return {part for module in modules for part in load(module).lazy}


def list_modules(name: str) -> list[str]:
    """List the modules that one needs, itself last, in the order in which they run."""
    modules: list[str] = []
    _collect(name, modules, ())
    return modules


def _collect(name: str, modules: list[str], importers: tuple[str, ...]) -> None:
    if name in importers:
        raise ValueError(f"{' → '.join((*importers, name))}: these import one another.")
    if name in modules:
        return
    for _binding, target in load(name).imports:
        if _is_joined(target):
            _collect(target, modules, (*importers, name))
    modules.append(name)


def join(name: str) -> str:
    """Return the script of an entry, or of a part that is loaded on first use."""
    skipped = list_joined()[name]
    modules = [load(module) for module in list_modules(name) if module not in skipped]
    targets = [target for module in modules for _binding, target in module.imports]
    others = [target for target in dict.fromkeys(targets) if not _is_joined(target)]
    variables = {target: f"other{number}" for number, target in enumerate(others)}
    lines = [f'import {{ modules }} from "{_relate(REGISTRY, name)}"']
    for target, variable in variables.items():
        lines.append(f'import * as {variable} from "{_relate(target, name)}"')
    for module in modules:
        lines.append(f'modules["{module.name}"] ??= (() => {{')
        for binding, target in module.imports:
            if binding:
                lines.append(f"const {binding} = {variables.get(target, f'modules["{target}"]')}")
        lines.append(_relate_lazy(module, name))
        lines.append(f"return {{ {', '.join(module.exports)} }}\n}})()")
    if exports := load(name).exports:
        lines.append(f'export const {{ {", ".join(exports)} }} = modules["{name}"]')
    return "\n".join(lines) + "\n"


def _relate_lazy(module: Module, name: str) -> str:
    """Return the code of a module for another file, whose paths are relative to that."""

    def relate(match: re.Match[str]) -> str:
        return f'import("{_relate(_resolve(module.name, match[1]), name)}")'

    return LAZY_RE.sub(relate, module.code).rstrip()


def write_joined(name: str) -> Path:
    """Write the joined file if a module of it has changed; return it."""
    sources = [_locate(module) for module in list_modules(name)]
    return write_generated(settings.VAR_DIR / "scripts" / name, join(name), sources)


def load(name: str) -> Module:
    file = _locate(name)
    return _parse(name, file, file.stat().st_mtime_ns)


@lru_cache(maxsize=400)
def _parse(name: str, file: Path, _time: int) -> Module:
    code = shorten(file.read_text())
    imports = IMPORT_RE.findall(code)
    passed_on = EXPORT_FROM_RE.findall(code)
    exports = EXPORT_RE.findall(code)
    for binding, _path in passed_on:
        exports += PASSED_ON_RE.findall(_as_pattern(binding))
    lazy = {_resolve(name, path) for path in LAZY_RE.findall(code)}
    for pattern in (IMPORT_RE, EXPORT_FROM_RE, EXPORT_RE):
        code = pattern.sub("", code)
    if unknown := re.search(r"^(?:import|export)\b[^(].*", code, re.MULTILINE):
        raise ValueError(f"{name} cannot be joined: {unknown.group()}")
    resolved = (
        (_as_pattern(binding), _resolve(name, path)) for binding, path in [*imports, *passed_on]
    )
    return Module(name, (*resolved,), (*sorted(lazy),), (*exports,), code)


def _as_pattern(binding: str) -> str:
    """Return `{ a, b as c }` of an import as the pattern of a declaration."""
    return RENAMED_RE.sub(r"\1: \2", binding.removeprefix("* as ")).replace("\n", " ")


def _resolve(name: str, path: str) -> str:
    """Return the name below static/ of a path that a module imports; others stay as they are."""
    if not path.startswith("."):
        return path
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _relate(target: str, name: str) -> str:
    """Return the path of a file below static/ from another; names of the import map stay."""
    if not _locate(target).is_file():
        return target
    path = posixpath.relpath(target, posixpath.dirname(name))
    return path if path.startswith(".") else f"./{path}"


def _is_joined(target: str) -> bool:
    return target.startswith(("common/", "desk/", "editor/"))


def _locate(name: str) -> Path:
    return settings.BASE_DIR / "static" / name
