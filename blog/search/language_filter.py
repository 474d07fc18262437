"""Detection of matches in foreign languages whose words only share a stem with the query.

English 'river' has the same stem as French 'rive', so a search for 'river' also matches the French
word. The index only contains stems, so a sample of the matching rows is read.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from blog.common.db.search_fields import MAX_INDEXED_LENGTH
from blog.common.text import folding
from blog.search.parsing import ParsedSearch

SAMPLE_SIZE = 20  # Rows read per language and kind.
# Rows with a literal match that outweigh any number of rows without one in another language.
ENOUGH_LITERAL = 3

# Finds rows with `enough` literal matches. Letters without accents also match accented letters.
# Tags are only stripped if the text may match, because that takes longer than the search.
_LITERAL_SQL = """
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


class LanguageFilter(NamedTuple):
    """Languages of the matches.

    In `foreign` languages no sampled text has the terms as typed, in `own` languages some have.
    Both are empty if no term is ambiguous. `literal` are the sampled rows with the terms as typed,
    as pairs of `is_quotation` and key.
    """

    own: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    literal: frozenset[tuple[bool, int]] = frozenset()

    def accepts(self, row: Any) -> bool:
        return row.written_in not in self.foreign or (row.is_quotation, row.pk) in self.literal


def detect_foreign(terms: str, parsed: ParsedSearch, rows: Iterable[Any]) -> LanguageFilter:
    """Detect foreign languages among rows, best first.

    Rows need `pk`, `is_quotation`, `written_in` and `is_mixed`. One query if the terms are
    ambiguous and the rows are in several languages, otherwise none.
    """
    sampled: dict[tuple[str, bool], list[Any]] = defaultdict(list)
    languages = set()
    for row in rows:
        languages.add(row.written_in)
        if len(sample := sampled[row.written_in, row.is_quotation]) < SAMPLE_SIZE:
            sample.append(row)
    if len(languages) < 2 or not parsed.ambiguous:
        return LanguageFilter()
    read = [row for sample in sampled.values() for row in sample]
    literal = _find_literal(terms, parsed.ambiguous, read)
    # A quotation in another language than its post may match by its translation.
    monolingual = [row for row in read if not row.is_mixed]
    with_terms = Counter(
        row.written_in for row in monolingual if (row.is_quotation, row.pk) in literal
    )
    without_terms = Counter(row.written_in for row in monolingual) - with_terms
    foreign = frozenset(
        language
        for language in languages - set(with_terms)
        if with_terms.total() >= max(1, min(without_terms[language], ENOUGH_LITERAL))
    )
    return LanguageFilter(frozenset(with_terms), foreign, literal)


def _find_literal(terms: str, typed: list[str], rows: list[Any]) -> frozenset[tuple[bool, int]]:
    is_either = re.search(r"\bor\b", terms, re.IGNORECASE)
    parameters: dict[str, Any] = {
        "most": MAX_INDEXED_LENGTH,
        "posts": [row.pk for row in rows if not row.is_quotation],
        "quotations": [row.pk for row in rows if row.is_quotation],
        "typed": typed,
        "patterns": [rf"\m{folding.build_pattern(word)}\M" for word in typed],
        "enough": 1 if is_either else len(typed),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LITERAL_SQL, parameters)
        return frozenset(cursor.fetchall())
