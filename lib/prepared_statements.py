"""Prepared statements, which PostgreSQL plans once per connection."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_numbers = count(1)
_NAMED_RE = re.compile(r"%\((\w+)\)s")
# The prepared statements of each connection, and their names there. A lost connection loses its
# statements. Each attempt uses a new name, as a failed one may exist or not.
_prepared: WeakKeyDictionary[Any, dict["PreparedStatement", str]] = WeakKeyDictionary()


# Valid until the end of the query, or of its transaction.
GENERIC_PLAN_SQL = """
SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off;
SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
"""
# Likewise. Makes the planner read rows in the order of an index.
ORDERED_PLAN_SQL = """
SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off;
SET LOCAL enable_bitmapscan = off;
"""
CUSTOM_PLAN_SQL = "SET LOCAL plan_cache_mode = force_custom_plan; "


class PreparedStatement:
    """`sql` has placeholders `$1`, `$2` … for values of `types`, and `%s` for each of `constants`.
    It must name its columns: a plan of `*` is an error once a migration has added one. The slow
    query log shows `name`.

    PostgreSQL may plan again for specific values. `is_generic` prevents that, for complex queries
    that always use the same indexes: small tables are not scanned either, as they may grow before
    the next planning. `is_ordered`, for a few rows in the order of an index, also prevents sorting,
    which looks cheap while statistics are out of date. It implies `is_generic`. `is_custom` plans
    for each value, for conditions of which a few values match very many rows."""

    def __init__(
        self,
        name: str,
        sql: str,
        types: Sequence[str] = (),
        constants: Sequence[Any] = (),
        *,
        is_generic: bool = False,
        is_ordered: bool = False,
        is_custom: bool = False,
    ) -> None:
        self.name, self.constants = name, constants
        settings = GENERIC_PLAN_SQL if is_generic or is_ordered else ""
        settings += ORDERED_PLAN_SQL if is_ordered else ""
        settings += CUSTOM_PLAN_SQL if is_custom else ""
        self.execute = f"{settings}EXECUTE"
        self.begin = f" ({', '.join(types)}) AS {sql}; " if types else f" AS {sql}; "
        self.values = f" ({', '.join(['%s'] * len(types))})" if types else ""

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Execute with `values` and return all rows. One query."""
        with connection.cursor() as cursor:
            prepared = _prepared.setdefault(connection.connection, {})
            if (name := prepared.pop(self, None)) is not None:
                # Removed first, so that it is prepared again after an error, as when a column has
                # changed its type. This one request gets the error.
                cursor.execute(f"{self.execute} {name}{self.values}", values)
            else:
                # The number comes first, as PostgreSQL truncates names after 63 bytes.
                name = f'"{next(_numbers)} {self.name}"'
                both = f"PREPARE {name}{self.begin}{self.execute} {name}{self.values}"
                cursor.execute(both, [*self.constants, *values])
            prepared[self] = name
            return cursor.fetchall()


type NamedStatement = Callable[[Mapping[str, Any]], list[tuple[Any, ...]]]


def prepare_named(name: str, sql: str, types: Mapping[str, str]) -> NamedStatement:
    """Turn SQL with named placeholders, `%(name)s`, into a function that fetches its rows.

    `types` are the PostgreSQL types of all placeholders that it may have. It is planned once, as
    `is_generic`. Cached by the caller.
    """
    names = list(dict.fromkeys(_NAMED_RE.findall(sql)))
    numbered = _NAMED_RE.sub(lambda match: f"${names.index(match[1]) + 1}", sql)
    statement = PreparedStatement(name, numbered, [types[each] for each in names], is_generic=True)

    def fetch(values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return statement.rows(*(values[each] for each in names))

    return fetch
