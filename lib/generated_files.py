"""Write files that are generated from sources and served like them."""

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

COMMENT_RE = re.compile(r"/\*.*?\*/", re.DOTALL)


def join_style_sheets(sources: Sequence[Path], target: Path) -> Path:
    """Write style sheets to `target` one after the other, without comments, indentation and empty
    lines; return `target`."""
    css = COMMENT_RE.sub("", "\n".join(source.read_text() for source in sources))
    lines = filter(None, (line.strip() for line in css.splitlines()))
    return write_generated(target, "\n".join(lines) + "\n", sources)


def write_generated(target: Path, text: str, sources: Iterable[Path]) -> Path:
    """Write `text` to `target` atomically, with the time of its newest source; return `target`.

    Nothing is written where it has that time and text already.
    """
    newest = max(source.stat().st_mtime_ns for source in sources)
    if target.exists() and target.stat().st_mtime_ns == newest and target.read_text() == text:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=".partial-", dir=target.parent)
    with open(handle, "w") as file:
        file.write(text)
    os.chmod(partial, 0o644)
    os.utime(partial, ns=(newest, newest))
    os.replace(partial, target)
    return target
