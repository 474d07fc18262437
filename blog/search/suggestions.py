"""What somebody may have meant whose search found nothing, where the server has pg_trgm."""

import re
from collections import defaultdict
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.contrib.postgres.search import TrigramSimilarity, TrigramStrictWordSimilarity
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value

from blog.models import Label, Post, PostLabel
from blog.search.models import KnownWord

WORDS = 3  # are looked up at most
LOOKED_AT = 200  # at most that are spelt like one of them: where there are more, it is no mistake
ALIKE, LABELS = 10, 3  # of those, the most like it
_WORD = re.compile(r"\w{3,40}")
_ALIKE = 0.74  # of difflib's ratio: 1 for the same word, 0.75 for one letter of four


class Suggested(NamedTuple):
    words: str
    labels: list[Label]


def for_words(words: str) -> Suggested:
    """Words that titles and sources have instead, '' where there are none better; and labels that
    are called alike. Two queries; one where the server does not compare words."""
    looked_up = list(dict.fromkeys(_WORD.findall(words)))[:WORDS]
    if not looked_up or not _compares_words():
        return Suggested("", [])
    similar: dict[str, list[str]] = defaultdict(list)
    labels: dict[int, Label] = {}
    for word, text, label, slug in _similar(looked_up):
        if label:
            labels.setdefault(label, Label(pk=label, name=text, slug=slug))
        else:
            similar[word].append(text)
    better = {word: _best(word, similar[word]) for word in looked_up}
    instead = _WORD.sub(lambda found: better.get(found[0], found[0]), words)
    return Suggested("" if instead == words else instead, list(labels.values()))


def _compares_words() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('strict_word_similarity') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def _similar(words: list[str]) -> QuerySet[Any]:
    """Rows of the word and one like it; or the name of a label with one like it, with the key and
    slug of the label."""
    labelled = PostLabel.objects.filter(
        tag=OuterRef("pk"), content_object__in=Post.objects.published()
    )
    known, labels = KnownWord.objects.readable(), Label.objects.filter(Exists(labelled))
    arms: list[QuerySet[Any]] = []
    for word in words:
        spelt = TrigramSimilarity("word", word)
        alike = _most(known.filter(word__trigram_similar=word), spelt, ALIKE)
        arms.append(alike.values_list(Value(word), "word", Value(0), Value("")))
        called = TrigramStrictWordSimilarity(word, "name")
        alike = _most(labels.filter(name__trigram_strict_word_similar=word), called, LABELS)
        arms.append(alike.values_list(Value(word), "name", "pk", "slug"))
    return arms[0].union(*arms[1:], all=True)


def _most(alike: QuerySet[Any], similarity: Any, most: int) -> QuerySet[Any]:
    some = alike.order_by().values("pk")[:LOOKED_AT]
    return alike.model.objects.filter(pk__in=some).order_by(similarity.desc(), "pk")[:most]


def _best(word: str, others: list[str]) -> str:
    """The one most like it, and the word itself where none is."""
    best, ratio = word, _ALIKE
    for other in others:
        alike = SequenceMatcher(None, word.casefold(), other.casefold()).ratio()
        if alike > ratio:
            best, ratio = other, alike
    return word if best.casefold() == word.casefold() else best
