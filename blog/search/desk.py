"""Search by words in the lists of the desk, drafts included.

Unlike the search of readers, it has no ranking: the list has an order of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import SearchVectorExact
from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.sql.datastructures import BaseTable

from blog.common.db.distinct import build_distinct_sql
from blog.common.db.some_keys import fetch_some_keys
from blog.common.text.folding import fold
from blog.models import Post
from blog.models.photos import SEARCHED_TEXT
from blog.models.posts import TITLE_AND_SLUG
from blog.models.quotations import LATEST_SAID_FIRST
from blog.search.matching import READ_COST, IsTrue
from blog.search.parsing import LANGUAGES_SQL, RawQuery

# If more rows match, the index of words would read too many of them: the first rows of the list are
# compared instead, at 20 µs for a post, whose vector is stored out of line, and 4 µs for a
# quotation.
MAX_INDEX_QUOTATIONS = 2_500
# By the index, a post takes 0.6 µs, and a page of the table as much as seven posts. At the limit a
# search takes 0.1 s: 20,000 posts on pages of their own, or 110,000 on 7,000 pages.
MAX_INDEX_POSTS, PAGE_COST = 160_000, 7
# With words in most posts PostgreSQL might prefer to compare all of them.
MAX_INDEX_SHARE, MIN_SHARED_POSTS = 0.75, 5_000
# Sorting 10,000 quotations of a source with their words would exceed PostgreSQL's working memory.
MAX_COMPARED_POSTS, MAX_COMPARED_QUOTATIONS = 5_000, 6_000
# Asking the index for a few of 40,000 quotations takes 60 ms.
MAX_ESTIMATED_QUOTATIONS = 10_000
# Titles with a part of a word that are read by their index: a comparison takes 10 µs.
MAX_INDEX_TITLES = 2_500
# Likewise photos, at 25 µs for their longer texts. A list shows a thousand.
MAX_INDEX_PHOTOS, MAX_COMPARED_PHOTOS = 1_000, 1_000
# Quotations with beginnings of words: common ones are in most of the first rows of a list.
MAX_INDEX_BEGINNINGS = 1_000
# Quotations of the sources that a search has found, and as many of the speakers.
MAX_CREDITED = 1_000

_UNPUBLISHED_SQL = build_distinct_sql(
    "unpublished", "language", "blog_post", "NOT status = 'published'"
)
# The words as each language of posts and quotations has them, all of them, in any order. Readings
# that differ are bound to their languages.
_PARSE_SQL = f"""
WITH RECURSIVE {LANGUAGES_SQL}, {_UNPUBLISHED_SQL}, readings(query, bound) AS (
    SELECT query, string_agg(format('''=%%s''', code), ' | ' ORDER BY code)
    FROM (
        SELECT code, plainto_tsquery(search_configuration(code), %(terms)s) AS query
        FROM (TABLE posts UNION TABLE unpublished UNION TABLE quotations) AS codes
        WHERE code ~ '^[A-Za-z0-9-]+$'
    ) AS used
    GROUP BY query
), parsed(query) AS (
    SELECT CASE
        WHEN count(*) = 1 THEN min(query::text)
        ELSE string_agg(format('(%%s) & (%%s)', query, bound), ' | ' ORDER BY bound)
            FILTER (WHERE numnode(query) > 0)
    END
    FROM readings
)
SELECT query, search_estimate(oid, query::tsquery), reltuples, relpages
FROM parsed, pg_class WHERE query <> '' AND oid = %(table)s::regclass
"""

# Each word as the languages of posts and quotations store it.
_STEM_SQL = f"""
WITH RECURSIVE {LANGUAGES_SQL}
SELECT word, array_agg(DISTINCT lexeme)
FROM (TABLE posts UNION TABLE quotations) AS codes, unnest(%(words)s::text[]) AS word,
    unnest(tsvector_to_array(to_tsvector(search_configuration(code), word))) AS lexeme
