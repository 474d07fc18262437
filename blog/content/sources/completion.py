"""Completion of the names of sources, while an author types."""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, Upper

from blog.content.sources.names import filter_matching, has_all_words
from blog.models import Source, SourceName


def complete_sources(term: str, size: int) -> list[Source]:
    """Return at most `size` sources with a name that begins with the term, main names first.

    If there are fewer, those with all words of the term in their names, role and affiliation
    follow. Each has `other_name`, the name that matches, '' if it is the main one. One or two
    queries, four if several words find few sources.
    """
    matches: dict[int, Any] = {}
    for source in sorted(_find_by_prefix(term, size), key=lambda each: (each.rank, each.sorted_by)):
        matches.setdefault(source.pk, source)
    search_words = term.split()
    if len(matches) < size and search_words:
        others = filter_matching(Source.objects.exclude(pk__in=matches), search_words)
        names = SourceName.objects.filter(source=OuterRef("pk")).order_by("name")
        has_word = [Q(name__folded_contains=word) for word in search_words]
        whole, part = (names.filter(reduce(join, has_word)) for join in (and_, or_))
        named = (Subquery(each.values("name")[:1]) for each in (whole, part))
        others = others.annotate(other_name=Coalesce(*named, Value("")))
        for source in others.order_by(Lower("name"), "pk")[: size - len(matches)]:
            if has_all_words(f"{source.name}\n{source.role}\n{source.affiliation}", search_words):
                source.other_name = ""
            matches[source.pk] = source
    return list(matches.values())[:size]


def _find_by_prefix(term: str, size: int) -> QuerySet[Any]:
    """Find sources by the beginning of their main name and of another name, `size` of each."""
    lower = Lower("name")
    own: QuerySet[Any] = Source.objects.annotate(rank=Value(0), sorted_by=lower)
    own = own.annotate(other_name=Value("")).filter(sorted_by__startswith=Lower(Value(term)))
    upper = Upper("names__name")
    others: QuerySet[Any] = Source.objects.annotate(rank=Value(1), sorted_by=upper)
    others = others.annotate(other_name=F("names__name"))
    others = others.filter(sorted_by__startswith=Upper(Value(term)))
    own, others = own.order_by(lower, "pk")[:size], others.order_by(upper, "pk")[:size]
    return own.union(others, all=True)
