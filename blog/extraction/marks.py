"""Quotation marks of all languages, paired within a paragraph in one pass."""

import re
from dataclasses import dataclass
from itertools import islice

# Each opening mark with the marks that may close it; typists and machines mix them.
CLOSING = {
    "“": '”"“',
    "„": '“”"',
    "«": "»",
    "»": "«",
    "”": '”"',
    '"': '"”',
    "「": "」",
    "『": "』",
    "‹": "›",
    "›": "‹",
    "‘": "’'",
    "‚": "‘’",
    "'": "'’",
    "〝": "〟",
    "＂": "＂",
    "《": "》",
    ",,": '"”“',  # Dutch typewriters.
}
# Marks that close in one language and open in another.
_BOTH_WAYS = frozenset("”»›")
_SINGLE = frozenset("‘'‚")
MAX_DEPTH = 8
MAX_MARKS = 4_000  # In one paragraph; one with more is not prose.
_COMMAS = ",,"
_MARK_RE = re.compile(f"{_COMMAS}(?=[^\\s,])|[{''.join(CLOSING).replace(_COMMAS, '')}’」』〟]")
TITLE_MARKS = frozenset("《")
ANY_MARK_RE = re.compile(r"[“”«»\"„‘「『」』]")


@dataclass(slots=True)
class Marked:
    """A passage in quotation marks, by the offsets of its outer marks: `end` is after the last.

    Without a closing mark in its paragraph `is_closed` is False, and `end` is the paragraph's.
    `is_part`: the words before or after an attribution within the marks.
    """

    start: int
    end: int
    mark: str
    is_closed: bool = True
    is_part: bool = False

    def inner(self, text: str) -> tuple[int, int]:
        """Return the offsets of the words between the marks, without white space."""
        start, end = self.start + 1, self.end - self.is_closed
        if self.mark == _COMMAS:
            start += 1
            end -= text.endswith("’’", start, self.end)
        if self.mark == "'":  # Typewriters double it: ''so''.
            start += text.startswith("'", start)
            end -= text.endswith("'", start, end)
        return trim_span(text, start, end)


def trim_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of a span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def find_marked(text: str, start: int = 0, end: int | None = None) -> list[Marked]:
    """Return the outermost passages in quotation marks between two offsets, in order.

    One pass, linear in the length. Apostrophes, inches and unclosed marks are skipped;
    but a mark that opens the range, or the last that opens, is returned unclosed.
    """
    end = len(text) if end is None else end
    stack: list[tuple[str, int]] = []
    closed: list[Marked] = []
    matches = list(islice(_MARK_RE.finditer(text, start, end), MAX_MARKS + 1))
    for match in matches if len(matches) <= MAX_MARKS else ():
        position, stop, character = match.start(), match.end(), match[0]
        before = text[position - 1] if position > start else " "
        after = text[match.end()] if match.end() < end else " "
        if after == character == "’" and any(mark == _COMMAS for mark, _ in stack[-MAX_DEPTH:]):
            character, stop = '"', stop + 1
            after = text[stop] if stop < end else " "
        if (opening := _find_opening(stack, character, before, after)) is not None:
            mark, begin = stack[opening]
            del stack[opening:]
            if mark in _SINGLE and not _is_long(text, begin, position) and before not in ",.!?…":
                continue
            while closed and closed[-1].start > begin:
                closed.pop()
            closed.append(Marked(begin, stop, mark))
        elif _opens(character, before, after):
            stack.append((character, position))
    unclosed = [(mark, begin) for mark, begin in stack if mark not in _SINGLE]
    if unclosed:
        mark, begin = unclosed[0]
        if begin == trim_span(text, start, end)[0] or not any(m.start > begin for m in closed):
            closed = [marked for marked in closed if marked.start < begin]
            closed.append(Marked(begin, end, mark, is_closed=False))
    return closed


def _find_opening(
    stack: list[tuple[str, int]], character: str, before: str, after: str
) -> int | None:
    """Return the place in the stack of the mark that a character closes."""
    if character in "'’":
        if after.isalnum() or before.isspace():
            return None
    elif (
        character in '"＂”“'
        and before.isspace()
        and not after.isspace()
        or character == "“"
        and after.isalnum()
        and not (stack and stack[-1][0] == "„")
    ):
        return None
    for index in range(len(stack) - 1, max(-1, len(stack) - 1 - MAX_DEPTH), -1):
        mark = stack[index][0]
        if character in CLOSING[mark]:
            if character == "“" and mark == "“" and (after.isalnum() or not before.strip()):
                return None
            return index
    return None


def _opens(character: str, before: str, after: str) -> bool:
    if character not in CLOSING or after.isspace() and character not in "«»":
        return False
    if character == _COMMAS:
        return not before.isalnum()
    if character in "“„「『‚〝《":
        return True
    at_start = not before.isalnum() and before not in ".,;!?…)]}%"
    if character == "«":
        return True
    if character in _BOTH_WAYS or character in "'\"＂":
        return at_start and not after.isspace()
    if character == "‹":
        return True
    return at_start


def _is_long(text: str, start: int, end: int) -> bool:
    """Return whether single marks enclose three words or more; otherwise they are apostrophes."""
    return text.count(" ", start, end) >= 2
