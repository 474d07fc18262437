"""Refuse names without meaning, such as `found` or `words` alone: a step of `make lint`.

`scripts/banned_names.txt` lists the files that still have some. Listed files without any are
refused as well, so the list only shrinks.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED_FILE = ROOT / "scripts/banned_names.txt"
SKIPPED_FOLDERS = {".venv", "var", "media", "staticfiles", "node_modules", "migrations"}
BANNED_NAMES = {
    *("told", "said", "words", "kept", "wanted", "given", "made", "found", "stands"),
    *("which", "of", "at"),
}


def list_defined_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of everything that a module defines or assigns."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr


def main() -> int:
    allowed, seen = set(ALLOWED_FILE.read_text().split()), set()
    errors = []
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT)
        if SKIPPED_FOLDERS & set(name.parts):
            continue
        banned = [
            row for row in list_defined_names(ast.parse(file.read_text())) if row[1] in BANNED_NAMES
        ]
        if banned:
            seen.add(str(name))
        if str(name) not in allowed:
            errors += [f"{name}:{line}: rename `{word}`" for line, word in banned]
    errors += [
        f"{name}: remove it from scripts/banned_names.txt" for name in sorted(allowed - seen)
    ]
    print("\n".join(errors))
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
