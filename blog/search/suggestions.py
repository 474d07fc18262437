"""Spelling suggestions for searches without results, if the server has pg_trgm."""

import re
from collections import defaultdict
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.contrib.postgres.search import TrigramSimilarity, TrigramStrictWordSimilarity
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value

from blog.models import Label, Post, PostLabel
from blog.search.models import KnownWord

MAX_WORDS = 3
MAX_CANDIDATES = 200  # Similar words per term. If there are more, the term is hardly misspelt.
MAX_SIMILAR, MAX_LABELS = 10, 3  # Per term, the most similar.
# The most similar words per term whose texts are read, to check that readers see them.
MAX_CHECKED = 20
_WORD_RE = re.compile(r"\w{3,40}")
_MIN_RATIO = 0.74  # difflib's ratio: 1 for the same word, 0.75 if one of four letters differs.


class Suggestions(NamedTuple):
    terms: str
    labels: list[Label]


def suggest(terms: str) -> Suggestions:
    """Suggest terms from titles and sources, '' if none are better, and labels with similar names.

    Two queries, one without pg_trgm.
    """
    words_to_check = list(dict.fromkeys(_WORD_RE.findall(terms)))[:MAX_WORDS]
    if not words_to_check or not _has_trigrams():
        return Suggestions("", [])
    similar: dict[str, list[str]] = defaultdict(list)
    labels: dict[int, Label] = {}
    for word, text, label, slug in _find_similar(words_to_check):
        if label:
            labels.setdefault(label, Label(pk=label, name=text, slug=slug))
        else:
            similar[word].append(text)
    corrections = {word: _choose_best(word, similar[word]) for word in words_to_check}
    corrected = _WORD_RE.sub(lambda match: corrections.get(match[0], match[0]), terms)
    return Suggestions("" if corrected == terms else corrected, list(labels.values()))


def _has_trigrams() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('strict_word_similarity') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def _find_similar(words_to_check: list[str]) -> QuerySet[Any]:
    """Return rows of a word and a similar one, or a similar label name with its key and slug."""
    labelled = PostLabel.objects.filter(
        tag=OuterRef("pk"), content_object__in=Post.objects.published()
    )
    labels = Label.objects.filter(Exists(labelled))
    branches: list[QuerySet[Any]] = []
    for word in words_to_check:
        similarity: Any = TrigramSimilarity("word", word)
        similar = KnownWord.objects.filter(word__trigram_similar=word)
        nearest = _select_most_similar(similar, similarity, MAX_CHECKED).values("pk")
        readable = KnownWord.objects.readable().filter(pk__in=nearest)
        rows: QuerySet[Any] = readable.order_by(similarity.desc(), "pk")[:MAX_SIMILAR]
        branches.append(rows.values_list(Value(word), "word", Value(0), Value("")))
        similarity = TrigramStrictWordSimilarity(word, "name")
        similar_labels = labels.filter(name__trigram_strict_word_similar=word)
        rows = _select_most_similar(similar_labels, similarity, MAX_LABELS)
        branches.append(rows.values_list(Value(word), "name", "pk", "slug"))
    return branches[0].union(*branches[1:], all=True)


def _select_most_similar(similar: QuerySet[Any], similarity: Any, size: int) -> QuerySet[Any]:
    candidates = similar.order_by().values("pk")[:MAX_CANDIDATES]
    return similar.model.objects.filter(pk__in=candidates).order_by(similarity.desc(), "pk")[:size]


def _choose_best(word: str, others: list[str]) -> str:
    """Return the most similar word, or the word itself if none is similar enough."""
    best, ratio = word, _MIN_RATIO
    for other in others:
        alike = SequenceMatcher(None, word.casefold(), other.casefold()).ratio()
        if alike > ratio:
            best, ratio = other, alike
    return word if best.casefold() == word.casefold() else best
