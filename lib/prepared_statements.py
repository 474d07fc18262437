"""SQL that PostgreSQL plans once for each connection, and not again for every reader: to plan a
page's query takes three times as long as to read a few rows along an index."""

from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_numbers = count(1)
# What is planned on each of the database's connections, and its name there. A lost one takes its
# plans along. The name is another each time, as one that failed may be there or not.
_planned: WeakKeyDictionary[Any, dict["Plan", str]] = WeakKeyDictionary()


# Until the end of one query, or of the transaction that it is part of.
WHATEVER_VALUES = """
SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off;
SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
"""
# Likewise. Leaves an index that has the rows in their order as the only way to read some of them.
IN_INDEX_ORDER = """
SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off;
SET LOCAL enable_bitmapscan = off;
"""


class Plan:
    """`sql` has `$1`, `$2` … where values of `types` go, and `%s` for each of `constants`. Its
    columns have to be named: a plan of `*` is an error once a migration has added one. Logs of
    slow queries say `name`.

    PostgreSQL plans anew where it expects to win by knowing the values. With `whatever_values` it
    does not, for queries of many parts whose way is always the same, along indexes: a small table
    is not read whole either, as it may have grown before it is planned again. With
    `in_index_order`, for a few rows in the order of an index, it does not gather and sort all of
    them either, which looks as cheap while statistics are older than the rows. Implies
    `whatever_values`."""

    def __init__(
        self,
        name: str,
        sql: str,
        types: Sequence[str] = (),
        constants: Sequence[Any] = (),
        whatever_values: bool = False,
        in_index_order: bool = False,
    ) -> None:
        self.name, self.constants = name, constants
        settings = WHATEVER_VALUES if whatever_values or in_index_order else ""
        settings += IN_INDEX_ORDER if in_index_order else ""
        self.execute = f"{settings}EXECUTE"
        self.begin = f" ({', '.join(types)}) AS {sql}; " if types else f" AS {sql}; "
        self.gaps = f" ({', '.join(['%s'] * len(types))})" if types else ""

    def rows(self, *values: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The names of the columns, and the rows. One query."""
        with connection.cursor() as cursor:
            planned = _planned.setdefault(connection.connection, {})
            if (name := planned.pop(self, None)) is not None:
                # Planned anew after any error: the type of a column may have changed, or
                # somebody deallocated it. This one reader gets the error.
                cursor.execute(f"{self.execute} {name}{self.gaps}", values)
            else:
                # The number first: PostgreSQL cuts names after 63 bytes.
                name = f'"{next(_numbers)} {self.name}"'
                both = f"PREPARE {name}{self.begin}{self.execute} {name}{self.gaps}"
                cursor.execute(both, [*self.constants, *values])
            planned[self] = name
            return [column.name for column in cursor.description], cursor.fetchall()
