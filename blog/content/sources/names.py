"""Look-ups of sources by any of their names, in any script.

A source has one main name, `Source.name`, which pages show, and other names (`SourceName`). Each
look-up reads an index of both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Upper

from blog.common.db.some_keys import fetch_some_keys
from blog.common.text.folding import fold, list_terms
from blog.extraction.source_names import get_whole_name
from blog.models import Source, SourceName
from blog.models.sources import SEARCHED_TEXT

# `number` is the position of the name in the arrays. Compared by the database, as in its
# constraint, because Python has other capitals for some letters.
_NAMED_SQL = """
WITH named AS (
    SELECT * FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS row (name, affiliation, number)
)
SELECT source.*, known.number, known.is_main, known.is_short,
    UPPER(source.affiliation) = UPPER(known.affiliation) AS is_exact
FROM (
    SELECT named.number, named.affiliation, id AS source_id, true AS is_main, false AS is_short
    FROM named JOIN blog_source ON UPPER(blog_source.name) = UPPER(named.name)
    UNION ALL
    SELECT named.number, named.affiliation, source_id, false, kind = 'short'
    FROM named JOIN blog_sourcename ON UPPER(blog_sourcename.name) = UPPER(named.name)
) AS known
JOIN blog_source AS source ON source.id = known.source_id
ORDER BY source.id, known.is_main DESC
"""
# Sources that a search for words finds.
MAX_MATCHES = 5_000
# If all words in one text find fewer, sources are added that have them in several of their names.
ENOUGH_MATCHES = 20
# Those are looked for among so many that have the rarest of the first words.
MAX_CANDIDATES, MAX_COUNTED_WORDS = 1_000, 4
# The lock of a foreign key: the sources stay until the end of the transaction.
_LOCK_SQL = "FOR KEY SHARE OF source"


def find_named_sources(
    named: Sequence[tuple[str, str]], *, lock: bool = False
) -> list[Source | None]:
    """Return the source of each pair of name and affiliation, None where it is not certain.

    The main name comes first: with the affiliation, or without one if a single source has it. Then
    another name: that of the source with the affiliation, or of the only source that has it. A
    short name stands for a source of another affiliation only if it comes without one. `lock`
    locks the sources against deletion. One query, none without names.
    """
    if not named:
        return []
    names, affiliations = zip(*named, strict=True)
    sql = _NAMED_SQL + _LOCK_SQL if lock else _NAMED_SQL
    matches: dict[int, list[Any]] = {}
    rows: Iterable[Any] = Source.objects.raw(sql, [list(names), list(affiliations)])
    for source in rows:
        matches.setdefault(source.number, []).append(source)
    return [
        _choose(matches.get(number, []), affiliation)
        for number, affiliation in enumerate(affiliations, start=1)
    ]


@dataclass(frozen=True)
class Credited:
    """Name and affiliation of a source, as read from the attribution `line`, '' without one."""

    name: str
    affiliation: str
    line: str = ""

    @property
    def whole_name(self) -> str:
        """Return the name with the titles before it in the line, '' without titles."""
        whole = get_whole_name(self.line)
        return whole if self.name in whole and self.name != whole else ""


def find_credited_sources(
    credited: Sequence[Credited], *, lock: bool = False
) -> list[Source | None]:
    """Return the source of each credit, None where it is not certain, as `find_named_sources`.

    A name with titles comes first: 'Sheikh Hasina' before 'Hasina'. One query, none without names.
    """
    pairs = [(each.name, each.affiliation) for each in credited]
    wholes = [(each.whole_name, each.affiliation) for each in credited if each.whole_name]
    sources = find_named_sources([*pairs, *wholes], lock=lock)
    by_whole_name = dict(zip(wholes, sources[len(pairs) :], strict=True))
    return [
        by_whole_name.get((each.whole_name, each.affiliation)) or source
        for each, source in zip(credited, sources, strict=False)
    ]


def _choose(matches: list[Any], affiliation: str) -> Source | None:
    main = [source for source in matches if source.is_main]
    keys = {source.pk for source in main}
    others = [source for source in matches if source.pk not in keys]
    if exact := [source for source in main if source.is_exact]:
        return exact[0]
    if main and not affiliation:
        return main[0] if len(main) == 1 else None
    exact = [source for source in others if source.is_exact and affiliation]
    if len(exact) == 1:
        return exact[0]
    if main or len(others) != 1:
        return None
    only = others[0]
    is_certain = not (affiliation and only.affiliation and only.is_short)
    return only if is_certain else None


def filter_matching(
    sources: QuerySet[Source], search_words: Iterable[str], limit: int | None = None
) -> QuerySet[Source]:
    """Filter sources with all words in name, role and affiliation, or in one other name.

    If there are few, also those with each word in any of these ("зелен ukraine"). Ignores case and
    accents; a word of one or two letters must begin or end a word there. All sources without words.
    If more than `limit` match (MAX_MATCHES), any of them are found, so many. One query, three if
    several words find few sources, none without words.
    """
    search_words = list(search_words)
    if not search_words:
        return sources
    terms = list_terms(search_words)
    if not terms:
        return sources.none()
    own: QuerySet[Any] = sources.order_by().alias(searched=SEARCHED_TEXT)
    others: QuerySet[Any] = SourceName.objects.order_by()
    for word in terms:
        own = own.filter(searched__folded_term=word)
        others = others.filter(name__folded_term=word)
    named = sources.order_by().filter(pk__in=others.values("source"))
    # Keys instead of a subquery: lists count, sort and read only these sources.
    union = own.values_list("pk", flat=True).union(named.values_list("pk", flat=True), all=True)
    keys = set(fetch_some_keys(union, limit or MAX_MATCHES))
    if len(terms) > 1 and len(keys) < ENOUGH_MATCHES:
        keys |= _find_in_several_names(sources, terms)
    return sources.filter(pk__in=keys)


def _find_in_several_names(sources: QuerySet[Source], terms: Sequence[str]) -> set[int]:
    """Return the keys of sources with each term in one of their texts. Two queries."""
    matching = Source.objects.filter(pk__in=_find_candidates(terms)).order_by()
    matching = matching.alias(searched=SEARCHED_TEXT)
    for term in terms:
        named = SourceName.objects.filter(source=OuterRef("pk"), name__folded_term=term)
        matching = matching.filter(Q(searched__folded_term=term) | Exists(named))
    return set(sources.order_by().filter(pk__in=matching.values("pk")).values_list("pk", flat=True))


def _find_candidates(terms: Sequence[str]) -> set[int]:
    """Return keys of sources with the rarest of the first terms. One query."""
    parts: list[QuerySet[Any]] = []
    for number, term in enumerate(terms[:MAX_COUNTED_WORDS]):
        own: QuerySet[Any] = Source.objects.order_by().alias(searched=SEARCHED_TEXT)
        own = own.filter(searched__folded_term=term).annotate(number=Value(number), key=F("pk"))
        other: QuerySet[Any] = SourceName.objects.order_by().filter(name__folded_term=term)
        other = other.annotate(number=Value(number), key=F("source"))
        parts += [each.values_list("number", "key")[:MAX_CANDIDATES] for each in (own, other)]
    keys_by_term: list[set[int]] = [set() for _term in terms[:MAX_COUNTED_WORDS]]
    for number, key in parts[0].union(*parts[1:], all=True).order_by():
        keys_by_term[number].add(key)
    return min(keys_by_term, key=len)


def filter_named(sources: QuerySet[Source], name: str, line: str = "") -> QuerySet[Source]:
    """Filter sources of which this is a name, ignoring case and accents.

    `line` is the name with a line break, which is a parameter of its own in a prepared query.
    """
    name = " ".join(name.split())
    # In the indexed text, a line break follows the name.
    own = Source.objects.order_by().alias(searched=SEARCHED_TEXT)
    own = own.filter(searched__folded_startswith=line or f"{name}\n")
    others = SourceName.objects.order_by().filter(name__folded_exact=name)
    return sources.filter(pk__in=own.values("pk").union(others.values("source"), all=True))


def find_sources_by_name(names: Sequence[str]) -> QuerySet[Source]:
    """Return the sources that have one of these names, as main or other name, ignoring case."""
    upper = [Upper(Value(name)) for name in names]
    own: QuerySet[Any] = Source.objects.order_by().alias(upper=Upper("name"))
    others: QuerySet[Any] = SourceName.objects.order_by().alias(upper=Upper("name"))
    keys = own.filter(upper__in=upper).values("pk")
    keys = keys.union(others.filter(upper__in=upper).values("source"), all=True)
    return Source.objects.filter(pk__in=keys)


def has_all_words(text: str, search_words: Iterable[str]) -> bool:
    """Return whether a text contains all words, as `filter_matching` compares them."""
    folded = fold(text)
    return all(fold(word) in folded for word in search_words)
