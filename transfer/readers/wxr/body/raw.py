"""Elements and comments whose text is no markup, such as `<pre>` and `<script>`."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache

COMMENT = "!--"


def iterate_raw(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield start and end of the elements of these names, and of comments if `COMMENT` is one.

    One without its end is none. Linear in the length of the text, whatever it holds.
    """
    open_re = _compile_start(tuple(names))
    unclosed: set[str] = set()
    position = 0
    while match := open_re.search(text, position):
        position = match.end()
        name = match[1].lower() if match[1] else COMMENT
        if name in unclosed:
            continue
        pattern = r"--\s*>" if name == COMMENT else rf"</{name}\s*>"
        end = re.compile(pattern, re.IGNORECASE).search(text, position)
        if end is None:
            unclosed.add(name)
            continue
        position = end.end()
        yield match.start(), position


@cache
def _compile_start(names: tuple[str, ...]) -> re.Pattern[str]:
    tags = "|".join(sorted({*names} - {COMMENT}))
    comment = "|(!--)" if COMMENT in names else ""
    return re.compile(rf"<(?:({tags})\b{comment})", re.IGNORECASE)


def replace_outside(text: str, names: Collection[str], replace: Callable[[str], str]) -> str:
    """Replace the text around such elements."""
    parts = []
    position = 0
    for start, end in iterate_raw(text, names):
        parts += [replace(text[position:start]), text[start:end]]
        position = end
    parts.append(replace(text[position:]))
    return "".join(parts)
