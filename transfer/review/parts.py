"""Parts of a form: its candidates that begin with the same words, or have the same line above.

For example, those that begin with 'Update: …', or are below a heading 'Recipe'.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Left

from lib.lazy_regex import compile_lazily
from transfer.review.models import QuotationCandidate

MIN_CANDIDATES = 3
MAX_PARTS = 16
MAX_KEY_LENGTH = 100  # That of the column of a decision.
MAX_LINE_LENGTH = 100
_BEGIN, _ABOVE = "begin:", "above:"
_READ_LENGTH = 300
_COMPARED_LENGTH = 90
_WORDS = 4
# Of languages that put no spaces between words.
_UNSPACED_LETTERS = 8
_UNSPACED_RE = compile_lazily(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)
_WORD_RE = re.compile(r"[^\W_]\S*?(?=[\W_]*(?:\s|$))")
_WORD = r"[^\W\d_][^\s:：()（\[\]]*"
# One to four words before a colon, or before brackets or a date and a colon: 'Update (3 May):'.
_LABEL_RE = compile_lazily(
    rf"^\W*({_WORD}(?:\s{_WORD}){{0,3}}?)\s*(?:[(（\[\d][^:：\n]{{0,40}})?[:：]\s?"
)


@dataclass(frozen=True)
class Part:
    """Open candidates of a form that have words in common; `text` as one of them has it, and the
    shapes that they have."""

    key: str
    text: str
    count: int
    shapes: tuple[str, ...]

    @property
    def is_below(self) -> bool:
        """Return whether the words are the line above the candidates, not their beginning."""
        return is_below(self.key)


def is_below(key: str) -> bool:
    return key.startswith(_ABOVE)


def get_part_text(key: str) -> str:
    """Return the words of the key of a part, in lower case."""
    return key.partition(":")[2]


def get_opening(text: str) -> str:
    """Return the words with which a text begins: a label before a colon, else the first four."""
    text = text[:_READ_LENGTH]
    if label := _LABEL_RE.match(text):
        return " ".join(label[1].split())  # Browsers send other line breaks than they get.
    first_words = _WORD_RE.findall(text)[:_WORDS]
    if first_words and _UNSPACED_RE.match(first_words[0]):
        return first_words[0][:_UNSPACED_LETTERS]
    return " ".join(first_words) if len(first_words) == _WORDS else ""


def split_context(text: str, context: str) -> tuple[str, str]:
    """Return the line above the words of a candidate, '' without one, and its other lines."""
    above, _separator, others = context.partition("\n")
    if not others or text.split("\n")[0][:_COMPARED_LENGTH] in above:
        return "", context
    return above, others


def list_keys(text: str, context: str) -> dict[str, str]:
    """Return the keys of the parts to which a candidate may belong, with their words."""
    texts = {_BEGIN: get_opening(text)}
    above, _others = split_context(text[:_READ_LENGTH], context[:_READ_LENGTH])
    if len(above) <= MAX_LINE_LENGTH:
        texts[_ABOVE] = re.sub(r"^\W+|\W+$", "", " ".join(above.split()))
    return {
        f"{kind}{part_text.casefold()}"[:MAX_KEY_LENGTH].strip(): part_text
        for kind, part_text in texts.items()
        if part_text
    }


def list_parts(rows: QuerySet[QuotationCandidate]) -> list[Part]:
    """Return the parts with at least three of these candidates, the largest first.

    Without what all candidates have in common. One query, which reads the beginning of each text.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    shapes: dict[str, set[str]] = defaultdict(set)
    count = 0
    for _key, shape, keys in _read_keys(rows):
        count += 1
        for key, part_text in keys.items():
            texts[key].append(part_text)
            shapes[key].add(shape)
    parts = [
        Part(key, min(same), len(same), tuple(sorted(shapes[key])))
        for key, same in texts.items()
        if MIN_CANDIDATES <= len(same) < count
    ]
    return sorted(parts, key=lambda part: (-part.count, part.key))[:MAX_PARTS]


def filter_part(rows: QuerySet[QuotationCandidate], part: str) -> QuerySet[QuotationCandidate]:
    """Filter the candidates of the part with this key; all for ''. One query."""
    if not part:
        return rows
    return rows.filter(pk__in=[key for key, _shape, keys in _read_keys(rows) if part in keys])


def _read_keys(rows: QuerySet[QuotationCandidate]) -> Iterator[tuple[int, str, dict[str, str]]]:
    starts = (Left("text", _READ_LENGTH), Left("context", _READ_LENGTH))
    for key, shape, text, context in rows.order_by("pk").values_list("pk", "shape", *starts):
        yield key, shape, list_keys(text, context)
