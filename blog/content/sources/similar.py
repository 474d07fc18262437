"""Known sources that a new one may be a second copy of."""

from typing import Any

from django.db.models import Q

from blog.common.text.across_scripts import is_same_across_scripts, list_search_keys
from blog.extraction.source_names import list_name_words, may_be_same
from blog.models import Source
from blog.models.sources import SEARCHED_TEXT

MAX_CANDIDATES, MAX_SIMILAR = 200, 3
MIN_WORD_LENGTH = 2  # A shorter word is in too many names.


def find_similar_sources(name: str) -> list[Source]:
    """Return at most three known sources with a name that may be the same, the oldest first.

    One query, which reads the sources that contain the last word of the name, and those with a
    similar word in another script.
    """
    *_, surname = ["", *list_name_words(name)]
    conditions = Q(name_keys__overlap=list_search_keys(name))
    if len(surname) >= MIN_WORD_LENGTH:
        conditions |= Q(searched__folded_contains=surname)
    searched = Source.objects.alias(searched=SEARCHED_TEXT)
    candidates: list[Any] = list(searched.filter(conditions).order_by("pk")[:MAX_CANDIDATES])
    return [
        source
        for source in candidates
        if may_be_same(name, source.name) or is_same_across_scripts(name, source.name)
    ][:MAX_SIMILAR]
