"""Known sources that a new one may be a second copy of."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from blog.common.text.across_scripts import is_same_across_scripts, list_search_keys
from blog.extraction.source_names import is_same_name, list_name_words, may_be_same
from blog.models import Source, SourceName
from blog.models.sources import SEARCHED_TEXT

MAX_CANDIDATES, MAX_SIMILAR = 200, 3
MIN_WORD_LENGTH = 2  # A shorter word is in too many names.


def find_similar_sources(name: str) -> list[Source]:
    """Return at most three known sources with a name that may be the same.

    Those with this very name come first, then the oldest.

    Each has `other_name`, the one that may be the same, '' if it is the main one. One query, which
    reads the sources with a name that contains the last word of the name, and those with a similar
    word in another script.
    """
    *_, surname = ["", *list_name_words(name)]
    # A short name, such as 卢拉, has no keys.
    is_similar = Q(name_keys__overlap=list_search_keys(name)) | Q(name__iexact=name)
    is_own = is_others = is_similar
    if len(surname) >= MIN_WORD_LENGTH:
        is_own |= Q(searched__folded_term=surname)
        is_others |= Q(name__folded_term=surname)
    own = Source.objects.order_by().alias(searched=SEARCHED_TEXT).filter(is_own)
    others = SourceName.objects.order_by().filter(is_others)
    keys = own.values("pk").union(others.values("source"), all=True)
    names = SourceName.objects.filter(source=OuterRef("pk")).order_by("pk").values("name")
    known = Source.objects.filter(pk__in=keys).annotate(other_names=ArraySubquery(names))
    similar: list[Any] = []
    candidates: list[Any] = list(known.order_by("pk")[:MAX_CANDIDATES])
    for source in candidates:
        same = (each for each in (source.name, *source.other_names) if _may_be_same(name, each))
        if found_name := next(same, ""):
            source.other_name = "" if found_name == source.name else found_name
            similar.append(source)
    similar.sort(key=lambda each: not is_same_name(name, each.other_name or each.name))
    return similar[:MAX_SIMILAR]


def _may_be_same(one: str, other: str) -> bool:
    is_same = is_same_name(one, other) or may_be_same(one, other)
    return is_same or is_same_across_scripts(one, other)
