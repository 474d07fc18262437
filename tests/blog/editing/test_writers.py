"""Only the operations write posts, pages, revisions and decisions: read from the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MODELS = {"Post", "Page", "Revision", "PostDecision"}
WRITES = {
    *("save", "create", "update", "delete", "bulk_create", "bulk_update"),
    *("get_or_create", "update_or_create", "save_with_slug", "put_into_bin", "take_out_of_bin"),
}
# As variables of these rows are called. A longer chain that begins with one is about related rows.
ROWS = {"post", "page", "revision", "decision"}

# What may write outside blog/editing, and why.
EXCEPTIONS = {
    "blog/revisions/record.py": "creates the revisions that the operations record",
    "blog/content/rendering.py": "stores HTML that follows from the blocks",
    "blog/content/trash.py": "deletes for good what is long in the trash",
    "blog/corrections/record.py": "a reworded correction makes its post newer for feeds",
}


def write_calls(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    typed = {
        arg.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for arg in [*node.args.args, *node.args.kwonlyargs]
        if isinstance(arg.annotation, ast.Name) and arg.annotation.id in MODELS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _chain(node.value)[:1] in [[name] for name in MODELS]:
            typed |= {name.id for name in node.targets if isinstance(name, ast.Name)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in WRITES:
            continue
        names = _chain(node.func.value)
        if names[:1] and (names[0] in MODELS or (len(names) == 1 and names[0] in ROWS | typed)):
            yield ast.unparse(node.func)


def _chain(node: ast.expr) -> list[str]:
    """['Post', 'every', 'filter'] of `Post.every.filter(…)`."""
    if isinstance(node, ast.Call):
        return _chain(node.func)
    if isinstance(node, ast.Attribute):
        return [*_chain(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("Post.every.filter(pk=1).update(title='x')", "Post.every.filter(pk=1).update"),
        ("PostDecision.objects.create(post=post)", "PostDecision.objects.create"),
        ("row = Post.every.get(pk=1)\nrow.save()", "row.save"),
        ("def act(row: Page) -> None:\n    row.save()", "row.save"),
        ("post.put_into_bin()", "post.put_into_bin"),
    ],
)
def test_write_call_is_recognised(source, call):
    assert list(write_calls(source)) == [call]


@pytest.mark.parametrize("source", ["post.labels.set(names)", "note.save()", "Post.every.get()"])
def test_other_call_is_no_write(source):
    assert list(write_calls(source)) == []


def test_only_operations_write_posts_pages_revisions_and_decisions():
    found = {}
    for top in ("blog", "accounts", "config", "mail", "operations"):
        for file in sorted((ROOT / top).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if name.startswith(("blog/editing/", "blog/migrations/")):
                continue
            if calls := list(write_calls(file.read_text())):
                found[name] = calls
    assert found.keys() - EXCEPTIONS.keys() == set(), found
    assert EXCEPTIONS.keys() - found.keys() == set(), "an exception that is needed no more"
