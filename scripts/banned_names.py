"""Refuse names without meaning, such as `found` or `words` alone: a step of `make lint`."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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
    errors = []
    for file in sorted(ROOT.rglob("*.py")):
        path = file.relative_to(ROOT)
        if SKIPPED_FOLDERS & set(path.parts):
            continue
        for line, name in list_defined_names(ast.parse(file.read_text())):
            if name in BANNED_NAMES:
                errors.append(f"{path}:{line}: rename `{name}`")
    print("\n".join(errors))
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
