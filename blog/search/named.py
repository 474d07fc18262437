"""Sources and authors whose name is searched for."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat

from accounts.models import User
from blog.common.db.prepared import Row, prepare
from blog.common.text.folding import Folded, fold
from blog.content.sources.names import filter_named
from blog.models import AuthorCounter, Source

MAX_SOURCES, MAX_AUTHORS, MAX_NAME_PARTS = 5, 5, 8
SOURCE_COLUMNS = ("pk", "name", "slug", "kind", "family_name", "role", "affiliation")
# Between the words of a name, for the regular expressions of Python and of PostgreSQL.
NAME_SEPARATORS = r"[ -/:-@\[-`{-~\u00a1-\u00bf\u2010-\u2027\u2030-\u205e\u3000-\u3011\u30fb]+"
# `-word` and `-"several words"`, as in the search of texts.
_EXCLUDED_RE = re.compile(r'(?<!\S)-("[^"]*"?|\S*)')


def find_named(terms: str) -> dict[str, list[Any]]:
    """Return public sources with exactly this name, the most quoted first, and authors whose names
    contain all terms and no excluded one, those of most posts first. One query."""
    included = _EXCLUDED_RE.sub(" ", terms)
    name = " ".join(included.replace('"', " ").split())
    if not name:
        return {"named_sources": [], "named_authors": []}
    parts = _split_name(name)[:MAX_NAME_PARTS]
    # Without parts no author is searched for, so there is nobody to exclude.
    exclusions = _EXCLUDED_RE.finditer(terms) if parts else ()
    excluded = [_split_name(match[1]) for match in exclusions][:MAX_NAME_PARTS]
    phrases = [" ".join(phrase) for phrase in excluded if phrase]
    padded = [f" {phrase} " for phrase in (*parts, *phrases)]
    rows = _prepare_named(len(parts), len(phrases))(name, f"{name}\n", *padded)
    sources: list[Any] = []
    authors: list[Any] = []
    for found_in, *columns, count in sorted(rows, key=lambda row: (-row[-1], row[1])):
        fields = dict(zip(SOURCE_COLUMNS, columns, strict=True))
        if found_in == "source":
            sources.append(Source(**fields))
            sources[-1].quotation_count = count
        else:
            authors.append(User(pk=fields["pk"], byline=fields["name"], slug=fields["slug"]))
            authors[-1].post_count = count
    return {"named_sources": sources, "named_authors": authors}


@cache
def _prepare_named(part_count: int, excluded_count: int) -> Callable[..., list[Row]]:
    """Prepare the query for a number of words and of excluded phrases. Composing and planning it
    takes half of a search."""

    def select(name: str, line: str, *phrases: str) -> Any:
        named: Any = filter_named(Source.objects.public(), name, line)
        named = named.order_by("-quotation_count", "pk")
        rows = named.values_list(Value("source"), *SOURCE_COLUMNS, "quotation_count")
        authors = _select_authors(phrases[:part_count], phrases[part_count:])
        return rows[:MAX_SOURCES].union(authors, all=True).order_by()

    types = (str,) * (2 + part_count + excluded_count)
    return prepare(select, types, is_generic=True)


def _select_authors(parts: tuple[str, ...], excluded: tuple[str, ...]) -> Any:
    """Select authors with published posts whose names have all `parts` and none of the phrases in
    `excluded`, ignoring case, accents and signs, as rows like those of sources. Each part and
    phrase is between two spaces."""
    separators = (Value(NAME_SEPARATORS), Value(" "), Value("g"))
    folded: Any = Folded(User.NAME)
    spaced = Func(folded, *separators, function="regexp_replace", output_field=TextField())
    padded = Concat(Value(" "), spaced, Value(" "), output_field=TextField())
    authors: Any = AuthorCounter.objects.authors().alias(padded_name=padded)
    for part in parts:
        authors = authors.filter(padded_name__contains=Value(part, TextField()))
    for phrase in excluded:
        authors = authors.exclude(padded_name__contains=Value(phrase, TextField()))
    if not parts:
        authors = authors.none()
    empty = [Value("")] * (len(SOURCE_COLUMNS) - 3)
    rows = authors.order_by("-post_count", "pk")
    rows = rows.values_list(Value("author"), "pk", User.NAME, "slug", *empty, "post_count")
    return rows[:MAX_AUTHORS]


def _split_name(text: str) -> list[str]:
    """Return the words of a name without case, accents and signs."""
    return re.sub(NAME_SEPARATORS, " ", fold(text)).split()
