"""Whose word is it? Languages that make one stem of different words, told apart by their texts.

English 'river' has the stem that French gives 'rive', so a search for the river finds the bank. No
index knows the words as they were typed; a few of the rows that were found tell.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from blog.common.db.search_fields import MAX_INDEXED_LENGTH
from blog.common.text import folding
from blog.search.parsing import Understood

SAMPLE = 20  # rows of each language and kind that are read
ENOUGH = 3  # rows that have a word as typed, against any number in another language that have not

# Words, and whether one is enough; accents that are not typed are not asked for. Tags are cut out
# where the word may be in one, since this takes longer than to look for it.
_LITERAL = """
WITH texts(id, is_quotation, words) AS (
    SELECT id, false, lower(concat_ws(' ', title, summary, left(html, %(most)s)))
    FROM blog_post WHERE id = ANY(%(posts)s::bigint[])
  UNION ALL
    SELECT id, true, lower(concat_ws(' ', text, translation, attribution))
    FROM blog_pullquote WHERE id = ANY(%(quotations)s::bigint[])
)
SELECT is_quotation, id FROM texts WHERE (
    SELECT count(*) FROM unnest(%(typed)s::text[], %(patterns)s::text[]) AS word (typed, pattern)
    WHERE CASE WHEN strpos(words, typed) > 0 OR words ~ pattern
        THEN regexp_replace(words, '<[^>]*>', ' ', 'g') ~ pattern END
) >= %(enough)s
"""


class Verdict(NamedTuple):
    """`foreign` are languages in which no text has the words as typed while texts in others do;
    `own` are those others, empty where all count alike. `literal` are rows with the words as typed,
    as pairs of `is_quotation` and key, of those that were read."""

    own: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    literal: frozenset[tuple[bool, int]] = frozenset()

    def keeps(self, row: Any) -> bool:
        return row.written_in not in self.foreign or (row.is_quotation, row.pk) in self.literal


def judge(words: str, understood: Understood, rows: Iterable[Any]) -> Verdict:
    """Of rows with `pk`, `is_quotation`, `written_in`, `is_mixed`, the best first. One query where
    languages read the words differently and rows are in more than one of them, otherwise none."""
    sampled: dict[tuple[str, bool], list[Any]] = defaultdict(list)
    languages = set()
    for row in rows:
        languages.add(row.written_in)
        if len(sample := sampled[row.written_in, row.is_quotation]) < SAMPLE:
            sample.append(row)
    if len(languages) < 2 or not understood.contested:
        return Verdict()
    read = [row for sample in sampled.values() for row in sample]
    literal = _literal(words, understood.contested, read)
    # A quotation in another language than its post may have been found by its translation.
    telling = [row for row in read if not row.is_mixed]
    have = Counter(row.written_in for row in telling if (row.is_quotation, row.pk) in literal)
    have_not = Counter(row.written_in for row in telling) - have
    foreign = frozenset(
        language
        for language in languages - set(have)
        if have.total() >= max(1, min(have_not[language], ENOUGH))
    )
    return Verdict(frozenset(have), foreign, literal)


def _literal(words: str, typed: list[str], rows: list[Any]) -> frozenset[tuple[bool, int]]:
    is_either = re.search(r"\bor\b", words, re.IGNORECASE)
    parameters: dict[str, Any] = {
        "most": MAX_INDEXED_LENGTH,
        "posts": [row.pk for row in rows if not row.is_quotation],
        "quotations": [row.pk for row in rows if row.is_quotation],
        "typed": typed,
        "patterns": [rf"\m{folding.build_pattern(word)}\M" for word in typed],
        "enough": 1 if is_either else len(typed),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LITERAL, parameters)
        return frozenset(cursor.fetchall())