WHERE code ~ '^[A-Za-z0-9-]+$'
GROUP BY word
"""
# Always true, and evaluated to its first half: PostgreSQL adds up the prices of both.
_READ_COST = Q(pk__gt=0) | Q(READ_COST)
# Stems are at least so long, and half as long as their words.
MIN_STEM_LENGTH = 3


@dataclass(frozen=True)
class DeskMatches:
    """Keys of matching rows of a list. `is_partial`: there are too many to find them all, so later
    rows were not looked at."""

    keys: list[int]
    is_partial: bool = False


def find_posts_in_list(posts: QuerySet[Any], terms: str, size: int) -> DeskMatches:
    """Find the first `size` posts of a list with all words in title, summary or text.

    If very many match, those among the first of the list. At most three queries, one if no index
    has the words, such as stop words.
    """
    query, estimate, rows, pages = _parse(terms, posts)
    if not query:
        return DeskMatches([])
    match = SearchVectorExact(F("search"), RawQuery(query))
    if not is_cheap_by_index(estimate, rows, pages):
        return _compare_first(
            posts.values("pk", "search"), Q(IsTrue(match)), size, MAX_COMPARED_POSTS
        )
    first = posts.values_list("pk", flat=True)[:size]
    first.query.get_initial_alias()
    first.query.alias_map[Post._meta.db_table] = _MatchingPosts(match)
    return DeskMatches(list(first))


def is_cheap_by_index(estimate: float, rows: float, pages: int) -> bool:
    """Return whether to read so many of the posts by the index of words. No query."""
    if estimate > max(MIN_SHARED_POSTS, MAX_INDEX_SHARE * rows):
        return False
    return estimate + PAGE_COST * min(estimate, pages) <= MAX_INDEX_POSTS


def find_titles_in_list(posts: QuerySet[Any], terms: Sequence[str], size: int) -> DeskMatches:
    """Find posts of a list with all terms in title or address, ignoring case and accents.

    All of them, in no order, if they are few; else those among the first of the list, at most
    `size`. A term of one or two letters must begin or end a word. One query, or two; none without
    terms.
    """
    if not terms:
        return DeskMatches([])
    match = Q(*(Q(known_by__folded_term=term) for term in terms))
    titled = posts.alias(known_by=TITLE_AND_SLUG).filter(match)
    if len(keys := fetch_some_keys(titled, MAX_INDEX_TITLES + 1)) <= MAX_INDEX_TITLES:
        return DeskMatches(keys)
    first = posts.annotate(known_by=TITLE_AND_SLUG).values("pk", "known_by")
    return _compare_first(first, match, size, MAX_COMPARED_POSTS)


def find_photos_in_list(photos: QuerySet[Any], choices: Sequence[Q]) -> DeskMatches:
    """Find photos of a list that meet one of the conditions on agency and `searched`, their
    `SEARCHED_TEXT`.

    All of them, in no order, if they are few; else those among the first of the list, and some
    others. One query, or two.
    """
    # Each by its own indexes: PostgreSQL reads those of what all conditions have in common.
    searched = photos.alias(searched=SEARCHED_TEXT).order_by()
    first, *others = (searched.filter(choice).values_list("pk", flat=True) for choice in choices)
    matching = first.union(*others, all=True)
    if len(keys := fetch_some_keys(matching, MAX_INDEX_PHOTOS + 1)) <= MAX_INDEX_PHOTOS:
        return DeskMatches(keys)
    rows = photos.annotate(searched=SEARCHED_TEXT).values("pk", "searched", "agency")
    match = Q(*choices, _connector=Q.OR)
    first = _compare_first(rows, match, MAX_COMPARED_PHOTOS, MAX_COMPARED_PHOTOS)
    return DeskMatches(list({*first.keys, *keys}), first.is_partial)


def find_quotations_in_list(quotations: QuerySet[Any], terms: str, size: int) -> DeskMatches:
    """Find quotations of a list with all words in it, or in its attribution.

    All of them, in no order, if they are few; else the first `size` among the first of the list,
    and some others. At most three queries, one if no index has the words, such as stop words.
    """
    query, estimate, _rows, _pages = _parse(terms, quotations)
    if not query:
        return DeskMatches([])
    match = SearchVectorExact(F("search"), RawQuery(query))
    keys: list[int] = []
    if estimate <= MAX_ESTIMATED_QUOTATIONS:
        # The words of a name are together more often than the estimate expects.
        matching = quotations.filter(match, _READ_COST)
        keys = fetch_some_keys(matching, MAX_INDEX_QUOTATIONS + 1)
        if len(keys) <= MAX_INDEX_QUOTATIONS:
            return DeskMatches(keys)
    rows = quotations.values("pk", "search")
    first = _compare_first(rows, Q(IsTrue(match)), size, MAX_COMPARED_QUOTATIONS)
    return DeskMatches(list({*first.keys, *keys}), first.is_partial)


def find_beginnings_in_list(
    quotations: QuerySet[Any], search_words: Sequence[str], size: int
) -> DeskMatches:
    """Find quotations of a list with words that begin with all of these, or have their stems.

    All of them, in no order, if they are few; else the first `size` among the first of the list,
    and some others. Two or three queries, four if there are none.
    """
    stems = _find_stems(search_words)
    match = SearchVectorExact(
        F("search"),
        RawQuery(_join(_list_beginning(word, stems.get(word, [])) for word in search_words)),
    )
    keys = fetch_some_keys(quotations.filter(match), MAX_INDEX_BEGINNINGS + 1)
    if not keys:
        return DeskMatches(_find_longer_than_stems(quotations, search_words))
    if len(keys) <= MAX_INDEX_BEGINNINGS:
        return DeskMatches(keys)
    rows = quotations.values("pk", "search")
    first = _compare_first(rows, Q(IsTrue(match)), size, MAX_COMPARED_QUOTATIONS)
    return DeskMatches(list({*first.keys, *keys}), first.is_partial)


def _find_stems(search_words: Sequence[str]) -> dict[str, list[str]]:
    """Return the stems of words in the languages of posts and quotations. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_STEM_SQL, {"words": list(search_words)})
        return dict(cursor.fetchall())


