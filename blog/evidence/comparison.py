"""A literal part of a quotation against one place of the page."""

import re

from blog.evidence.letters import Letters, fold, fold_spaces
from blog.evidence.separators import (
    is_broken_word,
    normalize,
    normalize_end,
)

MIN_CAPITALS = 8  # Letters of a run of words in capitals that are a style, not an abbreviation.
MIN_SPACED = 4  # Letters that are words of their own, so that they are one word: 'w i d e'.
_NUMBER_POINT_RE = re.compile(r"[.,'’٫٬:/⁄]|\s?[-‐‑–—]\s?")
_SIGN_RE = re.compile(r"(?:^|[\s(\"'“”«„])([-−–])$")
_CURRENCIES = "$€£¥₽₴₺₹₩₪¢±<>≤≥~≈"
_UNIT_RE = re.compile(r"\s?([%‰°$€£¥₽₴₺₹₩₪¢])")
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# An apostrophe, and quotation marks of any form around the next word: "qu’« il", "qu’‘il".
_ELISION_RE = re.compile("['’ʼ`´](?=\\S*['\"‘’‚‛“”„«»‹›`´])[\\s'\"‘’‚‛“”„«»‹›`´]+$")


def compare(part: Letters, page: Letters, offset: int, seams: set[int], divisions: set[int]) -> str:
    """Return 'same', 'typographic' or '' for a part whose folded letters begin at an offset."""
    end = offset + len(part)
    ours, theirs = part.cased, page.cased[offset:end]
    if ours != theirs and not _is_case_style(part, page, offset):
        return ""
    our_marks = part.list_separators(0, len(part))
    their_marks = page.list_separators(offset, end)
    if ours == theirs and len(our_marks) == len(their_marks):
        text = page.text[page.find_place(offset) : page.find_end(end)]
        own_text = part.text[part.find_place(0) : part.find_end(len(part))]
        if fold_spaces(text) == fold_spaces(own_text):
            return "same"
    for place in our_marks.keys() | {key - offset for key in their_marks}:
        mark, other = our_marks.get(place, ""), their_marks.get(place + offset, "")
        if mark == other:
            continue
        before, after = theirs[place - 1], theirs[place]
        one, two = normalize(mark, before, after), normalize(other, before, after)
        if {one, two} == {"", "-"} and page.find_place(place + offset) in divisions:
            continue  # A PDF divides the word at the end of a line.
        if one != two and not _is_layout(mark, other, one, two, page, place + offset, seams):
            return ""
    return "typographic"


def _is_layout(
    mark: str, other: str, one: str, two: str, page: Letters, offset: int, seams: set[int]
) -> bool:
    """Return whether two separators differ only by the layout of the page or of the quotation."""
    after = page.cased[offset]
    if _ELISION_RE.match(mark) and _ELISION_RE.match(other):
        return True
    if "\n" in other and one.endswith("/"):
        return one.rstrip("/") == two.strip()  # Lines of a poem, divided by ' / '.
    if not one:
        if is_broken_word(other, after):
            return True
        if two != " " or after.isdigit() and page.cased[offset - 1].isdigit():
            return False
        # Copied without the line break, as after an initial; or 'w i d e' letters.
        return "\n" in other or _is_letter_spaced(page, offset)
    if not two:
        if is_broken_word(mark, after):
            return True
        return one == " " and page.find_place(offset) in seams
    return False


def _is_letter_spaced(page: Letters, offset: int) -> bool:
    """Return whether single letters are on both sides of a place, at least four in all."""
    first = last = offset
    while offset - first < MIN_SPACED and first and page.find_run_start(first - 1) == first - 1:
        first -= 1
    while (
        last - offset < MIN_SPACED and last < len(page) and page.find_run_end(last + 1) == last + 1
    ):
        last += 1
    return first < offset < last and last - first >= MIN_SPACED


def _is_word_start(page: Letters, offset: int, seams: set[int]) -> bool:
    """Return whether a word begins, also directly after another element: 'OpinionSchools'."""
    if page.is_run_start(offset):
        return True
    return page.cased[offset].isupper() and page.find_place(offset) in seams


