"""SQL that PostgreSQL plans once on each connection, and not again for every request."""

from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_numbers = count(1)
# The statements that each of the database's connections has prepared, and their names there. A lost
# connection takes its statements along. The name is another each time, as one that failed may be
# there or not.
_prepared: WeakKeyDictionary[Any, dict["PreparedStatement", str]] = WeakKeyDictionary()


# Until the end of one query, or of the transaction that it is part of.
GENERIC = """
SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off;
SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
"""
# Likewise. Leaves an index that has the rows in their order as the only way to read some of them.
ORDERED = """
SET LOCAL enable_sort = off; SET LOCAL enable_incremental_sort = off;
SET LOCAL enable_bitmapscan = off;
"""


class PreparedStatement:
    """`sql` has `$1`, `$2` … where values of `types` go, and `%s` for each of `constants`. Its
    columns have to be named: a plan of `*` is an error once a migration has added one. Logs of
    slow queries show `name`.

    PostgreSQL plans again where it expects to win by knowing the values. `is_generic` prevents
    that, for queries of many parts that always use the same indexes: a small table is not read
    whole either, as it may have grown before it is planned again. `is_ordered`, for a few rows in
    the order of an index, also prevents sorting, which looks as cheap while statistics are older
    than the rows. Implies `is_generic`."""

    def __init__(
        self,
        name: str,
        sql: str,
        types: Sequence[str] = (),
        constants: Sequence[Any] = (),
        *,
        is_generic: bool = False,
        is_ordered: bool = False,
    ) -> None:
        self.name, self.constants = name, constants
        settings = GENERIC if is_generic or is_ordered else ""
        settings += ORDERED if is_ordered else ""
        self.execute = f"{settings}EXECUTE"
        self.begin = f" ({', '.join(types)}) AS {sql}; " if types else f" AS {sql}; "
        self.values = f" ({', '.join(['%s'] * len(types))})" if types else ""

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """One query."""
        with connection.cursor() as cursor:
            prepared = _prepared.setdefault(connection.connection, {})
            if (name := prepared.pop(self, None)) is not None:
                # Prepared again after any error: the type of a column may have changed, or
                # somebody deallocated it. This one reader gets the error.
                cursor.execute(f"{self.execute} {name}{self.values}", values)
            else:
                # The number first: PostgreSQL cuts names after 63 bytes.
                name = f'"{next(_numbers)} {self.name}"'
                both = f"PREPARE {name}{self.begin}{self.execute} {name}{self.values}"
                cursor.execute(both, [*self.constants, *values])
            prepared[self] = name
            return cursor.fetchall()
