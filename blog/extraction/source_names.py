"""Whether two names are or may be the same, and whether an attribution line names a source."""

from blog.common.text.normalize import join_padded, split_runs, split_words
from blog.extraction.attribution import parse_attribution
from blog.extraction.names import split_name
from lib.lazy_regex import compile_lazily

_NAME_SUFFIXES = {"jr", "sr", "ii", "iii"}
_PART_END_RE = compile_lazily(r"[,،，、(（]|\s[-–—·]\s")
# Chinese, Japanese and Korean names are written without spaces, the surname first.
_UNSPACED_NAME_RE = compile_lazily(r"[\u3400-\u9fff\uac00-\ud7af]{2,4}")


def is_same_name(one: str, other: str) -> bool:
    """Compare two names, ignoring case, accents and punctuation. An empty name equals none."""
    return bool(one.strip()) and _normalize(one) == _normalize(other)


def may_be_same(one: str, other: str) -> bool:
    """Return whether two names may be those of one source: 'Dr A. Ruiz' and 'Ruiz, Ana María'.

    Ignores case, accents, titles, the order of a name and its suffixes. Given names may be initials
    or missing. Does not transliterate or expand acronyms.
    """
    names = sorted((list_name_words(one), list_name_words(other)), key=len)
    shorter, longer = names
    if not shorter:
        return False
    if sorted(shorter) == sorted(longer):
        return True
    if shorter[-1] != longer[-1]:
        return False
    rest = iter(longer[:-1])
    return all(any(_may_be_word(word, each) for each in rest) for word in shorter[:-1])


def get_whole_name(line: str) -> str:
    """Return the first part of an attribution line, with titles: 'Sheikh Hasina' of a line in which
    'Sheikh' is read as a role."""
    return " ".join(_PART_END_RE.split(line, maxsplit=1)[0].split())


def list_name_words(name: str) -> list[str]:
    """Return the normalized words of a name, the surname last, without titles and suffixes."""
    surname, comma, given_names = name.partition(",")
    ordered = f"{given_names} {surname}" if comma else name
    name_words = split_words(split_name(ordered.strip()).name)
    return [word for word in name_words if word not in _NAME_SUFFIXES]


def _may_be_word(one: str, other: str) -> bool:
    """Compare two given names, of which one may be an initial."""
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


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