def is_whole_at_start(part: Letters, page: Letters, offset: int, seams: set[int]) -> bool:
    """Return whether neither a word nor a number is cut at the start of a part."""
    if not _is_word_start(page, offset, seams):
        return False
    if not part.cased[0].isdigit():
        return True
    between = page.read_before(offset)
    if offset and page.cased[offset - 1].isdigit():
        if _NUMBER_POINT_RE.fullmatch(between):
            return False
        if len(between) == 1 and between.isspace() and _is_thousands(page, offset):
            return False
    own = part.text[: part.find_place(0)].lstrip()
    own_sign, sign = _SIGN_RE.search(own), _SIGN_RE.search(between)
    if bool(own_sign) != bool(sign):
        return False
    return all(character in between for character in own if character in _CURRENCIES)


def is_whole_at_end(part: Letters, page: Letters, end: int, seams: set[int]) -> bool:
    """Return whether neither a word nor a number is cut at the end of a part."""
    if not _is_word_start(page, end, seams):
        return False
    if not part.cased[-1].isdigit() or end >= len(page):
        return True
    between = page.read_before(end)
    following = page.cased[end]
    is_before_digit = following.isdigit()
    # A currency directly before a digit is that of the next number.
    after = between.rstrip(_CURRENCIES) if is_before_digit else between
    unit = _UNIT_RE.match(normalize(after, part.cased[-1], following))
    own = part.text[part.find_end(len(part)) :]
    if unit and unit[1] not in normalize(own, part.cased[-1], following):
        return False
    if not is_before_digit:
        return True
    if _NUMBER_POINT_RE.fullmatch(between):
        return False
    is_space = len(between) == 1 and between.isspace() and between != "\n"
    return not (is_space and _is_thousands(page, end))


def _is_thousands(page: Letters, offset: int) -> bool:
    """Return whether three digits follow one to three, as in '10 000'."""
    after = page.find_run_end(offset + 1) - offset
    before = offset - page.find_run_start(offset - 1)
    return after == 3 and before <= 3


def is_closed_alike(part: Letters, page: Letters, end: int) -> bool:
    """Return whether the marks after the last letter agree, but for the quoter's own stop."""
    own = part.text[part.find_end(len(part)) :]
    last = part.cased[-1]
    following = page.cased[end : end + 1] or "a"
    theirs = normalize(page.read_before(end), last, following)
    ours = normalize_end(own, last)
    if ours.strip("-()[]"):
        return ours.strip("-()[]") in theirs
    is_question = theirs.lstrip(" )").startswith("?")
    return not (is_question and re.search(r"[.!。．！।]", own))


def _is_case_style(part: Letters, page: Letters, offset: int) -> bool:
    """Return whether letters differ only by a first capital, by a style of capitals, or by raised
    digits."""
    ours, theirs = part.cased, page.cased[offset : offset + len(part)]
    if fold(ours) != fold(theirs):
        return False
    differing = [n for n in range(len(ours)) if ours[n] != theirs[n]]
    first = len(ours) - len(ours.lstrip("0123456789"))
    allowed: set[int] | None = None
    for place in differing:
        one, two = ours[place], theirs[place]
        if one in _SUPERSCRIPTS or two in _SUPERSCRIPTS:
            if place and theirs[place - 1].isalpha():
                continue
            return False
        pair = {one, two}
        if pair == {"ς", "σ"}:
            continue
        if one.lower() != two.lower() and one.upper() != two.upper() and pair != {"i", "İ"}:
            return False
        if place == first and pair != {"ı", "i"}:
            continue
        if allowed is None:
            allowed = _find_capitals(part, 0, len(part), theirs) | {
                n - offset for n in _find_capitals(page, offset, offset + len(part), ours)
            }
        if place not in allowed:
            return False
    return True


def _find_capitals(letters: Letters, first: int, last: int, other: str) -> set[int]:
    """Return the offsets in runs of words that are all in capitals, such as headings.

    `other` are the same letters in the other text. A run in which only one word is written
    differently there is a style at the start only.
    """
    bounds = [first, *letters.list_separators(first, last), last]
    capitals: set[int] = set()
    run: list[int] = []
    count = changes = 0
    for start, end in [*zip(bounds, bounds[1:], strict=False), (last, last)]:
        word = letters.cased[start:end]
        if word and word == word.upper():
            run += range(start, end)
            count += not word.isdigit()
            changes += word != other[start - first : end - first]
            continue
        is_long = sum(letters.cased[n].isalpha() for n in run) >= MIN_CAPITALS
        if is_long and (changes > 1 or count > 1 and run[0] == first or len(run) == last - first):
            capitals.update(run)
        run, count, changes = [], 0, 0
    return capitals
