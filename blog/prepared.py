"""Queries that are put together once in the life of a process.

To build a queryset of a dozen parts and compile it takes longer than the database takes to answer;
its SQL is the same for every reader but for a value or two.
"""

from collections.abc import Callable
from functools import cached_property
from re import sub
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, models

from config.plans import Plan

# What stands in a gap while the SQL is made: no value that any queryset has by itself.
_WORD, _NUMBER = "\ue0f0gap {}", -8_177_000_000_000
_TYPES = {str: "text", int: "bigint"}


def words(count: int = 1) -> list[str]:
    return [_WORD.format(number) for number in range(count)]


def numbers(count: int = 1) -> list[int]:
    return [_NUMBER - number for number in range(count)]


class _Columns(NamedTuple):
    """Where the fields of a model and its annotations are in a row of the database, and what makes
    Python's values of those that are not yet."""

    fields: list[str]
    places: list[int]
    annotations: list[tuple[str, int]]
    converters: list[tuple[int, Callable[..., Any], Any]]


class Prepared[Row: models.Model]:
    """`make` takes gaps, of `words` and `numbers`, and gives a queryset of `model`. `rows` takes a
    value for each gap, in their order. `whatever_values`: as for a `Plan`."""

    def __init__(
        self,
        model: type[Row],
        gaps: list[Any],
        make: Callable[..., models.QuerySet[Row]],
        whatever_values: bool = False,
    ) -> None:
        self.model, self.gaps, self.make = model, gaps, make
        self.whatever_values = whatever_values
        self._columns: _Columns | None = None

    @cached_property
    def _query(self) -> Any:
        return self.make(*self.gaps).query

    @cached_property
    def _plan(self) -> Plan:
        sql, values = self._query.sql_with_params()
        place = {gap: f"${number}" for number, gap in enumerate(self.gaps, start=1)}
        fills = [
            place.get(value, "%s") if isinstance(value, str | int) else "%s" for value in values
        ]
        if unused := set(place.values()) - set(fills):
            raise ValueError(f"The SQL has no place for {sorted(unused)}.")
        remaining = iter(fills)
        return Plan(
            f"{self.make.__module__}.{self.make.__qualname__}",
            sub(
                "%%|%s",
                lambda found: found[0] if found[0] == "%%" else next(remaining),
                sql,
            ),
            [_TYPES[type(gap)] for gap in self.gaps],
            [value for value, fill in zip(values, fills, strict=True) if fill == "%s"],
            self.whatever_values,
        )

    def rows(self, *values: Any) -> list[Row]:
        """One query. To ask a row for what was not read is an error."""
        names, found = self._plan.rows(*values)
        if self._columns is None:
            self._columns = self._found_in(names)
        return [self._row(self._columns, list(row)) for row in found]

    def _row(self, columns: _Columns, values: list[Any]) -> Row:
        for place, convert, part in columns.converters:
            values[place] = convert(values[place], part, connection)
        read = [values[place] for place in columns.places]
        row = self.model.from_db(
            DEFAULT_DB_ALIAS, columns.fields, read, fetch_mode=models.FETCH_RAISE
        )
        for name, place in columns.annotations:
            setattr(row, name, values[place])
        return row

    def _found_in(self, names: list[str]) -> _Columns:
        fields = [field for field in self.model._meta.concrete_fields if field.column in names]
        shown = self._query.annotation_select
        places = [names.index(str(field.column)) for field in fields]
        annotations = [(name, names.index(name)) for name in shown]
        read: list[tuple[int, Any]] = [*zip(places, fields, strict=True)]
        read += [(place, shown[name]) for name, place in annotations]
        converters = [
            (place, convert, part)
            for place, part in read
            for convert in (
                *connection.ops.get_db_converters(part),
                *part.get_db_converters(connection),
            )
        ]
        return _Columns([field.attname for field in fields], places, annotations, converters)
