"""Full-text search columns.

The database generates them, so every write updates them: `update()`, `bulk_create()` and COPY too.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector, SearchVectorCombinable, SearchVectorField
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Left

# A tsvector holds at most 1 MB, and saving must not fail. The worst case, rare letters in
# hyphenated words, takes 7.8 bytes per character. About 20,000 English words.
MAX_INDEXED_LENGTH = 120_000
# What waits to be merged into a search index, about 90 long posts. Merging many rows at once takes
# less time, and searches read what waits. The worker merges it each minute, and where it changes
# many rows, after half of it, so that requests do not.
PENDING_LIST_KB = 2048


class DatabaseOnlyField(models.Field):
    """Column filled by the database and used only in query conditions.

    Django loads and saves only concrete fields. This field is not concrete, so it is never fetched,
    not even by `select_related()`.
    """

    db_returning = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs | {"editable": False, "serialize": False})

    def set_attributes_from_name(self, name: str) -> None:
        super().set_attributes_from_name(name)
        self.concrete = False


class KeptLanguageField(DatabaseOnlyField, models.CharField):
    """Language code copied from another table by a trigger."""


class SearchIndexField(DatabaseOnlyField, models.GeneratedField):  # type: ignore[misc]  # the stubs' bases differ
    """Generated column of weighted words."""

    def __init__(self, *, expression: Combinable, **kwargs) -> None:
        options = {"output_field": SearchVectorField(), "db_persist": True}
        super().__init__(expression=expression, **kwargs | options)


def search_configuration(language: str | Combinable) -> models.Func:
    """Return the text search configuration of a language code, or 'simple'."""
    return models.Func(language, function="search_configuration")


def weighted_vector(
    column: str, weight: str, language: str | Combinable, max_length: int = MAX_INDEXED_LENGTH
) -> SearchVector:
    """Return a vector of a column's first `max_length` characters, without tags and entities."""
    text = Left(column, max_length)
    return SearchVector(text, weight=weight, config=search_configuration(language))


class Pairs(models.Func):
    """Hashes of each two adjacent words of a vector, to find phrases.

    Skipped stop words count as distance. The word index knows which rows contain the words of a
    phrase, but not whether they are adjacent.
    """

    function = "search_pairs"
    output_field = ArrayField(models.IntegerField())

    def __init__(self) -> None:
        super().__init__(models.F("search"))


class Languages(SearchVectorCombinable, models.Func):
    """Language markers such as '=en', stored as lexemes so that the index can filter by language.

    No text contains them, as no lexeme has an equals sign.
    """

    template = "array_to_tsvector(ARRAY[%(expressions)s])"
    output_field = SearchVectorField()

    def __init__(self, *languages: str | Combinable) -> None:
        markers = (
            Concat(models.Value("="), language, output_field=models.TextField())
            for language in languages
        )
        super().__init__(*markers)
