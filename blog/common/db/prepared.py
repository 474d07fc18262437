"""Queries that are put together once in the life of a process.

To build a queryset of a dozen parts and compile it takes longer than the database takes to answer;
its SQL is the same for every reader but for a value or two.
"""

from collections.abc import Callable
from functools import cached_property
from re import sub
from typing import Any, NamedTuple

from django.db import connection, models

from blog.common.db.instances import row_of
from lib.prepared_statements import Plan

# What stands in a gap while the SQL is made: no value that any queryset has by itself.
_WORD, _NUMBER = "\ue0f0gap {}", -8_177_000_000_000
_TYPES = {str: "text", int: "bigint"}


def words(count: int = 1) -> list[str]:
    return [_WORD.format(number) for number in range(count)]


def numbers(count: int = 1) -> list[int]:
    return [_NUMBER - number for number in range(count)]


class _Columns(NamedTuple):
    """The attributes that the columns of a row of the database are, in their order, and what makes
    Python's values of those that are not yet."""

    names: list[str]
    converters: list[tuple[int, Callable[..., Any], Any]]


class Prepared[Row: models.Model]:
    """`make` takes gaps, of `words` and `numbers`, and gives a queryset of `model`. `rows` takes a
    value for each gap, in their order. `whatever_values` and `in_index_order`: as for a `Plan`."""

    def __init__(
        self,
        model: type[Row],
        gaps: list[Any],
        make: Callable[..., models.QuerySet[Row]],
        whatever_values: bool = False,
        in_index_order: bool = False,
    ) -> None:
        self.model, self.gaps, self.make = model, gaps, make
        self.whatever_values, self.in_index_order = whatever_values, in_index_order
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
            self.in_index_order,
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
        return row_of(self.model, dict(zip(columns.names, values, strict=True)))

    def _found_in(self, columns: list[str]) -> _Columns:
        fields = {field.column: field for field in self.model._meta.concrete_fields}
        parts: list[Any] = [
            self._query.annotation_select.get(column) or fields[column] for column in columns
        ]
        names = [
            getattr(part, "attname", column) for part, column in zip(parts, columns, strict=True)
        ]
        converters = [
            (place, convert, part)
            for place, part in enumerate(parts)
            for convert in (
                *connection.ops.get_db_converters(part),
                *part.get_db_converters(connection),
            )
        ]
        return _Columns(names, converters)