def _list_beginning(word: str, stems: Sequence[str]) -> list[str]:
    """List the lexemes of words that begin with this one, or have one of its stems."""
    return [*(f"'{each}':*" for each in _list_spellings(word)), *(f"'{stem}'" for stem in stems)]


def _list_spellings(word: str) -> list[str]:
    """Return a word as the languages may store it: most of them without accents."""
    return sorted({word.lower(), fold(word)} - {""})


def _find_longer_than_stems(quotations: QuerySet[Any], search_words: Sequence[str]) -> list[int]:
    """Find quotations of words that were typed in part, but beyond their stems.

    The stem of *measurements* is a beginning of *measureme*, as are those of other words, which the
    texts exclude. Some of the quotations with such a stem are compared. Two queries.
    """
    lexemes = _join(_list_stems_within(word) for word in search_words)
    match = SearchVectorExact(F("search"), RawQuery(lexemes))
    keys = fetch_some_keys(quotations.filter(match), MAX_INDEX_BEGINNINGS)
    texts = ("text", "translation", "attribution")
    in_text = (
        Q(*((f"{name}__folded_contains", word) for name in texts), _connector=Q.OR)
        for word in search_words
    )
    return list(quotations.filter(*in_text, pk__in=keys).order_by().values_list("pk", flat=True))


def _list_stems_within(word: str) -> list[str]:
    """List the lexemes of words that begin with this one, or whose stem may be a part of it."""
    lexemes = _list_beginning(word, ())
    for each in _list_spellings(word):
        shortest = max(MIN_STEM_LENGTH, -(-len(each) // 2))
        lexemes += [f"'{each[:length]}'" for length in range(shortest, len(each))]
    return lexemes


def _join(lexemes: Iterable[Sequence[str]]) -> str:
    """Return a tsquery for all words, each with alternatives."""
    return " & ".join(f"({' | '.join(each)})" for each in lexemes if each)


def find_credited_in_list(quotations: QuerySet[Any], sources: Sequence[int]) -> DeskMatches:
    """Find quotations of a list with one of these sources, or speakers, in no order.

    If they are very many, MAX_CREDITED of each role, those of a source said last first. Two
    queries, none without sources.
    """
    keys: list[int] = []
    is_partial = False
    for role in ("source", "speaker") if sources else ():
        # As the index of the role is sorted: else PostgreSQL might read all of the sources.
        credited = quotations.filter(**{f"{role}__in": sources}).order_by(
            f"{role}_id", *LATEST_SAID_FIRST
        )
        found_keys = list(credited.values_list("pk", flat=True)[: MAX_CREDITED + 1])
        is_partial |= len(found_keys) > MAX_CREDITED
        keys += found_keys[:MAX_CREDITED]
    return DeskMatches(keys, is_partial)


def _parse(terms: str, rows: QuerySet[Any]) -> tuple[str, float, float, int]:
    """Return a tsquery, '' without words; how many rows it may match; and the rows and pages of the
    table, as PostgreSQL knew them last."""
    with connection.cursor() as cursor:
        cursor.execute(_PARSE_SQL, {"terms": terms, "table": rows.model._meta.db_table})
        return cursor.fetchone() or ("", 0, 0, 0)


class _MatchingPosts(BaseTable):
    """The posts that match, in place of the table of posts: PostgreSQL reads them by the indexes of
    words, of which published and other posts have one each.

    It would else walk along an index of the order, or of languages, and compare posts one by one.
    """

    def __init__(self, match: SearchVectorExact) -> None:
        super().__init__(Post._meta.db_table, Post._meta.db_table)
        published = Q(status=Post.Status.PUBLISHED)
        posts = Post.all_objects.order_by().filter(match, _READ_COST)
        self.posts = posts.filter(published).union(posts.filter(~published), all=True)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        sql, parameters = self.posts.query.sql_with_params()
        columns = ", ".join(f'"{field.column}"' for field in Post._meta.concrete_fields)
        # OFFSET: it is planned by itself, without the conditions and the order of the list.
        return f'({sql} OFFSET 0) "{self.table_alias}" ({columns})', parameters


def _compare_first(rows: QuerySet[Any, Any], match: Q, size: int, limit: int) -> DeskMatches:
    """Compare the first `limit` rows of a list, not by the index. One query reads them once.

    `rows` are dictionaries of the key and of what `match` compares.
    """
    compared = rows[:limit].aggregate(
        count=Count("pk"), keys=ArrayAgg("pk", filter=match, default=Value([]))
    )
    return DeskMatches(compared["keys"][:size], compared["count"] == limit)
