"""Queries that are put together once in the life of a process.

To build a queryset of a dozen parts and compile it takes longer than the database takes to answer;
its SQL is the same for every reader but for a value or two.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection, models

# What stands in a gap while the SQL is made: no value that any queryset has by itself.
_WORD, _NUMBER = "\ue0f0gap {}", -8_177_000_000_000
_MOMENT = datetime(1001, 1, 1, 3, 14, 15, tzinfo=UTC)


def words(count: int = 1) -> list[str]:
    return [_WORD.format(number) for number in range(count)]


def numbers(count: int = 1) -> list[int]:
    return [_NUMBER - number for number in range(count)]


def moments(count: int = 1) -> list[datetime]:
    return [_MOMENT + timedelta(seconds=number) for number in range(count)]


class Prepared[Row: models.Model]:
    """`make` takes gaps, of `words`, `numbers` and `moments`, and gives one queryset or several
    whose rows have the same columns of `model` and the same annotations. `rows` takes a value for
    each gap, in their order."""

    def __init__(
        self, model: type[Row], gaps: list[Any], make: Callable[..., Sequence[models.QuerySet[Row]]]
    ) -> None:
        self.model, self.gaps, self.make = model, gaps, make

    @cached_property
    def _made(self) -> tuple[str, list[Any], dict[str, list[Any]]]:
        queries = [part.query for part in self.make(*self.gaps)]
        compiled = [query.sql_with_params() for query in queries]
        sql = " UNION ALL ".join(f"({part})" for part, _values in compiled)
        values = [value for _part, values in compiled for value in values]
        place = {gap: number for number, gap in enumerate(self.gaps)}
        parts = [
            (place[value], None)
            if isinstance(value, str | int | datetime) and value in place
            else (None, value)
            for value in values
        ]
        if unused := set(place.values()) - {gap for gap, _value in parts}:
            raise ValueError(f"The SQL has no place for {[self.gaps[gap] for gap in unused]}.")
        converters = {
            name: [
                (convert, shown)
                for convert in (
                    *connection.ops.get_db_converters(shown),
                    *shown.get_db_converters(connection),
                )
            ]
            for name, shown in queries[0].annotation_select.items()
        }
        return sql, parts, {name: found for name, found in converters.items() if found}

    def sql(self, *values: Any) -> tuple[str, list[Any]]:
        sql, parts, _converters = self._made
        return sql, [value if gap is None else values[gap] for gap, value in parts]

    def rows(self, *values: Any) -> list[Row]:
        """One query. To ask a row for what was not read is an error."""
        sql, filled = self.sql(*values)
        converters = self._made[2]
        every = self.model._base_manager.all().fetch_mode(models.FETCH_RAISE)
        found = list(every.raw(sql, filled))
        for row in found:
            for name, steps in converters.items():
                value = getattr(row, name)
                for convert, shown in steps:
                    value = convert(value, shown, connection)
                setattr(row, name, value)
        return found
