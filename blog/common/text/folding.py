"""Case- and accent-insensitive comparison: "helene" matches "Hélène Vasseur"."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import CharField, Func, Lookup, TextField, Value
from django.db.models.sql.compiler import SQLCompiler

# Accents of Latin, Greek and Cyrillic, and the vowel marks of Hebrew and Arabic.
_MARKS = (
    r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]"
)
# Letters without a Unicode decomposition. PostgreSQL's `translate` is slower than `replace`.
_UNDECOMPOSED = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ς": "σ"}


def fold(text: str) -> str:
    """Return a text in lower case without accents, like `Folded` in the database."""
    plain = re.sub(_MARKS, "", unicodedata.normalize("NFKD", text)).lower()
    return plain.translate(str.maketrans("".join(_UNDECOMPOSED), "".join(_UNDECOMPOSED.values())))


class Folded(Func):
    """Text in lower case without accents. Immutable, so it can be indexed."""

    template = f"lower(regexp_replace(normalize(%(expressions)s, NFKD), '{_MARKS}', '', 'g'))"
    output_field = TextField()
    for _letter, _plain in _UNDECOMPOSED.items():
        template = f"replace({template}, '{_letter}', '{_plain}')"


@CharField.register_lookup
@TextField.register_lookup
class FoldedContains(Lookup):
    """Like `icontains`, but also ignores accents.

    Uses a trigram index on `Folded` of the column, as `icontains` uses one on `Upper`.
    """

    lookup_name = "folded_contains"
    before, after = "'%%' || ", " || '%%'"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        text, text_params = compiler.compile(Folded(self.lhs))
        part, part_params = compiler.compile(Folded(Value(self.rhs, TextField())))
        for sign in ("\\", "%%", "_"):
            part = f"replace({part}, '{sign}', '\\{sign}')"
        return f"{text} LIKE {self.before}{part}{self.after}", (*text_params, *part_params)


@CharField.register_lookup
@TextField.register_lookup
class FoldedStartsWith(FoldedContains):
    """Like `folded_contains`, for the beginning of a text."""

    lookup_name = "folded_startswith"
    before = ""


@CharField.register_lookup
@TextField.register_lookup
class FoldedExact(FoldedStartsWith):
    """Like `folded_contains`, for a whole text. A trigram index serves LIKE, but not equality."""

    lookup_name = "folded_exact"
    after = ""


# A trigram index finds parts of at least three letters.
_MIN_PART_LENGTH = 3
_WORD_SEPARATORS = (" ", "\n", "-", "·", "'", "(", "/")


@CharField.register_lookup
@TextField.register_lookup
class FoldedTerm(FoldedContains):
    """Like `folded_contains`, but a term of one or two letters must begin or end a word.

    So it can use the trigram index, which knows the ends of words: it finds two letters at either
    end, such as 卢拉 and 近平, and one letter at the beginning.
    """

    lookup_name = "folded_term"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        term = fold(str(self.rhs))
        if len(term) >= _MIN_PART_LENGTH:
            return super().as_sql(compiler, connection)
        text, text_params = compiler.compile(Folded(self.lhs))
        part = re.sub(r"([\\%_])", r"\\\1", term)
        patterns = [f"{part}%", *(f"%{sign}{part}%" for sign in _WORD_SEPARATORS)]
        if len(term) > 1:
            patterns += [f"%{part}", *(f"%{part}{sign}%" for sign in _WORD_SEPARATORS)]
        return f"{text} LIKE ANY (%s)", (*text_params, patterns)


def list_terms(search_words: Iterable[str]) -> list[str]:
    """Return words for `folded_term`: without the signs around them, which no index finds."""
    stripped = (_strip_signs(unicodedata.normalize("NFC", word)) for word in search_words)
    return [word for word in stripped if word]


def _strip_signs(word: str) -> str:
    positions = [n for n, sign in enumerate(word) if unicodedata.category(sign)[0] not in "PSZC"]
    return word[positions[0] : positions[-1] + 1] if positions else ""


@cache
def _accented_letters() -> dict[str, str]:
    """Return the accented lower-case letters of Latin, Greek and Cyrillic by their base letter."""
    letters: dict[str, str] = defaultdict(str)
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        letter = chr(code)
        plain = unicodedata.normalize("NFKD", letter)[0]
        if plain != letter and plain.isalpha() and letter.islower():
            letters[plain] += letter
    return letters


def build_pattern(word: str) -> str:
    """Build a PostgreSQL regular expression for a lower-case word.

    Letters without accents also match letters with accents, but not the other way round.
    """
    accented = _accented_letters()
    return "".join(
        f"[{letter}{accented[letter]}]"
        if letter in accented
        else letter
        if letter.isalnum() or letter == "_"
        else f"\\{letter}"
        for letter in word
    )
