"""Known sources that a new one may be a second copy of."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from blog.common.text.across_scripts import is_same_across_scripts, list_search_keys
from blog.extraction.source_names import list_name_words, may_be_same
from blog.models import Source, SourceName
from blog.models.sources import SEARCHED_TEXT

MAX_CANDIDATES, MAX_SIMILAR = 200, 3
MIN_WORD_LENGTH = 2  # A shorter word is in too many names.


def find_similar_sources(name: str) -> list[Source]:
    """Return at most three known sources with a name that may be the same, the oldest first.

    Each has `other_name`, the one that may be the same, '' if it is the main one. One query, which
    reads the sources with a name that contains the last word of the name, and those with a similar
    word in another script.
    """
    *_, surname = ["", *list_name_words(name)]
    is_similar = Q(name_keys__overlap=list_search_keys(name))
    has_surname = len(surname) >= MIN_WORD_LENGTH
    own = Source.objects.order_by().alias(searched=SEARCHED_TEXT)
    own = own.filter(is_similar | Q(searched__folded_contains=surname) if has_surname else is_similar)
    others = SourceName.objects.order_by()
    others = others.filter(is_similar | Q(name__folded_contains=surname) if has_surname else is_similar)
    keys = own.values("pk").union(others.values("source"), all=True)
    names = SourceName.objects.filter(source=OuterRef("pk")).order_by("pk").values("name")
    known = Source.objects.filter(pk__in=keys).annotate(other_names=ArraySubquery(names))
    similar: list[Source] = []
    candidates: list[Any] = list(known.order_by("pk")[:MAX_CANDIDATES])
    for source in candidates:
        same = (each for each in (source.name, *source.other_names) if _may_be_same(name, each))
        if found_name := next(same, ""):
            source.other_name = "" if found_name == source.name else found_name
            similar.append(source)
    return similar[:MAX_SIMILAR]


def _may_be_same(one: str, other: str) -> bool:
    return may_be_same(one, other) or is_same_across_scripts(one, other)
