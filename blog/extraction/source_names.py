"""Whether two names are the same, and whether an attribution line names a source."""

import re

from blog.common.text.normalize import join_padded, split_runs, split_words
from blog.extraction.attribution import parse_attribution

_NAME_SUFFIXES = {"jr", "sr", "ii", "iii"}
# Chinese, Japanese and Korean names are written without spaces, the surname first.
_UNSPACED_NAME_RE = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{2,4}")


def is_same_name(one: str, other: str) -> bool:
    """Compare two names, ignoring case, accents and punctuation. An empty name equals none."""
    return bool(one.strip()) and _normalize(one) == _normalize(other)


def has_name(line: str, name: str) -> bool:
    """Return whether a line contains all words of a name, in any order."""
    line_words, name_words = set(split_words(line)), set(split_words(name))
    if not name_words:
        return name.strip().casefold() in line.casefold()
    return name_words <= line_words


def names_source(line: str, name: str, kind: str = "person") -> bool:
    """Return whether an attribution line names a source.

    Matches the whole name, the initials of an organisation, a person's surname, half of the longer
    words of a document's title, and a line with only part of the name, such as 'Bell' for Ada
    Bell. Does not transliterate.
    """
    if has_name(line, name):
        return True
    line_words, name_words = split_words(line), split_words(name)
    parsed_words = split_words(parse_attribution(line).name)
    if parsed_words and set(parsed_words) <= set(name_words):
        return True
    if kind in ("", "person"):
        return _has_surname(line, line_words, name)
    if kind == "document":
        title = {word for word in name_words if len(word) > 3}
        if title and 2 * len(title & set(line_words)) >= max(len(title), 2):
            return True
    initials = "".join(word[0] for word in name_words)
    if len(initials) > 1 and initials in line_words:
        return True
    is_acronym = len(name_words) == 1 and len(parsed_words) > 1
    return is_acronym and "".join(word[0] for word in parsed_words) == name_words[0]


def _has_surname(line: str, line_words: list[str], name: str) -> bool:
    parts = [part for part in split_runs(name) if part not in _NAME_SUFFIXES]
    if len(parts) > 1:
        return join_padded(split_words(parts[-1])) in join_padded(line_words)
    if parts and _UNSPACED_NAME_RE.fullmatch(parts[0]):
        return any(run.startswith(parts[0][0]) for run in split_runs(line))
    return False


def _normalize(name: str) -> list[str]:
    return split_words(name) or name.casefold().split()
