"""Columns that hold a row's words as PostgreSQL searches them.

The database makes them itself, so no way of writing can forget them: not `update()`, not
`bulk_create()`, not COPY.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import (
    SearchVector,
    SearchVectorCombinable,
    SearchVectorField,
)
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Left

# A vector ends at 1 MB, and no text may fail to be saved. What makes the most of it, rare letters
# in hyphenated words, takes 7.8 bytes a character. These are 20,000 words of English.
MOST = 120_000


class KeptByDatabase(models.Field):
    """A column that the database fills and that only conditions of queries name.

    Django reads and writes what is `concrete`: no row that is loaded or saved carries this one,
    not even where its model is selected with another.
    """

    db_returning = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs | {"editable": False, "serialize": False})

    def set_attributes_from_name(self, name: str) -> None:
        super().set_attributes_from_name(name)
        self.concrete = False


class KeptLanguageField(KeptByDatabase, models.CharField):
    """A language code that a trigger copies from another table."""


class SearchIndexField(KeptByDatabase, models.GeneratedField):  # type: ignore[misc]  # the stubs' bases differ
    """A generated column of words with their weights."""

    def __init__(self, *, expression: Combinable, **kwargs) -> None:
        kept = {"output_field": SearchVectorField(), "db_persist": True}
        super().__init__(expression=expression, **kwargs | kept)


def configuration(language: str | Combinable) -> models.Func:
    """PostgreSQL's rules for a language code: its stemmer and its stop words, or 'simple'."""
    return models.Func(language, function="search_configuration")


def words(column: str, weight: str, language: str | Combinable, most: int = MOST) -> SearchVector:
    """What is searched of a column: its first `most` characters, without tags and entities."""
    return SearchVector(Left(column, most), weight=weight, config=configuration(language))


class Pairs(models.Func):
    """Numbers for each two words of a vector that follow one another, where a phrase has them too:
    stop words between the two count as the distance that they make. The index of words knows in
    which rows the words of a phrase stand, not that they stand side by side."""

    function = "search_pairs"
    output_field = ArrayField(models.IntegerField())

    def __init__(self) -> None:
        super().__init__(models.F("search"))


class Languages(SearchVectorCombinable, models.Func):
    """'=en' as a word of the row: in no text, since no word has that sign. So the index itself
    tells which rows are to be compared by which language's rules."""

    template = "array_to_tsvector(ARRAY[%(expressions)s])"
    output_field = SearchVectorField()

    def __init__(self, *languages: str | Combinable) -> None:
        signed = (
            Concat(models.Value("="), language, output_field=models.TextField())
            for language in languages
        )
        super().__init__(*signed)
