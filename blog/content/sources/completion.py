"""Completion of the names of sources, while an author types."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, Upper

from blog.content.sources.names import filter_matching, has_all_words
from blog.models import Source, SourceName


def complete_sources(term: str, size: int) -> list[Source]:
    """Return at most `size` sources with a name that begins with the term, main names first.

    If there are fewer, those with all words of the term in name, role and affiliation, or in
    another name, follow. Each has `other_name`, the name that matches, '' if it is the main one.
    One or two queries.
    """
    matches: dict[int, Any] = {}
    for source in sorted(_find_by_prefix(term, size), key=lambda each: (each.rank, each.sorted_by)):
        matches.setdefault(source.pk, source)
    search_words = term.split()
    if len(matches) < size and search_words:
        others = filter_matching(Source.objects.exclude(pk__in=matches), search_words)
        names: QuerySet[Any] = SourceName.objects.filter(source=OuterRef("pk"))
        for word in search_words:
            names = names.filter(name__folded_contains=word)
        named = Subquery(names.order_by("name").values("name")[:1])
        others = others.annotate(other_name=Coalesce(named, Value("")))
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
