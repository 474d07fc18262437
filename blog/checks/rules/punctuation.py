"""Check for unbalanced quotation marks and brackets, in any language.

A mark that opens in one language closes in another (“…” and „…“, «…» and »…«), so its role follows
from the open marks and from its neighbours. Apostrophes, inch signs and Hebrew abbreviations are
not quotation marks.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from blog.checks.findings import Finding, Text

BRACKETS = dict(zip("([{（［｛【〔〈《", ")]}）］｝】〕〉》", strict=True))
# The closing marks of each opening one.
QUOTES = {
    **{"“": '”"', "„": '“”"', "”": "”", "«": "»", "»": "«»", '"': '"', "‟": "”"},
    **{"‘": "’", "‚": "‘’", "’": "", "‹": "›", "›": "‹›", "'": "'"},
    **{"「": "」", "『": "』", "〝": "〟〞", "﹁": "﹂", "﹃": "﹄"},
}
PARTNERS = {**QUOTES, **BRACKETS}
ALWAYS_OPEN = frozenset("“„‟‚「『〝﹁﹃") | frozenset(BRACKETS)
ALWAYS_CLOSE = frozenset("」』〟〞﹂﹄") | frozenset(BRACKETS.values())
MARKS = frozenset(PARTNERS) | ALWAYS_CLOSE
MARK_RE = re.compile(f"[{re.escape(''.join(sorted(MARKS)))}]")
SINGLE = frozenset("'’‘")
# Words that can begin with an apostrophe.
CLIPPED = ("tis", "twas", "twere", "til", "em", "n", "cause", "bout", "round", "cos", "s", "t")
EXCERPT_RADIUS = 30
# Bound the work for lines that no person wrote: in characters, and in levels of nesting.
MAX_LINE_LENGTH, MAX_DEPTH = 20_000, 30
# Per line. One override covers all findings of a line.
MAX_FINDINGS = 20


@dataclass(frozen=True)
class Unbalanced:
    mark: str
    position: int
    is_opening: bool


def check(texts: Iterable[Text]) -> Iterator[Finding]:
    for _run, lines in groupby(texts, key=lambda text: text.run or text):
        run = list(lines)
        for number, text in enumerate(run):
            following = run[number + 1].text if number + 1 < len(run) else ""
            line = _strip_format_characters(text.text[:MAX_LINE_LENGTH])
            for unbalanced in find_unbalanced(line, following)[:MAX_FINDINGS]:
                yield _build_finding(text, line, unbalanced)


def _build_finding(text: Text, line: str, unbalanced: Unbalanced) -> Finding:
    if unbalanced.is_opening:
        message = _("This %(mark)s has no closing mark.")
    else:
        message = _("This %(mark)s has no opening mark.")
    start, end = max(0, unbalanced.position - EXCERPT_RADIUS), unbalanced.position + EXCERPT_RADIUS
    excerpt = " ".join(line[start:end].split())
    excerpt = f"{'…' if start else ''}{excerpt}{'…' if end < len(line) else ''}"
    message %= {"mark": unbalanced.mark}
    return Finding("mark_unbalanced", message, text.text, text.element_index, text.part, excerpt)


def _strip_format_characters(line: str) -> str:
    """Remove the invisible characters that control the direction of text."""
    if line.isascii():
        return line
    for character in set(line):
        if unicodedata.category(character) == "Cf":
            line = line.replace(character, "")
    return line


def find_unbalanced(line: str, following: str = "") -> list[Unbalanced]:
    """Return the marks without a partner, in order.

    A quotation that is open at the end of a paragraph may continue in the `following` one, which
    then repeats the mark.
    """
    open_marks: list[tuple[str, int]] = []
    unbalanced: list[Unbalanced] = []
    for match in MARK_RE.finditer(line):
        mark, position = match[0], match.start()
        if _is_other_sign(line, position):
            continue
        partner = _find_partner(open_marks, mark)
        if partner is not None and not _is_reopening(line, position, open_marks[partner][0]):
            unbalanced += [Unbalanced(*inner, True) for inner in open_marks[partner + 1 :]]
            del open_marks[partner:]
        elif _can_open(line, position):
            open_marks.append((mark, position))
        elif mark not in SINGLE and not _is_standalone(line, position):
            unbalanced.append(Unbalanced(mark, position, False))
    if open_marks and _is_continued(open_marks[0][0], following):
        del open_marks[0]
    unbalanced += [Unbalanced(*mark, True) for mark in open_marks]
    return sorted(unbalanced, key=lambda each: each.position)


def _find_partner(open_marks: list[tuple[str, int]], mark: str) -> int | None:
    """Return the index of the open mark that a mark closes, the innermost first."""
    for number in range(len(open_marks) - 1, max(-1, len(open_marks) - MAX_DEPTH), -1):
        if mark in PARTNERS[open_marks[number][0]]:
            return number
    return None


def _get_before(line: str, position: int) -> str:
    return line[position - 1] if position else " "


def _get_after(line: str, position: int) -> str:
    return line[position + 1] if position + 1 < len(line) else " "


def _is_before_word(line: str, position: int) -> bool:
    """Return whether a mark follows white space, a dash or another mark, and precedes text."""
    before, after = _get_before(line, position), _get_after(line, position)
    is_start = before.isspace() or before in PARTNERS or before in "—–-/:：，。、…"
    return is_start and not after.isspace()


def _is_reopening(line: str, position: int, opened: str) -> bool:
    """Return whether an ambiguous mark can only be an opening one here.

    Then the open mark was never closed.
    """
    mark = line[position]
    if mark in ALWAYS_CLOSE or mark != opened:
        return False
    before = _get_before(line, position)
    return (before.isspace() or before in BRACKETS) and _get_after(line, position).isalnum()


def _can_open(line: str, position: int) -> bool:
    mark = line[position]
    if mark in ALWAYS_CLOSE:
        return False
    if mark in ALWAYS_OPEN or mark in "«‹":
        return True
    if mark == '"':
        return _can_straight_mark_open(_get_before(line, position), _get_after(line, position))
    if mark == "’":
        return False
    return _is_before_word(line, position)


def _can_straight_mark_open(before: str, after: str) -> bool:
    if after.isspace() or (before.isalnum() and not _is_unspaced(before)):
        return False
    return before.isspace() or after not in ".,;:!?…)]—–"


def _is_unspaced(letter: str) -> bool:
    """Return whether a script has no spaces between words, nor before a mark."""
    return letter > "\u2e80" and letter.isalpha()


def _is_other_sign(line: str, position: int) -> bool:
    mark = line[position]
    before, after = _get_before(line, position), _get_after(line, position)
    if mark in SINGLE:
        if _is_letter(before) and _is_letter(after):
            return True  # It's; O‘ahu.
        if not before.isalnum():
            if after.isdigit() and line[position + 3 : position + 4] == "s":
                return True  # The ’90s.
            rest = line[position + 1 : position + 8].lower()
            return any(
                rest.startswith(word) and not rest[len(word) : len(word) + 1].isalnum()
                for word in CLIPPED
            )
        return before.isdigit() and mark == "'" and (after.isspace() or after.isdigit())
    if mark == '"':
        return _is_hebrew(before) and _is_hebrew(after)
    if mark in "()" and before in ":;-" and (after.isspace() or after in ".,!?"):
        return _get_before(line, position - 1).isspace() or before == "-"
    return False


def _is_letter(character: str) -> bool:
    return character.isalpha() and not _is_unspaced(character)


def _is_hebrew(letter: str) -> bool:
    return "\u05d0" <= letter <= "\u05ea"


def _is_standalone(line: str, position: int) -> bool:
    """Return whether a mark needs no partner: 12" and 5'11", inches; a), 12) and iv), numbers."""
    if line[position] == '"':
        return _get_before(line, position).isdigit()
    if line[position] not in ")）":
        return False
    start = position
    while start and line[start - 1].isalnum() and position - start < 4:
        start -= 1
    return 0 < position - start <= 4 and _get_before(line, start).isspace()


def _is_continued(mark: str, following: str) -> bool:
    """Return whether the next paragraph continues a quotation by repeating its mark.

    English repeats the opening mark; French may repeat the closing one.
    """
    if mark not in QUOTES:
        return False
    repeated = {mark, *QUOTES[mark]} if mark in "«‹" else {mark}
    return _strip_format_characters(following[:100]).lstrip()[:1] in repeated
