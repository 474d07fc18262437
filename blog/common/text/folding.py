"""Compare texts whatever their case and accents: "helene" is in "Hélène Vasseur"."""

import re
import unicodedata
from collections import defaultdict
from functools import cache
from typing import Any

from django.db.models import CharField, Func, Lookup, TextField, Value
from django.db.models.sql.compiler import SQLCompiler

# Accents of Latin, Greek and Cyrillic, and the vowel marks of Hebrew and Arabic.
_MARKS = (
    r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]"
)
# Letters that Unicode does not take apart. `translate` would take longer than all the rest.
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ς": "σ"}


def fold(text: str) -> str:
    """Return a text in lower case, without accents, as `Folded` does in the database."""
    plain = re.sub(_MARKS, "", unicodedata.normalize("NFKD", text)).lower()
    return plain.translate(str.maketrans("".join(_LETTERS), "".join(_LETTERS.values())))


class Folded(Func):
    """A text in lower case, without accents. Immutable, so an index may have it."""

    template = f"lower(regexp_replace(normalize(%(expressions)s, NFKD), '{_MARKS}', '', 'g'))"
    output_field = TextField()
    for _letter, _plain in _LETTERS.items():
        template = f"replace({template}, '{_letter}', '{_plain}')"


@CharField.register_lookup
@TextField.register_lookup
class FoldedContains(Lookup):
    """Is the other text in this one, whatever the case and accents of both?

    A trigram index on `Folded` of the column answers it, as one on `Upper` answers `icontains`.
    """

    lookup_name = "folded_contains"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        text, text_params = compiler.compile(Folded(self.lhs))
        part, part_params = compiler.compile(Folded(Value(self.rhs, TextField())))
        for sign in ("\\", "%%", "_"):
            part = f"replace({part}, '{sign}', '\\{sign}')"
        return f"{text} LIKE '%%' || {part} || '%%'", (*text_params, *part_params)


@cache
def _accented() -> dict[str, str]:
    """The small letters of Latin, Greek and Cyrillic that have accents, by the letter without."""
    found: dict[str, str] = defaultdict(str)
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        letter = chr(code)
        plain = unicodedata.normalize("NFKD", letter)[0]
        if plain != letter and plain.isalpha() and letter.islower():
            found[plain] += letter
    return found


def pattern(word: str) -> str:
    """A regular expression of PostgreSQL for a word in lower case; its letters without accents
    match those with accents, never the other way round."""
    accented = _accented()
    return "".join(
        f"[{letter}{accented[letter]}]"
        if letter in accented
        else letter
        if letter.isalnum() or letter == "_"
        else f"\\{letter}"
        for letter in word
    )
