"""Refuse names that say nothing of what they name, such as `found` or `words` alone.

`scripts/banned_names.txt` lists the files that still have some. It only shrinks: a listed file
without any is refused as well.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = ROOT / "scripts/banned_names.txt"
SKIPPED = {".venv", "var", "media", "staticfiles", "node_modules", "migrations"}
BANNED = {
    *("told", "said", "words", "kept", "wanted", "given", "made", "found", "stands"),
    *("which", "of", "at"),
}


def defined_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of all that a module defines or assigns."""
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
    allowed, seen = set(ALLOWED.read_text().split()), set()
    errors = []
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT)
        if SKIPPED & set(name.parts):
            continue
        banned = [row for row in defined_names(ast.parse(file.read_text())) if row[1] in BANNED]
        if banned:
            seen.add(str(name))
        if str(name) not in allowed:
            errors += [f"{name}:{line}: say what `{word}` is" for line, word in banned]
    errors += [f"{name}: take it off scripts/banned_names.txt" for name in sorted(allowed - seen)]
    print("\n".join(errors))
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
